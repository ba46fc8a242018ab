// SPDX-License-Identifier: Apache-2.0
#include "rules/fold.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace tocsin::rules {
namespace {

/// The next code point and its length in bytes; invalid bytes give U+FFFD one at a time.
std::pair<char32_t, std::size_t> next_character(std::string_view text)
{
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    auto const lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    std::size_t const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (length == 0 || length > text.size())
        return {0xfffd, 1};
    char32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80)
            return {0xfffd, 1};
        code = code << 6U | (byte(i) & 0x3fU);
    }
    return {code, length};
}

/// Characters that stand for the same text, or for one letter after the other.
struct run {
    char32_t first;
    char32_t last;
    std::string_view form;
    bool counts_up;
};

constexpr run table[] = {
#include "rules/fold_table.inc"
};

/// What runs that count up count through: ASCII from the blank on.
constexpr std::string_view ascii =
    R"( !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~)";

/// Letters in other dress, after Unicode's compatibility decompositions: é, ő, Ｏ, 𝓞, ⓞ; nothing where there is none.
std::string_view undressed(char32_t c)
{
    auto const found = std::lower_bound(std::begin(table), std::end(table), c, [](run const& each, char32_t wanted) { return each.last < wanted; });
    if (found == std::end(table) || c < found->first)
        return {};
    return found->counts_up ? ascii.substr(ascii.find(found->form) + (c - found->first), 1) : found->form;
}

/// What stands for a character beyond ASCII; nothing where it stands for itself.
std::string_view plain(char32_t c)
{
    switch (c) {
    // Letters that Unicode does not take apart.
    case 0xc6: case 0xe6: return "ae";
    case 0xd8: case 0xf8: return "o";
    case 0x131: return "i";
    case 0x152: case 0x153: return "oe";
    case 0xdf: return "ss";
    case 0x141: case 0x142: return "l";
    case 0x2018: case 0x2019: case 0x201b: case 0x2b9: case 0x2bc: case 0xb4: return "'";
    case 0x201c: case 0x201d: case 0x201e: case 0xab: case 0xbb: return "\"";
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return "-";
    case 0xfffd: return "?";
    default: return undressed(c);
    }
}

/// Joiners, marks of order and of colour, and accents that stand apart. Strokes through a letter (U+0334 to U+0338) stay:
/// who strikes a word out does not say it.
bool is_left_out(char32_t c)
{
    return c == 0x200b || c == 0x200d || c == 0x2060 || c == 0xfe0e || c == 0xfe0f || c == 0xfeff ||
           (c >= 0x300 && c <= 0x36f && !(c >= 0x334 && c <= 0x338));
}

char plain_byte(char c)
{
    if (c == '`')
        return '\'';
    return c == '\t' || c == '\n' || c == '\r' ? ' ' : ascii_lower(c);
}

}  // namespace

std::string fold(std::string_view text)
{
    std::string folded;
    folded.reserve(text.size());
    while (!text.empty()) {
        if (static_cast<unsigned char>(text[0]) < 0x80) {
            folded += plain_byte(text[0]);
            text.remove_prefix(1);
            continue;
        }
        auto const [character, length] = next_character(text);
        auto const form = plain(character);
        if (!form.empty())
            folded += form;
        else if (!is_left_out(character))
            folded += text.substr(0, length);
        text.remove_prefix(length);
    }
    return folded;
}

std::string fold_name(std::string_view text)
{
    std::string name;
    for (char const c : fold(text))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            name += c;
    return name;
}

bool matches_pattern(std::string_view pattern, std::string_view text)
{
    auto const wanted = fold(pattern);
    auto const given = fold(text);
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string::npos;
    std::size_t retry = 0;
    while (t < given.size()) {
        if (p < wanted.size() && wanted[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < wanted.size() && wanted[p] == given[t]) {
            ++p;
            ++t;
        } else if (star != std::string::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < wanted.size() && wanted[p] == '*')
        ++p;
    return p == wanted.size();
}

}  // namespace tocsin::rules
