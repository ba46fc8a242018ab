// SPDX-License-Identifier: Apache-2.0
// What is decided about a mobilisation that is on record: pause, resume, cancel, close, extend, retract.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

request decision_request(std::string const& id, std::string_view what, json::object const& body)
{
    return post("/v1/mobilisations/" + percent_encoded(with_letter('M', id)) + '/' + std::string{what}, body);
}

exit_status show_decided(session& house, request const& asked)
{
    return house.show(asked, [&house](json::value const& body) {
        house.print(paragraph(
            house.ink().bold(text_of(body, "id")) + " : " + state_word(text_of(body, "state"), house.in()) + '.'
        ));
        say_given(house, body);
        say_next(house, body);
    });
}

exit_status decide(session& house, arguments const& given, std::string_view what)
{
    json::object body;
    if (!given.reason.empty())
        body["reason"] = given.reason;
    if (!given.break_glass.empty())
        body["break_glass"] = given.break_glass;
    return show_decided(house, decision_request(given.id, what, body));
}

/// What the correction says, to how many.
void print_correction(session& house, json::value const& seen)
{
    auto const people = number_of(seen, "people");
    house.print(paragraph(cli::count(house.in(), phrase::people_to_correct, people, number(people, house.in()))));
    for (auto const& each : list_of(seen, "texts"))
        house.print(
            paragraph(medium_word(text_of(each, "medium"), house.in()) + " (" + text_of(each, "language") + ')', 2) +
            paragraph(text_of(each, "body", line_breaks::keep), 4)
        );
}

}  // namespace

void say_next(session& house, json::value const& now)
{
    auto const id = text_of(now, "id");
    auto const state = text_of(now, "state");
    if (state == "proposed")
        house.print(paragraph(house.say(phrase::next_approve, id)));
    else if (state == "paused")
        house.print(paragraph(house.say(phrase::next_resume, id)));
    else if (state == "filled")
        house.print(paragraph(house.say(phrase::next_close, id)));
    else if ((state == "closed" || state == "cancelled"))
        house.print(paragraph(house.say(phrase::next_report, id)));
    else
        house.print(paragraph(house.say(phrase::next_watch, id)));
}

void say_given(session& house, json::value const& now)
{
    auto const yes = number_of(now, "given");
    auto const needed = number_of(now, "needed");
    if (yes < needed)
        house.print(paragraph(house.say(phrase::more_have_to_agree, yes, needed)));
}

exit_status pause(session& house, arguments const& given) { return decide(house, given, "pause"); }

exit_status resume(session& house, arguments const& given) { return decide(house, given, "resume"); }

exit_status cancel(session& house, arguments const& given) { return decide(house, given, "cancel"); }

exit_status close_mobilisation(session& house, arguments const& given) { return decide(house, given, "close"); }

exit_status extend(session& house, arguments const& given)
{
    json::object body{{"by", given.order.by}};
    if (!given.reason.empty())
        body["reason"] = given.reason;
    return house.show(decision_request(given.id, "extend", body), [&house](json::value const& now) {
        auto const id = text_of(now, "id");
        house.print(paragraph(house.say(phrase::extended_to, house.ink().bold(id), moment(text_of(now, "by"), house.in()))));
        if (text_of(now, "state") == "proposed")
            house.print(paragraph(house.say(phrase::agree_anew)));
        else
            house.print(paragraph(house.say(phrase::confirmed_for_earlier)));
        say_next(house, now);
    });
}

exit_status retract(session& house, arguments const& given)
{
    json::object body;
    if (!given.order.text_file.empty()) {
        auto const own = read_whole(house, given.order.text_file, longest_text);
        if (!own)
            return exit_status::failed;
        body["text"] = *own;
    }
    if (!given.reason.empty())
        body["reason"] = given.reason;
    auto const looked = house.fetch(decision_request(given.id, "retract?dry_run=1", body));
    if (!looked.good)
        return looked.status;
    if (given.dry_run && house.json()) {
        house.print_json(looked.body);
        return exit_status::done;
    }
    if (!house.json())
        print_correction(house, looked.body);
    if (given.dry_run)
        return exit_status::done;
    if (!given.yes)
        if (auto const end = house.unless_confirmed(
                house.say(phrase::ask_retract, with_letter('M', given.id), number(number_of(looked.body, "people"), house.in())),
                phrase::nothing_sent
            ))
            return *end;
    return show_decided(house, decision_request(given.id, "retract", body));
}

}  // namespace tocsin::cli
