// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/status_page.hpp"

#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t bar_width = 24;

std::string painted_state(session& house, std::string const& state)
{
    auto const word = state_word(state, house.in());
    if (state == "filled")
        return house.ink().green(word);
    if (state == "paused" || state == "proposed")
        return house.ink().yellow(word);
    return state == "cancelled" ? house.ink().red(word) : word;
}

/// "12 remis", never broken over two lines.
std::string item(session& house, std::int64_t how_many, std::string const& word)
{
    std::string out = number(how_many, house.in());
    for (char const c : ' ' + word)
        out += c == ' ' ? std::string{"\u00a0"} : std::string{c};
    return out;
}

/// "143 en attente · 12 remis", only what is not zero.
std::string messages_line(session& house, json::value const& now)
{
    std::string out;
    for (auto const& [state, value] : object_of(now, "messages"))
        if (value.is_int64() && value.get_int64() > 0)
            out += (out.empty() ? "" : " · ") + item(house, value.get_int64(), message_word(clean(state), house.in()));
    return out.empty() ? house.say(phrase::none) : out;
}

/// "281 sollicitées · 216 pas encore répondu (1 oui sous condition) · 31 refus": who may come is among those who wait.
std::string people_line(session& house, json::value const& now)
{
    auto const counted = [&house, &now](char const* state) {
        return item(house, number_of(now, state), state_word(state, house.in()));
    };
    auto out = counted("asked");
    for (auto const* state : {"waiting", "reserve", "declined", "silent", "unreachable"}) {
        if (number_of(now, state) > 0)
            out += " · " + counted(state);
        if (state == std::string_view{"waiting"} && number_of(now, "conditional") > 0)
            out += " (" + counted("conditional") + ')';
    }
    return out;
}

/// "bob ; il faut encore quelqu'un d'autre", where it waits for more than they can give.
std::string names_line(session& house, json::value const& now)
{
    auto const names = text_of(now, "agreed_by");
    return names.empty() ? names : house.say(phrase::others_have_to_agree, names);
}

/// The planner's last sentence, while it still plans.
std::string outlook_line(session& house, json::value const& now)
{
    if (text_of(now, "state") != "running")
        return {};
    auto const& why = member(member(now, "outlook"), "why");
    for (auto const& tag : primary_tags(house.in()))
        if (auto text = text_of(why, tag); !text.empty())
            return text;
    return {};
}

/// "3, la dernière 24/11 18:42, 120 personnes ; on regarde à nouveau 24/11 18:52".
std::string waves_line(session& house, json::value const& now)
{
    auto const& waves = list_of(now, "waves");
    if (waves.empty())
        return {};
    auto const& last = waves.back();
    auto out = house.say(
        phrase::waves_are,
        number(static_cast<std::int64_t>(waves.size()), house.in()),
        moment(text_of(last, "at"), house.in()),
        number(number_of(last, "asked"), house.in())
    );
    auto const again = text_of(member(now, "outlook"), "look_again");
    if (text_of(now, "state") == "running" && !again.empty())
        out += house.say(phrase::waves_again, moment(again, house.in()));
    return out;
}

/// What is believed to come of it, while it is still asked about.
std::string forecast_line(session& house, json::value const& now)
{
    auto const& outlook = member(now, "outlook");
    auto const& expected = member(outlook, "expected");
    if (text_of(now, "state") != "running" || !expected.is_object())
        return {};
    auto const& fills = member(expected, "fills");
    return house.say(
        phrase::forecast_is,
        number(number_of(expected, "low"), house.in()),
        number(number_of(expected, "high"), house.in()),
        moment(text_of(outlook, "horizon"), house.in()),
        static_cast<int>((fills.is_number() ? fills.to_number<double>() : 0.0) * 100 + 0.5)
    );
}

}  // namespace

bool is_over(json::value const& now)
{
    auto const state = text_of(now, "state");
    return state == "closed" || state == "cancelled";
}

bool is_filled(json::value const& now)
{
    auto const need = number_of(now, "need");
    return text_of(now, "state") == "filled" || (need > 0 && number_of(now, "confirmed") >= need);
}

