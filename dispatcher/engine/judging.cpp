// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/judging.hpp"

#include "dispatcher/runtime/zones.hpp"

namespace tocsin::dispatcher {

rules::match_context context_at(rulebooks const& books, wall_time now)
{
    rules::match_context context{
        books.places, now, milliseconds{books.settings.default_alert_life}, books.settings.default_duration,
        books.settings.language, books.settings.default_budget};
    context.clock = [zone = books.settings.timezone](wall_time instant) {
        auto const utc = local_time{std::chrono::floor<minutes>(instant.time_since_epoch())};
        return to_local(instant, zone).value_or(utc);
    };
    context.days = &books.days;
    context.territory = rules::territory_of_zone(books.settings.timezone);
    return context;
}

}  // namespace tocsin::dispatcher
