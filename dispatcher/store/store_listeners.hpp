// SPDX-License-Identifier: Apache-2.0
// Who hears how the store fares. Never more than one at a time, on the thread of the store's executor.
#pragma once

#include "dispatcher/store/records.hpp"

#include <functional>

namespace tocsin::dispatcher {

struct store_listeners {
    /// Every failure; full and busy once until it is over. After unknown or corrupt nothing more may be asked of the store.
    std::function<void(store_error const&)> failed;
    /// The first write that succeeds after full or busy.
    std::function<void()> recovered;
};

}  // namespace tocsin::dispatcher
