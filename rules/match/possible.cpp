// SPDX-License-Identifier: Apache-2.0
// A search over the ways in which the demands can be met; each way keeps what is still open for every field. What a field
// cannot tell for sure counts as possible.
#include "rules/match/possible.hpp"

#include "rules/fold.hpp"

#include <algorithm>
#include <bitset>
#include <limits>
#include <map>

namespace tocsin::rules {
namespace {

constexpr int most_steps = 50'000;
constexpr double latest_sent = 300;  // seconds from now
constexpr std::size_t most_conflicts = 3;

bool fits(truth value, wanted goal)
{
    switch (goal) {
    case wanted::yes: return value == truth::yes;
    case wanted::not_yes: return value != truth::yes;
    case wanted::no: return value == truth::no;
    case wanted::not_no: return value != truth::no;
    }
    return false;
}

truth known(bool holds) { return holds ? truth::yes : truth::no; }

/// For what is only ever true or false.
bool is_positive(wanted goal) { return goal == wanted::yes || goal == wanted::not_no; }

/// p meets whatever q meets: a text that q stands for, with its own stars as plain characters, is one that p stands for.
bool covers(std::string const& p, std::string const& q) { return matches_pattern(p, q); }

bool may_both_hold(std::string const& p, std::string const& q)
{
    if (p.find('*') == std::string::npos)
        return matches_pattern(q, p);
    return q.find('*') != std::string::npos || matches_pattern(p, q);
}

bool has_one_value(alert_field field)
{
    return field == alert_field::identifier || field == alert_field::sender || field == alert_field::source ||
           field == alert_field::restriction || field == alert_field::note;
}

bool is_number(value_test const& test) { return test.how != value_test::sense::pattern; }

std::vector<double> points_around(std::vector<value_test> const& tests)
{
    std::vector<double> marks;
    for (auto const& each : tests)
        if (is_number(each))
            marks.push_back(each.number);
    std::sort(marks.begin(), marks.end());
    std::vector<double> points;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        points.push_back(i == 0 ? marks[i] - 1 : (marks[i - 1] + marks[i]) / 2);
        points.push_back(marks[i]);
    }
    if (!marks.empty())
        points.push_back(marks.back() + 1);
    return points;
}

bool covers(value_test const& p, value_test const& q)
{
    if (!is_number(p) && !is_number(q))
        return covers(p.pattern, q.pattern);
    if (!is_number(p) || !is_number(q))
        return false;
    auto const points = points_around({p, q});
    return std::all_of(points.begin(), points.end(), [&](double at) { return !q.holds(at) || p.holds(at); });
}

/// One field, and what was asked of it so far.
template <class Test>
struct asked_of_field {
    std::vector<std::vector<Test>> for_it;
    std::vector<Test> against_it;

    /// Every demand has a test that nothing excludes.
    bool open() const
    {
        return std::all_of(for_it.begin(), for_it.end(), [this](std::vector<Test> const& tests) {
            return std::any_of(tests.begin(), tests.end(), [this](Test const& test) {
                return std::none_of(against_it.begin(), against_it.end(), [&test](Test const& no) { return covers(no, test); });
            });
        });
    }
};

/// One number meets all, where all speak of numbers.
bool one_number(asked_of_field<value_test> const& asked)
{
    std::vector<value_test> all = asked.against_it;
    for (auto const& tests : asked.for_it)
        all.insert(all.end(), tests.begin(), tests.end());
    if (asked.for_it.empty() || !std::all_of(all.begin(), all.end(), is_number))
        return true;
    auto const points = points_around(all);
    return std::any_of(points.begin(), points.end(), [&asked](double at) {
        auto const meets = [at](value_test const& test) { return test.holds(at); };
        return std::none_of(asked.against_it.begin(), asked.against_it.end(), meets) &&
               std::all_of(asked.for_it.begin(), asked.for_it.end(), [&meets](auto const& tests) {
                   return std::any_of(tests.begin(), tests.end(), meets);
               });
    });
}

bool one_text(asked_of_field<std::string> const& asked)
{
    for (std::size_t i = 0; i < asked.for_it.size(); ++i)
        for (std::size_t k = 0; k < i; ++k) {
            bool const together = std::any_of(asked.for_it[i].begin(), asked.for_it[i].end(), [&](std::string const& p) {
                return std::any_of(asked.for_it[k].begin(), asked.for_it[k].end(), [&p](std::string const& q) {
                    return may_both_hold(p, q);
                });
            });
            if (!together)
                return false;
        }
    return true;
}

/// All that is still open on one way through the demands.
class way {
public:
    way(bool placed, gazetteer const& places) : placed_(placed), places_(&places)
    {
        statuses_.set(static_cast<std::size_t>(alert_status::actual)).set(static_cast<std::size_t>(alert_status::exercise));
        kinds_.set(static_cast<std::size_t>(alert_kind::alert)).set(static_cast<std::size_t>(alert_kind::update));
        scopes_.set(static_cast<std::size_t>(alert_scope::everyone));
        severities_.set();
        urgencies_.set();
        certainties_.set();
        minutes_.set();
        days_.set();
        dates_.set();
        // What is over calls nobody, and what comes from the future is refused.
        instants_[alert_instant::expires].for_it = {{{value_test::sense::more, 0, ""}}};
        instants_[alert_instant::sent].for_it = {{{value_test::sense::at_most, latest_sent, ""}}};
    }

