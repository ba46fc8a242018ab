// SPDX-License-Identifier: Apache-2.0
// A store on virtual time, and what the sender of a channel does with it, a step at a time: base of the tests of the store.
#pragma once

#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::support {

/// What a sender makes of a claimed message before it leaves.
struct addressed_message : dispatcher::claimed_message {
    std::string reference;
    std::string address;  ///< opened; empty where it is damaged
};

class with_store {
protected:
    dispatcher::turn_result take(std::string const& through, dispatcher::channel_turn turn);

    std::vector<addressed_message> claim(std::string const& through, std::size_t limit = 100);
    void record(std::string const& through, dispatcher::claimed_message const& message, channels::outcome outcome);
    dispatcher::receipt_result hear(std::string const& through, receipt news);

    // The same through the one channel that most tests need.
    std::vector<addressed_message> claim(std::size_t limit) { return claim(channel, limit); }
    void record(dispatcher::claimed_message const& message, channels::outcome outcome)
    {
        record(channel, message, std::move(outcome));
    }
    dispatcher::receipt_result hear(receipt news) { return hear(channel, std::move(news)); }

    /// The daemon was killed, and starts again.
    void reopen() { store = disk.open(world.runtime); }

    std::string const channel = "sms-main";
    virtual_world world;
    memory_disk disk;
    std::unique_ptr<dispatcher::sqlite_store> store = disk.open(world.runtime);
};

}  // namespace tocsin::support
