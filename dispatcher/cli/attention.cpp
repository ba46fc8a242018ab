// SPDX-License-Identifier: Apache-2.0
// What needs somebody now: `tocsin` alone.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <array>
#include <string>
#include <string_view>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

struct part {
    std::string_view urgency;
    phrase heading;
};

constexpr std::array parts{
    part{"now", phrase::attention_now}, part{"soon", phrase::attention_soon}, part{"know", phrase::attention_know}};

void print_part(session& house, json::value const& seen, part const& which)
{
    bool first = true;
    for (auto const& each : list_of(seen, "attention")) {
        if (text_of(each, "urgency") != which.urgency)
            continue;
        if (first)
            house.print(house.ink().bold(house.say(which.heading)) + '\n');
        first = false;
        auto const what = clean(text_of(each, "what"));
        auto const urgent = which.urgency == "now";
        house.print(urgent ? house.ink().yellow(hanging("  · ", what)) : hanging("  · ", what));
        house.print(house.ink().faint("      " + clean(text_of(each, "do"))) + '\n');
    }
}

}  // namespace

exit_status attention(session& house, arguments const&)
{
    return house.show(get("/v1/attention"), [&house](json::value const& seen) {
        if (flag_of(seen, "quiet"))
            house.print(paragraph(house.say(phrase::attention_none)));
        for (auto const& each : parts)
            print_part(house, seen, each);
    });
}

}  // namespace tocsin::cli
