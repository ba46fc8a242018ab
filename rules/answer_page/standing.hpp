// SPDX-License-Identifier: Apache-2.0
// How things stand between one person and what they were asked, as their own page tells them: never more than is true.
// Pure.
#pragma once

#include "rules/words/mobilisation.hpp"

namespace tocsin::rules {

enum class standing {
    asked,
    expected,    ///< they have a place
    reserve,
    declined,
    being_read,  ///< what they said waits for a person
    withdrawn,   ///< a more urgent mobilisation took them
    over,        ///< nobody else is needed, or they are not any more
    cancelled,
    retracted,   ///< it was wrong
};

/// What is known of one person's request.
struct request_facts {
    mobilisation_state mobilisation = mobilisation_state::running;
    solicitation_state person = solicitation_state::asked;
    bool still_needed = true;  ///< the instant until which people are needed on site is to come
    bool waits_for_person = false;  ///< their last answer is in the inbox
    bool taken = false;
    bool retracted = false;
    bool opted_out = false;
};

standing standing_of(request_facts const& facts);

/// Which answers make sense now. A page that offers others would promise what nobody keeps.
struct offered_answers {
    bool yes = false;
    bool later = false;
    bool no = false;

    friend bool operator==(offered_answers const&, offered_answers const&) = default;
};

offered_answers answers_for(request_facts const& facts);

}  // namespace tocsin::rules
