// SPDX-License-Identifier: Apache-2.0
// A third of a message's row would be instants. So `created` is 0 where it is its wave's, and once a message was taken
// `accepted` and `ended` are milliseconds after `due`, which is then when it was last handed to its channel.
#pragma once

#include "rules/words/time.hpp"

#include <optional>

namespace tocsin::dispatcher {

// For SQL text: the instant that is meant. What is below 2001 is no instant of its own.
#define SQL_INSTANT(of, column) "iif(" of column " < 1000000000000, " of "due + " of column ", " of column ")"
#define SQL_CREATED(of, wave_number) "iif(" of "created = 0, (SELECT at FROM wave WHERE id = " wave_number "), " of "created)"

/// What SQL_INSTANT says of a stored number.
inline wall_time instant_after(milliseconds::rep stored, wall_time due)
{
    constexpr milliseconds::rep own_from = 1'000'000'000'000;
    return stored < own_from ? due + milliseconds{stored} : from_millis(stored);
}

/// As it is stored in the row of a message that was taken.
inline std::optional<milliseconds::rep> after_due(std::optional<wall_time> instant, wall_time due)
{
    return instant ? std::optional{(*instant - due).count()} : std::nullopt;
}

}  // namespace tocsin::dispatcher
