// SPDX-License-Identifier: Apache-2.0
// The feeds of alerts, as staff see them.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>

#include <string>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

std::string when(json::value const& feed, char const* key, phrase pattern, session& house)
{
    auto const text = text_of(feed, key);
    return house.say(pattern, text.empty() ? house.say(phrase::feed_never) : moment(text, house.in()));
}

std::string state_of(json::value const& feed, session& house)
{
    auto const state = text_of(feed, "state");
    if (state == "silent")
        return house.ink().red(house.say(phrase::feed_line_silent));
    if (state == "stale")
        return house.ink().red(house.say(phrase::feed_line_stale));
    if (state == "failing")
        return house.ink().yellow(house.say(phrase::feed_line_failing));
    return house.say(state == "starting" ? phrase::feed_line_starting : phrase::feed_line_well);
}

void print_feed(json::value const& feed, session& house)
{
    auto const in = house.in();
    house.print(
        house.ink().bold(text_of(feed, "name")) + " · " + text_of(feed, "type") + " · " + text_of(feed, "where") + " · " +
        state_of(feed, house) + '\n'
    );
    house.print(paragraph(
        when(feed, "succeeded", phrase::feed_success, house) + " · " + when(feed, "changed", phrase::feed_change, house) + " · " +
            when(feed, "next", phrase::feed_next, house),
        4
    ));
    auto counts = house.say(
        phrase::feed_counts, number(number_of(feed, "listed"), in), number(number_of(feed, "taken"), in),
        number(number_of(feed, "refused"), in)
    );
    if (auto const waiting = number_of(feed, "waiting"); waiting > 0)
        counts += " · " + house.say(phrase::feed_waiting, number(waiting, in));
    house.print(paragraph(counts, 4));
    if (auto const trouble = text_of(feed, "trouble"); !trouble.empty())
        house.print(house.ink().yellow(paragraph(trouble, 4)));
}

bool is_ill(json::value const& feed)
{
    auto const state = text_of(feed, "state");
    return state == "failing" || state == "silent" || state == "stale";
}

}  // namespace

exit_status feeds(session& house, arguments const&)
{
    return house.show(get("/v1/feeds"), [&house](json::value const& body) {
        auto const& all = list_of(body, "feeds");
        for (auto const& each : all)
            print_feed(each, house);
        if (all.empty())
            house.print(paragraph(house.say(phrase::no_feed)));
    });
}

exit_status feeds_poll(session& house, arguments const& given)
{
    auto const came = house.fetch(post("/v1/feeds/" + percent_encoded(given.name) + "/poll", json::object{}));
    if (!came.good)
        return came.status;
    auto const end = is_ill(came.body) ? exit_status::failed : exit_status::done;
    if (house.json())
        house.print_json(came.body);
    else
        print_feed(came.body, house);
    return end;
}

}  // namespace tocsin::cli
