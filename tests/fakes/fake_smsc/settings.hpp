// SPDX-License-Identifier: Apache-2.0
// How this run of the centre behaves; README.md names the options.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace smsc {

struct settings {
    unsigned short port = 0;
    std::string log;  ///< empty with --quiet-log
    std::string system_id;  ///< empty: anybody may bind
    std::string password;
    std::string certificate;  ///< PEM files; empty: no TLS
    std::string key;
    std::chrono::milliseconds answer_delay{0};
    std::chrono::milliseconds receipt_delay{50};
    std::chrono::milliseconds receipt_spread{0};
    std::chrono::milliseconds reply_delay{200};
    std::chrono::milliseconds late{3000};
    std::chrono::milliseconds resend{3000};
    std::chrono::milliseconds enquire{0};
    unsigned max_per_second = 0;  ///< 0: no limit
    unsigned delivery_window = 1000;
    unsigned receipts_twice_percent = 0;
    unsigned count_ids_from = 0;  ///< 0: hexadecimal ids that no other run gives
    std::uint64_t seed = 1;
    bool receipts = true;
    bool every_number_works = false;
};

/// Ends the program with a word to stderr when the command line makes no sense.
settings read_settings(int count, char** words);

}  // namespace smsc
