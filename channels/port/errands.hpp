// SPDX-License-Identifier: Apache-2.0
// Work that has to block, done on a thread of its own, one piece after the other, while the loop goes on.
#pragma once

#include "channels/port/runtime.hpp"

#include <functional>
#include <memory>

namespace tocsin::channels {

class errands {
public:
    explicit errands(runtime& world);
    /// Waits for the piece of work that is being done; what was not begun is dropped.
    ~errands();
    errands(errands const&) = delete;
    errands& operator=(errands const&) = delete;

    /// Returns when the work has been done. Cancelled, the work may still be done: it must own or outlive what it touches.
    task<void> run(std::function<void()> work);

private:
    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace tocsin::channels
