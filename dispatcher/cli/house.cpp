// SPDX-License-Identifier: Apache-2.0
// Replies, the inbox, the channels, the settings: what the house needs around its mobilisations.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

bool needs_confirmation(answer const& given)
{
    boost::system::error_code trouble;
    auto const body = json::parse(given.body, trouble);
    return !trouble && text_of(body, "code") == "confirmation-needed";
}

/// What a channel can do, in words.
std::string abilities(json::value const& channel, session& house)
{
    std::vector<std::string> said;
    if (text_of(channel, "reach") == "sandbox")
        said.push_back(house.say(phrase::channel_reaches_nobody));
    said.push_back(house.say(flag_of(channel, "two_way") ? phrase::channel_answers : phrase::channel_no_answers));
    said.push_back(house.say(flag_of(channel, "receipts") ? phrase::channel_receipts : phrase::channel_no_receipts));
    if (flag_of(channel, "idempotent"))
        said.push_back(house.say(phrase::channel_once));
    if (text_of(channel, "traffic") == "marketing")
        said.push_back(house.say(phrase::channel_marketing));
    said.push_back(house.say(phrase::channel_window, number(number_of(channel, "window"), house.in())));
    if (!member(channel, "parts_left").is_null())
        said.push_back(house.say(phrase::parts_left, number(number_of(channel, "parts_left"), house.in())));
    std::string all;
    for (auto const& each : said)
        all += (all.empty() ? "" : " · ") + each;
    return all;
}

}  // namespace

void show_problems(session& house, json::value const& body)
{
    for (auto const& problem : list_of(body, "problems")) {
        auto where = text_of(problem, "file");
        if (auto const line = number_of(problem, "line"); line > 0)
            where += fmt::format(":{}", line);
        if (auto const key = text_of(problem, "key"); !key.empty())
            where += ' ' + key;
        house.print(house.ink().red(where) + '\n' + paragraph(text_of(problem, "what"), 4));
    }
}

exit_status problems_or_fine(session& house, request const& asked, phrase fine)
{
    auto const came = house.fetch(asked);
    if (!came.good)
        return came.status;
    auto const& problems = list_of(came.body, "problems");
    auto const end = problems.empty() ? exit_status::done : exit_status::failed;
    if (house.json()) {
        house.print_json(came.body);
        return end;
    }
    show_problems(house, came.body);
    if (problems.empty())
        house.print(paragraph(house.say(fine)));
    return end;
}

exit_status reply(session& house, arguments const& given)
{
    std::string text;
    for (auto const& word : given.words)
        text += (text.empty() ? "" : " ") + word;
    auto const came = house.fetch(post("/v1/replies", json::object{{"from", given.address}, {"text", text}}));
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    auto const state = text_of(came.body, "state");
    auto const where = text_of(came.body, "mobilisation");
    if (flag_of(came.body, "needs_a_person"))
        house.print(paragraph(house.say(phrase::reply_to_inbox)));
    else if (!state.empty())
        house.print(paragraph(house.say(phrase::reply_counted, where, state_word(state, house.in()))));
    else
        house.print(paragraph(house.say(phrase::reply_kept)));
    return exit_status::done;
}

namespace {

void print_inbox(session& house, json::value const& body)
{
    auto const& entries = list_of(body, "replies");
    for (auto const& entry : entries) {
        auto head = fmt::format(
            "{} · {} · {} · {}",
            house.ink().bold(text_of(entry, "id")),
            moment(text_of(entry, "received"), house.in()),
            text_of(entry, "from"),
            reason_word(text_of(entry, "why"), house.in())
        );
        if (auto const about = text_of(entry, "mobilisation"); !about.empty())
            head += " · " + about;
        if (auto const eta = text_of(entry, "eta"); !eta.empty())
            head += " · " + house.say(phrase::there_at, moment(eta, house.in()));
        house.print(head + '\n' + paragraph(text_of(entry, "text", line_breaks::keep), 4));
    }
    house.print(paragraph(house.say(entries.empty() ? phrase::inbox_empty : phrase::inbox_next)));
}

}  // namespace

exit_status inbox(session& house, arguments const&)
{
    return house.show(get("/v1/inbox"), [&house](json::value const& body) { print_inbox(house, body); });
}

exit_status inbox_settle(session& house, arguments const& given)
{
    auto const id = with_letter('R', given.id);
    return house.show(post("/v1/inbox/" + percent_encoded(id) + "/settle", json::object{}), [&](json::value const&) {
        house.print(paragraph(house.say(phrase::settled, id)));
    });
}

