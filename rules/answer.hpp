// SPDX-License-Identifier: Apache-2.0
// What an answer does to a place: taken, kept in reserve, given back. Pure; decided inside one transaction by the store.
#pragma once

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
    int free_places = 0;  ///< that this person may take, their roles considered
};

struct answer_step {
    solicitation_state state = solicitation_state::asked;
    std::optional<purpose> say;  ///< what to answer, when something new is to be said
};

/// A yes takes a place while there is one, otherwise it is a reserve; a no gives the place back; the last clear answer
/// wins; what arrives after the end gets a truthful word and changes nothing. A STOP counts as a no.
answer_step place_answer(answer_facts const& facts, reply_meaning meaning);

/// Places that somebody holding `roles` may take: those nobody has, less those kept for roles they do not hold.
/// `needed` and `held` count people for each role, in the same order as the bits of `roles`.
int free_places(
    int need, int confirmed, std::vector<int> const& needed, std::vector<int> const& held, std::uint32_t roles
);

}  // namespace tocsin::rules
