// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/course.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::rules {
namespace {

constexpr double arrives = 0.95;  // of the messages, as the planner supposes
constexpr double says_no = 0.08;  // of those reached who do not say yes
constexpr double sixth = 0.9674;  // of the normal distribution: below minus this lies a sixth
constexpr int most_looks = 60;
constexpr double longest_chunk = 5;  // minutes of sending that count as one instant

/// People whose messages leave together.
struct sent {
    double at = 0;  ///< minutes after the start
    double reached = 0;
    std::uint8_t curve = 0;
    std::uint32_t roles = 0;
};

class player {
public:
    player(wave_question asked, double share) : asked_(std::move(asked)), share_(share) {}

    course play()
    {
        course seen;
        seen.share = share_;
        for (int look = 0; look < most_looks && !seen.filled; ++look) {
            hear();
            auto const decided = plan_wave(asked_);
            if (look == 0)
                seen.first = decided.count;
            seen.asked += decided.count;
            for (auto const& part : decided.parts)
                send(part);
            auto const next = std::min(decided.look_again, asked_.deadline);
            seen.filled = filled_between(asked_.elapsed, next);
            if (asked_.elapsed >= asked_.deadline)
                break;
            asked_.elapsed = next;
        }
        seen.yes = count(yes_by(asked_.deadline.count()));
        return seen;
    }

private:
    /// Share of the answers that have come so long after the message.
    double answered(sent const& people, double now) const
    {
        auto const curve = curve_of(asked_.heard, people.curve);
        double const after = (now - people.at) / (curve.slowness * asked_.prior.slowness.middle);
        constexpr std::size_t usual = 2 * delay::spreads.size();  // the shapes of slowness 1
        double sum = 0;
        double weights = 0;
        for (std::size_t spread = 0; spread < delay::spreads.size(); ++spread) {
            sum += asked_.prior.spreads[spread] * delay::answered_by(usual + spread, after);
            weights += asked_.prior.spreads[spread];
        }
        return sum / weights;
    }

    double yes_share(sent const& people) const
    {
        return std::min(0.95, share_ * curve_of(asked_.heard, people.curve).yes);
    }

    /// Expected yes by roles.
    std::vector<std::pair<std::uint32_t, double>> yes_by(double now) const
    {
        std::vector<std::pair<std::uint32_t, double>> sums;
        for (auto const& each : sent_) {
            auto known = std::find_if(sums.begin(), sums.end(), [&each](auto const& sum) { return sum.first == each.roles; });
            if (known == sums.end())
                known = sums.insert(sums.end(), {each.roles, 0.0});
            known->second += each.reached * yes_share(each) * answered(each, now);
        }
        return sums;
    }

    static int count(std::vector<std::pair<std::uint32_t, double>> const& sums)
    {
        double sum = 0;
        for (auto const& [roles, people] : sums)
            sum += people;
        return static_cast<int>(std::floor(sum + 0.5));
    }

    std::vector<holders> confirmed_by(double now) const
    {
        std::vector<holders> people;
        for (auto const& [roles, sum] : yes_by(now))
            people.push_back({roles, static_cast<int>(std::floor(sum + 0.5))});
        return people;
    }

    bool filled_at(double now) const { return places_left(asked_.need, asked_.roles, confirmed_by(now)).total == 0; }

    std::optional<real_minutes> filled_between(real_minutes from, real_minutes until) const
    {
        double low = from.count();
        double high = until.count();
        if (!filled_at(high))
            return std::nullopt;
        for (int i = 0; i < 12; ++i) {
            double const middle = (low + high) / 2;
            (filled_at(middle) ? high : low) = middle;
        }
        return real_minutes{high};
    }

    /// What would be known by now.
    void hear()
    {
        double const now = asked_.elapsed.count();
        asked_.confirmed = confirmed_by(now);
        asked_.heard.silent.clear();
        asked_.queue = real_minutes{std::max(0.0, line_ - now)};
        double reached = 0;
        for (auto const& each : sent_) {
            double const so_far = answered(each, now);
            double const yes = yes_share(each);
            double const quiet = each.reached * (1 - so_far * (yes + says_no * (1 - yes)));
            asked_.heard.silent.push_back(
                {real_minutes{now - each.at}, static_cast<int>(std::lround(quiet)), 1, each.curve, each.roles}
            );
            reached += each.at <= now ? each.reached : 0;
        }
        asked_.arrived = static_cast<int>(reached);
        asked_.lost = static_cast<int>(reached * (1 - arrives) / arrives);
        answers(now, asked_.heard.yes, told_yes_, [this](sent const& each) { return yes_share(each); });
        answers(now, asked_.heard.no, told_no_, [this](sent const& each) { return says_no * (1 - yes_share(each)); });
        heard_until_ = now;
    }

    /// Those whose answer came since the last look, with the delay that is usual among them.
    template <class Share>
    void answers(double now, std::vector<reply_group>& into, double& told, Share share) const
    {
        double sum = 0;
        double fresh = 0;
        double delays = 0;
        for (auto const& each : sent_) {
            double const all = each.reached * share(each);
            double const recent = all * (answered(each, now) - answered(each, heard_until_));
            sum += all * answered(each, now);
            fresh += recent;
            delays += recent * ((now + std::max(heard_until_, each.at)) / 2 - each.at);
        }
        int const people = static_cast<int>(std::floor(sum + 0.5) - std::floor(told + 0.5));
        if (people > 0 && fresh > 0)
            into.push_back({real_minutes{delays / fresh}, people});
        told = sum;
    }

    void send(wave_part part)
    {
        if (asked_.budget)
            *asked_.budget -= part.count;
        for (auto& slice : asked_.pool) {
            bool const holds = part.roles == anybody || (slice.roles & part.roles) != 0;
            int const some = holds ? std::min(part.count, slice.count) : 0;
            slice.count -= some;
            part.count -= some;
            leave(some, slice);
        }
    }

    void leave(int people, pool_slice const& slice)
    {
        line_ = std::max(line_, asked_.elapsed.count());
        while (people > 0) {
            int const chunk = std::min(people, std::max(1, static_cast<int>(longest_chunk * asked_.a_minute)));
            double const takes = chunk / asked_.a_minute;
            sent_.push_back({line_ + takes / 2, arrives * chunk, slice.curve, slice.roles});
            line_ += takes;
            people -= chunk;
        }
    }

    wave_question asked_;
    double share_;
    std::vector<sent> sent_;
    double line_ = 0;  ///< when the last message leaves
    double heard_until_ = 0;
    double told_yes_ = 0;
    double told_no_ = 0;
};

}  // namespace

course play_forward(wave_question asked, double share) { return player{std::move(asked), share}.play(); }

std::vector<double> thirds(response_prior const& prior)
{
    std::vector<double> shares;
    for (double const place : {-sixth, 0.0, sixth})
        shares.push_back(std::min(0.8, prior.yes.middle * std::exp(place * prior.yes.width)));
    return shares;
}

}  // namespace tocsin::rules
