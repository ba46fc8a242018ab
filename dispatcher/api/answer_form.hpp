// SPDX-License-Identifier: Apache-2.0
// What the answer page's form sends. Pure.
#pragma once

#include "rules/answer_page/page.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::api {

struct filled_form {
    rules::page_wish wish = rules::page_wish::nothing;
    std::string once;
    std::optional<wall_time> eta;  ///< between 1970 and the year 3000
};

/// application/x-www-form-urlencoded is what a query is made of (WHATWG URL section 5): one reader for both. Whatever
/// cannot be read is empty; more than 8 KiB is nothing at all.
filled_form read_form(std::string_view body);

}  // namespace tocsin::dispatcher::api
