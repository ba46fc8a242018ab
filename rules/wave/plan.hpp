// SPDX-License-Identifier: Apache-2.0
// The wave planner: how many more people to ask now, so that the need is filled in time and few are disturbed for
// nothing. A pure function of what is known; the answer carries what was believed and why, and can be printed and kept.
//
// Each decision asks n = max(now or never, min(needed, safe)), within the pool, the budget and what the channels can
// send before the next look:
//   needed        the least n with which the need is filled in time with the chance asked for, nobody asked later
//   safe          the most n with which more than `cap` say yes only with a small chance
//   now or never  the least n that leaves the chance to fill as good as asking everybody now, the others being asked at
//                 the next look
// Decisions stand at spaced instants: a risk limit tested at every reply is exceeded many times over. While a wave leaves it
// is looked at between them: what has not left can still be held back.
#pragma once

#include "rules/wave/belief.hpp"
#include "rules/wave/outlook.hpp"
#include "rules/wave/places.hpp"
#include "rules/words/mobilisation.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// What is known when it is decided whom to ask next. Instants count from the start of the mobilisation.
struct wave_question {
    int need = 0;
    std::vector<int> roles;  ///< places of the need that ask for role i
    std::vector<holders> confirmed;  ///< firm yes by the roles they hold, the reserve not among them
    int reserve = 0;
    tocsin::pace pace = pace::sparing;
    real_minutes elapsed{};
    real_minutes deadline{};  ///< the last instant at which a yes is of use: travel already taken off
    std::optional<int> cap;  ///< most yes that are welcome; none: see cap_of()
    std::optional<int> budget;  ///< people who may still be asked; what is written to them later is not counted
    double a_minute = 60;  ///< messages the channels send
    real_minutes queue{};  ///< until the last message already queued leaves, a standing still included
    std::vector<pool_slice> pool;  ///< in the order in which they would be asked
    evidence heard;
    int arrived = 0;  ///< messages known to have arrived
    int lost = 0;  ///< messages known not to arrive
    response_prior prior;
};

enum class wave_verdict {
    ask,
    wait,  ///< those asked are enough for now
    filled,
    over,  ///< the deadline has passed
    nobody_left,  ///< pool or budget is spent and places are empty
};

/// What held the number down, or up.
enum class wave_limit { needed, safe, now_or_never, pool, budget, rate, everybody };

std::string_view to_string(wave_verdict value);
std::string_view to_string(wave_limit value);

inline constexpr std::uint32_t anybody = 0;

/// The next `count` people of the pool who hold at least one of `roles`.
struct wave_part {
    std::uint32_t roles = anybody;  ///< bit i: role i
    int count = 0;

    friend bool operator==(wave_part const&, wave_part const&) = default;
};

/// Yes by the deadline, those already given included.
struct yes_forecast {
    int low = 0;  ///< 5 %
    int middle = 0;
    int high = 0;  ///< 95 %
    double fills = 0;  ///< chance that every place is taken

    friend bool operator==(yes_forecast const&, yes_forecast const&) = default;
};

/// Below this chance to fill, people are told that it will probably not do.
constexpr bool is_unlikely(double chance) { return chance < 0.5; }

struct wave_decision {
    wave_verdict verdict = wave_verdict::wait;
    int count = 0;  ///< people to ask now, in all parts
    std::vector<wave_part> parts;  ///< to be taken in this order, nobody twice
    wave_limit limit = wave_limit::needed;
    int needed = 0;  ///< these three for the first part, or the empty places as a whole; one more than the pool: too few
    int safe = 0;
    int now_or_never = 0;  ///< 0: nothing is lost by waiting
    int pool = 0;
    int missing = 0;  ///< empty places
    std::vector<int> missing_by_role;
    int cap = 0;
    double certainty = 0;  ///< the chance to fill that `needed` was sized for
    real_minutes horizon{};  ///< the instant it was sized for
    belief::range yes;  ///< share believed to say yes
    belief::range slowness;
    yes_forecast expected;  ///< with everybody asked so far and this wave
    std::optional<yes_forecast> at_most;  ///< with the whole pool, said when it will probably not do
    std::uint32_t short_of = anybody;  ///< the roles that `at_most` speaks of: then it counts those who hold them
    double price = 1;  ///< yes by the deadline for each one by the target: what the pace costs, at least
    real_minutes look_again{};
    int firm = 0;  ///< yes when this was decided
    int expect_low = 0;  ///< firm yes at the next look, 5 %
    int expect_high = 0;  ///< and 95 %
};

/// Decides. Under a millisecond; never throws; the same question always has the same answer.
wave_decision plan_wave(wave_question const& asked);

/// Whether everybody there is, or was, will probably not do, so that a next step should be offered.
bool falls_short(wave_decision const& decided);

/// Most yes that are welcome, unless the question says: 1.3 times the need and 2 when sparing; 2.25 times and 4 when fast,
/// because whoever is asked early enough to fill the need soon includes people who would have said yes later.
int cap_of(wave_question const& asked);

/// The instant at which the need should be filled: the deadline, or for `fast` a third of the way to it. Never sooner
/// than a quarter of an hour, by which half of those who will have answered: before, asking more people buys little.
real_minutes target_of(wave_question const& asked);

/// True when waiting for the next look would be wrong: somebody took a yes back, or more came than was foreseen.
bool contradicts(wave_decision const& before, int confirmed);

}  // namespace tocsin::rules
