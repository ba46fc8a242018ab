// SPDX-License-Identifier: Apache-2.0
// Who holds which place of a mobilisation, and who waits in the reserve in which order. A place is taken, given back and
// handed on in the transaction of the answer that does it; what an answer does is decided by rules/answer.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/wave/places.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher::tables {

/// What one person was asked, as far as their answer depends on it.
struct request {
    solicitation_id id;
    mobilisation_id mobilisation;
    solicitation_state state = solicitation_state::asked;
    mobilisation_state of = mobilisation_state::running;
    std::uint32_t roles = 0;
    std::optional<mobilisation_id> taken_by;  ///< a more urgent one, which asks the person instead
};

struct placed {
    solicitation_state state = solicitation_state::asked;
    std::optional<int> place;  ///< of 1 … need when confirmed, in the reserve's order otherwise
    bool filled_now = false;
};

/// Whether whoever answers hears back.
enum class reaction { said, unsaid };

/// Counts an answer, queues what is said back, and lets the reserve move up into a place given back.
placed give_answer(
    database& db, request const& which, reply_meaning meaning, std::string const& words, wall_time now, reaction back = reaction::said
);

/// The other calls that fill the same need, after a place was taken, given back or lost with its call: their reserves move
/// up, and they are filled or not.
void follow_beside(database& db, mobilisation const& of, wall_time now);

/// The same as a STOP, for what an address or a person was asked and is not over: whoever opts out at the desk or is erased
/// is not coming.
void withdraw_address(database& db, sealed const& address, wall_time now);
void withdraw_person(database& db, volunteer_id who, wall_time now);

/// Everything asked over any address on record of whoever has this one, the former ones too; the newest first.
std::vector<request> requests_of(database& db, sealed const& address);

/// How many have confirmed.
int confirmed_in(database& db, mobilisation_id which);
/// Places that ask for each role, in the order of the bits.
std::vector<int> places_by_role(mobilisation const& of);
/// Those who have confirmed, by the roles they hold.
std::vector<rules::holders> holders_in(database& db, mobilisation const& of);

/// id, mobilisation, state, its mobilisation's state, roles, taken_by.
request read_asked(rows& row);

}  // namespace tocsin::dispatcher::tables
