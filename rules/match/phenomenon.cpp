// SPDX-License-Identifier: Apache-2.0
#include "rules/match/phenomenon.hpp"

#include "rules/cap/meaning.hpp"
#include "rules/fold.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace tocsin::rules {
namespace {

struct awareness {
    int type;
    std::string_view word;
};

/// Meteoalarm's "awareness_type" (EMMA, CAP profile): the number before the first semicolon.
constexpr awareness types[] = {{1, "wind"},      {2, "snow"},        {3, "thunderstorm"}, {4, "fog"},       {5, "heat"},
                               {6, "cold"},      {7, "coast"},       {8, "fire"},         {9, "avalanche"}, {10, "rain"},
                               {12, "flood"},    {13, "rain"},       {13, "flood"}};

struct naming {
    std::string_view begins;  ///< a word of the event, folded, begins so
    std::string_view word;
};

constexpr naming namings[] = {
    {"vent", "wind"},          {"wind", "wind"},         {"tempete", "wind"},     {"gale", "wind"},        {"neige", "snow"},
    {"verglas", "snow"},       {"snow", "snow"},         {"ice", "snow"},         {"orage", "thunderstorm"}, {"thunder", "thunderstorm"},
    {"brouillard", "fog"},     {"fog", "fog"},           {"canicule", "heat"},    {"heat", "heat"},        {"froid", "cold"},
    {"cold", "cold"},          {"vague", "coast"},       {"submersion", "coast"}, {"coastal", "coast"},    {"incendie", "fire"},
    {"feu", "fire"},           {"fire", "fire"},         {"wildfire", "fire"},    {"avalanche", "avalanche"}, {"pluie", "rain"},
    {"rain", "rain"},          {"crue", "flood"},        {"inondation", "flood"}, {"flood", "flood"},      {"seisme", "earthquake"},
    {"earthquake", "earthquake"}, {"tsunami", "tsunami"}, {"cyclone", "cyclone"}, {"hurricane", "cyclone"}};

void add(std::vector<std::string_view>& to, std::string_view word)
{
    if (std::find(to.begin(), to.end(), word) == to.end())
        to.push_back(word);
}

}  // namespace

std::vector<std::string_view> phenomena_of(alert_info const& info)
{
    std::vector<std::string_view> found;
    auto const type = parameter(info, "awareness_type");
    int number = 0;
    if (std::from_chars(type.data(), type.data() + type.size(), number).ec == std::errc{})
        for (auto const& each : types)
            if (each.type == number)
                add(found, each.word);
    if (!found.empty())
        return found;
    auto const event = fold(info.event);
    bool inside = false;
    for (std::size_t at = 0; at < event.size(); ++at) {
        bool const letter = event[at] >= 'a' && event[at] <= 'z';
        if (letter && !inside)
            for (auto const& each : namings)
                if (std::string_view{event}.substr(at).starts_with(each.begins))
                    add(found, each.word);
        inside = letter;
    }
    return found;
}

}  // namespace tocsin::rules
