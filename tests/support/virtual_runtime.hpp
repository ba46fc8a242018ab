// SPDX-License-Identifier: Apache-2.0
// Time and chance on a string. One virtual clock may serve several lives of a daemon, each with a loop of its own:
// destroying a life's loop is kill -9. Sleepers wake in order of their due instant, then of their arrival.
#pragma once

#include "channels/port/runtime.hpp"
#include "tests/support/virtual_net.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace tocsin::support {

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

class virtual_runtime final : public channels::runtime {
public:
    virtual_runtime(virtual_clock& clock, boost::asio::io_context& loop, std::uint64_t seed);
    ~virtual_runtime() override;

    wall_time wall() const override { return clock_.wall(); }
    mono_time mono() const override { return clock_.mono(); }
    task<void> sleep_until(mono_time instant) override;
    std::uint64_t random() override;
    /// Over the net given to reach_over(); nobody answers without one.
    task<channels::streamed<std::unique_ptr<channels::byte_stream>>> connect(channels::endpoint where) override;
    boost::asio::any_io_executor executor() override { return loop_.get_executor(); }

    /// Whoever was given to run_programs_with() plays the program; there is none without.
    channels::streamed<std::unique_ptr<channels::child_process>> spawn(channels::program const& what) override
    {
        if (starter_)
            return starter_(what);
        return channels::stream_failure{"No such file or directory"};
    }

    using program_starter = std::function<std::unique_ptr<channels::child_process>(channels::program const&)>;
    void run_programs_with(program_starter starter) { starter_ = std::move(starter); }
    void reach_over(virtual_net& net) { net_ = &net; }

private:
    virtual_clock& clock_;
    boost::asio::io_context& loop_;
    virtual_net* net_ = nullptr;
    program_starter starter_;
    std::uint64_t state_;
};

/// The usual test: one clock, one loop, one runtime.
class virtual_world {
public:
    explicit virtual_world(std::uint64_t seed = 1);
    ~virtual_world();

    virtual_clock clock;
    mortal_context loop;
    virtual_runtime runtime;

    /// Runs what is ready, without moving time.
    void run_until_quiet();
    /// Plays everything up to `instant` after now.
    void play(mono_clock::duration how_long);
    /// Runs one task to its end, moving time as needed; throws when it waits for something that never comes.
    void run(task<void> what);

    template <class T>
    T get(task<T> what)
    {
        std::optional<T> result;
        run(keep(std::move(what), result));
        return std::move(*result);
    }

private:
    template <class T>
    static task<void> keep(task<T> what, std::optional<T>& result)
    {
        result.emplace(co_await std::move(what));
    }
};

}  // namespace tocsin::support
