// SPDX-License-Identifier: Apache-2.0
// One life of the program, from its start to its last word: who waits for an answer, what is yet to be said, what it said.
#pragma once

#include "channels/exec/exec_channel.hpp"
#include "channels/policy/note_limit.hpp"
#include "channels/port/tasks.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocsin::channels::exec {

/// Nothing has left, and the program cannot take it now.
outcome not_now(std::string why);

class life {
public:
    using greeting_heard = std::function<void(greeted const&)>;

    /// All that is handed in by reference outlives it.
    life(
        runtime& world,
        exec_settings const& settings,
        std::unique_ptr<child_process> child,
        inbox& above,
        greeting_heard greeted
    );

    /// Talks until the program ends, or must be ended. Cancelling leaves it running: farewell() comes next in any case.
    task<void> talk();
    /// Asks it to finish, waits, insists; every message gets its outcome. Gives why it is over. Not to be cancelled.
    task<std::string> farewell();

    /// As channel::submit.
    task<outcome> submit(outbound message);

private:
    struct submission;
    struct open_submission;

    struct outgoing {
        std::string line;  ///< when it belongs to no message
        std::shared_ptr<submission> of;
    };

    task<void> write();
    task<bool> put(std::string lines);
    task<void> read();
    task<void> read_complaints();
    task<void> watch();
    task<void> bring_up(receipt_news it);
    task<void> bring_up(reply_news it);
    task<bool> ends_within(seconds how_long);

    void heed(happening it);
    void heed_fault(fault const& it);
    void note(std::string const& words);
    void say(std::string line);
    void over(std::string why);
    void close(submission const& which);

    runtime& world_;
    exec_settings const& settings_;
    std::unique_ptr<child_process> child_;
    inbox& above_;
    greeting_heard greeting_heard_;
    conversation talk_;
    bool is_greeted_ = false;
    std::optional<mono_time> unanswered_since_;  ///< when the first message left that it has said nothing after
    int faults_ = 0;
    note_limit notes_;

    std::map<std::string, std::shared_ptr<submission>> open_;
    std::deque<outgoing> queue_;
    bell queued_;
    std::optional<std::string> over_;  ///< why; empty when the way it ended says it all
    bell is_over_;

    task_group speaking_;  ///< write() and watch()
    task_group listening_;  ///< read() and read_complaints()
    task_group news_;  ///< receipts and replies on their way up
};

}  // namespace tocsin::channels::exec
