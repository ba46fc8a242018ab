// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/pacing.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;
using rules::real_minutes;

/// People who are alike to the planner, in the order of their first.
std::vector<rules::pool_slice> slices(std::vector<asked_person> const& pool)
{
    std::vector<rules::pool_slice> all;
    for (auto const& each : pool) {
        auto const curve = static_cast<std::uint8_t>(each.medium);
        auto same = [&each, curve](rules::pool_slice const& slice) {
            return slice.roles == each.roles && slice.curve == curve;
        };
        auto const known = std::find_if(all.begin(), all.end(), same);
        if (known != all.end())
            ++known->count;
        else
            all.push_back({1, 1, curve, each.roles});
    }
    return all;
}

/// How long the line has stood still: something waits, and nothing has left since.
real_minutes standstill(std::vector<heard_people> const& heard)
{
    milliseconds since_last{hours{24}};
    milliseconds waiting{0};
    for (auto const& each : heard) {
        if (each.known == heard_people::what::silent)
            since_last = std::min(since_last, each.time);
        if (each.known == heard_people::what::queued)
            waiting = std::max(waiting, each.time);
    }
    auto const still = std::min(since_last, waiting);
    return still > minutes{1} ? real_minutes{still} : real_minutes{0};
}

void hear(rules::wave_question& asked, std::vector<heard_people> const& heard)
{
    auto const still = standstill(heard);
    double queued = 0;
    asked.heard = evidence_of(heard);
    for (auto const& each : heard) {
        switch (each.known) {
        case heard_people::what::queued: {
            // Those behind others wait for them; their age is minus what is left to wait.
            real_minutes const wait = still + real_minutes{(queued + each.count / 2.0) / asked.a_minute};
            auto const curve = static_cast<std::uint8_t>(each.medium);
            asked.heard.silent.push_back({-wait, each.count, 1, curve, each.roles});
            queued += each.count;
            continue;
        }
        case heard_people::what::lost: asked.lost += each.count; continue;
        case heard_people::what::confirmed: asked.confirmed.push_back({each.roles, each.count}); break;
        case heard_people::what::reserve: asked.reserve += each.count; break;
        case heard_people::what::silent:
        case heard_people::what::declined: break;
        }
        asked.arrived += each.count;
    }
    asked.queue = queued > 0 ? still + real_minutes{queued / asked.a_minute} : real_minutes{0};
}

json::object forecast_json(rules::yes_forecast const& seen)
{
    return {{"low", seen.low}, {"middle", seen.middle}, {"high", seen.high}, {"fills", seen.fills}};
}

json::object range_json(rules::belief::range const& seen)
{
    return {{"low", seen.low}, {"middle", seen.middle}, {"high", seen.high}};
}

}  // namespace

real_minutes travel_of(float distance_km) { return real_minutes{10 + distance_km * 1.3 / 50 * 60}; }

real_minutes travel_within(std::vector<asked_person> const& pool, int need, real_minutes whole)
{
    auto const first = std::min(pool.size(), static_cast<std::size_t>(10) * static_cast<std::size_t>(std::max(need, 1)));
    if (first == 0)
        return std::min(real_minutes{30}, whole / 4);
    std::vector<float> distances;
    for (std::size_t i = 0; i < first; ++i)
        distances.push_back(pool[i].distance_km);
    auto const most = distances.begin() + static_cast<std::ptrdiff_t>((first - 1) * 4 / 5);
    std::nth_element(distances.begin(), most, distances.end());
    return std::min(travel_of(*most), whole / 2);
}

int leave_out_the_late(std::vector<asked_person>& pool, wall_time by, wall_time now)
{
    auto const late = std::erase_if(pool, [by, now](asked_person const& each) {
        return real_minutes{by - now} <= travel_of(each.distance_km);
    });
    return static_cast<int>(late);
}

rules::empty_places whole_need(mobilisation_request const& request)
{
    rules::empty_places all;
    all.total = request.need;
    for (auto const& [skill, count] : request.roles)
        all.by_role.push_back(count);
    return all;
}

