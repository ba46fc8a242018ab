// SPDX-License-Identifier: Apache-2.0
// What one person was asked and what became of it, as far as their answer page tells: read by the number of a message
// that was sent to them.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

/// The channel of what is answered there, as replies keep it.
inline constexpr std::string_view answer_page_channel = "page";

struct own_request {
    mobilisation of;
    solicitation_id id;
    solicitation_state state = solicitation_state::asked;
    std::optional<wall_time> eta;  ///< when they mean to be there, as they said
    bool taken = false;            ///< a more urgent mobilisation asks them instead
    bool retracted = false;
    bool opted_out = false;
    bool waits_for_person = false;  ///< their last answer is in the inbox
    std::string reference;          ///< of that message, as an answer by mail would name it
    std::string address;            ///< where it was sent; never for a log
    std::string first_name;
    std::string language;           ///< as the register has it
};

namespace tables {

/// Nothing: no such message, or its person was erased.
std::optional<own_request> own_request_of(database& db, message_id which);

}  // namespace tables
}  // namespace tocsin::dispatcher
