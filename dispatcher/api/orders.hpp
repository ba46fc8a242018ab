// SPDX-License-Identifier: Apache-2.0
// Between an officer's request over HTTP and the intake of orders; and finding the mobilisation that is meant.
#pragma once

#include "dispatcher/api/exchange.hpp"
#include "dispatcher/api/house.hpp"
#include "dispatcher/intake/staff.hpp"

#include <optional>

namespace tocsin::dispatcher::api {

/// What this house knows that an order can name. The context points into the house.
order_context order_context_of(api_house const& at, language in, bool place_needed);

/// Every problem of an order.
answer order_answer(order_problems const& found, language in);

/// The mobilisation whose id is in the address, or why there is none.
struct looked_up {
    looked_up() = default;
    explicit looked_up(mobilisation what) : what(std::move(what)) {}
    explicit looked_up(store_error why) : why(std::move(why)) {}

    std::optional<mobilisation> what;
    std::optional<store_error> why;

    answer refusal(language in) const;
};

task<looked_up> captured_mobilisation(store& kept, request const& asked);

/// Calls for people, or with `dry_run` says what that would come to. `digest`: of what the officer was shown; empty: they
/// did not look. Not `at_once`, or with more people than one may ask alone, it waits for somebody to approve it.
task<answer> call(api_house& at, request& asked, mobilisation wanted, std::string digest, bool at_once);

}  // namespace tocsin::dispatcher::api
