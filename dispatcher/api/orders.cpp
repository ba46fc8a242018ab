// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/orders.hpp"

#include "dispatcher/api/errors.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/runtime/zones.hpp"

namespace tocsin::dispatcher::api {

order_context order_context_of(api_house const& at, language in, bool place_needed)
{
    auto const& settings = at.books.settings;
    order_context given;
    given.now = at.world.wall();
    given.clock.to_local = [&settings](wall_time instant) {
        return to_local(instant, settings.timezone).value_or(local_time{});  // the zone was checked with the settings
    };
    given.clock.to_wall = [&settings](local_time civil) { return to_wall(civil, settings.timezone); };
    given.zone_problem = [&places = at.books.places, in](std::string const& zone) -> std::optional<std::string> {
        auto const found = places.resolve(std::vector<std::string>{zone}, 0);
        return found ? std::nullopt : std::optional{found.error().why().in(to_string(in))};
    };
    given.templates = at.books.templates.names();
    given.sms_texts = [&templates = at.books.templates](std::string const& set) {
        std::vector<std::string> texts;
        for (auto& [file, text] : templates.sms_sources(set))
            texts.push_back(std::move(text));
        return texts;
    };
    for (auto const& [name, channel] : at.routes.channels())
        given.channels.emplace(name, channel.settings.medium);
    for (auto const over : {medium::sms, medium::email})
        if (at.routes.pick(over, gravity::real, {}) != nullptr)
            given.media.push_back(over);
    given.default_duration = settings.default_duration;
    given.default_budget = settings.default_budget;
    given.french = in == language::fr;
    given.place_needed = place_needed;
    return given;
}

answer order_answer(order_problems const& found, language in)
{
    std::vector<field_problem> problems;
    for (auto const& each : found)
        problems.emplace_back(each.field(), each.what(), each.instead());
    return fail_with(errors::bad_order, in, problems);
}

answer looked_up::refusal(language in) const
{
    return why ? store_answer(*why, in) : fail(errors::not_found, in, "id");
}

task<looked_up> captured_mobilisation(store& kept, request const& asked)
{
    auto const which = captured_id<mobilisation_id>(asked);
    if (!which)
        co_return looked_up{};
    auto const found = co_await kept.find_mobilisation(*which);
    if (!found)
        co_return looked_up{found.error()};
    if (!*found)
        co_return looked_up{};
    co_return looked_up{**found};
}

}  // namespace tocsin::dispatcher::api
