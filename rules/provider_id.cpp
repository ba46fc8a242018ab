// SPDX-License-Identifier: Apache-2.0
#include "rules/provider_id.hpp"

#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <charconv>
#include <cstdint>

namespace tocsin::rules {
namespace {

constexpr int long_ago = 64;  // a provider that changes its habit is believed after so many receipts at most

std::string without_leading_zeros(std::string text)
{
    auto const first = text.find_first_not_of('0');
    return first == std::string::npos ? text.substr(0, text.empty() ? 0 : 1) : text.substr(first);
}

/// The same number in another base; nothing when it is none, is too large for an id that counts, or looks the same.
std::optional<std::string> rewritten(std::string const& key, int from, int into)
{
    std::uint64_t number = 0;
    auto const* const end = key.data() + key.size();
    auto const [rest, failed] = std::from_chars(key.data(), end, number, from);
    if (failed != std::errc{} || rest != end)
        return std::nullopt;
    std::array<char, 24> digits{};
    auto const written = std::to_chars(digits.data(), digits.data() + digits.size(), number, into);
    std::string other(digits.data(), written.ptr);
    return other == key ? std::nullopt : std::optional{std::move(other)};
}

}  // namespace

std::string provider_key(std::string_view provider_id)
{
    std::string key;
    for (char const c : provider_id)
        if (c != ' ' && c != '-' && c != '\t' && c != '\r' && c != '\n')
            key += ascii_lower(c);
    return without_leading_zeros(std::move(key));
}

std::optional<std::string> accepted_under(id_relation how, std::string const& reported)
{
    return how == id_relation::decimal_of_hexadecimal ? rewritten(reported, 10, 16) : rewritten(reported, 16, 10);
}

std::optional<std::string> reported_as(id_relation how, std::string const& accepted)
{
    return how == id_relation::decimal_of_hexadecimal ? rewritten(accepted, 16, 10) : rewritten(accepted, 10, 16);
}

bool are_telling(std::string_view reported, std::string_view accepted) { return !all_digits(reported) || !all_digits(accepted); }

void id_habits::add(int& count)
{
    if (++count <= long_ago)
        return;
    alike_ /= 2;
    for (auto& each : across_)
        each /= 2;
}

}  // namespace tocsin::rules
