// SPDX-License-Identifier: Apache-2.0
#include "rules/numbering.hpp"

#include "rules/fold.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <regex>
#include <span>

namespace tocsin::rules {
namespace {

struct plan_row {
    char const* region;
    char const* calling_code;
    char const* national_prefix;
    char const* national_number;
    char const* fixed;
    char const* mobile;
    char const* other;  ///< toll-free, premium, internet telephony …
};

constexpr plan_row rows[] = {
#include "rules/numbering_plan.inc"
};

/// Patterns are compiled when first needed; numbers have 15 digits at most, so matching is bounded.
struct plan {
    explicit plan(plan_row const& row)
        : row(row), national(row.national_number), fixed(pattern(row.fixed)), mobile(pattern(row.mobile)), other(pattern(row.other))
    {
    }

    static std::regex pattern(char const* text) { return std::regex{*text ? text : "$^"}; }

    plan_row const& row;
    std::regex national;
    std::regex fixed;
    std::regex mobile;
    std::regex other;
};

plan const& plan_of(plan_row const& row)
{
    thread_local std::map<std::string_view, plan> known;
    auto const found = known.find(row.region);
    return found != known.end() ? found->second : known.emplace(row.region, plan{row}).first->second;
}

plan_row const* row_of(std::string_view region)
{
    for (auto const& row : rows)
        if (region == row.region)
            return &row;
    return nullptr;
}

/// Numbers kept for fiction: nobody can be reached by accident in a test or a demonstration.
bool is_fictional_mobile(std::string_view national) { return national.size() == 9 && national.starts_with("63998"); }

std::optional<line_kind> kind_in(plan_row const& row, std::string const& national)
{
    if (std::string_view{row.region} == "FR" && is_fictional_mobile(national))
        return line_kind::mobile;
    auto const& known = plan_of(row);
    if (!std::regex_match(national, known.national))
        return std::nullopt;
    if (std::regex_match(national, known.mobile))
        return line_kind::mobile;
    if (std::regex_match(national, known.fixed))
        return line_kind::fixed;
    if (std::regex_match(national, known.other))
        return line_kind::other;
    return std::nullopt;
}

/// Digits of the number; a leading '+' is kept. Nothing when it holds anything that is no notation of a number.
std::optional<std::string> digits_of(std::string_view text)
{
    std::string out;
    bool international = false;
    for (char const c : fold(text)) {
        if (c >= '0' && c <= '9')
            out += c;
        else if (c == '+' && out.empty() && !international)
            international = true;
        else if (c != ' ' && c != '.' && c != '-' && c != '/' && c != '(' && c != ')' && c != '_')
            return std::nullopt;
    }
    if (!international && out.starts_with("00")) {
        international = true;
        out.erase(0, 2);
    }
    return international ? '+' + out : out;
}

boost::system::result<parsed_phone, bilingual> made(plan_row const& row, std::string const& national, line_kind line)
{
    auto number = phone::from_e164('+' + std::string{row.calling_code} + national);
    if (!number)
        return bilingual{"a une longueur qu'aucun numéro de téléphone n'a", "has a length that no phone number has"};
    return parsed_phone{std::move(*number), line, row.region};
}

std::string without_prefix(plan_row const& row, std::string national)
{
    std::string_view const prefix = row.national_prefix;
    if (!prefix.empty() && national.starts_with(prefix))
        national.erase(0, prefix.size());
    return national;
}

constexpr std::array<std::string_view, 12> french{"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"};

bool is_french(std::string_view region) { return std::find(french.begin(), french.end(), region) != french.end(); }

boost::system::result<parsed_phone, bilingual> international(std::string_view digits)
{
    bool known_code = false;
    for (auto const& row : rows) {
        std::string_view const code = row.calling_code;
        if (!digits.starts_with(code))
            continue;
        known_code = true;
        auto national = std::string{digits.substr(code.size())};
        if (auto const line = kind_in(row, national))
            return made(row, national, *line);
        // "+33 (0)6 …": the national prefix does not belong there, but people write it.
        auto const shorter = without_prefix(row, national);
        if (shorter != national)
            if (auto const line = kind_in(row, shorter))
                return made(row, shorter, *line);
    }
    if (!known_code)
        return bilingual{"ne commence par l'indicatif d'aucun pays", "begins with no country's calling code"};
    return bilingual{"n'est pas un numéro valable de son pays", "is no valid number of its country"};
}

}  // namespace

boost::system::result<parsed_phone, bilingual> parse_phone(std::string_view text, std::string_view region)
{
    if (text.size() > 40)
        return bilingual{"est trop long pour un numéro de téléphone", "is too long to be a phone number"};
    auto const digits = digits_of(text);
    if (!digits || digits->size() < 4)
        return bilingual{"contient autre chose qu'un numéro de téléphone", "holds something other than a phone number"};
    if (digits->front() == '+')
        return international(std::string_view{*digits}.substr(1));
    auto const* const home = row_of(region);
    if (!home)
        return bilingual{"est d'un pays que nous ne connaissons pas", "belongs to a country we do not know"};
    auto const national = without_prefix(*home, *digits);
    if (auto const line = kind_in(*home, national))
        return made(*home, national, *line);
    if (is_french(region))
        for (auto const other : french)
            if (auto const* const row = row_of(other); row != home)
                if (auto const line = kind_in(*row, without_prefix(*row, *digits)))
                    return made(*row, without_prefix(*row, *digits), *line);
    return bilingual{
        "n'est pas un numéro valable ; l'écrire comme 06 39 98 00 00 ou +33639980000",
        "is no valid number; write it as 06 39 98 00 00 or +33639980000"};
}

std::string region_of_postcode(std::string_view postcode)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> list{{
        {"971", "GP"}, {"972", "MQ"}, {"973", "GF"}, {"974", "RE"}, {"975", "PM"}, {"976", "YT"}, {"977", "BL"},
        {"978", "MF"}, {"986", "WF"}, {"987", "PF"}, {"988", "NC"},
    }};
    for (auto const& [prefix, region] : list)
        if (postcode.starts_with(prefix))
            return std::string{region};
    return "FR";
}

}  // namespace tocsin::rules
