// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "channels/port/tasks.hpp"

#include <memory>

namespace tocsin::channels {

/// Rings a bell at an instant. For who waits for the same bell again and again: nothing is begun for a wait, where
/// rung_or() begins two tasks.
class alarm {
public:
    /// `target` outlives it.
    alarm(runtime& world, bell& target);
    ~alarm();
    alarm(alarm const&) = delete;
    alarm& operator=(alarm const&) = delete;

    /// Rings then, or earlier: an instant that was asked for before is not forgotten.
    void at_latest(mono_time instant);

private:
    struct body;
    std::shared_ptr<body> body_;
    task_group keeping_;
};

}  // namespace tocsin::channels
