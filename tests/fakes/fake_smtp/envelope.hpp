// SPDX-License-Identifier: Apache-2.0
// What one mail came with, and the log that is the witness.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace tocsin::fakes {

struct envelope {
    std::string from;
    std::string to;
    std::string mail;  ///< as it came between DATA and the dot, dots undone

    std::string name() const { return to.substr(0, to.find('@')); }
    /// Whether the name is the fate's, or goes on after it with something other than a letter: "no-1", not "noe".
    bool is_for(std::string_view fate) const;
    /// One header field, unfolded; empty when there is none.
    std::string header(std::string_view wanted) const;
};

inline long long microseconds_of(auto since_epoch)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

/// What is known of the connection a mail came over.
struct circumstances {
    int connection = 0;  ///< from 1
    bool tls = false;
    bool auth = false;
};

/// One line of JSON for each mail and each recipient refused, written before the answer.
class witness {
public:
    explicit witness(std::string const& file) : file_(std::fopen(file.c_str(), "a")) {}

    void write(envelope const& what, std::string_view answer, bool taken, circumstances const& how);

private:
    std::mutex mutex_;
    std::FILE* file_;
};

}  // namespace tocsin::fakes