    /// Nothing is open any more: false, and `conflict` tells with what it clashed.
    bool add(leaf const& asked, wanted goal, std::string& conflict)
    {
        auto const open = std::visit([&](auto const& each) { return take(each, goal); }, asked);
        auto const said = (is_positive(goal) ? "" : "not: ") + written(asked);
        auto& before = said_[asked.index()];
        if (!open)
            conflict = before.empty() ? said : before + " + " + said;
        before += (before.empty() ? "" : " + ") + said;
        return open;
    }

private:
    template <class Scale>
    static bool narrow(std::bitset<5>& open, threshold<Scale> const& asked, wanted goal)
    {
        for (std::size_t i = 0; i < 5; ++i) {
            auto const value = static_cast<Scale>(i);
            bool const unclear = value == Scale::unknown && asked.value != Scale::unknown;
            if (!fits(unclear ? truth::unclear : known(asked.holds(value)), goal))
                open.reset(i);
        }
        return open.any();
    }

    bool take(threshold<severity> const& asked, wanted goal) { return narrow(severities_, asked, goal); }
    bool take(threshold<urgency> const& asked, wanted goal) { return narrow(urgencies_, asked, goal); }
    bool take(threshold<certainty> const& asked, wanted goal) { return narrow(certainties_, asked, goal); }

    template <class Enum>
    static bool choose(std::bitset<5>& open, std::vector<Enum> const& asked, wanted goal)
    {
        for (std::size_t i = 0; i < 5; ++i)
            if (!fits(known(std::find(asked.begin(), asked.end(), static_cast<Enum>(i)) != asked.end()), goal))
                open.reset(i);
        return open.any();
    }

    bool take(std::vector<alert_status> const& asked, wanted goal) { return choose(statuses_, asked, goal); }
    bool take(std::vector<alert_kind> const& asked, wanted goal) { return choose(kinds_, asked, goal); }
    bool take(std::vector<alert_scope> const& asked, wanted goal) { return choose(scopes_, asked, goal); }

    bool take(hours_condition const& asked, wanted goal)
    {
        for (std::size_t i = 0; i < minutes_.size(); ++i)
            if (!fits(known(std::any_of(asked.any.begin(), asked.any.end(), [i](hours_span const& each) {
                          return each.holds(minutes{static_cast<int>(i)});
                      })), goal))
                minutes_.reset(i);
        return minutes_.any();
    }

    /// Weekday, public holiday, school holiday: any of the 28.
    bool take(days_condition const& asked, wanted goal)
    {
        for (std::size_t i = 0; i < days_.size(); ++i) {
            bool const is = (asked.weekdays >> (i / 4) & 1U) != 0 || (asked.public_holidays && (i & 1U) != 0) ||
                            (asked.school_holidays && (i & 2U) != 0);
            if (!fits(known(is), goal))
                days_.reset(i);
        }
        return days_.any();
    }

    bool take(instant_condition const& asked, wanted goal)
    {
        auto& field = instants_[asked.of];
        note(field, asked.any, goal);
        return one_number(field);
    }

    bool take(season_condition const& asked, wanted goal)
    {
        for (std::size_t i = 0; i < dates_.size(); ++i) {
            std::chrono::month_day const date{
                std::chrono::month{static_cast<unsigned>(i / 31 + 1)}, std::chrono::day{static_cast<unsigned>(i % 31 + 1)}};
            bool const is = std::any_of(asked.any.begin(), asked.any.end(), [&](season_span const& each) { return each.holds(date); });
            if (!date.ok() || !fits(known(is), goal))
                dates_.reset(i);
        }
        return dates_.any();
    }

    bool take(area_condition const& asked, wanted goal)
    {
        if (!placed_)
            return fits(truth::unplaced, goal);
        auto where = places_->resolve(asked.zone, 0);
        if (!where)
            return true;
        (is_positive(goal) ? touched_ : spared_).push_back(std::move(*where));
        return std::none_of(touched_.begin(), touched_.end(), [this](area const& here) {
            bool const drawn = !here.polygons.empty() || !here.circles.empty();
            return !drawn && std::any_of(spared_.begin(), spared_.end(), [&here](area const& not_there) {
                return std::includes(
                    not_there.communes.begin(), not_there.communes.end(), here.communes.begin(), here.communes.end()
                );
            });
        });
    }

    template <class Test>
    static void note(asked_of_field<Test>& field, std::vector<Test> const& tests, wanted goal)
    {
        if (is_positive(goal))
            field.for_it.push_back(tests);
        else
            field.against_it.insert(field.against_it.end(), tests.begin(), tests.end());
    }

