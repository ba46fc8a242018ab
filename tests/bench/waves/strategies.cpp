// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/strategies.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::bench {
namespace {

using rules::real_minutes;

constexpr double never = std::numeric_limits<double>::infinity();
// A message that did not arrive is known half a minute after it left.
constexpr double receipt_minutes = 0.5;

class by_planner final : public strategy {
public:
    explicit by_planner(pace how) : pace_(how) {}

    step decide(view const& seen) override
    {
        auto const asked = question(seen);
        last_ = rules::plan_wave(asked);
        return {last_.count, last_.look_again.count()};
    }

    bool startled(view const& seen) override { return rules::contradicts(last_, seen.confirmed); }

    std::optional<std::pair<int, int>> range() const override
    {
        return std::pair{last_.expected.low, last_.expected.high};
    }

    std::optional<int> cap() const override
    {
        return pace_ == pace::all ? std::nullopt : std::optional{last_.cap};
    }

private:
    rules::wave_question question(view const& seen) const
    {
        rules::wave_question asked;
        asked.need = seen.where.need;
        asked.confirmed = {{0, seen.confirmed}};
        asked.pace = pace_;
        asked.elapsed = real_minutes{seen.now};
        asked.deadline = real_minutes{seen.where.deadline};
        asked.a_minute = 60 * seen.where.rate;
        asked.pool = {{seen.left}};
        asked.prior = rules::cold_prior(seen.where.night ? rules::hour_band::night : rules::hour_band::day);
        int queued = 0;
        for (auto const& each : seen.asked)
            hear(asked, seen, each, queued);
        asked.queue = real_minutes{queued > 0 ? seen.stood_still + queued / asked.a_minute : 0};
        return asked;
    }

    static void hear(rules::wave_question& asked, view const& seen, asking const& each, int& queued)
    {
        auto& silent = asked.heard.silent;
        if (each.sent > seen.now) {
            ++queued;
            // A channel that stands still is expected to do so for as long again as it has.
            double const wait = seen.stood_still + queued / asked.a_minute;
            group(silent, -wait);
        } else if (each.answered <= seen.now) {
            auto& answers = each.will.what == answer::yes ? asked.heard.yes : asked.heard.no;
            answers.push_back({real_minutes{each.answered - each.sent}});
            ++asked.arrived;
        } else if (each.will.lost && each.sent + receipt_minutes <= seen.now) {
            ++asked.lost;
        } else {
            asked.arrived += each.will.lost ? 0 : 1;
            group(silent, seen.now - each.sent);
        }
    }

    /// Neighbours in the queue have almost the same age: one group for a quarter of a minute.
    static void group(std::vector<rules::asked_group>& silent, double age)
    {
        if (!silent.empty() && std::abs(silent.back().age.count() - age) < 0.25)
            ++silent.back().count;
        else
            silent.push_back({real_minutes{age}});
    }

    pace pace_;
    rules::wave_decision last_;
};

class everybody final : public strategy {
public:
    step decide(view const& seen) override { return {seen.left, never}; }
};

/// k times the need, every m minutes.
class fixed_waves final : public strategy {
public:
    fixed_waves(int times, double every) : times_(times), every_(every) {}
    step decide(view const& seen) override { return {times_ * seen.where.need, seen.now + every_}; }

private:
    int times_;
    double every_;
};

/// BlackBerry AtHoc's fill count with its documented example: the next group every 6 minutes until enough have answered.
/// Groups are taken three times as large as the need.
class fill_count final : public strategy {
public:
    step decide(view const& seen) override { return {3 * seen.where.need, seen.now + 6}; }
};

/// covidliste from 27 April 2021: 40 people alive for every place left, looked at every 5 minutes; a question is dead
/// after 45.
class covidliste_v2 final : public strategy {
public:
    step decide(view const& seen) override
    {
        int alive = 0;
        for (auto const& each : seen.asked)
            alive += each.answered > seen.now && seen.now - each.sent < 45 ? 1 : 0;
        return {40 * (seen.where.need - seen.confirmed) - alive, seen.now + 5};
    }
};

/// covidliste's run_campaign_v3_job.rb of May 2021, word for word: the share guessed as 1/(20·D) at first, then the yes
/// divided by the part of the curve their age has run through, a quarter of the rest at each tick of 5 minutes.
class covidliste_v3 final : public strategy {
public:
    step decide(view const& seen) override
    {
        double projected = 0;
        for (auto const& each : seen.asked)
            if (each.will.what == answer::yes && each.answered <= seen.now) {
                double const age = seen.now - each.sent;
                projected += 1 / (1 - 1.498 * std::exp(-0.007 * age - 0.435 * std::cbrt(age)));
            }
        double const matches = static_cast<double>(seen.asked.size());
        projected = std::min(projected, matches);
        double const conversion = matches <= 0 ? 1 / (20.0 * seen.where.need) : std::max(projected / matches, 0.002);
        double const limit = (seen.where.need - projected) / conversion * 0.25;
        return {static_cast<int>(std::clamp(limit, 0.0, 1e8)), seen.now + 5};
    }
};

}  // namespace

std::vector<contender> contenders()
{
    return {
        {"sparing", true, [] { return std::make_unique<by_planner>(pace::sparing); }},
        {"fast", true, [] { return std::make_unique<by_planner>(pace::fast); }},
        {"everyone", false, [] { return std::make_unique<everybody>(); }},
        {"fixed 5Q/10", false, [] { return std::make_unique<fixed_waves>(5, 10); }},
        {"fixed 10Q/10", false, [] { return std::make_unique<fixed_waves>(10, 10); }},
        {"fill count", false, [] { return std::make_unique<fill_count>(); }},
        {"covidliste v2", false, [] { return std::make_unique<covidliste_v2>(); }},
        {"covidliste v3", false, [] { return std::make_unique<covidliste_v3>(); }},
    };
}

}  // namespace tocsin::bench
