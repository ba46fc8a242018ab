// SPDX-License-Identifier: Apache-2.0
// What a mobilisation would come to: shown before anybody is asked.
#pragma once

#include "dispatcher/store/store.hpp"
#include "rules/wave/course.hpp"
#include "rules/wave/explain.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// What one channel would carry of a mobilisation.
struct preview_leg {
    tocsin::medium medium = medium::sms;
    std::string channel;  ///< empty: no channel of this medium may carry it
    int people = 0;
    int parts = 0;  ///< message parts in all
    double cost = 0;  ///< euros
    seconds duration{0};  ///< at the channel's allowed rate
};

/// How the mobilisation would go at one pace: with few, as many as usual, or many saying yes.
struct pace_price {
    tocsin::pace pace = pace::all;
    rules::course few;
    rules::course usual;
    rules::course many;
};

struct preview {
    mobilisation what;
    bool ready = true;  ///< false: the register is still being read into memory
    int population = 0;
    int candidates = 0;
    int to_take = 0;  ///< of these, asked by less urgent mobilisations; used for a warning, not kept
    std::vector<std::pair<std::string, int>> funnel;  ///< reason → how many were left out by it, in order
    std::vector<preview_leg> legs;
    std::vector<rendered_text> texts;
    std::vector<pace_price> paces;  ///< see chooser::look_ahead
    std::vector<rules::offer> offers;  ///< what would bring more people, when these will probably not do
    std::vector<std::string> warnings;  ///< sentences in the house's language
    std::string one_way;  ///< the channel whose SMS would ask what nobody can answer; such a call is refused
    std::string digest;  ///< of all that it binds (plans.hpp); whoever agrees gives it back
    std::optional<wall_time> frozen;  ///< since when nothing of it changes

    double cost() const;  ///< of all candidates
    /// Most that may be spent: the budget's share of it; all of it where there is none.
    double cost_at_most() const;
    seconds duration() const;
};

}  // namespace tocsin::dispatcher
