// SPDX-License-Identifier: Apache-2.0
// "dans 2h", "vers 18h30", "in half an hour": when somebody says they will be there. Counted from when the reply came.
#pragma once

#include "rules/words/time.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace tocsin::rules::reply {

/// Either so long from now, or at a time of day.
struct arrival {
    bool on_the_clock = false;
    minutes at{};  ///< since now, or since midnight

    friend bool operator==(arrival const&, arrival const&) = default;
};

/// The civil time meant by somebody who says it at `now`: a time of day is the next one that comes.
local_time when_meant(arrival const& what, local_time now);

enum class time_sense {
    none,  ///< no time stands here
    arrival,  ///< they will be there then
    limit,  ///< "jusqu'à 22h", "après 20h", "de 18h à 22h", or a length that may be either: a condition
    before,  ///< "avant 20h"
    past,  ///< "depuis 5 min"
};

struct spoken_time {
    time_sense means = time_sense::none;
    std::size_t words = 0;  ///< how many it takes
    arrival when;  ///< where it means an arrival
};

/// The longest time expression at the start of `words`, which are normalised (lower case, no accents, no punctuation).
spoken_time hear_time(std::span<std::string const> words);

}  // namespace tocsin::rules::reply
