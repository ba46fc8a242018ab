// SPDX-License-Identifier: Apache-2.0
// Requests that name themselves with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): done once, and
// answered the same whenever they come again.
#pragma once

#include "dispatcher/api/routes.hpp"

namespace tocsin::dispatcher::api {

/// Whether a repetition of this request has to be recognised: it has a key, and its route creates or decides something.
bool is_keyed(request const& asked);

/// Does the request unless it was done before. What a daemon that died left unfinished is done again: what it had
/// committed knows the key, or its own state, and is not done twice.
task<answer> do_once(api_house& at, request& asked);

}  // namespace tocsin::dispatcher::api
