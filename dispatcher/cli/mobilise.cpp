// SPDX-License-Identifier: Apache-2.0
// From an order to people being asked: the preview first, the question, the key, then the deed.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/geojson.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/preview.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <charconv>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_shape = 512 * 1024;

json::array texts(std::vector<std::string> const& values)
{
    json::array list;
    for (auto const& value : values)
        list.emplace_back(value);
    return list;
}

/// SKILL:N.
bool read_role(std::string const& written, json::object& roles)
{
    auto const colon = written.rfind(':');
    int count = 0;
    if (colon == std::string::npos || colon == 0)
        return false;
    auto const* const last = written.data() + written.size();
    auto const [end, error] = std::from_chars(written.data() + colon + 1, last, count);
    if (error != std::errc{} || end != last || count <= 0)
        return false;
    roles[written.substr(0, colon)] = count;
    return true;
}

/// The zones as the daemon reads them: files of shapes become corners. Anything but `done` has been reported.
exit_status read_zones(session& house, std::vector<std::string> const& written, json::array& zones)
{
    for (auto const& zone : written) {
        auto const file = polygon_file(zone);
        if (!file) {
            zones.emplace_back(zone);
            continue;
        }
        auto const bytes = read_whole(house, *file, largest_shape);
        if (!bytes)
            return exit_status::failed;
        boost::system::error_code error;
        auto const shapes = polygons_of(json::parse(*bytes, error));
        if (error || !shapes)
            return house.report(
                exit_status::usage, "zone", house.say(phrase::shape_unreadable, *file), house.say(phrase::shape_do)
            );
        for (auto const& shape : *shapes)
            zones.emplace_back(shape);
    }
    return exit_status::done;
}

void set_text(json::object& into, std::string_view key, std::string const& value)
{
    if (!value.empty())
        into[key] = value;
}

exit_status read_roles(session& house, std::vector<std::string> const& written, json::object& body)
{
    json::object roles;
    for (auto const& role : written)
        if (!read_role(role, roles))
            return house.report(exit_status::usage, "role", house.say(phrase::role_unreadable, role), "");
    if (!roles.empty())
        body["roles"] = std::move(roles);
    return exit_status::done;
}

/// "email:20" or "sms:15:undelivered"; the daemon judges the words.
exit_status read_escalation(session& house, std::string const& written, json::object& body)
{
    if (written.empty())
        return exit_status::done;
    auto const first = written.find(':');
    auto const second = first == std::string::npos ? first : written.find(':', first + 1);
    int after = 0;
    bool read = false;
    if (first != std::string::npos) {
        auto const digits = written.substr(first + 1, second == std::string::npos ? second : second - first - 1);
        auto const* const end = digits.data() + digits.size();
        auto const [rest, error] = std::from_chars(digits.data(), end, after);
        read = error == std::errc{} && rest == end && !digits.empty();
    }
    if (!read) {
        house.note(paragraph(house.say(phrase::escalate_form, written)));
        return exit_status::usage;
    }
    json::object how{{"after", after}, {"to", written.substr(0, first)}};
    if (second != std::string::npos)
        how["when"] = written.substr(second + 1);
    body["escalate"] = std::move(how);
    return exit_status::done;
}

phrase question_for(json::value const& preview)
{
    if (flag_of(preview, "needs_approval"))
        return phrase::ask_propose;
    return flag_of(preview, "exercise") ? phrase::ask_send_exercise : phrase::ask_send;
}

/// Says why the daemon would refuse what the preview shows; nothing when it would not.
std::optional<exit_status> refusal_in(session& house, json::value const& preview)
{
    auto const& refused = member(preview, "refused");
    if (!refused.is_object())
        return std::nullopt;
    auto const where = text_of(refused, "where");
    auto const what = text_of(refused, "what") + (where.empty() ? "" : " (" + where + ')');
    return house.report(exit_status::refused, text_of(refused, "code"), what, text_of(refused, "do"));
}

