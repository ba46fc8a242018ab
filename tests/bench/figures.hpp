// SPDX-License-Identifier: Apache-2.0
// Medians of repeated runs, ratios between them, printed for people and written as JSON.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::bench {

inline double wall_ms()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Of this thread: holds on a busy machine too.
inline double processor_ms()
{
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

/// Milliseconds of the median of `times` runs, after one that is not counted.
template <class Work>
double median_ms(int times, Work work, double (*clock)() = wall_ms)
{
    work();
    std::vector<double> each;
    for (int i = 0; i < times; ++i) {
        auto const begin = clock();
        work();
        each.push_back(clock() - begin);
    }
    std::sort(each.begin(), each.end());
    return each[each.size() / 2];
}

class figures {
public:
    void add(std::string name, double value, std::string unit)
    {
        std::printf("  %-52s %12.3f %s\n", name.c_str(), value, unit.c_str());
        std::fflush(stdout);
        list_.push_back({std::move(name), value, std::move(unit)});
    }

    /// What could not be measured here, and why.
    void skipped(std::string why)
    {
        std::printf("  skipped: %s\n", why.c_str());
        std::fflush(stdout);
        skipped_.push_back(std::move(why));
    }

    /// Writes to the file after `--json`, if the command line names one.
    void write(int count, char** words) const
    {
        for (int i = 1; i + 1 < count; ++i) {
            if (std::string{words[i]} != "--json")
                continue;
            std::ofstream out{words[i + 1]};
            out << "{";
            for (std::size_t k = 0; k < list_.size(); ++k)
                out << (k == 0 ? "" : ",") << "\n  \"" << list_[k].name << "\": {\"value\": " << list_[k].value
                    << ", \"unit\": \"" << list_[k].unit << "\"}";
            for (auto const& why : skipped_)
                out << (list_.empty() && &why == &skipped_.front() ? "" : ",") << "\n  \"skipped: " << why << "\": null";
            out << "\n}\n";
        }
    }

private:
    struct figure {
        std::string name;
        double value;
        std::string unit;
    };

    std::vector<figure> list_;
    std::vector<std::string> skipped_;
};

/// The word after a flag.
inline std::string value_of(int count, char** words, std::string const& flag, std::string otherwise)
{
    for (int i = 1; i + 1 < count; ++i)
        if (words[i] == flag)
            return words[i + 1];
    return otherwise;
}

inline bool has_flag(int count, char** words, std::string const& flag)
{
    return std::any_of(words + 1, words + count, [&flag](char const* word) { return flag == word; });
}

}  // namespace tocsin::bench
