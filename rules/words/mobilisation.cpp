// SPDX-License-Identifier: Apache-2.0
#include "rules/words/mobilisation.hpp"

#include "rules/words/spelling.hpp"

namespace tocsin {
namespace {

constexpr std::array<spelling<mobilisation_state>, 7> mobilisation_state_spellings{{
    {mobilisation_state::proposed, "proposed"},
    {mobilisation_state::approved, "approved"},
    {mobilisation_state::running, "running"},
    {mobilisation_state::paused, "paused"},
    {mobilisation_state::filled, "filled"},
    {mobilisation_state::closed, "closed"},
    {mobilisation_state::cancelled, "cancelled"},
}};

constexpr std::array<spelling<solicitation_state>, 7> solicitation_state_spellings{{
    {solicitation_state::asked, "asked"},
    {solicitation_state::confirmed, "confirmed"},
    {solicitation_state::reserve, "reserve"},
    {solicitation_state::declined, "declined"},
    {solicitation_state::silent, "silent"},
    {solicitation_state::unreachable, "unreachable"},
    {solicitation_state::released, "released"},
}};

constexpr std::array<spelling<pace>, 3> pace_spellings{{
    {pace::sparing, "sparing"},
    {pace::fast, "fast"},
    {pace::all, "all"},
}};

constexpr std::array<spelling<timed_yes>, 2> timed_yes_spellings{{
    {timed_yes::in_time, "in-time"},
    {timed_yes::person, "person"},
}};

constexpr std::array<spelling<escalation_cause>, 2> escalation_cause_spellings{{
    {escalation_cause::unanswered, "unanswered"},
    {escalation_cause::undelivered, "undelivered"},
}};

constexpr std::array<spelling<gravity>, 3> gravity_spellings{{
    {gravity::rehearsal, "rehearsal"},
    {gravity::drill, "drill"},
    {gravity::real, "real"},
}};

}  // namespace

std::string_view to_string(escalation_cause value) { return spell(escalation_cause_spellings, value); }
std::optional<escalation_cause> parse_escalation_cause(std::string_view text) { return read_spelling(escalation_cause_spellings, text); }

std::string_view to_string(mobilisation_state value) { return spell(mobilisation_state_spellings, value); }
std::optional<mobilisation_state> parse_mobilisation_state(std::string_view text) { return read_spelling(mobilisation_state_spellings, text); }

std::string_view to_string(solicitation_state value) { return spell(solicitation_state_spellings, value); }
std::optional<solicitation_state> parse_solicitation_state(std::string_view text) { return read_spelling(solicitation_state_spellings, text); }

std::string_view to_string(pace value) { return spell(pace_spellings, value); }
std::optional<pace> parse_pace(std::string_view text) { return read_spelling(pace_spellings, text); }
std::string_view to_string(timed_yes value) { return spell(timed_yes_spellings, value); }
std::optional<timed_yes> parse_timed_yes(std::string_view text) { return read_spelling(timed_yes_spellings, text); }

std::string_view to_string(gravity value) { return spell(gravity_spellings, value); }
std::optional<gravity> parse_gravity(std::string_view text) { return read_spelling(gravity_spellings, text); }

}  // namespace tocsin
