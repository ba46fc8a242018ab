// SPDX-License-Identifier: Apache-2.0
#include "rules/answer.hpp"

#include "rules/words/seeded_bug.hpp"

namespace tocsin::rules {
namespace {

answer_step kept(solicitation_state state) { return {state, std::nullopt}; }

answer_step yes(answer_facts const& facts)
{
    if (facts.before == solicitation_state::confirmed || facts.before == solicitation_state::reserve)
        return kept(facts.before);
    if (facts.place || seeded(bug::place_beyond_ceiling))
        return {solicitation_state::confirmed, purpose::confirm};
    return {solicitation_state::reserve, purpose::reserve};
}

/// A machine that says no again and again is not answered again.
answer_step no(answer_facts const& facts, reply_meaning meaning)
{
    bool const thanked = meaning == reply_meaning::stop || facts.before == solicitation_state::declined;
    bool const silent = thanked || seeded(bug::no_unanswered);
    return {solicitation_state::declined, silent ? std::nullopt : std::optional{purpose::noted}};
}

answer_step after_the_end(answer_facts const& facts, reply_meaning meaning)
{
    bool const expected = facts.before == solicitation_state::confirmed &&
                          facts.mobilisation == mobilisation_state::closed && facts.still_needed;
    if (meaning != reply_meaning::yes)
        return expected ? no(facts, meaning) : kept(facts.before);
    if (expected || seeded(bug::late_yes_unanswered))
        return kept(facts.before);
    return {facts.before, purpose::late};
}

}  // namespace

answer_step place_answer(answer_facts const& facts, reply_meaning meaning)
{
    if (meaning == reply_meaning::unclear)
        return kept(facts.before);
    if (is_over(facts.mobilisation))
        return after_the_end(facts, meaning);
    if (meaning == reply_meaning::yes)
        return yes(facts);
    return no(facts, meaning);
}

bool counts_at_once(firmness how, std::optional<wall_time> eta, wall_time by, timed_yes policy)
{
    switch (how) {
    case firmness::firm: return true;
    case firmness::timed: return policy == timed_yes::in_time && eta && *eta <= by;
    case firmness::conditional: return false;
    }
    return false;
}

bool has_place_for(int need, std::vector<int> const& needed, std::vector<holders> const& confirmed, std::uint32_t roles)
{
    auto with_them = confirmed;
    with_them.push_back({roles, 1});
    return places_left(need, needed, with_them).total < places_left(need, needed, confirmed).total;
}

}  // namespace tocsin::rules
