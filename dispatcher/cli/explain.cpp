// SPDX-License-Identifier: Apache-2.0
// One id out of the log, and what is on record of it.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

std::string line_text(session& house, json::value const& line)
{
    auto head = fmt::format(
        "{} · {}", moment(text_of(line, "at"), house.in()), house.ink().bold(line_word(text_of(line, "kind"), house.in()))
    );
    if (auto const by = text_of(line, "by"); !by.empty())
        head += " · " + by;
    auto const& what = object_of(line, "what");
    return paragraph(head) + (what.empty() ? std::string{} : house.ink().faint(paragraph(told(what), 4)));
}

}  // namespace

exit_status explain(session& house, arguments const& given)
{
    request asked;
    asked.target = "/v1/explain/" + percent_encoded(given.id);
    return house.show(std::move(asked), [&house](json::value const& came) {
        auto const id = house.ink().bold(text_of(came, "id"));
        auto const& now = member(came, "now");
        if (text_of(came, "kind") == "event") {
            house.print(paragraph(id + " · " + text_of(now, "level") + " · " + text_of(now, "sentence")));
            house.print(paragraph(house.say(phrase::explain_event, text_of(now, "advice"))));
            return;
        }
        house.print(paragraph(id + " · " + told(object_of(came, "now"))));
        auto const& lines = list_of(came, "lines");
        for (auto const& line : lines)
            house.print(line_text(house, line));
        if (lines.empty())
            house.print(paragraph(house.say(phrase::explain_nothing)));
    });
}

}  // namespace tocsin::cli
