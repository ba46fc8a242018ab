// SPDX-License-Identifier: Apache-2.0
// The outside's half of the store on SQLite: the same writer, the same commits.
#pragma once

#include "dispatcher/store/message_names.hpp"
#include "dispatcher/store/outside_store.hpp"

#include <memory>

namespace tocsin::dispatcher {

class writer;

/// The writer outlives it. `names`: what messages are called outside.
std::unique_ptr<outside_store> make_outside_store(writer& by, message_names names);

}  // namespace tocsin::dispatcher
