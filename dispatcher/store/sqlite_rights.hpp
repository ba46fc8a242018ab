// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dispatcher/store/rights_store.hpp"

#include <memory>

namespace tocsin::dispatcher {

class writer;

/// `by` outlives it.
std::unique_ptr<rights_store> make_rights_store(writer& by);

}  // namespace tocsin::dispatcher
