// SPDX-License-Identifier: Apache-2.0
// Where a channel hands up what comes back. Both calls return when the news is durable (or could not be made so):
// only after `durable` may the adapter acknowledge to the network.
#pragma once

#include "channels/port/runtime.hpp"
#include "rules/words/message.hpp"

#include <string_view>

namespace tocsin::channels {

enum class durability { durable, not_durable };
enum class link_state { up, down };

class inbox {
public:
    virtual ~inbox() = default;

    /// Waits for the commit. Cancelling leaves it open whether the receipt was kept: do not acknowledge it.
    virtual task<durability> receipt_arrived(receipt news) = 0;
    virtual task<durability> text_arrived(inbound_text news) = 0;
    /// For the log and the counters; `reason` never holds an address or a secret.
    virtual void link_changed(link_state state, std::string_view reason) = 0;
};

}  // namespace tocsin::channels
