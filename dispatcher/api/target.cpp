// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/target.hpp"

#include <algorithm>
#include <cstdint>

namespace tocsin::dispatcher::api {
namespace {

constexpr std::size_t longest_target = 8 * 1024;

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// In a query '+' is a blank (application/x-www-form-urlencoded).
enum class plus { itself, blank };

std::optional<std::string> decoded(std::string_view text, plus how)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (text.size() - i < 3)
                return std::nullopt;
            int const high = hex_digit(text[i + 1]);
            int const low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0)
                return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && how == plus::blank) {
            c = ' ';
        }
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return std::nullopt;
        out += c;
    }
    if (!is_utf8(out))
        return std::nullopt;
    return out;
}

std::vector<std::string_view> split(std::string_view text, char at)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

bool read_query(std::string_view text, target& into)
{
    for (auto const part : split(text, '&')) {
        if (part.empty())
            continue;
        auto const equals = part.find('=');
        auto name = decoded(part.substr(0, equals), plus::blank);
        auto value = decoded(equals == std::string_view::npos ? "" : part.substr(equals + 1), plus::blank);
        if (!name || !value)
            return false;
        into.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

std::vector<std::string_view> pattern_segments(std::string_view pattern) { return split(pattern.substr(1), '/'); }

bool is_capture(std::string_view segment) { return segment.starts_with('{'); }

/// How many bytes the sequence that begins with `lead` has; 0 when none does (RFC 3629 section 4).
std::size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/// Overlong forms, surrogates and what lies above U+10FFFF show in the second byte.
bool second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xe0:
        return second >= 0xa0;
    case 0xed:
        return second < 0xa0;
    case 0xf0:
        return second >= 0x90;
    case 0xf4:
        return second < 0x90;
    default:
        return true;
    }
}

}  // namespace

std::optional<std::string> target::value_of(std::string_view name) const
{
    for (auto const& [key, value] : query)
        if (key == name)
            return value;
    return std::nullopt;
}

std::optional<target> read_target(std::string_view text)
{
    if (text.empty() || text.front() != '/' || text.size() > longest_target)
        return std::nullopt;
    target read;
    auto const mark = text.find('?');
    read.path = text.substr(0, mark);
    if (mark != std::string_view::npos)
        read.query_text = text.substr(mark + 1);
    for (auto const segment : split(std::string_view{read.path}.substr(1), '/')) {
        auto plain = decoded(segment, plus::itself);
        if (!plain)
            return std::nullopt;
        read.segments.push_back(std::move(*plain));
    }
    read.query_is_text = read_query(read.query_text, read);
    if (!read.query_is_text)
        read.query.clear();
    return read;
}

std::optional<std::vector<std::string>> match_pattern(std::string_view pattern, std::span<std::string const> segments)
{
    auto const wanted = pattern_segments(pattern);
    if (wanted.size() != segments.size())
        return std::nullopt;
    std::vector<std::string> captured;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (is_capture(wanted[i]) && !segments[i].empty())
            captured.push_back(segments[i]);
        else if (wanted[i] != segments[i])
            return std::nullopt;
    }
    return captured;
}

int literal_segments(std::string_view pattern)
{
    auto const all = pattern_segments(pattern);
    return static_cast<int>(std::count_if(all.begin(), all.end(), [](std::string_view segment) {
        return !is_capture(segment);
    }));
}

bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        auto const length = sequence_length(lead);
        if (length == 0 || text.size() - i < length)
            return false;
        for (std::size_t k = 1; k < length; ++k) {
            auto const byte = static_cast<unsigned char>(text[i + k]);
            if ((byte & 0xc0U) != 0x80U || (k == 1 && !second_byte_fits(lead, byte)))
                return false;
        }
        i += length;
    }
    return true;
}

}  // namespace tocsin::dispatcher::api
