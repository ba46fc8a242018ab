// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/decode.hpp"

#include "rules/words/spelling.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace tocsin::channels::mail {
namespace {

std::optional<unsigned> base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z')
        return static_cast<unsigned>(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0' + 52);
    if (c == '+' || c == '/')
        return c == '+' ? 62U : 63U;
    return std::nullopt;
}

std::optional<unsigned> hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    auto const lower = ascii_lower(c);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a' + 10);
    return std::nullopt;
}

/// "=E9" at `at`, or nothing.
std::optional<char> escaped_byte(std::string_view text, std::size_t at)
{
    if (at + 2 >= text.size())
        return std::nullopt;
    auto const high = hex_digit(text[at + 1]);
    auto const low = hex_digit(text[at + 2]);
    return high && low ? std::optional{static_cast<char>(*high << 4U | *low)} : std::nullopt;
}

void put_utf8(std::string& out, unsigned code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | code >> 6U);
        out += static_cast<char>(0x80U | (code & 0x3fU));
    } else {
        out += static_cast<char>(0xe0U | code >> 12U);
        out += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
        out += static_cast<char>(0x80U | (code & 0x3fU));
    }
}

constexpr unsigned nobody_knows = 0xfffd;

/// 0x80 to 0x9f of Windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt).
constexpr std::array<std::uint16_t, 32> windows_1252{
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
    0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

unsigned in_windows_1252(unsigned byte) { return byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : byte; }

/// ISO-8859-15 differs from ISO-8859-1 in eight places.
unsigned in_latin_9(unsigned byte)
{
    switch (byte) {
    case 0xa4: return 0x20ac;
    case 0xa6: return 0x0160;
    case 0xa8: return 0x0161;
    case 0xb4: return 0x017d;
    case 0xb8: return 0x017e;
    case 0xbc: return 0x0152;
    case 0xbd: return 0x0153;
    case 0xbe: return 0x0178;
    default: return byte;
    }
}

unsigned in_an_unknown_set(unsigned byte) { return byte < 0x80 ? byte : nobody_knows; }

std::string byte_by_byte(std::string_view bytes, unsigned (*code_of)(unsigned))
{
    std::string out;
    out.reserve(bytes.size());
    for (char const c : bytes)
        put_utf8(out, code_of(static_cast<unsigned char>(c)));
    return out;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> list)
{
    for (auto const each : list)
        if (equal_ignoring_case(name, each))
            return true;
    return false;
}

/// How many bytes the character at `at` has; 0 when it is none (overlong forms and surrogates included).
std::size_t character_length(std::string_view bytes, std::size_t at)
{
    auto const byte = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    auto const first = byte(at);
    if (first < 0x80)
        return 1;
    std::size_t const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > bytes.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xc0U) != 0x80)
            return 0;
    auto const second = byte(at + 1);
    bool const odd = (first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0) || (first == 0xf0 && second < 0x90) ||
                     (first == 0xf4 && second >= 0x90);
    return odd ? 0 : length;
}

struct encoded_word {
    std::string text;
    std::size_t end = 0;
};

/// "=?charset?B?…?=" at `at`, or nothing.
std::optional<encoded_word> word_at(std::string_view value, std::size_t at)
{
    if (value.substr(at, 2) != "=?")
        return std::nullopt;
    auto const first = value.find('?', at + 2);
    auto const second = first == value.npos ? first : value.find('?', first + 1);
    auto const end = second == value.npos ? second : value.find("?=", second + 1);
    if (end == value.npos || second != first + 2)
        return std::nullopt;
    auto charset = value.substr(at + 2, first - at - 2);
    charset = charset.substr(0, charset.find('*'));  // RFC 2231 section 5: a language may follow
    auto const how = ascii_lower(value[first + 1]);
    auto const wrapped = value.substr(second + 1, end - second - 1);
    if ((how != 'b' && how != 'q') || wrapped.find(' ') != wrapped.npos)
        return std::nullopt;
    std::string bytes;
    if (how == 'b') {
        bytes = from_base64(wrapped);
    } else {
        std::string spaced{wrapped};
        for (auto& c : spaced)
            c = c == '_' ? ' ' : c;
        bytes = from_quoted_printable(spaced);
    }
    return encoded_word{to_utf8(bytes, charset), end + 2};
}

}  // namespace

std::string from_base64(std::string_view text)
{
    std::string out;
    out.reserve(text.size() / 4 * 3);
    unsigned group = 0;
    unsigned bits = 0;
    for (char const c : text) {
        if (c == '=')
            break;
        auto const digit = base64_digit(c);
        if (!digit)
            continue;
        group = (group << 6U | *digit) & 0xffffU;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out += static_cast<char>(group >> bits & 0xffU);
    }
    return out;
}

std::string from_quoted_printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
            continue;
        }
        if (auto const byte = escaped_byte(text, i)) {
            out += *byte;
            i += 2;
            continue;
        }
        auto const end = text.find_first_not_of(" \t\r", i + 1);  // a soft line break, perhaps with blanks behind it
        if (end == text.npos || text[end] == '\n')
            i = end == text.npos ? text.size() : end;
        else
            out += '=';
    }
    return out;
}

std::string to_utf8(std::string_view bytes, std::string_view charset)
{
    bool const says_utf8 = charset.empty() || is_one_of(charset, {"utf-8", "utf8", "us-ascii", "ascii"});
    if (says_utf8 && is_utf8(bytes))
        return std::string{bytes};
    if (says_utf8 || is_one_of(charset, {"iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252"}))
        return byte_by_byte(bytes, in_windows_1252);
    if (is_one_of(charset, {"iso-8859-15", "iso8859-15", "latin9"}))
        return byte_by_byte(bytes, in_latin_9);
    return byte_by_byte(bytes, in_an_unknown_set);
}

std::string decoded_words(std::string_view value)
{
    std::string out;
    std::string blanks;  // between two encoded words they are no text (RFC 2047 section 6.2)
    bool after_word = false;
    for (std::size_t i = 0; i < value.size();) {
        if (auto const word = word_at(value, i)) {
            if (!after_word)
                out += blanks;
            blanks.clear();
            out += word->text;
            i = word->end;
            after_word = true;
        } else if (value[i] == ' ' || value[i] == '\t') {
            blanks += ' ';
            ++i;
        } else {
            out += blanks + value[i];
            blanks.clear();
            ++i;
            after_word = false;
        }
    }
    return to_utf8(out, "utf-8");
}

bool is_utf8(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size();) {
        auto const length = character_length(bytes, i);
        if (length == 0)
            return false;
        i += length;
    }
    return true;
}

}  // namespace tocsin::channels::mail
