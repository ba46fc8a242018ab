// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/text.hpp"

#include "channels/sms/parts.hpp"
#include "channels/sms/plain.hpp"
#include "channels/sms/unicode.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocsin::channels::sms {
namespace {

bool is_blank(char32_t code) { return plain_form(code) == " " || code == U' '; }

/// « Oui » → "Oui": French sets its quotation marks off with blanks; straight ones stand close.
bool is_guillemet(char32_t code) { return code == U'«' || code == U'»'; }

/// "n° 12" reads "no 12" and "1º" "1o"; "10 °C" would read "10 oC", so there the sign is left out.
bool is_degree(char32_t code) { return code == U'°' || code == U'º'; }

std::string_view degree_form(std::u32string_view codes, std::size_t at)
{
    auto const before = at > 0 ? codes[at - 1] : U' ';
    auto const after = at + 1 < codes.size() ? codes[at + 1] : U' ';
    bool const is_number = before == U'n' || before == U'N';
    bool const is_ordinal = codes[at] == U'º' && before >= U'0' && before <= U'9' && after != U'C' && after != U'F';
    return is_number || is_ordinal ? "o" : "";
}

bool has_plain_form(char32_t code)
{
    return septets_of(code) > 0 || is_degree(code) || is_guillemet(code) || plain_form(code).has_value();
}

std::string in_utf8(char32_t code)
{
    std::string text;
    append_utf8(text, code);
    return text;
}

/// Without the characters that have no plain form, and without the blank that would be left doubled.
std::string written_plainly(std::u32string_view codes)
{
    std::string plain;
    bool gap = false;  // something was left out just now
    for (std::size_t i = 0; i < codes.size(); ++i) {
        auto const code = codes[i];
        if (!has_plain_form(code)) {
            gap = true;
            continue;
        }
        if (gap && is_blank(code) && (plain.empty() || plain.ends_with(' ')))
            continue;
        gap = false;
        if (septets_of(code) > 0) {
            append_utf8(plain, code);
        } else if (is_degree(code)) {
            plain += degree_form(codes, i);
        } else if (is_guillemet(code)) {
            if (code == U'»' && plain.ends_with(' '))
                plain.pop_back();
            plain += '"';
            if (code == U'«' && i + 1 < codes.size() && is_blank(codes[i + 1]))
                ++i;
        } else {
            plain += *plain_form(code);
        }
    }
    if (gap && plain.ends_with(' '))
        plain.pop_back();
    return plain;
}

}  // namespace

fitted measure(std::string_view text)
{
    auto const codes = code_points(text);
    fitted counted;
    counted.text = std::string{text};
    bool const plain = std::all_of(codes.begin(), codes.end(), [](char32_t code) { return septets_of(code) > 0; });
    counted.written_in = plain ? alphabet::gsm7 : alphabet::ucs2;
    std::vector<int> sizes;
    for (auto const code : codes) {
        sizes.push_back(units_of(code, counted.written_in));
        counted.units += sizes.back();
    }
    counted.parts = static_cast<int>(part_ends(sizes, counted.written_in).size());
    return counted;
}

std::vector<std::string> without_plain_form(std::string_view text)
{
    std::vector<std::string> list;
    for (auto const code : composed(code_points(text)))
        if (!has_plain_form(code))
            if (auto character = in_utf8(code); std::find(list.begin(), list.end(), character) == list.end())
                list.push_back(std::move(character));
    return list;
}

fitted fit(std::string_view text, unicode beyond)
{
    auto strange = without_plain_form(text);
    if (!strange.empty() && beyond == unicode::allowed)
        return measure(text);
    auto plainly = measure(written_plainly(composed(code_points(text))));
    plainly.left_out = std::move(strange);
    return plainly;
}

std::string in_latin1_letters(std::string_view text, std::string_view euro)
{
    std::string written;
    for (auto const code : code_points(text))
        if (auto const form = latin1_form(code))
            written += code == U'€' ? euro : *form;
        else
            append_utf8(written, code);
    return written;
}

}  // namespace tocsin::channels::sms
