// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

double seconds_of(timeval const& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

}  // namespace

process_figures figures_of_process()
{
    process_figures now;
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0)
        now.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    std::int64_t size = 0;
    std::int64_t resident = 0;
    if (std::ifstream{"/proc/self/statm"} >> size >> resident)
        now.resident_bytes = resident * ::sysconf(_SC_PAGESIZE);
    std::error_code none;
    now.open_descriptors = std::distance(std::filesystem::directory_iterator{"/proc/self/fd", none}, {});
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        now.most_descriptors = static_cast<std::int64_t>(limit.rlim_cur);
    return now;
}

}  // namespace tocsin::dispatcher
