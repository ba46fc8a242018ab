// SPDX-License-Identifier: Apache-2.0
#include "rules/select/contacts.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

void count(std::vector<std::uint8_t>& in, std::uint32_t id)
{
    if (in[id] < UINT8_MAX)
        ++in[id];
}

}  // namespace

contact_counts::contact_counts(std::vector<contact> const& all, wall_time now)
{
    std::int64_t last = -1;
    for (auto const& each : all)
        last = std::max(last, each.who.value());
    day_.resize(static_cast<std::size_t>(last + 1));
    month_.resize(static_cast<std::size_t>(last + 1));
    for (auto const& each : all) {
        auto const id = static_cast<std::uint32_t>(each.who.value());
        if (each.at > now - contact_day)
            count(day_, id);
        if (each.at > now - contact_month)
            count(month_, id);
    }
}

contact_spread::contact_spread(contact_counts const& counts, int population, contact_limits limits)
{
    auto const exceeds = [](int contacts, int limit) { return limit > 0 && contacts > limit; };
    int contacted = 0;
    for (std::uint32_t id = 0; id < counts.end(); ++id) {
        int const month = counts.of_month(id);
        int const day = counts.of_day(id);
        if (month == 0)
            continue;
        ++contacted;
        ++people[static_cast<std::size_t>(std::min(month, 3))];
        most = std::max(most, month);
        at_limit += spent(day, limits.per_day) || spent(month, limits.per_month) ? 1 : 0;
        above += exceeds(day, limits.per_day) || exceeds(month, limits.per_month) ? 1 : 0;
    }
    people[0] = std::max(0, population - contacted);
}

}  // namespace tocsin::rules
