// SPDX-License-Identifier: Apache-2.0
// Alerts on their way in, and what became of them.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/trial_page.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

std::optional<request> with_alert(session& house, std::string const& file, std::string target)
{
    auto bytes = read_whole(house, file, largest_alert);
    if (!bytes)
        return std::nullopt;
    request made;
    made.method = "POST";
    made.target = std::move(target);
    made.content_type = "application/cap+xml";
    made.body = *std::move(bytes);
    return made;
}

std::string mobilisations_page(session& house, json::value const& made)
{
    std::string out;
    table lines{{align::left, align::left, align::left}};
    std::string waiting;
    for (auto const& entry : list_of(made, "mobilisations")) {
        auto const id = text_of(entry, "id");
        auto const state = text_of(entry, "state");
        lines.row({id, state_word(state, house.in()), text_of(entry, "rule")});
        waiting += paragraph(house.say(state == "proposed" ? phrase::next_approve : phrase::next_watch, id));
    }
    if (!lines.empty())
        out += lines.text(2) + waiting;
    return out;
}

}  // namespace

exit_status alert_send(session& house, arguments const& given)
{
    auto const asked = with_alert(house, given.file, given.dry_run ? "/v1/alerts?dry_run=1" : "/v1/alerts");
    if (!asked)
        return exit_status::failed;
    auto const came = house.fetch(*asked);
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    if (given.dry_run) {
        house.print(trial_page(house, came.body));
        house.note(house.say(phrase::dry_run_over) + '\n');
        return exit_status::done;
    }
    auto const id = text_of(came.body, "alert");
    house.print(paragraph(house.say(came.http_status == 201 ? phrase::alert_kept : phrase::alert_known, id)));
    auto const proposed = mobilisations_page(house, came.body);
    house.print(proposed);
    if (auto const& ended = list_of(came.body, "cancelled"); !ended.empty())
        house.print(paragraph(house.say(phrase::alert_ended, joined(ended))));
    auto const& held = list_of(came.body, "held");
    for (auto const& reason : held)
        if (auto const* const words = reason.if_string())
            house.print(paragraph(house.say(phrase::alert_held, clean(std::string_view{words->data(), words->size()})))
            );
    auto const& notes = list_of(came.body, "notes");
    house.print(
        listed_page(house, notes, phrase::alert_note) + listed_page(house, list_of(came.body, "tolerated"), phrase::alert_tolerated)
    );
    if (held.empty() && notes.empty() && proposed.empty())
        house.print(paragraph(house.say(phrase::alert_without_rule)));
    return exit_status::done;
}

exit_status alert_list(session& house, arguments const&)
{
    return house.show(get("/v1/alerts"), [&house](json::value const& body) {
        table lines{{align::left, align::left, align::left, align::left, align::left}};
        for (auto const& alert : list_of(body, "alerts"))
            lines.row({
                text_of(alert, "id"),
                moment(text_of(alert, "received"), house.in()),
                text_of(alert, "event"),
                state_word(text_of(alert, "standing"), house.in()),
                text_of(alert, "origin"),
            });
        house.print(lines.empty() ? house.say(phrase::no_alert) + '\n' : lines.text());
    });
}

exit_status alert_show(session& house, arguments const& given)
{
    request asked;
    asked.target = "/v1/alerts/" + percent_encoded(with_letter('A', given.id));
    if (given.raw) {
        asked.target += "/raw";
        asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
        auto const came = house.daemon().send(asked);
        if (!came || !came->is_good())
            return house.judge(came).status;
        house.print(came->body);
        return exit_status::done;
    }
    auto const came = house.fetch(asked);
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    auto const& alert = came.body;
    house.print(paragraph(house.ink().bold(text_of(alert, "id")) + " · " + text_of(alert, "event")));
    table lines{{align::left, align::left}};
    auto const line = [&](phrase label, std::string const& value) {
        if (!value.empty())
            lines.row({house.say(label), value});
    };
    line(phrase::label_standing, state_word(text_of(alert, "standing"), house.in()));
    line(phrase::label_received, moment(text_of(alert, "received"), house.in()));
    if (auto const expires = text_of(alert, "expires"); !expires.empty())
        line(phrase::label_expires, moment(expires, house.in()));
    line(phrase::label_origin, text_of(alert, "origin"));
    line(phrase::label_sender, text_of(alert, "sender"));
    line(phrase::label_identifier, text_of(alert, "identifier"));
    house.print(
        lines.text(2) + mobilisations_page(house, alert) + listed_page(house, list_of(alert, "held"), phrase::alert_held) +
        listed_page(house, list_of(alert, "notes"), phrase::alert_note) +
        listed_page(house, list_of(alert, "tolerated"), phrase::alert_tolerated)
    );
    return exit_status::done;
}

}  // namespace tocsin::cli
