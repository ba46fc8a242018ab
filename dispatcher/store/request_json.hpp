// SPDX-License-Identifier: Apache-2.0
// A mobilisation's request as the JSON that is stored with it.
#pragma once

#include "rules/words/mobilisation.hpp"

#include <string>
#include <string_view>

namespace tocsin::dispatcher {

std::string write_request(mobilisation_request const& request);

/// Reads what write_request wrote. Throws std::runtime_error on anything else: the database was tampered with.
mobilisation_request read_request(std::string_view json);

}  // namespace tocsin::dispatcher