/// Whether to go on, or how the command ends.
std::optional<exit_status> ask_first(session& house, arguments const& given, json::value const& preview)
{
    auto const* const ready = member(preview, "ready").if_bool();
    if (ready != nullptr && !*ready)
        return house.report(
            exit_status::failed,
            "register-loading",
            house.say(phrase::register_loading),
            house.say(phrase::register_loading_do)
        );
    if (auto const end = refusal_in(house, preview))
        return end;
    auto const people = number_of(preview, "candidates");
    if (people == 0)
        return house.report(
            exit_status::failed, "nobody", house.say(phrase::nobody_matches), house.say(phrase::nobody_matches_do)
        );
    if (given.yes)
        return std::nullopt;
    // What, and how many: a yes at three in the morning is to this one and to no other.
    auto const event = text_of(preview, "event");
    auto const id = text_of(preview, "id");
    auto question = (id.empty() ? "" : id + " · ") + fit(event, std::min<std::size_t>(columns(event), 30));
    question += (question.empty() ? "" : " · ") + cli::count(house.in(), question_for(preview), people, number(people, house.in()));
    return house.unless_confirmed(question, phrase::nothing_sent);
}

void say_made(session& house, json::value const& made)
{
    auto const id = text_of(made, "id");
    auto const state = text_of(made, "state");
    house.print(paragraph(house.ink().bold(id) + " : " + state_word(state, house.in()) + "."));
    if (auto const why = text_of(made, "why"); !why.empty())
        house.print(paragraph(why, 2));
    house.print(paragraph(house.say(state == "proposed" ? phrase::next_approve : phrase::next_watch, id)));
}

/// The order as it was shown: its times no longer count from now, and it is bound to what was seen.
void bind(json::object& body, json::value const& preview)
{
    if (auto const digest = text_of(preview, "digest"); !digest.empty())
        body["digest"] = digest;
    for (auto const* when : {"by", "until"})
        if (body.contains("by"))
            if (auto const instant = text_of(preview, when); !instant.empty())
                body[when] = instant;
}

/// Shows what it comes to, asks, and calls.
exit_status call(session& house, arguments const& given, std::string const& target, json::object body)
{
    auto const looked = house.fetch(post(target + "?dry_run=1", body));
    if (!looked.good)
        return looked.status;
    auto const& preview = preview_in(looked.body);
    if (given.dry_run && house.json()) {
        house.print_json(preview);
        return member(preview, "refused").is_object() ? exit_status::refused : exit_status::done;
    }
    if (!house.json())
        house.print(preview_page(preview, house.in(), house.ink()));
    if (given.dry_run) {
        if (auto const end = refusal_in(house, preview))
            return *end;
        house.note(house.say(phrase::dry_run_over) + '\n');
        return exit_status::done;
    }
    if (auto const end = ask_first(house, given, preview))
        return *end;

    bind(body, preview);
    auto order = post(target, body);
    auto const key = given.key.empty() ? house.terminal().new_key() : given.key;
    order.headers.emplace_back("Idempotency-Key", key);
    house.note(paragraph(house.say(phrase::key_is, key)));
    auto const raised = house.fetch(order);
    if (!raised.good)
        return raised.status;
    if (house.json())
        house.print_json(raised.body);
    else
        say_made(house, raised.body);
    return exit_status::done;
}

/// The people behind one line of the funnel, page after page.
exit_status name_people(session& house, std::string const& target)
{
    json::object all;
    json::array people;
    for (std::string after;;) {
        request asked;
        asked.target = target + (after.empty() ? "" : "&after=" + percent_encoded(after));
        auto const came = house.fetch(asked);
        if (!came.good)
            return came.status;
        for (auto const& person : list_of(came.body, "people"))
            people.push_back(person);
        after = text_of(came.body, "next");
        all["reason"] = text_of(came.body, "reason");
        all["total"] = number_of(came.body, "total");
        if (after.empty())
            break;
    }
    all["people"] = std::move(people);
    if (house.json())
        house.print_json(all);
    else
        house.print(people_page(all, house.in()));
    return exit_status::done;
}

}  // namespace

