// SPDX-License-Identifier: Apache-2.0
#include "rules/fold.hpp"

#include "rules/words/spelling.hpp"

#include <cstdint>
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

std::string_view plain(char32_t c)
{
    if ((c >= 0xc0 && c <= 0xc5) || (c >= 0xe0 && c <= 0xe5) || (c >= 0x100 && c <= 0x105))
        return "a";
    switch (c) {
    case 0xc6: case 0xe6: return "ae";
    case 0xc7: case 0xe7: case 0x106: case 0x107: case 0x10c: case 0x10d: return "c";
    case 0xc8: case 0xc9: case 0xca: case 0xcb: case 0xe8: case 0xe9: case 0xea: case 0xeb:
    case 0x112: case 0x113: case 0x118: case 0x119: case 0x11a: case 0x11b: return "e";
    case 0xcc: case 0xcd: case 0xce: case 0xcf: case 0xec: case 0xed: case 0xee: case 0xef:
    case 0x128: case 0x129: case 0x130: case 0x131: return "i";
    case 0xd1: case 0xf1: case 0x143: case 0x144: return "n";
    case 0xd2: case 0xd3: case 0xd4: case 0xd5: case 0xd6: case 0xd8:
    case 0xf2: case 0xf3: case 0xf4: case 0xf5: case 0xf6: case 0xf8: return "o";
    case 0x152: case 0x153: return "oe";
    case 0xd9: case 0xda: case 0xdb: case 0xdc: case 0xf9: case 0xfa: case 0xfb: case 0xfc:
    case 0x16e: case 0x16f: return "u";
    case 0xdd: case 0xfd: case 0xff: case 0x178: return "y";
    case 0xdf: return "ss";
    case 0x160: case 0x161: case 0x15a: case 0x15b: return "s";
    case 0x17d: case 0x17e: case 0x179: case 0x17a: case 0x17b: case 0x17c: return "z";
    case 0x141: case 0x142: return "l";
    case 0x2018: case 0x2019: case 0x201b: case 0x2b9: case 0x2bc: case 0xb4: case 0x60: return "'";
    case 0x201c: case 0x201d: case 0x201e: case 0xab: case 0xbb: return "\"";
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return "-";
    case 0x2026: return "...";
    case 0xa0: case 0x202f: case 0x2009: case 0x2003: case 0x2002: case 0x200a: case 0x3000:
    case '\t': case '\n': case '\r': return " ";
    case 0x200b: case 0x200d: case 0x2060: case 0xfe0e: case 0xfe0f: case 0xfeff: return "";
    case 0xfffd: return "?";
    default: return {};
    }
}

bool is_combining_accent(char32_t c) { return c >= 0x300 && c <= 0x36f; }

bool has_plain_form(char32_t c, std::string_view form)
{
    return !form.empty() || c == 0x200b || c == 0x200d || c == 0x2060 || c == 0xfe0e || c == 0xfe0f || c == 0xfeff;
}

}  // namespace

std::string fold(std::string_view text)
{
    std::string folded;
    while (!text.empty()) {
        auto const [character, length] = next_character(text);
        auto const form = plain(character);
        if (is_combining_accent(character))
            ;
        else if (has_plain_form(character, form))
            folded += form;
        else if (length == 1)
            folded += ascii_lower(text[0]);
        else
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
