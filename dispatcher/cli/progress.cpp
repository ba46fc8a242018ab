// SPDX-License-Identifier: Apache-2.0
// How a mobilisation is doing: status, watch, report.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t bar_width = 24;
constexpr int look_every_ms = 1000;
constexpr int patience_looks = 60;  ///< how long `watch` waits for a daemon that restarts

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

std::string people_line(session& house, json::value const& now)
{
    auto out = item(house, number_of(now, "asked"), state_word("asked", house.in()));
    for (auto const* state : {"waiting", "conditional", "reserve", "declined", "silent", "unreachable"})
        if (auto const people = number_of(now, state); people > 0)
            out += " · " + item(house, people, state_word(state, house.in()));
    return out;
}

/// The planner's last sentence, while it still plans.
std::string outlook_line(session& house, json::value const& now)
{
    if (text_of(now, "state") != "running")
        return {};
    return text_of(member(member(now, "outlook"), "why"), to_string(house.in()));
}

/// The block that `status ID` prints and `watch` draws again.
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
    line(phrase::label_outlook, outlook_line(house, now));
    if (auto const broken = text_of(now, "break_glass"); !broken.empty())
        out += paragraph(house.ink().red(house.say(phrase::glass_was_broken, broken)), 2);
    if (auto const twice = number_of(now, "possible_duplicates"); twice > 0)
        out += paragraph(house.ink().yellow(cli::count(house.in(), phrase::may_arrive_twice, twice, twice)), 2);
    if (auto const lost = number_of(now, "orders_lost"); lost > 0)
        out += paragraph(house.ink().red(cli::count(house.in(), phrase::orders_lost, lost, lost)), 2);
    for (auto const& each : list_of(now, "channel_troubles")) {
        auto const what = flag_of(each, "replaced") ? phrase::status_trouble_replaced : phrase::status_trouble;
        out += paragraph(house.ink().yellow(house.say(what, clean(text_of(each, "name")), reason_word(clean(text_of(each, "reason")), house.in()))), 2);
    }
    return out;
}

/// Feeds whose alerts do not arrive.
std::string feed_lines(session& house, json::value const& now)
{
    std::string out;
    for (auto const& each : list_of(now, "feed_troubles")) {
        auto const what = text_of(each, "state") == "stale" ? phrase::status_feed_stale : phrase::status_feed_silent;
        out += paragraph(house.ink().red(house.say(what, text_of(each, "name"))), 2);
    }
    return out;
}

/// One line, for a log: everything that can change.
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
    return paragraph(line);
}

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

request status_request(std::string const& id)
{
    request asked;
    asked.target = "/v1/mobilisations/" + percent_encoded(with_letter('M', id));
    return asked;
}

/// Draws the newest state: over the last one on a terminal, otherwise a line when something changed.
class viewer {
public:
    explicit viewer(session& house) : house_(house) {}

    void show(json::value const& now)
    {
        if (house_.json()) {
            draw_if_new(json::serialize(now) + '\n');
        } else if (house_.terminal().redraws) {
            auto const page = status_page(house_, now);
            if (page == last_)
                return;
            house_.print(drawn_lines_ > 0 ? fmt::format("\x1b[{}A\x1b[J", drawn_lines_) + page : page);
            drawn_lines_ = std::count(page.begin(), page.end(), '\n');
            last_ = page;
        } else {
            draw_if_new(status_line(house_, now));
        }
    }

private:
    void draw_if_new(std::string page)
    {
        if (page == last_)
            return;
        house_.print(page);
        last_ = std::move(page);
    }

    session& house_;
    std::string last_;
    std::ptrdiff_t drawn_lines_ = 0;
};

}  // namespace

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

exit_status watch(session& house, arguments const& given)
{
    viewer view{house};
    auto asked = status_request(given.id);
    asked.headers.emplace_back("Accept-Language", to_string(house.in()));
    int missed = 0;
    bool seen = false;
    for (;;) {
        auto const reached_now = house.daemon().send(asked);
        if (!reached_now && seen && ++missed < patience_looks) {  // a restart takes seconds; the outbox waits meanwhile
            if (missed == 1)
                house.note(paragraph(house.say(phrase::watch_waits)));
            house.terminal().pause(look_every_ms);
            continue;
        }
        auto const came = house.judge(reached_now);
        if (!came.good)
            return came.status;
        seen = true;
        missed = 0;
        view.show(came.body);
        if (is_over(came.body) || (given.until_filled && is_filled(came.body))) {
            if (!house.json())
                say_next(house, came.body);
            return exit_status::done;
        }
        house.terminal().pause(look_every_ms);
    }
}

exit_status report(session& house, arguments const& given)
{
    auto const format = !given.format.empty() ? given.format : house.json() ? "json" : "text";
    auto asked = status_request(given.id);
    asked.target += "/report?format=" + format;
    if (!given.part.empty())
        asked.target += "&part=" + given.part;
    asked.headers.emplace_back("Accept-Language", to_string(house.in()));
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
