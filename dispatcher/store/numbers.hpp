// SPDX-License-Identifier: Apache-2.0
// Enumerations of the big tables are stored as numbers: a word in each of a million rows and of its indices costs more
// than the row. The numbers are for ever: an enumerator may be added at the end, none may move.
#pragma once

#include "rules/words/message.hpp"
#include "rules/words/mobilisation.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace tocsin::dispatcher {

// For SQL text, which cannot name an enumerator.
#define SQL_QUEUED "0"
#define SQL_SENDING "1"
#define SQL_CANCELLED "4"
#define SQL_SUPPRESSED "5"
#define SQL_ASK "0"
#define SQL_CONFIRM "1"
#define SQL_OPTED_OUT "5"
#define SQL_QUESTIONS "(0, 7, 8)"
#define SQL_CLARIFICATIONS "(7, 8)"
#define SQL_ANSWERS "(1, 2, 5, 6, 7, 8, 11)"
#define SQL_REQUESTS "(0, 1, 2, 7, 8)"
#define SQL_RETRACTION "9"
#define SQL_ASKED "0"
#define SQL_CONFIRMED "1"
#define SQL_RESERVE "2"
#define SQL_UNREACHABLE "5"
#define SQL_RELEASED "6"
#define SQL_SMS "0"
// Spelled like this in the index of schema.cpp and in every query that is to use it.
#define SQL_CONDITIONAL "needs_person = 'conditional' AND settled IS NULL"
#define SQL_ORDER_LOST "needs_person = 'order-lost' AND settled IS NULL"
// How serious a call is by its order.
#define SQL_ORDERED_GRAVITY                                                                                            \
    "iif(json_extract(request, '$.exercise'), iif(json_extract(request, '$.drill'), 'drill', 'rehearsal'), 'real')"
// Spelled like this in the index and in every query that is to use it.
#define SQL_STILL_OPEN "state IN (0, 1, 2)"

static_assert(static_cast<int>(message_state::queued) == 0 && static_cast<int>(message_state::sending) == 1);
static_assert(static_cast<int>(message_state::accepted) == 2 && static_cast<int>(message_state::expired) == 3);
static_assert(static_cast<int>(message_state::cancelled) == 4 && static_cast<int>(message_state::suppressed) == 5);
static_assert(static_cast<int>(message_state::refused) == 6 && static_cast<int>(message_state::unreachable) == 7);
static_assert(static_cast<int>(message_state::delivered) == 8);
static_assert(static_cast<int>(purpose::ask) == 0 && static_cast<int>(purpose::confirm) == 1);
static_assert(static_cast<int>(purpose::reserve) == 2 && static_cast<int>(purpose::stand_down) == 3);
static_assert(static_cast<int>(purpose::cancelled) == 4 && static_cast<int>(purpose::opted_out) == 5);
static_assert(static_cast<int>(purpose::late) == 6 && static_cast<int>(purpose::clarify) == 7);
static_assert(static_cast<int>(purpose::which) == 8 && static_cast<int>(purpose::retraction) == 9);
static_assert(static_cast<int>(purpose::withdrawn) == 10 && static_cast<int>(purpose::noted) == 11);
static_assert(static_cast<int>(solicitation_state::asked) == 0 && static_cast<int>(solicitation_state::confirmed) == 1);
static_assert(static_cast<int>(solicitation_state::reserve) == 2 && static_cast<int>(solicitation_state::declined) == 3);
static_assert(static_cast<int>(solicitation_state::silent) == 4 && static_cast<int>(solicitation_state::unreachable) == 5);
static_assert(static_cast<int>(solicitation_state::released) == 6);
static_assert(static_cast<int>(medium::sms) == 0 && static_cast<int>(medium::email) == 1);

template <class Enum>
    requires std::is_enum_v<Enum>
constexpr std::int64_t number_of(Enum value)
{
    return static_cast<std::int64_t>(value);
}

constexpr message_state last_of(message_state) { return message_state::delivered; }
constexpr purpose last_of(purpose) { return purpose::noted; }
constexpr solicitation_state last_of(solicitation_state) { return solicitation_state::released; }
constexpr medium last_of(medium) { return medium::email; }

/// What a number in a row means. Rows are only written by number_of: any other number is a bit that changed on the disk, and
/// nobody knows which it was. Throws std::out_of_range then, which is store_failure::corrupt at the writer's door.
template <class Enum>
    requires std::is_enum_v<Enum>
constexpr Enum numbered(std::int64_t number)
{
    if (number < 0 || number > number_of(last_of(Enum{})))
        throw std::out_of_range{"the number " + std::to_string(number) + " stands for nothing"};
    return static_cast<Enum>(number);
}

}  // namespace tocsin::dispatcher
