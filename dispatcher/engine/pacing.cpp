// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/pacing.hpp"

#include "dispatcher/runtime/zones.hpp"
#include "rules/wave/explain.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;
using rules::real_minutes;

/// People who are alike to the planner, in the order of their first.
std::vector<rules::pool_slice> slices(std::vector<asked_person> const& pool)
{
    std::vector<rules::pool_slice> all;
    for (auto const& each : pool) {
        auto same = [&each](rules::pool_slice const& slice) { return slice.roles == each.roles; };
        auto const known = std::find_if(all.begin(), all.end(), same);
        if (known != all.end())
            ++known->count;
        else
            all.push_back({1, 1, 0, each.roles});
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
    for (auto const& each : heard) {
        real_minutes const time{each.time};
        switch (each.known) {
        case heard_people::what::queued: {
            // Those behind others wait for them; their age is minus what is left to wait.
            real_minutes const wait = still + real_minutes{(queued + each.count / 2.0) / asked.a_minute};
            asked.heard.silent.push_back({-wait, each.count, 1, 0, each.roles});
            queued += each.count;
            break;
        }
        case heard_people::what::silent:
            asked.heard.silent.push_back({time, each.count, 1, 0, each.roles});
            asked.arrived += each.count;
            break;
        case heard_people::what::confirmed:
            asked.confirmed.push_back({each.roles, each.count});
            asked.heard.yes.push_back({time, each.count});
            asked.arrived += each.count;
            break;
        case heard_people::what::reserve:
            asked.reserve += each.count;
            asked.heard.yes.push_back({time, each.count});
            asked.arrived += each.count;
            break;
        case heard_people::what::declined:
            asked.heard.no.push_back({time, each.count});
            asked.arrived += each.count;
            break;
        case heard_people::what::lost: asked.lost += each.count; break;
        }
    }
    asked.queue = queued > 0 ? still + real_minutes{queued / asked.a_minute} : real_minutes{0};
}

minutes time_of_day(wall_time now, std::string_view time_zone)
{
    auto const civil = to_local(now, time_zone);
    return civil ? std::chrono::duration_cast<minutes>(*civil - std::chrono::floor<std::chrono::days>(*civil)) : hours{12};
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

real_minutes travel_within(real_minutes whole) { return std::min(real_minutes{30}, whole / 4); }

rules::wave_question question_of(
    mobilisation const& what,
    std::vector<heard_people> const& heard,
    std::vector<asked_person> const& pool,
    double a_minute,
    wall_time now,
    std::string_view time_zone
)
{
    auto const started = what.started.value_or(now);
    real_minutes const whole{what.request.by - started};
    rules::wave_question asked;
    asked.need = what.request.need;
    for (auto const& [skill, count] : what.request.roles)
        asked.roles.push_back(count);
    asked.pace = what.request.pace;
    asked.elapsed = std::max(real_minutes{0}, real_minutes{now - started});
    asked.deadline = whole - travel_within(whole);
    asked.a_minute = std::max(a_minute, 1.0);
    asked.pool = slices(pool);
    asked.prior = rules::cold_prior(rules::band_of(time_of_day(now, time_zone)));
    hear(asked, heard);
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

std::string decision_json(rules::wave_decision const& decided, wall_time at, wall_time started)
{
    auto const instant = [started](real_minutes after) {
        return format_instant(started + std::chrono::duration_cast<seconds>(after));
    };
    json::object shown{
        {"at", format_instant(at)},
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
    };
    if (decided.at_most)
        shown["at_most"] = forecast_json(*decided.at_most);
    shown["why"] = json::object{{"fr", rules::explain(decided, "fr")}, {"en", rules::explain(decided, "en")}};
    return json::serialize(shown);
}

}  // namespace tocsin::dispatcher
