// SPDX-License-Identifier: Apache-2.0
// One mobilisation person by person, with what became of each message: what a report is counted from. Bounded pages, by
// indices only, so that it can be read while others are being asked.
#pragma once

#include "dispatcher/store/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class writer;

struct sent_message {
    tocsin::purpose purpose = purpose::ask;
    tocsin::medium medium = medium::sms;
    std::string channel;
    message_state state = message_state::queued;
    std::string code;  ///< the provider's last word; empty: none
    std::string masked;  ///< the address it went to
    bool possible_duplicate = false;
    int parts = 1;
    std::optional<wall_time> accepted;
    std::optional<wall_time> ended;
};

/// Somebody who was asked, in the order of asking.
struct asked_story {
    report_row who;
    wave_id wave;
    std::vector<sent_message> sent;  ///< oldest first: the first is the question
};

class historian {
public:
    virtual ~historian() = default;
    /// Up to `limit` people after that one; an empty page: there are no more. Waits as the store does; cancelling is safe.
    virtual task<stored<std::vector<asked_story>>> people_of(mobilisation_id which, solicitation_id after, int limit) = 0;
    /// When a backup was last handed out, as far back as the last 100,000 lines of the journal tell: some ten milliseconds.
    virtual task<stored<std::optional<wall_time>>> last_backup() = 0;
};

std::unique_ptr<historian> make_historian(writer& through);

}  // namespace tocsin::dispatcher
