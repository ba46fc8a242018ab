// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/condition_yaml.hpp"

#include "dispatcher/settings/said.hpp"
#include "rules/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace tocsin::dispatcher {
namespace {

constexpr int deepest = 8;

template <class Enum>
using parser = std::optional<Enum> (*)(std::string_view);

using names = std::set<std::string>;

names const severities{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
names const urgencies{"Immediate", "Expected", "Future", "Past", "Unknown"};
names const certainties{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};
names const statuses{"Actual", "Exercise", "System", "Test", "Draft"};
names const kinds{"Alert", "Update", "Cancel", "Ack", "Error"};
names const scopes{"Public", "Restricted", "Private"};
names const categories{"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"};
names const responses{"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"};

std::string all_of_them(names const& all) { return fmt::format("{}", fmt::join(all, ", ")); }

bilingual no_such(std::string const& word, std::string_view what, names const& all)
{
    return with_guess(
        said(
            "« {} » n'est pas une valeur CAP de {} ; écrire l'une de celles-ci : {}",
            "\"{}\" is no CAP {}; write one of {}",
            word,
            what,
            all_of_them(all)
        ),
        word,
        all
    );
}

/// "22:00" → minutes of the day; 24:00 only as an end.
std::optional<minutes> clock(std::string_view text, bool is_end)
{
    auto const colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
        return std::nullopt;
    int hour = -1;
    int minute = -1;
    auto const all_read = [](std::string_view digits, int& into) {
        auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return error == std::errc{} && end == digits.data() + digits.size() && into >= 0;
    };
    if (!all_read(text.substr(0, colon), hour) || !all_read(text.substr(colon + 1), minute))
        return std::nullopt;
    bool const midnight = is_end && hour == 24 && minute == 0;
    if (!midnight && (hour > 23 || minute > 59))
        return std::nullopt;
    return minutes{(hour * 60 + minute) % (24 * 60)};
}

std::optional<rules::hours_span> hours_of(std::string_view text)
{
    auto const dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    auto const from = clock(text.substr(0, dash), false);
    auto const until = clock(text.substr(dash + 1), true);
    if (!from || !until)
        return std::nullopt;
    return rules::hours_span{*from, *until};
}

std::optional<std::chrono::month_day> date_of(std::string_view text)
{
    unsigned month = 0;
    unsigned day = 0;
    auto const dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    auto const month_end = std::from_chars(text.data(), text.data() + dash, month);
    auto const day_end = std::from_chars(text.data() + dash + 1, text.data() + text.size(), day);
    std::chrono::month_day const date{std::chrono::month{month}, std::chrono::day{day}};
    bool const whole = month_end.ec == std::errc{} && day_end.ec == std::errc{} && month_end.ptr == text.data() + dash &&
                       day_end.ptr == text.data() + text.size();
    return whole && date.ok() ? std::optional{date} : std::nullopt;
}

std::optional<rules::season_span> season_of(std::string_view text)
{
    auto const dots = text.find("..");
    if (dots == std::string_view::npos)
        return std::nullopt;
    auto const from = date_of(text.substr(0, dots));
    auto const until = date_of(text.substr(dots + 2));
    if (!from || !until)
        return std::nullopt;
    return rules::season_span{*from, *until};
}

/// `<=6h`: a sign, and a length that may be below zero; in seconds.
std::optional<rules::value_test> length_test(std::string_view text)
{
    auto const digits = text.find_first_not_of("<>= ");
    if (digits == 0 || digits == std::string_view::npos)
        return std::nullopt;
    bool const past = text[digits] == '-';
    auto const length = parse_duration(text.substr(digits + (past ? 1 : 0)));
    if (!length)
        return std::nullopt;
    return rules::parse_value_test(fmt::format("{}{}{}", text.substr(0, digits), past ? "-" : "", length->count()));
}

/// mo, mon, monday, lu, lundi …: 0 to 6.
std::optional<unsigned> weekday_of(std::string_view word)
{
    constexpr std::string_view all[][2] = {{"monday", "lundi"}, {"tuesday", "mardi"}, {"wednesday", "mercredi"},
                                           {"thursday", "jeudi"}, {"friday", "vendredi"}, {"saturday", "samedi"},
                                           {"sunday", "dimanche"}};
    auto const folded = rules::fold(word);
    if (folded.size() < 2)
        return std::nullopt;
    for (unsigned i = 0; i < 7; ++i)
        for (auto const name : all[i])
            if (name.starts_with(folded))
                return i;
    return std::nullopt;
}

bool add_days(rules::days_condition& to, std::string_view word)
{
    if (word == "public_holiday" || word == "public_holidays") {
        to.public_holidays = true;
        return true;
    }
    if (word == "school_holiday" || word == "school_holidays") {
        to.school_holidays = true;
        return true;
    }
    auto const dash = word.find('-');
    auto const from = weekday_of(word.substr(0, dash));
    auto const until = dash == std::string_view::npos ? from : weekday_of(word.substr(dash + 1));
    if (!from || !until)
        return false;
    for (auto day = *from;; day = (day + 1) % 7) {
        to.weekdays = static_cast<std::uint8_t>(to.weekdays | 1U << day);
        if (day == *until)
            return true;
    }
}

class condition_reader {
public:
    explicit condition_reader(rules::gazetteer const& places) : places_(places) {}

    rules::rule_condition read(map_reader& when, int depth)
    {
        rules::rule_condition read;
        read.event = when.one_or_more("event");
        read.sender = when.one_or_more("sender");
        read.area = when.one_or_more("area");
        check_zone(when, "area", read.area, places_);
        read.severity = level<severity>(when, "severity", parse_severity, severities);
        read.urgency = level<urgency>(when, "urgency", parse_urgency, urgencies);
        read.certainty = level<certainty>(when, "certainty", parse_certainty, certainties);
        read.status = choice<alert_status>(when, "status", parse_alert_status, statuses);
        read.kind = choice<alert_kind>(when, spelling_in(when, "msg_type", "msgType"), parse_alert_kind, kinds);
        read.scope = choice<alert_scope>(when, "scope", parse_alert_scope, scopes);
        for (auto const& field : rules::field_names)
            if (field.field != rules::alert_field::event && field.field != rules::alert_field::sender)
                text(when, field, read);
        using where = rules::value_condition::where;
        values(when, "parameter", where::parameter, read);
        values(when, spelling_in(when, "event_code", "eventCode"), where::event_code, read);
        values(when, "geocode", where::geocode, read);
        height(when, "altitude", where::altitude, read);
        height(when, "ceiling", where::ceiling, read);
        for (auto const each : {rules::alert_instant::sent, rules::alert_instant::effective, rules::alert_instant::onset,
                                rules::alert_instant::expires})
            instant(when, each, read);
        times(when, read);
        nested(when, spelling_in(when, "all", "and"), read.all, depth);
        nested(when, spelling_in(when, "any", "or"), read.any, depth);
        nested(when, "not", read.none, depth);
        return read;
    }

private:
    static std::string spelling_in(map_reader& when, std::string const& own, std::string const& other)
    {
        return when.has(other) && !when.has(own) ? other : own;
    }

    /// A list that names nothing would ask for nothing where something was meant.
    static bool is_filled(map_reader& when, std::string const& key, std::vector<std::string> const& words)
    {
        if (when.has(key) && words.empty())
            when.problem_at(key, bilingual{
                "ne nomme rien ; écrire ce que cela doit être, ou retirer la ligne",
                "names nothing; write what it has to be, or leave the line out"});
        return !words.empty();
    }

    static void text(map_reader& when, rules::field_name const& field, rules::rule_condition& read)
    {
        auto const key = spelling_in(when, std::string{field.key}, std::string{field.cap});
        auto const patterns = when.one_or_more(key);
        if (!is_filled(when, key, patterns))
            return;
        auto const* const known = field.field == rules::alert_field::category        ? &categories
                                  : field.field == rules::alert_field::response_type ? &responses
                                                                                     : nullptr;
        for (auto const& word : patterns) {
            bool const is_known = known == nullptr || word.find('*') != std::string::npos ||
                                  std::any_of(known->begin(), known->end(), [&word](std::string const& each) {
                                      return rules::fold(each) == rules::fold(word);
                                  });
            if (!is_known)
                when.problem_at(key, no_such(word, field.cap, *known));
        }
        read.texts.push_back({field.field, patterns});
    }

    static void
    values(map_reader& when, std::string const& key, rules::value_condition::where of, rules::rule_condition& read)
    {
        if (!when.has(key))
            return;
        if (!when.is_map(key)) {
            if (of == rules::value_condition::where::parameter)
                when.problem_at(key, bilingual{
                    "doit nommer le paramètre ; écrire parameter: {awareness_level: \">=3\"}",
                    "has to name the parameter; write parameter: {awareness_level: \">=3\"}"});
            else
                value(when, key, "", of, read);
            when.one_or_more(key);
            return;
        }
        auto map = when.map(key);
        if (map.keys().empty())
            when.problem_at(key, bilingual{
                "ne nomme rien ; écrire {NOM: VALEUR}, ou retirer la ligne",
                "names nothing; write {NAME: VALUE}, or leave the line out"});
        for (auto const& name : map.keys())
            value(map, name, name, of, read);
        map.finish();
    }

    static void height(map_reader& when, std::string const& key, rules::value_condition::where of, rules::rule_condition& read)
    {
        if (when.has(key))
            value(when, key, "", of, read);
    }

    static void instant(map_reader& when, rules::alert_instant which, rules::rule_condition& read)
    {
        std::string const key{rules::key_of(which)};
        auto const words = when.one_or_more(key);
        if (!is_filled(when, key, words))
            return;
        rules::instant_condition asked{which, {}};
        for (auto const& word : words)
            if (auto const test = length_test(word))
                asked.any.push_back(*test);
            else
                when.problem_at(key, said(
                    "« {} » n'est pas une distance à maintenant ; écrire \"<=6h\" pour d'ici six heures, \">=1d\" pour dans "
                    "un jour ou plus, \"<=-30min\" pour il y a une demi-heure ou plus",
                    "\"{}\" is no distance from now; write \"<=6h\" for within six hours, \">=1d\" for a day ahead or more, "
                    "\"<=-30min\" for half an hour ago or longer", word));
        if (!asked.any.empty())
            read.instants.push_back(std::move(asked));
    }

    static void value(
        map_reader& in, std::string const& key, std::string const& name, rules::value_condition::where of, rules::rule_condition& read
    )
    {
        rules::value_condition asked;
        asked.of = of;
        asked.name = name;
        auto const words = in.one_or_more(key);
        if (!is_filled(in, key, words))
            return;
        for (auto const& word : words)
            if (auto test = rules::parse_value_test(word))
                asked.tests.push_back(std::move(*test));
            else
                in.problem_at(key, said(
                    "« {} » ne se compare à aucun nombre ; écrire \">=3\" ou \"<1.5\", ou un texte comme \"*orange*\"",
                    "\"{}\" compares with no number; write \">=3\" or \"<1.5\", or a text such as \"*orange*\"", word));
        if (!asked.tests.empty())
            read.values.push_back(std::move(asked));
    }

    static void times(map_reader& when, rules::rule_condition& read)
    {
        auto const hours = when.one_or_more("hours");
        is_filled(when, "hours", hours);
        for (auto const& span : hours)
            if (auto const known = hours_of(span))
                read.hours.push_back(*known);
            else
                when.problem_at("hours", said(
                    "« {} » n'est pas une plage horaire ; écrire de-à, comme \"22:00-06:00\"",
                    "\"{}\" is no time of day; write from-until, as \"22:00-06:00\"", span));
        auto const days = when.one_or_more("days");
        if (is_filled(when, "days", days))
            read.days.emplace();
        for (auto const& day : days)
            if (!add_days(*read.days, day))
                when.problem_at(
                    "days",
                    with_guess(
                        said(
                            "« {} » n'est pas un jour ; écrire lu, ma, me, je, ve, sa, di (ou mo, tu, we, th, fr, sa, su), lu-ve, "
                            "public_holiday ou school_holiday",
                            "\"{}\" is no day; write mo, tu, we, th, fr, sa, su (or lu, ma, me, je, ve, sa, di), mo-fr, "
                            "public_holiday or school_holiday",
                            day
                        ),
                        day,
                        {"public_holiday", "school_holiday"}
                    )
                );
        auto const season = when.one_or_more("season");
        is_filled(when, "season", season);
        for (auto const& span : season)
            if (auto const known = season_of(span))
                read.season.push_back(*known);
            else
                when.problem_at("season", said(
                    "« {} » n'est pas une période de l'année ; écrire mois-jour..mois-jour, comme \"11-01..03-31\"",
                    "\"{}\" is no part of a year; write month-day..month-day, as \"11-01..03-31\"", span));
    }

    void nested(map_reader& when, std::string const& key, std::vector<rules::rule_condition>& into, int depth)
    {
        if (!when.has(key))
            return;
        if (depth == deepest) {
            when.list(key);
            when.problem_at(key, said(
                "est emboîté à plus de {} niveaux ; nommer ce qui est voulu dans des règles à part",
                "stands more than {} deep; name what is meant in rules of their own", deepest));
            return;
        }
        auto all = when.maps(key);
        if (all.empty())
            when.problem_at(key, bilingual{
                "ne nomme rien ; écrire une liste de conditions, comme any: [{severity: Extreme}, {area: [\"04\"]}]",
                "names nothing; write a list of conditions, as any: [{severity: Extreme}, {area: [\"04\"]}]"});
        for (auto& each : all) {
            into.push_back(read(each, depth + 1));
            each.finish();
            if (rules::holds_always(into.back()))
                when.problem_at(key, bilingual{
                    "contient une condition qui ne demande rien ; écrire ce que cela doit être, ou la retirer",
                    "holds a condition that asks for nothing; write what it has to be, or leave it out"});
        }
    }

    template <class Scale>
    static std::optional<rules::threshold<Scale>>
    level(map_reader& when, std::string const& key, parser<Scale> parse, names const& expected)
    {
        auto const text = when.text(key);
        if (!text)
            return std::nullopt;
        using sense = typename rules::threshold<Scale>::sense;
        rules::threshold<Scale> read;
        std::string_view rest = *text;
        read.how = sense::exactly;
        if (rest.starts_with(">=") || rest.starts_with("<=")) {
            read.how = rest.front() == '>' ? sense::at_least : sense::at_most;
            rest.remove_prefix(2);
        }
        while (!rest.empty() && rest.front() == ' ')
            rest.remove_prefix(1);
        auto const value = parse(rest);
        if (!value) {
            when.problem_at(
                key,
                with_guess(
                    said(
                        "« {} » n'est pas une valeur CAP de {} ; écrire l'une de celles-ci, avec >= ou <= devant si vous voulez : {}",
                        "\"{}\" is no CAP {}; write one of {}, with >= or <= in front if you like",
                        *text,
                        key,
                        all_of_them(expected)
                    ),
                    rest,
                    expected
                )
            );
            return std::nullopt;
        }
        read.value = *value;
        return read;
    }

    template <class Enum>
    static std::vector<Enum> choice(map_reader& when, std::string const& key, parser<Enum> parse, names const& expected)
    {
        auto const words = when.one_or_more(key);
        is_filled(when, key, words);
        std::vector<Enum> read;
        for (auto const& word : words)
            if (auto const value = parse(word))
                read.push_back(*value);
            else
                when.problem_at(key, no_such(word, key, expected));
        return read;
    }

    rules::gazetteer const& places_;
};

}  // namespace

rules::rule_condition read_condition(map_reader& when, rules::gazetteer const& places)
{
    return condition_reader{places}.read(when, 0);
}

void check_zone(map_reader& in, std::string const& key, std::vector<std::string> const& zone, rules::gazetteer const& places)
{
    for (auto const& expression : zone)
        if (auto const known = places.resolve({expression}, 0); !known)
            in.problem_at(key, known.error().sentence());
}

}  // namespace tocsin::dispatcher