rules::wave_question question_of(mobilisation const& what, pacing_facts const& facts, wall_time now)
{
    auto const started = what.started.value_or(now);
    real_minutes const whole{what.request.by - started};
    rules::wave_question asked;
    asked.need = facts.wanted.total;
    asked.roles = facts.wanted.by_role;
    asked.pace = what.request.pace;
    asked.elapsed = std::max(real_minutes{0}, real_minutes{now - started});
    asked.deadline = whole - facts.travel;
    asked.a_minute = std::max(facts.a_minute, 1.0);
    if (what.request.budget)
        asked.budget = std::max(0, *what.request.budget - facts.asked);
    asked.pool = slices(facts.pool);
    asked.prior = facts.before.prior;
    hear(asked, facts.heard);
    asked.heard.curves = facts.before.curves;
    return asked;
}

std::vector<asked_person> chosen_by(rules::wave_decision const& decided, std::vector<asked_person> const& pool)
{
    std::vector<asked_person> chosen;
    std::vector<bool> taken(pool.size(), false);
    for (auto const& part : decided.parts) {
        int left = part.count;
        for (std::size_t i = 0; i < pool.size() && left > 0; ++i) {
            if (taken[i] || (part.roles != rules::anybody && (pool[i].roles & part.roles) == 0))
                continue;
            taken[i] = true;
            chosen.push_back(pool[i]);
            --left;
        }
    }
    return chosen;
}

json::array offers_json(std::vector<rules::offer> const& all)
{
    json::array list;
    for (auto const& each : all) {
        json::object one{{"step", rules::to_string(each.what)}, {"people", each.people}};
        if (each.what == rules::next_step::widen_radius)
            one["kilometres"] = each.kilometres;
        list.push_back(std::move(one));
    }
    return list;
}

std::string decision_json(rules::wave_decision const& decided, decision_facts const& facts)
{
    auto const instant = [&facts](real_minutes after) {
        return format_instant(facts.started + std::chrono::duration_cast<seconds>(after));
    };
    auto const why = [&](std::string_view language) {
        auto const steps = rules::explain(facts.offers, language);
        return rules::explain(decided, language, facts.roles) + (steps.empty() ? "" : " " + steps);
    };
    json::object shown{
        {"at", format_instant(facts.at)},
        {"verdict", rules::to_string(decided.verdict)},
        {"count", decided.count},
        {"limit", rules::to_string(decided.limit)},
        {"needed", decided.needed},
        {"safe", decided.safe},
        {"now_or_never", decided.now_or_never},
        {"pool", decided.pool},
        {"missing", decided.missing},
        {"cap", decided.cap},
        {"price", decided.price},
        {"certainty", decided.certainty},
        {"horizon", instant(decided.horizon)},
        {"look_again", instant(decided.look_again)},
        {"yes", range_json(decided.yes)},
        {"slowness", range_json(decided.slowness)},
        {"expected", forecast_json(decided.expected)},
        {"travel_minutes", facts.travel.count()},
        {"too_late_to_ask", facts.late},
        {"learnt_from", facts.learnt_from},
        {"offers", offers_json(facts.offers)},
    };
    if (decided.at_most) {
        auto at_most = forecast_json(*decided.at_most);
        if (auto const roles = rules::short_of(decided, facts.roles); !roles.empty())
            at_most["roles"] = roles;
        shown["at_most"] = std::move(at_most);
    }
    shown["why"] = json::object{{"fr", why("fr")}, {"en", why("en")}};
    return json::serialize(shown);
}

std::optional<real_minutes> travel_in(std::string const& decision)
{
    if (decision.empty())
        return std::nullopt;
    auto const read = json::parse(decision);
    auto const* const kept = read.as_object().if_contains("travel_minutes");
    return kept ? std::optional{real_minutes{kept->to_number<double>()}} : std::nullopt;
}

}  // namespace tocsin::dispatcher
