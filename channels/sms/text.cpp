// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/text.hpp"

#include "channels/sms/parts.hpp"
#include "channels/sms/unicode.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tocsin::channels::sms {
namespace {

constexpr auto replacements = std::to_array<std::pair<char32_t, std::string_view>>({
    {U'ç', "c"}, {U'â', "a"}, {U'ê', "e"}, {U'ë', "e"}, {U'î', "i"}, {U'ï', "i"}, {U'ô', "o"}, {U'û', "u"}, {U'ÿ', "y"},
    {U'á', "a"}, {U'ã', "a"}, {U'í', "i"}, {U'ó', "o"}, {U'õ', "o"}, {U'ú', "u"}, {U'ý', "y"},
    {U'À', "A"}, {U'Á', "A"}, {U'Â', "A"}, {U'Ã', "A"}, {U'È', "E"}, {U'Ê', "E"}, {U'Ë', "E"}, {U'Ì', "I"}, {U'Í', "I"},
    {U'Î', "I"}, {U'Ï', "I"}, {U'Ò', "O"}, {U'Ó', "O"}, {U'Ô', "O"}, {U'Õ', "O"}, {U'Ù', "U"}, {U'Ú', "U"}, {U'Û', "U"},
    {U'œ', "oe"}, {U'Œ', "OE"}, {U'’', "'"}, {U'‘', "'"}, {U'´', "'"}, {U'`', "'"}, {U'“', "\""}, {U'”', "\""},
    {U'„', "\""}, {U'«', "\""}, {U'»', "\""}, {U'…', "..."}, {U'–', "-"}, {U'—', "-"}, {U'−', "-"}, {U'‑', "-"},
    {U'\u00a0', " "}, {U'\u202f', " "}, {U'\u2009', " "}, {U'\t', " "}, {U'•', "-"}, {U'·', "."}, {U'×', "x"},
    {U'°', "o"}, {U'º', "o"}, {U'²', "2"}, {U'³', "3"}, {U'½', "1/2"}, {U'‚', ","}, {U'Ÿ', "Y"},
    // What shows nothing.
    {U'\u00ad', ""}, {U'\u200b', ""}, {U'\u200d', ""}, {U'\u2060', ""}, {U'\ufeff', ""}, {U'\ufe0f', ""}, {U'\u2028', "\n"},
});

/// Letters written as base and mark (as some systems do) become the one character that phones know.
std::u32string composed(std::u32string_view codes)
{
    struct accent {
        char32_t mark;
        std::u32string_view bases;
        std::u32string_view whole;
    };
    static constexpr std::array<accent, 6> accents{{
        {U'\u0300', U"aeiouAEIOU", U"àèìòùÀÈÌÒÙ"},
        {U'\u0301', U"aeiouyAEIOUY", U"áéíóúýÁÉÍÓÚÝ"},
        {U'\u0302', U"aeiouAEIOU", U"âêîôûÂÊÎÔÛ"},
        {U'\u0303', U"anoANO", U"ãñõÃÑÕ"},
        {U'\u0308', U"aeiouyAEIOU", U"äëïöüÿÄËÏÖÜ"},
        {U'\u0327', U"cC", U"çÇ"},
    }};
    std::u32string out;
    for (char32_t const code : codes) {
        auto const mark = std::find_if(accents.begin(), accents.end(), [code](accent const& each) { return each.mark == code; });
        auto const base = mark == accents.end() || out.empty() ? std::u32string_view::npos : mark->bases.find(out.back());
        if (base == std::u32string_view::npos)
            out += code;
        else
            out.back() = mark->whole[base];
    }
    return out;
}

bool is_blank(char32_t code) { return code == U' ' || code == U'\u00a0' || code == U'\u202f'; }

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

fitted fit(std::string_view text)
{
    auto const codes = composed(code_points(text));
    std::string plain;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        auto const code = codes[i];
        auto const found = std::find_if(replacements.begin(), replacements.end(), [code](auto const& each) {
            return each.first == code;
        });
        if (found == replacements.end()) {
            append_utf8(plain, code);
            continue;
        }
        // "n° 12" reads "no 12"; "10 °C" would read "10 oC", so there the sign is left out.
        bool const degree = code == U'°' || code == U'º';
        bool const after_n = i > 0 && (codes[i - 1] == U'n' || codes[i - 1] == U'N');
        if (degree && !after_n)
            continue;
        // French sets its quotation marks off with blanks; straight ones stand close.
        if (code == U'»' && plain.ends_with(' '))
            plain.pop_back();
        plain += found->second;
        if (code == U'«' && i + 1 < codes.size() && is_blank(codes[i + 1]))
            ++i;
    }
    auto const plainly = measure(plain);
    return plainly.written_in == alphabet::gsm7 ? plainly : measure(text);
}

}  // namespace tocsin::channels::sms
