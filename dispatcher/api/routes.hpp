// SPDX-License-Identifier: Apache-2.0
// Every address of the API in one table: method, pattern, who may, how much of a body, and who answers.
#pragma once

#include "dispatcher/api/authority.hpp"
#include "dispatcher/api/exchange.hpp"
#include "dispatcher/api/house.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// Waits as the engine and the store do; the request outlives the task. Cancelling leaves open what was recorded.
using handler = task<answer> (*)(api_house& at, request& asked);

struct route {
    std::string_view method;
    std::string_view pattern;  ///< segments in braces are captured
    access who;
    body_kind body;
    handler does;
};

// One family a file.
std::span<route const> alert_routes();
std::span<route const> rule_routes();
std::span<route const> mobilisation_routes();
std::span<route const> report_routes();
std::span<route const> attention_routes();
std::span<route const> volunteer_routes();
std::span<route const> rights_routes();
std::span<route const> reply_routes();
std::span<route const> channel_routes();
std::span<route const> feed_routes();
std::span<route const> webhook_routes();
std::span<route const> audit_routes();
std::span<route const> backup_routes();
std::span<route const> explain_routes();
std::span<route const> decision_routes();
std::span<route const> rehearsal_routes();
std::span<route const> health_routes();

/// Stops rehearsals that nobody looks at any more: a command that was killed leaves none behind. Ends when cancelled,
/// which is safe.
task<void> forget_rehearsals(api_house& at);

/// All of them.
std::vector<route> all_routes();

}  // namespace tocsin::dispatcher::api
