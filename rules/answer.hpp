// SPDX-License-Identifier: Apache-2.0
// What an answer does to a place: taken, kept in reserve, given back. Pure; decided inside one transaction by the store.
#pragma once

#include "rules/reply/read.hpp"
#include "rules/wave/places.hpp"
#include "rules/words/message.hpp"
#include "rules/words/mobilisation.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tocsin::rules {

/// What is known when somebody answers.
struct answer_facts {
    mobilisation_state mobilisation = mobilisation_state::running;
    solicitation_state before = solicitation_state::asked;
    bool place = false;  ///< one is empty that this person may take
    bool still_needed = true;  ///< the instant until which people are needed on site is to come
};

struct answer_step {
    solicitation_state state = solicitation_state::asked;
    std::optional<purpose> say;  ///< what to answer, when something new is to be said
};

/// A yes takes a place while there is one, otherwise it is a reserve; a no gives the place back; the last clear answer
/// wins. After the end a yes gets a truthful word and takes nothing; whoever was told to come is still expected, unless
/// the mobilisation was cancelled, and a no is then written down. Whoever says no is thanked, once: it is the last word of
/// this mobilisation to them. A STOP counts as a no, and is answered as a STOP.
answer_step place_answer(answer_facts const& facts, reply_meaning meaning);

/// Whether a yes is one at once. A time alone, not after `by`, is kept as a promise (unless the mobilisation wants a
/// person to look); anything else that limits it is for a person to accept.
bool counts_at_once(firmness how, std::optional<wall_time> eta, wall_time by, timed_yes policy);

/// Whether one of `need` places is empty that somebody holding `roles` may take, each of those confirmed filling one:
/// places of a role (`needed[i]` of them for role i) are kept for those who hold it.
bool has_place_for(int need, std::vector<int> const& needed, std::vector<holders> const& confirmed, std::uint32_t roles);

}  // namespace tocsin::rules
