// SPDX-License-Identifier: Apache-2.0
#include "channels/exec/discreet.hpp"

#include "rules/words/digits.hpp"

#include <algorithm>

namespace tocsin::channels::exec {
namespace {

constexpr std::size_t longest = 300;
constexpr std::size_t digits_of_a_number = 6;

bool is_blank(char c) { return c == ' '; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// The length of the well-formed sequence at `at` (RFC 3629, section 4), or 0.
std::size_t sequence_at(std::string_view text, std::size_t at)
{
    auto const byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto const first = byte(at);
    std::size_t const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i)
        if (at + i >= text.size() || !is_continuation(text[at + i]))
            return 0;
    auto const second = byte(at + 1);
    bool const overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool const outside = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    return overlong || outside ? 0 : length;
}

std::string readable(std::string_view words)
{
    std::string clean;
    for (std::size_t at = 0; at < words.size();) {
        auto const length = sequence_at(words, at);
        if (length > 1)
            clean += words.substr(at, length);
        else if (length == 0)
            clean += '?';
        else
            clean += words[at] < ' ' || words[at] == 0x7f ? ' ' : words[at];
        at += std::max<std::size_t>(1, length);
    }
    return clean;
}

std::string without_secrets(std::string text, std::vector<secret> const& secrets)
{
    constexpr std::string_view instead = "(secret)";
    for (auto const& each : secrets)
        if (!each.empty())
            for (auto at = text.find(each.reveal()); at != std::string::npos; at = text.find(each.reveal(), at + instead.size()))
                text.replace(at, each.reveal().size(), instead);
    return text;
}

std::string without_addresses(std::string_view text)
{
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_blank);
        auto const word = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
        kept += word.find('@') == std::string_view::npos ? word : "(address)";
        at += word.size();
        for (; at < text.size() && is_blank(text[at]); ++at)
            kept += ' ';
    }
    return kept;
}

/// Where the digits that begin at `at` end, single blanks and the usual signs between them included; and how many they are.
std::pair<std::size_t, std::size_t> run_of_digits(std::string_view text, std::size_t at)
{
    constexpr std::string_view between = " .-/()";
    std::size_t digits = 0;
    auto end = at;
    for (auto i = at; i < text.size(); ++i) {
        if (is_digit(text[i])) {
            ++digits;
            end = i + 1;
        } else if (between.find(text[i]) == std::string_view::npos || i - end >= 2) {
            break;
        }
    }
    return {end, digits};
}

std::string without_numbers(std::string_view text)
{
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        auto const [end, digits] = is_digit(text[at]) ? run_of_digits(text, at) : std::pair{at + 1, std::size_t{0}};
        kept += digits >= digits_of_a_number ? "(number)" : text.substr(at, end - at);
        at = end;
    }
    return kept;
}

std::string cut(std::string text)
{
    if (text.size() <= longest)
        return text;
    auto end = longest - 3;
    while (is_continuation(text[end]))
        --end;
    return text.substr(0, end) + "…";
}

}  // namespace

std::string discreet(std::string_view words, std::vector<secret> const& secrets)
{
    return cut(without_numbers(without_addresses(readable(without_secrets(std::string{words}, secrets)))));
}

}  // namespace tocsin::channels::exec
