// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tocsin::channels::sms {
namespace {

// The default alphabet (TS 23.038, 6.2.1), as code points; position is the septet. Escape (0x1b) is not a character.
constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view extension = U"\f^{}\\[~]|€";

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

/// The code point that starts here and its length in bytes; U+FFFD for one byte where no well-formed UTF-8 starts (RFC
/// 3629, section 4: no overlong form, no surrogate).
std::pair<char32_t, std::size_t> code_point_at(std::string_view text)
{
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    std::pair<char32_t, std::size_t> const broken{U'\ufffd', 1};
    if (length == 0 || length > text.size())
        return broken;
    char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        auto const next = static_cast<unsigned char>(text[k]);
        if ((next & 0xc0U) != 0x80)
            return broken;
        code = code << 6U | (next & 0x3fU);
    }
    bool const overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    bool const surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff)
        return broken;
    return {code, length};
}

std::u32string code_points(std::string_view text)
{
    std::u32string out;
    while (!text.empty()) {
        auto const [code, length] = code_point_at(text);
        out += code;
        text.remove_prefix(length);
    }
    return out;
}

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

void append(std::string& out, char32_t code)
{
    auto const byte = [](char32_t value) { return static_cast<char>(value); };
    if (code < 0x80) {
        out += byte(code);
    } else if (code < 0x800) {
        out += byte(0xc0U | code >> 6U);
        out += byte(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        out += byte(0xe0U | code >> 12U);
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    } else {
        out += byte(0xf0U | code >> 18U);
        out += byte(0x80U | (code >> 12U & 0x3fU));
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    }
}

bool is_blank(char32_t code) { return code == U' ' || code == U'\u00a0' || code == U'\u202f'; }

/// Septets a character takes; 0: it is not in the alphabet.
int septets(char32_t code)
{
    if (code != U'\u001b' && basic.find(code) != std::u32string_view::npos)
        return 1;
    return extension.find(code) != std::u32string_view::npos ? 2 : 0;
}

int utf16_units(char32_t code) { return code >= 0x10000 ? 2 : 1; }

/// Fills parts of `in_a_row` units without cutting a character, unless all fits into `alone`.
int parts_of(std::vector<int> const& sizes, int total, int alone, int in_a_row)
{
    if (total <= alone)
        return 1;
    int parts = 1;
    int used = 0;
    for (int const size : sizes) {
        if (used + size > in_a_row) {
            ++parts;
            used = 0;
        }
        used += size;
    }
    return parts;
}

}  // namespace

fitted measure(std::string_view text)
{
    auto const codes = code_points(text);
    fitted counted;
    counted.text = std::string{text};
    bool const plain = std::all_of(codes.begin(), codes.end(), [](char32_t code) { return septets(code) > 0; });
    counted.written_in = plain ? alphabet::gsm7 : alphabet::ucs2;
    std::vector<int> sizes;
    for (auto const code : codes) {
        sizes.push_back(plain ? septets(code) : utf16_units(code));
        counted.units += sizes.back();
    }
    counted.parts = plain ? parts_of(sizes, counted.units, 160, 153) : parts_of(sizes, counted.units, 70, 67);
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
            append(plain, code);
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
