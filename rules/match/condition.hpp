// SPDX-License-Identifier: Apache-2.0
// What an alert must be for a rule to act: conditions as values, and whether they hold.
#pragma once

#include "rules/calendar.hpp"
#include "rules/geo/gazetteer.hpp"
#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin::rules {

struct hazard;

/// `>=Severe`, `Severe`, `<=Moderate`. Unknown satisfies a threshold only when it is named.
template <class Scale>
struct threshold {
    enum class sense { at_least, exactly, at_most };

    sense how = sense::at_least;
    Scale value{};

    bool holds(Scale given) const
    {
        if (given == Scale::unknown || value == Scale::unknown)
            return given == value;
        switch (how) {
        case sense::at_least: return given >= value;
        case sense::exactly: return given == value;
        case sense::at_most: return given <= value;
        }
        return false;
    }
};

/// Fields of CAP 1.2 (section 3.2) that hold words.
enum class alert_field {
    identifier, sender, source, restriction, addresses, code, note, references, incidents, language, category, event, response_type, audience,
    sender_name, headline, description, instruction, web, contact, resource, area_name
};

struct field_name {
    alert_field field;
    std::string_view key;  ///< as written in a file of rules
    std::string_view cap;  ///< as CAP spells it; understood as well
};

/// In the order of the standard.
extern std::array<field_name, 22> const field_names;

/// One of the values of the field meets one of the patterns. Of an info's field: in any of the hazard's languages.
struct text_condition {
    alert_field field = alert_field::event;
    std::vector<std::string> patterns;
};

/// The hazard's name meets one of the patterns: event, headline, event codes or awareness_type, in any language.
struct name_condition {
    std::vector<std::string> patterns;
};

/// What a value is held against: `>=3` compares the number that the value begins with ("3; orange; Severe", "85 km/h",
/// "12,5"); `3` is that number, or the text; anything else is a pattern for the whole text or one of its parts between
/// semicolons.
struct value_test {
    enum class sense { pattern, equal, less, at_most, more, at_least };

    sense how = sense::pattern;
    double number = 0;
    std::string pattern;

    bool holds(std::string_view value) const;
    bool holds(double value) const;  ///< a pattern holds for no bare number
};

/// Nothing when a comparison lacks its number.
std::optional<value_test> parse_value_test(std::string_view text);
std::string to_string(value_test const& test);

/// The number at the beginning of a value; a comma counts as a point.
std::optional<double> leading_number(std::string_view value);

/// A named value of that name, in any case, meets one of the tests. Altitude and ceiling are of any of the areas, in feet
/// above mean sea level (CAP 1.2, section 3.2.4), and have no name.
struct value_condition {
    enum class where { parameter, event_code, geocode, altitude, ceiling };

    where of = where::parameter;
    std::string name;  ///< empty: of any name
    std::vector<value_test> tests;
};

/// Where CAP 1.2 leaves one out: effective is sent, onset is effective, and expires is the house's default life after sent.
enum class alert_instant { sent, effective, onset, expires };

/// `onset: "<=6h"`: how far from now the instant lies, at the time the message is heard; what is past is below zero.
struct instant_condition {
    alert_instant of = alert_instant::onset;
    std::vector<value_test> any;  ///< in seconds
};

/// `22:00-06:00`: from the first minute to before the last, over midnight where the last comes first; equal: the whole day.
struct hours_span {
    minutes from{};
    minutes until{};

    bool holds(minutes of_day) const;
};

struct days_condition {
    std::uint8_t weekdays = 0;  ///< bit 0: Monday … bit 6: Sunday
    bool public_holidays = false;
    bool school_holidays = false;

    bool empty() const { return weekdays == 0 && !public_holidays && !school_holidays; }
};

/// `11-01..03-31`: both days included, over New Year where the last comes first.
struct season_span {
    std::chrono::month_day from{};
    std::chrono::month_day until{};

    bool holds(std::chrono::month_day day) const;
};

/// All that are given must hold, and what stands under `all`, `any` and `none`.
struct rule_condition {
    std::vector<std::string> event;  ///< see name_condition
    std::optional<threshold<tocsin::severity>> severity;
    std::optional<threshold<tocsin::urgency>> urgency;
    std::optional<threshold<tocsin::certainty>> certainty;
    std::vector<std::string> area;  ///< zone expressions; the alert's area must touch one
    std::vector<std::string> sender;  ///< patterns, any of them
    std::vector<alert_status> status;
    std::vector<alert_kind> kind;
    std::vector<alert_scope> scope;
    std::vector<text_condition> texts;
    std::vector<value_condition> values;
    std::vector<instant_condition> instants;
    std::vector<hours_span> hours;  ///< any of them, on the house's clock
    std::optional<days_condition> days;  ///< of the house's calendar day; any of what is named
    std::vector<season_span> season;  ///< any of them
    std::vector<rule_condition> all;
    std::vector<rule_condition> any;
    std::vector<rule_condition> none;
};

struct area_condition {
    std::vector<std::string> zone;
};

struct hours_condition {
    std::vector<hours_span> any;
};

struct season_condition {
    std::vector<season_span> any;
};

/// One thing that is asked of an alert.
using leaf = std::variant<
    name_condition, text_condition, value_condition, threshold<severity>, threshold<urgency>, threshold<certainty>,
    std::vector<alert_status>, std::vector<alert_kind>, std::vector<alert_scope>, area_condition, hours_condition, days_condition,
    season_condition, instant_condition>;

/// What the condition itself asks for, without what stands under `all`, `any` and `none`.
std::vector<leaf> leaves_of(rule_condition const& of);

/// Nothing is asked for, at any depth.
bool holds_always(rule_condition const& condition);

/// As a file of rules would say it: `event: *crue*, severity: >=Severe`.
std::string written(leaf const& asked);
std::string written(rule_condition const& condition);

/// As a file of rules writes a length: `1h30min`, `-2h`.
std::string written(seconds length);
std::string_view key_of(alert_instant instant);

/// Everything that conditions look at.
struct alert_facts {
    alert const& what;
    hazard const& danger;
    alert_info const& info;  ///< the hazard in the house's language, for the reasons
    gazetteer const& places;
    std::optional<area> where;  ///< none: the alert's area cannot be placed
    std::string zone_text;  ///< the same for people
    local_time now;  ///< on the house's clock
    calendar const* days = nullptr;  ///< none: no day is a school holiday
    rules::territory territory = 0;
    wall_time at{};  ///< now
    wall_time ends{};  ///< see end_of
};

/// Unclear: it hangs on a level that the alert calls Unknown, which is neither high nor low. Unplaced: it hangs on the area,
/// and the area cannot be placed. `all` is the least of its parts, `any` the most, and `not` leaves these two as they are.
enum class truth { no, unclear, unplaced, yes };

struct judgement {
    truth holds = truth::yes;
    std::vector<bilingual> reasons;  ///< against it; none when it holds, or hangs on nothing but the area
};

judgement judge(rule_condition const& condition, alert_facts const& facts);

}  // namespace tocsin::rules
