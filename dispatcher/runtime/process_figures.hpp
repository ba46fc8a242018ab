// SPDX-License-Identifier: Apache-2.0
// What the process takes of the machine, for /metrics.
#pragma once

#include <cstdint>

namespace tocsin::dispatcher {

struct process_figures {
    double cpu_seconds = 0;  ///< of all its threads, since it began
    std::int64_t resident_bytes = 0;
    std::int64_t open_descriptors = 0;
    std::int64_t most_descriptors = 0;
};

/// Reads /proc/self: some microseconds. What cannot be read is 0.
process_figures figures_of_process();

}  // namespace tocsin::dispatcher
