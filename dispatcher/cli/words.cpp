// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/words.hpp"

#include "dispatcher/cli/catalogue.hpp"

#include <algorithm>
#include <iterator>

namespace tocsin::cli {
namespace {

struct word {
    std::string_view code;
    sentence said;
};

constexpr word states[] = {
    // of mobilisations
    {"proposed", says_of("state", "proposed")},
    {"approved", says_of("state", "approved")},
    {"running", says_of("state", "running")},
    {"paused", says_of("state", "paused")},
    {"filled", says_of("state", "filled")},
    {"closed", says_of("state", "closed")},
    {"cancelled", says_of("state", "cancelled")},
    // of the people asked
    {"asked", says_of("state", "asked")},
    {"waiting", says_of("state", "yet to answer")},
    {"conditional", says_of("state", "yes on a condition")},
    {"confirmed", says_of("state", "confirmed")},
    {"reserve", says_of("state", "in reserve")},
    {"declined", says_of("state", "declined")},
    {"silent", says_of("state", "silent")},
    {"unreachable", says_of("state", "unreachable")},
    {"released", says_of("state", "released")},
    // of alerts
    {"active", says_of("state", "active")},
    {"superseded", says_of("state", "superseded")},
    {"expired", says_of("state", "expired")},
    {"logged", says_of("state", "logged only")},
};

constexpr word message_states[] = {
    {"queued", says_of("message", "to be sent")},
    {"sending", says_of("message", "being sent")},
    {"accepted", says_of("message", "accepted")},
    {"delivered", says_of("message", "delivered")},
    {"refused", says_of("message", "refused")},
    {"expired", says_of("message", "expired")},
    {"unreachable", says_of("message", "not delivered")},
    {"cancelled", says_of("message", "cancelled")},
    {"suppressed", says_of("message", "suppressed")},
};

constexpr word reasons[] = {
    // why somebody is not asked
    {"outside_zone", says_of("reason", "outside of the zone")},
    {"opted_out", says_of("reason", "do not want to be contacted")},
    {"not_reachable", says_of("reason", "without an address or consent")},
    {"under_age", says_of("reason", "too young")},
    {"not_available", says_of("reason", "not available")},
    {"lacks_skill", says_of("reason", "without the skill")},
    {"too_far", says_of("reason", "farther than they go")},
    {"asked_already", says_of("reason", "asked already")},
    {"said_yes_elsewhere", says_of("reason", "said yes elsewhere")},
    {"asked_elsewhere", says_of("reason", "asked elsewhere, answer awaited")},
    {"over_day_budget", says_of("reason", "asked often enough within 24 h")},
    {"over_month_budget", says_of("reason", "asked often enough within 30 days")},
    // why a reply needs a person
    {"unclear", says_of("reason", "unclear answer")},
    {"unknown-sender", says_of("reason", "unknown sender")},
    {"no-open-request", says_of("reason", "no open request")},
    {"conditional", says_of("reason", "yes on a condition")},
    {"which-request", says_of("reason", "several open requests")},
    {"restricted", says_of("reason", "a person to be left alone (restricted)")},
    {"too-many", says_of("reason", "too many automatic answers")},
    {"unknown-reference", says_of("reason", "unknown reference")},
    {"other-person", says_of("reason", "written by somebody else")},
    {"opted-out", says_of("reason", "had said STOP")},
    // why a channel does not do
    {"link-down", says_of("reason", "link down")},
    {"errors", says_of("reason", "nothing but errors")},
    {"silent", says_of("reason", "no answer")},
    {"failing", says_of("reason", "too many messages fail")},
    {"throttled", says_of("reason", "the provider slows us down")},
    {"slow", says_of("reason", "slow")},
    {"no-receipts", says_of("reason", "no longer says what arrives")},
    {"quota", says_of("reason", "the day's quota is used up")},
    {"recovering", says_of("reason", "recovering")},
    {"recovered", says_of("reason", "well again")},
    // why a reply needs a person, too
    {"order-lost", says_of("reason", "has a place and did not get the order to come: call")},
};

// Columns of the register, with the names that `volunteers rectify` takes.
constexpr word fields[] = {
    {"first_name", says_of("field", "first name")},
    {"last_name", says_of("field", "last name")},
    {"commune", says_of("field", "commune (INSEE)")},
    {"postcode", says_of("field", "postcode")},
    {"language", says_of("field", "language")},
    {"birth_date", says_of("field", "born on")},
    {"radius_km", says_of("field", "radius (km)")},
    {"skills", says_of("field", "skills")},
    {"availability", says_of("field", "availability")},
    {"consent_sms", says_of("field", "consents to SMS")},
    {"consent_email", says_of("field", "consents to e-mail")},
    {"drill", says_of("field", "drills")},
    {"opted_out", says_of("field", "opted out since")},
    {"restricted", says_of("field", "to be left alone since")},
};

constexpr word actions[] = {
    {"none", says_of("action", "no rule applies")},
    {"ignore", says_of("action", "to be ignored")},
    {"propose", says_of("action", "to be proposed")},
    {"launch", says_of("action", "to be launched at once")},
};

constexpr word defects[] = {
    {"altered", says_of("defect", "line altered")},
    {"missing", says_of("defect", "line missing")},
    {"cut", says_of("defect", "end cut off")},
    {"other-history", says_of("defect", "another history than the head that was kept")},
    {"unexplained", says_of("defect", "state that the journal does not explain")},
    {"damaged", says_of("defect", "file damaged")},
};

constexpr word aspects[] = {
    {"order", says_of("aspect", "order")},
    {"plan", says_of("aspect", "plan")},
    {"gravity", says_of("aspect", "whom it may reach")},
    {"real", says_of("aspect", "everybody")},
    {"drill", says_of("aspect", "those enrolled for drills")},
    {"rehearsal", says_of("aspect", "nobody")},
    {"approved_by", says_of("aspect", "approved by")},
    {"break_glass", says_of("aspect", "who decided alone, and why")},
};

constexpr word lines[] = {
    {"client-added", says_of("journal", "client added")},
    {"client-revoked", says_of("journal", "client revoked")},
    {"begun", says_of("journal", "begun")},
    {"started", says_of("journal", "started")},
    {"alert", says_of("journal", "alert")},
    {"raised", says_of("journal", "raised")},
    {"state", says_of("journal", "state")},
    {"asked", says_of("journal", "asked")},
    {"withdrawn", says_of("journal", "requests withdrawn")},
    {"reply", says_of("journal", "reply")},
    {"moved-up", says_of("journal", "place handed on")},
    {"order-lost", says_of("journal", "order not received")},
    {"settled", says_of("journal", "reply settled")},
    {"imported", says_of("journal", "imported")},
    {"opted-out", says_of("journal", "opted out")},
    {"opt-out-proof", says_of("journal", "proof of an opt-out")},
    {"opted-in", says_of("journal", "opted in")},
    {"rectified", says_of("journal", "put right")},
    {"restricted", says_of("journal", "restricted")},
    {"released", says_of("journal", "restriction lifted")},
    {"purged", says_of("journal", "forgotten in time")},
    {"erased", says_of("journal", "erased")},
    {"plan", says_of("journal", "plan frozen")},
    {"assent", says_of("journal", "yes")},
    {"break-glass", says_of("journal", "glass broken")},
    {"changed", says_of("journal", "changed")},
    {"retracted", says_of("journal", "retracted")},
    {"corrected", says_of("journal", "corrected")},
    {"found", says_of("journal", "found")},
    {"accepted", says_of("journal", "accepted")},
    {"backup", says_of("journal", "backup handed out")},
    {"message-made", says_of("journal", "message made")},
    {"attempt", says_of("journal", "attempt")},
    {"message-accepted", says_of("journal", "taken by the provider")},
    {"message-ended", says_of("journal", "end of the message")},
    {"reply-came", says_of("journal", "reply came")},
    {"reply-settled", says_of("journal", "reply settled")},
    {"alert-called", says_of("journal", "called for")},
    {"person-asked", says_of("journal", "person asked")},
};

constexpr word media[] = {
    {"sms", says_of("medium", "SMS")},
    {"email", says_of("medium", "e-mail")},
};

template <std::size_t Size>
std::string look_up(word const (&table)[Size], std::string_view code, language in)
{
    auto const found =
        std::find_if(std::begin(table), std::end(table), [&](word const& entry) { return entry.code == code; });
    if (found == std::end(table))
        return std::string{code};
    return std::string{spoken(in, found->said)};
}

}  // namespace

std::string state_word(std::string_view state, language in) { return look_up(states, state, in); }

std::string message_word(std::string_view state, language in) { return look_up(message_states, state, in); }

std::string reason_word(std::string_view reason, language in) { return look_up(reasons, reason, in); }

std::string action_word(std::string_view action, language in) { return look_up(actions, action, in); }

std::string defect_word(std::string_view defect, language in) { return look_up(defects, defect, in); }

std::string aspect_word(std::string_view aspect, language in) { return look_up(aspects, aspect, in); }

std::string line_word(std::string_view kind, language in) { return look_up(lines, kind, in); }

std::string field_word(std::string_view field, language in) { return look_up(fields, field, in); }

std::string medium_word(std::string_view medium, language in) { return look_up(media, medium, in); }

std::string with_letter(char letter, std::string_view id)
{
    bool const digits_only =
        !id.empty() && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits_only)
        return letter + std::string{id};
    std::string written{id};
    if (!written.empty() && written.front() == letter + ('a' - 'A'))
        written.front() = letter;
    return written;
}

}  // namespace tocsin::cli
