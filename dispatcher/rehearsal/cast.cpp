// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/cast.hpp"

#include "dispatcher/runtime/virtual_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::dispatcher {
namespace {

using what = rules::reaction::what;

double even(std::uint64_t& state) { return static_cast<double>(next_of(state) >> 11U) * 0x1.0p-53; }

}  // namespace

cast::cast(rehearsal_plan const& plan, rules::belief const& believed, std::uint64_t run)
    : plan_(plan), curves_(plan.learnt.curves), seed_(plan.seed + run * 0xd1342543de82ef95U)
{
    auto state = seed_;
    std::array const chances{even(state), even(state), even(state)};
    day_ = rules::draw_temper(believed, chances);
    if (plan.share)
        day_.yes = plan.share->low * std::pow(plan.share->high / plan.share->low, even(state));
}

rules::reaction cast::drawn(std::size_t who, medium over, std::uint64_t attempt, double lost) const
{
    auto state = seed_ ^ (who + 1) * 0x9e3779b97f4a7c15U ^ (attempt << 48U) ^ (static_cast<std::uint64_t>(over) << 40U);
    std::array const chances{even(state), even(state), even(state), even(state)};
    auto const curve = static_cast<std::size_t>(over);
    return rules::react(day_, curve < curves_.size() ? curves_[curve] : rules::channel_curve{}, lost, chances);
}

rules::reaction cast::asked(std::size_t who, medium over) const
{
    constexpr std::uint64_t most_attempts = 64;
    auto const past = plan_.known.find(who);
    if (past == plan_.known.end() || past->second.medium != over)
        return drawn(who, over, 0, share_lost);
    rules::real_minutes const time{past->second.time};
    switch (past->second.known) {
    case heard_people::what::confirmed:
    case heard_people::what::reserve: return {what::yes, time};
    case heard_people::what::declined: return {what::no, time};
    case heard_people::what::lost: return {what::lost, {}};
    case heard_people::what::queued: return drawn(who, over, 0, share_lost);
    case heard_people::what::silent: break;
    }
    // Silent as long as they were listened to; what they would have done later is drawn.
    for (std::uint64_t attempt = 0; attempt < most_attempts; ++attempt) {
        auto const one = drawn(who, over, attempt, 0);
        if (one.does == what::silent || one.after > time)
            return one;
    }
    return {};
}

std::optional<rules::real_minutes> cast::changes_mind(std::size_t who, medium over) const
{
    double const an_hour = plan_.minds.an_hour();
    if (an_hour <= 0 || plan_.known.contains(who))
        return std::nullopt;
    constexpr std::uint64_t apart = 0xc2b2ae3d27d4eb4fU;  // from what the same person answers
    auto state = seed_ ^ (who + 1) * 0x9e3779b97f4a7c15U ^ (static_cast<std::uint64_t>(over) << 40U) ^ apart;
    return rules::real_minutes{-60 * std::log(1 - even(state)) / an_hour};
}

}  // namespace tocsin::dispatcher
