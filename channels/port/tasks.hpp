// SPDX-License-Identifier: Apache-2.0
// Structured concurrency: groups that own their children, bells instead of queues. No task is ever detached.
//
// g++ 12.2 destroys twice a braced aggregate, or a lambda that captures by value, in the same statement as a co_await:
// name it first, then move it (docs/decisions/name-then-await.md).
#pragma once

#include "channels/port/runtime.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace tocsin::channels {

/// An auto-reset event on one thread. Ringing an already rung bell changes nothing; one waiter hears it.
class bell {
public:
    explicit bell(boost::asio::any_io_executor executor);
    ~bell();
    bell(bell const&) = delete;
    bell& operator=(bell const&) = delete;

    void ring();
    /// Waits for the next ring, or returns at once when one was not heard yet. Cancelling unwinds; the ring is kept.
    task<void> rung();

private:
    struct body;
    std::unique_ptr<body> body_;
};

/// Waits for the bell or for the instant, whichever comes first. Cancelling unwinds.
task<void> rung_or(bell& which, runtime& world, mono_time instant);

/// Owns the tasks it spawns. A child that is cancelled unwinds silently; any other exception that leaves a child is a
/// bug and leaves the event loop, so that the process ends and the next start recovers.
class task_group {
public:
    explicit task_group(boost::asio::any_io_executor executor);
    /// Cancels whoever is left; to wait for their end, cancel() and join() first.
    ~task_group();
    task_group(task_group const&) = delete;
    task_group& operator=(task_group const&) = delete;

    void spawn(task<void> child);
    /// Asks every child to unwind; returns at once. From outside the loop they are asked when it runs.
    void cancel();
    /// Returns when the last child has ended. Cancelling the wait leaves the children running.
    task<void> join();
    /// Returns when fewer than `limit` children run. Cancelling the wait leaves the children running.
    task<void> room_below(std::size_t limit);
    std::size_t size() const;

private:
    struct body;
    std::shared_ptr<body> body_;
};

/// Lets one task at a time through, in order of arrival.
class turnstile {
public:
    explicit turnstile(boost::asio::any_io_executor executor);
    ~turnstile();

    class [[nodiscard]] pass {
    public:
        explicit pass(turnstile* owner) : owner_(owner) {}
        pass(pass&& other) noexcept : owner_(other.owner_) { other.owner_ = nullptr; }
        pass& operator=(pass&&) = delete;
        ~pass();

    private:
        turnstile* owner_;
    };

    /// Waits for the turn; the turn ends when the pass is destroyed. Cancelling gives the place up.
    task<pass> enter();

private:
    struct body;
    std::unique_ptr<body> body_;
    void leave();
};

}  // namespace tocsin::channels
