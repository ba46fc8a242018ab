// SPDX-License-Identifier: Apache-2.0
// Where an axis has its marks: at round hours of the house's clocks, at round counts. Pure.
#pragma once

#include "rules/words/time.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules::picture {

struct time_mark {
    wall_time at;
    std::string hour;  ///< "18:00"; empty where only days are told apart
    std::string day;  ///< "25/11" or "25 Nov": at the first mark and at each new day; otherwise empty
};

/// At most `most` (at least 2) marks from `from` to `to`, at what the clocks show as full quarters, hours or days.
std::vector<time_mark> time_marks(
    wall_time from, wall_time to, int most, std::function<local_time(wall_time)> const& local, std::string_view language
);

/// 0 and up to `most` round counts above it, the last of them at least `highest`.
std::vector<int> count_marks(int highest, int most);

/// How many characters stand in UTF-8, to guess how wide they are.
double letters(std::string_view text);

/// "5 000" with a no-break space, or "5,000".
std::string grouped(int count, std::string_view language);

}  // namespace tocsin::rules::picture
