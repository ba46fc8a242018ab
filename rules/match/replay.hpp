// SPDX-License-Identifier: Apache-2.0
// Rules tried on a row of alerts as if they came one after the other: what each would have called for, beside what those
// before it had called for already.
#pragma once

#include "rules/match/memory.hpp"
#include "rules/match/relation.hpp"

#include <set>
#include <string>
#include <vector>

namespace tocsin::rules {

/// What becomes of one call.
enum class fate {
    called,  ///< people are asked, in the new ground alone where some are asked already
    answered,  ///< the same warning, over ground where people are asked already
    waits,  ///< the rule's interval is not over
    nobody,  ///< it only keeps what it asked for (`keep_while`), and there is nothing any more
};

std::string_view to_string(fate value);

struct replayed_call {
    called what;
    fate becomes = fate::called;
    std::optional<bilingual> why;  ///< it waits
};

struct replayed_hazard {
    hazard_outcome outcome;  ///< its calls are below
    std::vector<replayed_call> calls;
};

class replay {
public:
    /// Both outlive it.
    replay(rulebook const& book, gazetteer const& places) : book_(book), places_(places) {}

    /// In the order in which they were sent. The context's `engaged` is filled in here.
    std::vector<replayed_hazard> hear(alert const& what, match_context context);

private:
    struct open_call {
        past_call what;
        std::set<alert_identity> behind;
    };

    replayed_call weigh(hazard_outcome const& outcome, called wanted, alert const& what, std::set<alert_identity> const& related, wall_time now);

    rulebook const& book_;
    gazetteer const& places_;
    std::vector<neighbour> heard_;
    std::vector<open_call> open_;
    std::vector<past_call> past_;
    std::vector<past_call> fresh_;  ///< of the alert that is being heard
};

}  // namespace tocsin::rules
