// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/language.hpp"

#include "rules/words/spelling.hpp"
#include "rules/words/trimmed.hpp"

#include <optional>

namespace tocsin::dispatcher::api {
namespace {

/// Weights in thousandths: `q=0.8` is 800. Anything unreadable weighs 1, like a range without a weight.
int weight_of(std::string_view parameters)
{
    auto const q = parameters.find("q=");
    if (q == std::string_view::npos)
        return 1000;
    auto const digits = trimmed(parameters.substr(q + 2));
    if (digits.empty() || digits.front() != '0')
        return 1000;
    int weight = 0;
    int scale = 100;
    for (char const c : digits.substr(digits.size() > 1 ? 2 : 1)) {
        if (c < '0' || c > '9' || scale == 0)
            break;
        weight += (c - '0') * scale;
        scale /= 10;
    }
    return weight;
}

std::optional<language> language_of(std::string_view range)
{
    auto const primary = trimmed(range.substr(0, range.find('-')));
    if (equal_ignoring_case(primary, "fr"))
        return language::fr;
    if (equal_ignoring_case(primary, "en"))
        return language::en;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(language value) { return value == language::fr ? "fr" : "en"; }

language choose_language(std::string_view accept_language, std::string_view house_language)
{
    auto chosen = house_language.starts_with("en") ? language::en : language::fr;
    int best = 0;
    while (!accept_language.empty()) {
        auto const comma = accept_language.find(',');
        auto const range = accept_language.substr(0, comma);
        accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
        auto const parameters = range.find(';');
        auto const asked = language_of(trimmed(range.substr(0, parameters)));
        auto const weight = parameters == std::string_view::npos ? 1000 : weight_of(range.substr(parameters));
        if (asked && weight > best) {
            chosen = *asked;
            best = weight;
        }
    }
    return chosen;
}

}  // namespace tocsin::dispatcher::api
