// SPDX-License-Identifier: Apache-2.0
// How a mobilisation is doing, and how it went: status, report.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/status_page.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

exit_status list_mobilisations(session& house, bool all)
{
    return house.show(get(all ? "/v1/mobilisations?all=1" : "/v1/mobilisations"), [&house](json::value const& body) {
        table lines{{align::left, align::left, align::left, align::right, align::left}};
        for (auto const& each : list_of(body, "mobilisations"))
            lines.row({
                text_of(each, "id"),
                state_word(text_of(each, "state"), house.in()),
                text_of(each, "event"),
                text_of(each, "need"),
                moment(text_of(each, "by"), house.in()),
            });
        house.print(lines.empty() ? paragraph(house.say(phrase::no_mobilisation)) : lines.text());
        house.print(feed_lines(house, body));
    });
}

}  // namespace

request status_request(std::string const& id)
{
    request asked;
    asked.target = "/v1/mobilisations/" + percent_encoded(with_letter('M', id));
    return asked;
}

exit_status status(session& house, arguments const& given)
{
    if (given.id.empty())
        return list_mobilisations(house, given.all);
    auto const came = house.fetch(status_request(given.id));
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    house.print(status_page(house, came.body) + feed_lines(house, came.body));
    say_next(house, came.body);
    return exit_status::done;
}

exit_status report(session& house, arguments const& given)
{
    // Only tables come in parts.
    auto const format = !given.format.empty() ? given.format : !given.part.empty() ? "csv" : house.json() ? "json" : "text";
    auto asked = status_request(given.id);
    asked.target += "/report?format=" + format;
    if (!given.part.empty())
        asked.target += "&part=" + given.part;
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    std::string shown;  // a terminal gets it cleaned, a file or pipe as it comes
    auto const came = house.daemon().download(asked, [&](std::string_view piece) {
        if (house.terminal().redraws)
            shown += piece;
        else
            house.print(piece);
    });
    house.print(clean(shown, line_breaks::keep));
    return came && came->is_good() ? exit_status::done : house.judge(came).status;
}

}  // namespace tocsin::cli
