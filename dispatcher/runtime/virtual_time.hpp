// SPDX-License-Identifier: Apache-2.0
// Time and chance on a string: the runtime of rehearsals and of tests. One virtual clock may serve several lives of a
// daemon, each with a loop of its own: destroying a life's loop is kill -9. Sleepers wake in order of their due instant,
// then of their arrival. Nothing outside can be reached from here: nobody answers, and there are no programs.
#pragma once

#include "channels/port/runtime.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace tocsin::dispatcher {

/// An io_context that can die in mid-sentence: pending work is destroyed, nothing of it runs.
class mortal_context : public boost::asio::io_context {
public:
    void kill() { shutdown(); }
};

class virtual_clock {
public:
    explicit virtual_clock(wall_time start) : wall_start_(start) {}

    mono_time mono() const { return now_; }
    wall_time wall() const;
    /// The wall clock jumps, as when somebody sets it; monotonic time does not.
    void shift_wall(milliseconds by) { wall_start_ += by; }

    using ticket = std::pair<mono_time, std::uint64_t>;

    struct waker {
        virtual ~waker() = default;
        virtual void wake() = 0;
    };

    /// Wakes `which` at `due` (at once, if it has passed); `owner` may forget all it asked for.
    ticket add(mono_time due, void const* owner, std::unique_ptr<waker> which);
    /// The waker, if it has not woken yet.
    std::unique_ptr<waker> take(ticket which);
    void forget(void const* owner);

    bool empty() const { return sleepers_.empty(); }
    mono_time next_due() const { return sleepers_.begin()->first.first; }
    /// Moves to the next due instant and wakes one sleeper.
    void wake_next();
    /// Moves on without waking anybody; never past a sleeper.
    void move_to(mono_time instant);

private:
    struct sleeper {
        void const* owner;
        std::unique_ptr<waker> which;
    };

    wall_time wall_start_;
    mono_time now_{};
    std::uint64_t sequence_ = 0;
    std::map<ticket, sleeper> sleepers_;
};

/// SplitMix64 (Steele, Lea, Flood 2014): the next of a row of numbers, `state` moved on.
std::uint64_t next_of(std::uint64_t& state);

class virtual_runtime : public channels::runtime {
public:
    virtual_runtime(virtual_clock& clock, boost::asio::io_context& loop, std::uint64_t seed);
    ~virtual_runtime() override;

    wall_time wall() const override { return clock_.wall(); }
    mono_time mono() const override { return clock_.mono(); }
    task<void> sleep_until(mono_time instant) override;
    std::uint64_t random() override { return next_of(state_); }
    task<channels::streamed<std::unique_ptr<channels::byte_stream>>> connect(channels::endpoint where) override;
    channels::streamed<std::unique_ptr<channels::child_process>> spawn(channels::program const& what) override;
    boost::asio::any_io_executor executor() override { return loop_.get_executor(); }

private:
    virtual_clock& clock_;
    boost::asio::io_context& loop_;
    std::uint64_t state_;
};

}  // namespace tocsin::dispatcher
