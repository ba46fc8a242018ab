// SPDX-License-Identifier: Apache-2.0
// The page on which somebody answers: what, where, when, three large buttons. HTML 4 with a little of HTML 5, a form and
// no script, so that a phone from 2012 shows it; nothing on it is fetched from anywhere. Pure.
#pragma once

#include "rules/answer_page/standing.hpp"
#include "rules/answer_page/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// What somebody touched: in a mail, or on the page.
enum class page_wish { nothing, yes, later, no, stop };

/// "yes", "later", "no", "stop"; anything else is nothing.
page_wish read_wish(std::string_view text);
std::string_view to_string(page_wish value);

/// An instant that can be chosen for "later".
struct arrival_choice {
    std::int64_t value = 0;  ///< seconds since 1970, as the form sends it
    local_time civil;
};

/// When somebody may say that they will be there: the next half hours, from a quarter of an hour after `now`, before
/// `until`; at most two days of them, and those around `by` when that is further away.
std::vector<wall_time> arrival_times(wall_time now, wall_time by, wall_time until);

/// What "later" is taken for: words that are read as a yes with a time of day (rules/reply), whatever the hour.
std::string said_arrival(local_time when);

struct page_view {
    page_words const* in = nullptr;
    request_facts facts;
    page_wish wish = page_wish::nothing;
    bool again = false;  ///< the last touch did nothing
    std::string instance;
    std::string house_language;  ///< of what the house wrote: event and place
    std::string first_name;
    std::string event;
    std::string at;
    local_time by{};
    local_time now{};
    std::optional<local_time> eta;
    std::vector<arrival_choice> times;
    std::string once;  ///< the form's own value
    bool exercise = false;
    bool maps_by_apple = false;  ///< the phone does not know geo: (RFC 5870)
};

std::string write_page(page_view const& seen);

enum class page_notice { no_such_page, too_often, not_now };

/// The page without anything of anybody's.
std::string write_notice(page_notice what, page_words const& in);

/// What stands between <style> and </style>: for its hash in the Content-Security-Policy.
std::string_view page_style();

}  // namespace tocsin::rules
