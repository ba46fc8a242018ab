// SPDX-License-Identifier: Apache-2.0
// Addresses for callers who are no staff, and about them; see routes.hpp.
#pragma once

#include "dispatcher/api/routes.hpp"

namespace tocsin::dispatcher::api {

std::span<route const> client_routes();
std::span<route const> error_page_routes();
std::span<route const> answer_page_routes();
std::span<route const> board_routes();

}  // namespace tocsin::dispatcher::api