    bool take(name_condition const& asked, wanted goal)
    {
        note(names_, asked.patterns, goal);
        return names_.open();
    }

    bool take(text_condition const& asked, wanted goal)
    {
        auto& field = texts_[asked.field];
        note(field, asked.patterns, goal);
        return field.open() && (!has_one_value(asked.field) || one_text(field));
    }

    bool take(value_condition const& asked, wanted goal)
    {
        auto& field = values_[{asked.of, fold(asked.name)}];
        note(field, asked.tests, goal);
        return field.open() && (asked.of != value_condition::where::parameter || one_number(field));
    }

    bool placed_;
    gazetteer const* places_;
    std::bitset<5> statuses_;
    std::bitset<5> kinds_;
    std::bitset<5> scopes_;
    std::bitset<5> severities_;
    std::bitset<5> urgencies_;
    std::bitset<5> certainties_;
    std::bitset<24 * 60> minutes_;
    std::bitset<28> days_;
    std::bitset<12 * 31> dates_;
    std::vector<area> touched_;
    std::vector<area> spared_;
    asked_of_field<std::string> names_;
    std::map<alert_field, asked_of_field<std::string>> texts_;
    std::map<std::pair<value_condition::where, std::string>, asked_of_field<value_test>> values_;
    std::map<alert_instant, asked_of_field<value_test>> instants_;
    std::map<std::size_t, std::string> said_;  ///< by kind of condition
};

/// A condition or one thing it asks for, and what is wanted of it.
struct task {
    rule_condition const* node = nullptr;
    leaf asked;
    wanted what = wanted::yes;
};

wanted turned(wanted goal)
{
    switch (goal) {
    case wanted::yes: return wanted::no;
    case wanted::no: return wanted::yes;
    case wanted::not_yes: return wanted::not_no;
    case wanted::not_no: return wanted::not_yes;
    }
    return goal;
}

class search {
public:
    explicit search(possibility& into) : into_(into) {}

    bool meets(way here, std::vector<task> todo)
    {
        while (!todo.empty()) {
            if (++steps_ > most_steps)
                return true;
            auto const next = std::move(todo.back());
            todo.pop_back();
            if (next.node == nullptr) {
                std::string conflict;
                if (!here.add(next.asked, next.what, conflict))
                    return clashes(std::move(conflict));
                continue;
            }
            auto const parts = parts_of(*next.node, next.what);
            if (is_positive(next.what)) {
                for (auto const& part : parts) {
                    if (part.size() == 1)
                        todo.push_back(part.front());
                }
                auto const choice = std::find_if(parts.begin(), parts.end(), [](auto const& part) { return part.size() != 1; });
                if (choice != parts.end())
                    return one_of(here, todo, *choice);
                continue;
            }
            // Not to hold: one of the parts does not, `any` as a whole.
            return one_way_out(here, todo, parts);
        }
        return true;
    }

private:
    /// What must all hold; a part of several is a choice (`any`).
    static std::vector<std::vector<task>> parts_of(rule_condition const& node, wanted goal)
    {
        std::vector<std::vector<task>> parts;
        for (auto const& each : leaves_of(node))
            parts.push_back({{nullptr, each, goal}});
        for (auto const& each : node.all)
            parts.push_back({{&each, {}, goal}});
        for (auto const& each : node.none)
            parts.push_back({{&each, {}, turned(goal)}});
        std::vector<task> choice;
        for (auto const& each : node.any)
            choice.push_back({&each, {}, goal});
        if (!choice.empty())
            parts.push_back(std::move(choice));
        return parts;
    }

    bool one_of(way const& here, std::vector<task> const& todo, std::vector<task> const& choice)
    {
        return std::any_of(choice.begin(), choice.end(), [&](task const& each) {
            auto more = todo;
            more.push_back(each);
            return meets(here, std::move(more));
        });
    }

    bool one_way_out(way const& here, std::vector<task> const& todo, std::vector<std::vector<task>> const& parts)
    {
        return std::any_of(parts.begin(), parts.end(), [&](std::vector<task> const& part) {
            auto more = todo;
            more.insert(more.end(), part.begin(), part.end());
            return meets(here, std::move(more));
        });
    }

    bool clashes(std::string conflict)
    {
        auto& all = into_.conflicts;
        if (all.size() < most_conflicts && std::find(all.begin(), all.end(), conflict) == all.end())
            all.push_back(std::move(conflict));
        return false;
    }

    possibility& into_;
    int steps_ = 0;
};

}  // namespace

possibility possible(std::vector<demand> const& demands, bool placed, gazetteer const& places)
{
    possibility found;
    std::vector<task> todo;
    // Taken from the back: what is asked for before what has to be avoided.
    for (auto const& each : demands)
        todo.insert(todo.begin(), task{each.of, {}, each.what});
    found.possible = search{found}.meets(way{placed, places}, std::move(todo));
    return found;
}

}  // namespace tocsin::rules
