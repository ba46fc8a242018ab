// SPDX-License-Identifier: Apache-2.0
// The course of a mobilisation as a picture: an SVG that stands in any page, a strict one too (no style attribute, no script,
// nothing from outside). Two panels share the hours: who comes, with the need; and below, on a scale of its own, who was
// asked, for ten times as many are asked as come. Lines differ by dash and width, not by colour alone: it is printed in
// black and white. Everything is drawn in currentColor; a page colours it by the classes. Pure.
#pragma once

#include "rules/words/time.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::rules::picture {

/// From `at` on there are so many, until the next one.
struct count_since {
    wall_time at;
    int count = 0;
};

/// How many will have said yes by `at`: between these, most likely.
struct forecast_at {
    wall_time at;
    int low = 0;
    int high = 0;
};

struct course {
    wall_time from;  ///< what the axis shows
    wall_time to;
    std::optional<wall_time> now;  ///< where the curves end; none: it is over, they reach the end
    // In the order of time; what lies outside of the axis is not drawn.
    std::vector<count_since> asked;
    std::vector<count_since> delivered;
    std::vector<count_since> confirmed;
    int need = 0;
    std::optional<wall_time> deadline;
    std::vector<forecast_at> forecast;  ///< empty: none is drawn
};

struct drawing {
    std::function<local_time(wall_time)> local;  ///< what the house's clocks show; never empty
    std::string language;  ///< "en": English, otherwise French
    std::string name = "course";  ///< letters, digits and dashes: what the ids in the picture begin with, no other's in the page
    int width = 720;  ///< of the view box; text is 14 high, so a phone wants 360
    int height = 420;
    bool far = false;  ///< to be read across a room: who comes and the need alone, with few marks; wants a small view box
};

/// Classes: course, course-confirmed, course-need, course-forecast, course-asked, course-delivered, course-deadline,
/// course-now, course-grid, course-text. Its length is bounded by the width, whatever the number of counts.
std::string draw(course const& what, drawing const& how);

}  // namespace tocsin::rules::picture