exit_status read_order(session& house, order const& wanted, json::object& body)
{
    json::array zones;
    if (auto const end = read_zones(house, wanted.zone, zones); end != exit_status::done)
        return end;
    body = {{"event", wanted.event}, {"zone", std::move(zones)}, {"by", wanted.by}};
    set_text(body, "at", wanted.at);
    if (wanted.need)
        body["need"] = *wanted.need;
    set_text(body, "until", wanted.until);
    set_text(body, "pace", wanted.pace);
    set_text(body, "template", wanted.template_name);
    if (wanted.radius_km)
        body["radius_km"] = *wanted.radius_km;
    if (wanted.minimum_age)
        body["minimum_age"] = *wanted.minimum_age;
    if (wanted.exercise)
        body["exercise"] = true;
    if (wanted.drill)
        body["drill"] = true;
    if (wanted.unicode)
        body["unicode"] = true;
    if (wanted.urgent)
        body["urgent"] = true;
    if (wanted.budget)
        body["budget"] = *wanted.budget;
    if (auto const end = read_escalation(house, wanted.escalate, body); end != exit_status::done)
        return end;
    if (!wanted.skills.empty())
        body["skills"] = texts(wanted.skills);
    if (!wanted.channels.empty())
        body["channels"] = texts(wanted.channels);
    if (!wanted.text_file.empty()) {
        auto const own = read_whole(house, wanted.text_file, longest_text);
        if (!own)
            return exit_status::failed;
        body["text"] = *own;
    }
    return read_roles(house, wanted.roles, body);
}

exit_status mobilise(session& house, arguments const& given)
{
    json::object body;
    if (auto const end = read_order(house, given.order, body); end != exit_status::done)
        return end;
    return call(house, given, "/v1/mobilisations", std::move(body));
}

exit_status widen(session& house, arguments const& given)
{
    json::object body;
    json::array zones;
    if (auto const end = read_zones(house, given.order.zone, zones); end != exit_status::done)
        return end;
    if (!zones.empty())
        body["zone"] = std::move(zones);
    if (given.order.radius_km)
        body["radius_km"] = *given.order.radius_km;
    return call(house, given, "/v1/mobilisations/" + percent_encoded(with_letter('M', given.id)) + "/widen", std::move(body));
}

exit_status show_preview(session& house, arguments const& given)
{
    auto const target = "/v1/mobilisations/" + percent_encoded(with_letter('M', given.id));
    if (!given.reason.empty())
        return name_people(house, target + "/people?limit=1000&reason=" + percent_encoded(given.reason));
    request asked;
    asked.target = target + "/preview";
    auto const looked = house.fetch(asked);
    if (!looked.good)
        return looked.status;
    auto const& preview = preview_in(looked.body);
    if (house.json()) {
        house.print_json(looked.body);
        return member(preview, "refused").is_object() ? exit_status::refused : exit_status::done;
    }
    house.print(preview_page(preview, house.in(), house.ink()));
    return refusal_in(house, preview).value_or(exit_status::done);
}

exit_status approve(session& house, arguments const& given)
{
    auto const target = "/v1/mobilisations/" + percent_encoded(with_letter('M', given.id));
    request asked;
    asked.target = target + "/preview";
    auto const looked = house.fetch(asked);
    if (!looked.good)
        return looked.status;
    auto preview = preview_in(looked.body);
    if (flag_of(preview, "needs_approval")) {  // else the daemon says what state it would have to be in
        preview.as_object()["needs_approval"] = false;  // it is being given
        if (!house.json())
            house.print(preview_page(preview, house.in(), house.ink()));
        if (auto const end = ask_first(house, given, preview))
            return *end;
    }
    json::object yes{{"digest", text_of(preview, "digest")}};
    if (!given.break_glass.empty())
        yes["break_glass"] = given.break_glass;
    auto const done = house.fetch(post(target + "/approve", yes));
    if (!done.good)
        return done.status;
    if (house.json()) {
        house.print_json(done.body);
        return exit_status::done;
    }
    say_given(house, done.body);
    say_made(house, done.body);
    return exit_status::done;
}

exit_status volunteers_funnel(session& house, arguments const& given)
{
    json::object body;
    if (auto const end = read_order(house, given.order, body); end != exit_status::done)
        return end;
    auto const looked = house.fetch(post("/v1/volunteers/funnel", body));
    if (!looked.good)
        return looked.status;
    if (house.json())
        house.print_json(looked.body);
    else
        house.print(funnel_page(preview_in(looked.body), house.in()));
    return exit_status::done;
}

}  // namespace tocsin::cli
