// SPDX-License-Identifier: Apache-2.0
// What an error of SQLite's says of the transaction that it struck: nothing was written, nobody knows, or damage.
#pragma once

#include "dispatcher/store/records.hpp"

namespace tocsin::dispatcher {

/// How far the transaction had come.
enum class moment { before_commit, at_commit, committed };

/// `code`: extended or not.
store_failure failure_of(int code, moment when);

/// The house goes on after it, and nothing was written.
constexpr bool is_harmless(store_failure what)
{
    return what != store_failure::unknown && what != store_failure::corrupt;
}

}  // namespace tocsin::dispatcher
