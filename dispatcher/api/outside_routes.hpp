// SPDX-License-Identifier: Apache-2.0
// Addresses about the callers themselves; see routes.hpp.
#pragma once

#include "dispatcher/api/routes.hpp"

namespace tocsin::dispatcher::api {

std::span<route const> client_routes();
std::span<route const> error_page_routes();

}  // namespace tocsin::dispatcher::api
