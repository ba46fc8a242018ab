// SPDX-License-Identifier: Apache-2.0
// The runtime of rehearsals, with a net and programs that tests play; and the usual world of a test.
#pragma once

#include "dispatcher/runtime/virtual_time.hpp"
#include "tests/support/virtual_net.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace tocsin::support {

using dispatcher::mortal_context;
using dispatcher::virtual_clock;

class virtual_runtime final : public dispatcher::virtual_runtime {
public:
    using dispatcher::virtual_runtime::virtual_runtime;

    /// Over the net given to reach_over(); nobody answers without one.
    task<channels::streamed<std::unique_ptr<channels::byte_stream>>> connect(channels::endpoint where) override;

    /// Whoever was given to run_programs_with() plays the program; there is none without.
    channels::streamed<std::unique_ptr<channels::child_process>> spawn(channels::program const& what) override
    {
        if (starter_)
            return starter_(what);
        return dispatcher::virtual_runtime::spawn(what);
    }

    using program_starter = std::function<std::unique_ptr<channels::child_process>(channels::program const&)>;
    void run_programs_with(program_starter starter) { starter_ = std::move(starter); }
    void reach_over(virtual_net& net) { net_ = &net; }

private:
    virtual_net* net_ = nullptr;
    program_starter starter_;
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
