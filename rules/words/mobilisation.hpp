// SPDX-License-Identifier: Apache-2.0
// A call for N people for one event, and the states it and the people asked go through.
#pragma once

#include "rules/words/contact.hpp"
#include "rules/words/ids.hpp"
#include "rules/words/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// proposed → approved → running ⇄ paused → filled → closed, or cancelled.
enum class mobilisation_state { proposed, approved, running, paused, filled, closed, cancelled };

/// What became of one volunteer asked in one mobilisation.
enum class solicitation_state { asked, confirmed, reserve, declined, silent, unreachable, released };

enum class pace { sparing, fast, all };

/// What a yes that names a time of arrival is worth: one that is in time counts at once, or a person looks at each.
enum class timed_yes { in_time, person };

/// Why somebody is asked once more over another medium.
enum class escalation_cause {
    unanswered,  ///< no answer, whether the message arrived or not
    undelivered,  ///< the message is not known to have arrived
};

/// How serious a call is. A rehearsal reaches nobody; a drill reaches those who enrolled for drills, and says so in every
/// text. Unknown is taken for a rehearsal.
enum class gravity { rehearsal, drill, real };

std::string_view to_string(mobilisation_state value);
std::string_view to_string(solicitation_state value);
std::string_view to_string(pace value);
std::string_view to_string(escalation_cause value);
std::optional<escalation_cause> parse_escalation_cause(std::string_view text);
std::string_view to_string(gravity value);
std::optional<mobilisation_state> parse_mobilisation_state(std::string_view text);
std::optional<solicitation_state> parse_solicitation_state(std::string_view text);
std::optional<pace> parse_pace(std::string_view text);
std::string_view to_string(timed_yes value);
std::optional<timed_yes> parse_timed_yes(std::string_view text);
std::optional<gravity> parse_gravity(std::string_view text);

/// Nobody new is asked, and nothing that asks leaves, once a mobilisation is over.
constexpr bool is_over(mobilisation_state state)
{
    return state == mobilisation_state::closed || state == mobilisation_state::cancelled;
}

/// Whom the first message has not moved so long after it was sent is asked once more, over `to`. Somebody whom it
/// certainly did not reach is asked at once.
struct escalation {
    minutes after{20};
    medium to = medium::email;
    escalation_cause when = escalation_cause::unanswered;

    friend bool operator==(escalation const&, escalation const&) = default;
};

/// What is needed, before anybody has agreed to it: what a rule or an officer asks for.
struct mobilisation_request {
    std::string event;
    std::vector<std::string> zone;  ///< zone expressions, their union; never empty
    std::optional<double> radius_km;  ///< widens the zone by so much
    int need = 0;
    std::map<std::string, int> roles;  ///< of the need, how many with which skill
    wall_time by;  ///< people are needed on site at this instant
    wall_time until;  ///< and until this one; availability is asked for [by, until)
    std::string at;  ///< where to come, as told to people
    std::vector<medium> media;  ///< in order of preference; each volunteer is asked over the first that reaches them
    std::vector<std::string> channels;  ///< restricts the routes to these channels; empty: as configured
    std::string template_name;  ///< a folder of config templates
    std::string own_text;  ///< the officer's own words for the ask; empty: the template's
    tocsin::pace pace = pace::fast;
    tocsin::timed_yes timed_yes = timed_yes::in_time;
    int minimum_age = 18;
    bool exercise = false;  ///< says EXERCICE in front of every text, and reaches nobody unless it is a drill
    bool drill = false;  ///< an exercise over real channels, with those who enrolled for drills
    bool unicode = false;  ///< an SMS may leave the GSM alphabet: any character, in parts of 70 instead of 160
    std::vector<std::string> skills;  ///< every candidate has all of these
    bool urgent = false;  ///< its messages leave before those of others, and it may take people who are merely asked there
    std::optional<escalation> escalate;
    std::optional<int> budget;  ///< most people who are asked; none: as many as there are

    tocsin::gravity gravity() const
    {
        return !exercise ? gravity::real : drill ? gravity::drill : gravity::rehearsal;
    }

    friend bool operator==(mobilisation_request const&, mobilisation_request const&) = default;
};

/// Who goes first and may take people from whom: 0 an urgent mobilisation, 1 the others, 2 an exercise.
constexpr int rank_of(mobilisation_request const& request) { return request.exercise ? 2 : request.urgent ? 0 : 1; }

struct mobilisation {
    mobilisation_id id;
    mobilisation_state state = mobilisation_state::proposed;
    mobilisation_request request;
    std::optional<alert_id> alert;
    std::string rule;  ///< name of the rule that proposed it; empty when an officer did
    std::string origin;  ///< who raised it: a principal's name
    std::string approved_by;
    std::string break_glass;  ///< who alone said yes where others should have, and why; empty: nobody did
    std::string ended_by;
    std::string end_reason;
    wall_time created;
    std::optional<wall_time> started;
    std::optional<wall_time> filled;  ///< last time enough had confirmed
    std::optional<wall_time> ended;
    std::optional<mobilisation_id> extends;  ///< people asked there are not asked again here
};

}  // namespace tocsin
