// SPDX-License-Identifier: Apache-2.0
// Tells subscribers what happens, by signed POST, each at its own pace and in the order of the journal. The journal is
// the queue: how far a subscriber has been told is durable, so that after a crash, or a week out of reach, it hears all of
// the rest; a notice may come twice, with the same id, and none is lost.
#pragma once

#include "channels/curl/transfer.hpp"
#include "channels/policy/backoff.hpp"
#include "channels/port/tasks.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/settings/outside.hpp"
#include "dispatcher/store/outside_store.hpp"
#include "dispatcher/subscribers/notice.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class herald {
public:
    /// Everything handed in outlives it.
    herald(
        channels::runtime& world, store& kept, outside_store& outside, event_log& log, std::string instance,
        std::vector<webhook_settings> const& subscribers
    );
    ~herald();

    void start();
    void stop();
    task<void> join();

private:
    class subscriber;

    std::vector<std::unique_ptr<subscriber>> all_;
    channels::task_group telling_;
};

}  // namespace tocsin::dispatcher