std::string status_page(session& house, json::value const& now)
{
    auto const need = number_of(now, "need");
    auto const confirmed = number_of(now, "confirmed");
    auto out = fmt::format(
        "{} · {} · {}{}\n",
        house.ink().bold(text_of(now, "id")),
        fit(text_of(now, "event"), std::min<std::size_t>(columns(text_of(now, "event")), 40)),
        painted_state(house, text_of(now, "state")),
        flag_of(now, "exercise") ? " · " + house.ink().yellow(house.say(phrase::word_exercise)) : ""
    );
    auto const line = [&](phrase label, std::string const& value) {
        if (!value.empty())
            out += hanging("  " + fit(house.say(label), 12), value);
    };
    if (auto const by = text_of(now, "by"); !by.empty())
        line(phrase::label_by, moment(by, house.in()));
    line(phrase::label_at, text_of(now, "at"));
    line(phrase::label_agreed, names_line(house, now));
    auto const progress = fmt::format("{} / {}", number(confirmed, house.in()), number(need, house.in()));
    auto const drawn = bar(confirmed, need, bar_width);
    out += fmt::format(
        "  {}{}  {}\n",
        fit(house.say(phrase::label_confirmed), 12),
        is_filled(now) ? house.ink().green(drawn) : drawn,
        progress
    );
    for (auto const& [role, wanted] : object_of(now, "roles"))
        line(
            phrase::label_role,
            fmt::format("{} : {} / {}", clean(role), number_of(wanted, "confirmed"), number_of(wanted, "need"))
        );
    line(phrase::label_people, people_line(house, now));
    line(phrase::label_messages, messages_line(house, now));
    line(phrase::label_waves, waves_line(house, now));
    line(phrase::label_forecast, forecast_line(house, now));
    line(phrase::label_outlook, outlook_line(house, now));
    auto const& troubles = list_of(now, "channel_troubles");
    if (!is_over(now) && troubles.empty())
        line(phrase::label_channels, house.say(phrase::channels_well));
    if (auto const broken = text_of(now, "break_glass"); !broken.empty())
        out += paragraph(house.ink().red(house.say(phrase::glass_was_broken, broken)), 2);
    if (auto const twice = number_of(now, "possible_duplicates"); twice > 0)
        out += paragraph(house.ink().yellow(cli::count(house.in(), phrase::may_arrive_twice, twice, twice)), 2);
    if (auto const lost = number_of(now, "orders_lost"); lost > 0)
        out += paragraph(house.ink().red(cli::count(house.in(), phrase::orders_lost, lost, lost)), 2);
    if (auto const waiting = number_of(now, "replies_to_read"); waiting > 0)
        out += paragraph(house.ink().yellow(cli::count(house.in(), phrase::replies_to_read, waiting, waiting)), 2);
    for (auto const& each : troubles) {
        if (text_of(each, "reason") == "replies-unread") {
            out += paragraph(house.ink().yellow(house.say(phrase::status_replies_unread, clean(text_of(each, "name")))), 2);
            continue;
        }
        auto const what = flag_of(each, "replaced") ? phrase::status_trouble_replaced : phrase::status_trouble;
        out += paragraph(house.ink().yellow(house.say(what, clean(text_of(each, "name")), reason_word(clean(text_of(each, "reason")), house.in()))), 2);
    }
    return out;
}

std::string feed_lines(session& house, json::value const& now)
{
    std::string out;
    for (auto const& each : list_of(now, "feed_troubles")) {
        auto const what = text_of(each, "state") == "stale" ? phrase::status_feed_stale : phrase::status_feed_silent;
        out += paragraph(house.ink().red(house.say(what, text_of(each, "name"))), 2);
    }
    return out;
}

std::string status_line(session& house, json::value const& now)
{
    auto const line = fmt::format(
        "{} {} · {} {}/{} · {} · {}",
        text_of(now, "id"),
        state_word(text_of(now, "state"), house.in()),
        state_word("confirmed", house.in()),
        number(number_of(now, "confirmed"), house.in()),
        number(number_of(now, "need"), house.in()),
        people_line(house, now),
        house.say(phrase::messages_are, messages_line(house, now))
    );
    auto const waiting = number_of(now, "replies_to_read");
    return line + (waiting > 0 ? " · " + cli::count(house.in(), phrase::replies_to_read, waiting, waiting) : "") + '\n';
}

}  // namespace tocsin::cli
