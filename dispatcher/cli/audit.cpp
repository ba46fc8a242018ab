// SPDX-License-Identifier: Apache-2.0
// The journal: shown, verified, accepted.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <optional>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

void print_line(session& house, json::value const& line)
{
    auto head = fmt::format(
        "{} · {} · {} · {}",
        house.ink().bold(number(number_of(line, "number"), house.in())),
        moment(text_of(line, "at"), house.in()),
        line_word(text_of(line, "kind"), house.in()),
        text_of(line, "by")
    );
    if (auto const about = text_of(line, "mobilisation"); !about.empty())
        head += " · " + about;
    house.print(paragraph(head) + house.ink().faint(paragraph(told(object_of(line, "what")), 4)));
}

/// What follows `begin`; nothing: the text does not begin so.
std::optional<std::string> after(std::string const& text, std::string_view begin)
{
    return text.starts_with(begin) ? std::optional{text.substr(begin.size())} : std::nullopt;
}

/// "until 12" → "jusqu'à 12", "M7 gravity real" → "M7, qui peut être joint : tout le monde". What the store says of a
/// damaged file stays as it is.
std::string about_words(session& house, std::string const& defect, std::string const& about)
{
    if (auto const last = after(about, "until "))
        return house.say(phrase::finding_until, *last);
    if (auto const link = after(about, "its link would be "))
        return house.say(phrase::finding_link, *link);
    if (about == "no head kept beside the database")
        return house.say(phrase::finding_no_head);
    auto const space = about.find(' ');
    if (space == std::string::npos || (defect != "unexplained" && defect != "cut"))
        return about;
    auto const first = about.substr(0, space);
    auto const rest = about.substr(space + 1);
    if (defect == "cut") {
        auto const lost = std::strtoll(first.c_str(), nullptr, 10);
        return rest == "commits" ? cli::count(house.in(), phrase::finding_commits, lost, lost) : about;
    }
    auto const value = rest.find(' ');
    if (value == std::string::npos)
        return first + ' ' + state_word(rest, house.in());
    return house.say(
        phrase::finding_about, first, aspect_word(rest.substr(0, value), house.in()), aspect_word(rest.substr(value + 1), house.in())
    );
}

void print_findings(session& house, json::value const& result)
{
    house.print(paragraph(house.ink().red(house.say(phrase::audit_not_sound))));
    for (auto const& each : list_of(result, "findings")) {
        auto text = defect_word(text_of(each, "defect"), house.in());
        if (auto const line = number_of(each, "line"); line > 0)
            text += fmt::format(" {}", line);
        if (auto const about = text_of(each, "about"); !about.empty())
            text += " (" + about_words(house, text_of(each, "defect"), about) + ")";
        if (flag_of(each, "accepted"))
            text += ", " + house.say(phrase::audit_accepted_already);
        house.print(paragraph("· " + text, 2));
    }
    if (flag_of(result, "held"))
        house.print(paragraph(house.say(phrase::audit_held)));
}

}  // namespace

exit_status audit_show(session& house, arguments const& given)
{
    json::array all;
    bool any = false;
    for (std::string after = "0"; !after.empty();) {
        request asked;
        asked.target = "/v1/audit?limit=1000&after=" + percent_encoded(after);
        if (!given.id.empty())
            asked.target += "&mobilisation=" + percent_encoded(with_letter('M', given.id));
        auto const came = house.fetch(asked);
        if (!came.good)
            return came.status;
        after = text_of(came.body, "next");
        for (auto const& line : list_of(came.body, "lines")) {
            any = true;
            if (house.json())
                all.push_back(line);
            else
                print_line(house, line);
        }
    }
    if (house.json())
        house.print_json(json::object{{"lines", std::move(all)}});
    else if (!any)
        house.print(paragraph(house.say(phrase::no_line)));
    return exit_status::done;
}

exit_status audit_verify(session& house, arguments const& given)
{
    request asked;
    asked.target = "/v1/audit/verify";
    if (!given.head.empty())
        asked.target += "?head=" + percent_encoded(given.head);
    auto const came = house.fetch(asked);
    if (!came.good)
        return came.status;
    bool const sound = flag_of(came.body, "sound");
    if (house.json()) {
        house.print_json(came.body);
        return sound ? exit_status::done : exit_status::failed;
    }
    if (!list_of(came.body, "findings").empty())
        print_findings(house, came.body);
    if (sound)
        house.print(paragraph(
            house.ink().green(house.say(phrase::audit_sound, number(number_of(came.body, "lines"), house.in())))
        ));
    auto const& head = member(came.body, "head");
    house.print(house.say(phrase::audit_head, fmt::format("{}:{}", number_of(head, "number"), text_of(head, "link"))) + '\n');
    return sound ? exit_status::done : exit_status::failed;
}

exit_status audit_accept(session& house, arguments const& given)
{
    if (!given.yes)
        if (auto const end = house.unless_confirmed(house.say(phrase::ask_accept), phrase::nothing_accepted))
            return *end;
    return house.show(post("/v1/audit/accept", json::object{{"reason", given.reason}}), [&house](json::value const&) {
        house.print(paragraph(house.say(phrase::accepted)));
    });
}

}  // namespace tocsin::cli
