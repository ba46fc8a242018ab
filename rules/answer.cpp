// SPDX-License-Identifier: Apache-2.0
#include "rules/answer.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

answer_step kept(solicitation_state state) { return {state, std::nullopt}; }

answer_step yes(answer_facts const& facts)
{
    if (facts.before == solicitation_state::confirmed || facts.before == solicitation_state::reserve)
        return kept(facts.before);
    if (facts.free_places > 0)
        return {solicitation_state::confirmed, purpose::confirm};
    return {solicitation_state::reserve, purpose::reserve};
}

}  // namespace

answer_step place_answer(answer_facts const& facts, reply_meaning meaning)
{
    if (meaning == reply_meaning::unclear)
        return kept(facts.before);
    if (is_over(facts.mobilisation))
        return {facts.before, meaning == reply_meaning::yes ? std::optional{purpose::late} : std::nullopt};
    if (meaning == reply_meaning::yes)
        return yes(facts);
    return kept(solicitation_state::declined);
}

int free_places(
    int need, int confirmed, std::vector<int> const& needed, std::vector<int> const& held, std::uint32_t roles
)
{
    int kept_for_others = 0;
    bool holds_a_missing_role = false;
    for (std::size_t role = 0; role < needed.size(); ++role) {
        int const missing = std::max(0, needed[role] - held[role]);
        if (roles >> role & 1)
            holds_a_missing_role = holds_a_missing_role || missing > 0;
        else
            kept_for_others += missing;
    }
    int const free = std::max(0, need - confirmed);
    // Somebody who brings a missing role may always take its place; roles never add places beyond the need.
    return std::max(holds_a_missing_role ? std::min(free, 1) : 0, free - kept_for_others);
}

}  // namespace tocsin::rules