namespace {

/// Why others carry the messages of this channel: as it was when they took over. The last switch comes first.
std::string why_left(json::value const& channel, json::array const& switches)
{
    for (auto const& each : switches)
        if (text_of(each, "kind") == "leave" && text_of(each, "channel") == text_of(channel, "name"))
            return text_of(each, "reason");
    return {};
}

/// The code of what keeps a channel from its work; empty: nothing does.
std::string hindrance(json::value const& channel, json::array const& switches)
{
    if (auto ails = text_of(channel, "ails"); !ails.empty())
        return ails;
    auto const& left = member(channel, "parts_left");
    bool const used_up = !left.is_null() && number_of(channel, "parts_left") <= 0;
    if (used_up)
        return "quota";
    if (!flag_of(channel, "replaced"))
        return {};
    // A quota may have no room for a message of several parts while a part of it is left. What else it was left for is over.
    return why_left(channel, switches) == "quota" ? "quota" : "recovering";
}

std::string channel_state(session& house, json::value const& channel, std::string_view hindered_by)
{
    if (flag_of(channel, "replaced"))
        return house.say(phrase::channel_replaced);
    if (hindered_by == "quota")
        return house.say(phrase::channel_rests);
    if (!hindered_by.empty())
        return house.say(phrase::channel_ails);
    return house.say(text_of(channel, "link") == "down" ? phrase::link_down : phrase::link_up);
}

/// Why a channel does not do; empty: it does.
std::string hindrance_line(session& house, json::value const& channel, std::string const& hindered_by)
{
    if (hindered_by.empty())
        return {};
    auto why = house.say(phrase::channel_because, reason_word(hindered_by, house.in()));
    if (auto const reason = text_of(channel, "link_reason"); hindered_by == "link-down" && !reason.empty())
        why += " (" + reason + ')';
    return house.ink().yellow(paragraph(why, 4));
}

std::string channel_pace(session& house, json::value const& channel)
{
    auto const allowed = fmt::format("{:g}", amount_of(channel, "per_second"));
    auto const pace = fmt::format("{:g}", amount_of(channel, "pace"));
    bool const slowed = !member(channel, "pace").is_null() && pace != allowed;
    return slowed ? house.say(phrase::channel_slowed, pace, allowed) : house.say(phrase::per_second, allowed);
}

/// Since when and why replies are not read; empty: they are.
std::string unread_line(session& house, json::value const& channel)
{
    auto const& unread = member(channel, "replies_unread");
    if (unread.is_null())
        return {};
    auto const since = moment(text_of(unread, "since"), house.in());
    return house.ink().yellow(paragraph(house.say(phrase::channel_replies_unread, since, text_of(unread, "why")), 4));
}

/// "24 Nov 03:00 sms-main → sms-second: nothing but errors (120 messages)"
std::string switch_line(session& house, json::value const& turn)
{
    auto const others = joined(list_of(turn, "others"));
    bool const leaves = text_of(turn, "kind") == "leave";
    auto const channel = text_of(turn, "channel");
    return paragraph(house.say(
        phrase::channel_switch,
        moment(text_of(turn, "at"), house.in()),
        leaves ? channel : others,
        leaves ? others : channel,
        reason_word(text_of(turn, "reason"), house.in()),
        number(number_of(turn, "messages"), house.in())
    ));
}

}  // namespace

exit_status channels(session& house, arguments const&)
{
    auto const came = house.fetch(get("/v1/channels"));
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    table lines{{align::left, align::left, align::left, align::left, align::right, align::right}};
    auto const& all = list_of(came.body, "channels");
    auto const& switches = list_of(came.body, "switches");
    for (auto const& each : all) {
        auto const& messages = member(each, "messages");
        lines.row({
            text_of(each, "name"),
            text_of(each, "type"),
            medium_word(text_of(each, "medium"), house.in()),
            channel_state(house, each, hindrance(each, switches)),
            channel_pace(house, each),
            house.say(phrase::queued_here, number(number_of(messages, "queued"), house.in())),
        });
    }
    std::istringstream rows{lines.text()};
    std::string row;
    for (auto const& each : all)
        if (std::getline(rows, row))
            house.print(
                row + '\n' + hindrance_line(house, each, hindrance(each, switches)) +
                house.ink().faint(paragraph(abilities(each, house), 4)) + unread_line(house, each)
            );
    for (auto const& each : switches)
        house.print(switch_line(house, each));
    return exit_status::done;
}

exit_status channels_test(session& house, arguments const& given)
{
    auto const target = "/v1/channels/" + percent_encoded(given.name) + "/test";
    auto asked = post(target, json::object{{"to", given.address}, {"confirm", given.yes}});
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    auto reached_now = house.daemon().send(asked);
    if (reached_now && !given.yes && needs_confirmation(*reached_now)) {  // only the daemon knows who can be reached
        if (auto const end = house.unless_confirmed(house.say(phrase::ask_test, given.name, given.address), phrase::nothing_sent))
            return *end;
        asked.body = json::serialize(json::object{{"to", given.address}, {"confirm", true}});
        reached_now = house.daemon().send(asked);
    }
    auto const came = house.judge(reached_now);
    if (!came.good)
        return came.status;
    auto const outcome = text_of(came.body, "outcome");
    auto const end = outcome == "accepted" ? exit_status::done : exit_status::failed;
    if (house.json()) {
        house.print_json(came.body);
        return end;
    }
    if (outcome == "throttled") {
        house.print(paragraph(house.say(phrase::test_throttled, given.name)));
        return end;
    }
    auto const reason = text_of(came.body, "reason");
    house.print(paragraph(
        house.say(end == exit_status::done ? phrase::test_accepted : phrase::test_not_accepted, given.name) +
        (reason.empty() ? "" : " " + reason)
    ));
    return end;
}

exit_status config_check(session& house, arguments const&)
{
    return problems_or_fine(house, post("/v1/config/check", json::object{}), phrase::config_fine);
}

}  // namespace tocsin::cli
