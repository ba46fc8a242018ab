// SPDX-License-Identifier: Apache-2.0
#include "rules/answer_page/standing.hpp"

namespace tocsin::rules {

standing standing_of(request_facts const& facts)
{
    if (facts.retracted)
        return standing::retracted;
    if (facts.mobilisation == mobilisation_state::cancelled)
        return standing::cancelled;
    bool const has_place = facts.person == solicitation_state::confirmed;
    // As rules/answer: whoever was told to come is still expected once nobody new is asked.
    if (facts.mobilisation == mobilisation_state::closed)
        return has_place && facts.still_needed ? standing::expected : standing::over;
    if (facts.taken)
        return standing::withdrawn;
    if (facts.waits_for_person)
        return standing::being_read;
    switch (facts.person) {
    case solicitation_state::confirmed: return standing::expected;
    case solicitation_state::reserve: return standing::reserve;
    case solicitation_state::declined: return standing::declined;
    case solicitation_state::released: return standing::over;
    case solicitation_state::asked:
    case solicitation_state::silent:
    case solicitation_state::unreachable: break;
    }
    return standing::asked;
}

offered_answers answers_for(request_facts const& facts)
{
    // Nobody can be told of a place whom we may not write to; a place they have can be given back.
    bool const told = !facts.opted_out;
    bool const open = !is_over(facts.mobilisation);
    switch (standing_of(facts)) {
    case standing::asked: return {told, told, true};
    case standing::expected: return {false, told && open, true};
    case standing::reserve: return {false, false, true};
    case standing::declined: return {told, told, false};
    case standing::being_read: return {told, false, true};
    case standing::withdrawn:
    case standing::over:
    case standing::cancelled:
    case standing::retracted: break;
    }
    return {};
}

}  // namespace tocsin::rules
