// SPDX-License-Identifier: Apache-2.0
// What the centre saw: one line of JSON each, on disk before the answer leaves; and the counts, which cost nothing and
// stay when the log is off.
#pragma once

#include "tests/fakes/fake_smsc/wire.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace smsc {

using moment = std::chrono::steady_clock::time_point;

struct counts {
    std::uint64_t submissions = 0;
    std::uint64_t taken = 0;
    std::uint64_t over_rate = 0;
    std::uint64_t receipts_acknowledged = 0;
    std::uint64_t replies_acknowledged = 0;
    std::uint64_t deliveries_repeated = 0;
    std::uint64_t sessions = 0;
    std::uint64_t worst_stall_us = 0;  ///< how late the witness itself was
    std::size_t busiest_second = 0;  ///< submissions in the fullest sliding second
    std::size_t most_unanswered = 0;  ///< in one session
    moment first_submission;
    moment last_submission;
    moment last_acknowledgement;
};

class witness {
public:
    /// An empty name: only counts.
    explicit witness(std::string const& file);
    witness(witness const&) = delete;
    witness& operator=(witness const&) = delete;

    void bound(int session, bind_request const& as, std::string_view kind, std::uint32_t status);
    void submitted(
        int session,
        std::string_view system_id,
        submission const& what,
        std::string_view to,
        std::string_view id,
        std::string_view fate,
        bool taken,
        std::uint32_t status,
        std::size_t unanswered
    );
    void acknowledged(int session, delivery const& what, std::uint32_t status);
    void happened(int session, std::string_view event);
    /// The witness itself got no processor for so long: what it saw then came sooner than it says.
    void stalled(std::chrono::microseconds how_long);

    /// Puts what was noted on disk (into the kernel: the witness outlives the programs, not the machine).
    void flush();
    /// One object of JSON.
    std::string summary() const;

    counts seen;

private:
    void begin(std::string_view event, int session);
    void field(std::string_view name, std::string_view text);
    void field(std::string_view name, std::uint64_t number);
    void end();

    int file_ = -1;
    std::string lines_;
    std::deque<moment> last_second_;
};

}  // namespace smsc
