// SPDX-License-Identifier: Apache-2.0
// What happened to one thing, by its id, from the tables and the journal: for whoever finds an id in the log at night. No
// address, no text of anybody's, no name: people go by their number in the register.
#pragma once

#include "dispatcher/store/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin::dispatcher {

class writer;

using tale_subject = std::variant<alert_id, mobilisation_id, message_id, volunteer_id, reply_id>;

/// "T12" and the like, its letter included; nothing for anything else.
std::optional<tale_subject> parse_subject(std::string_view text);

struct tale_line {
    wall_time at;
    std::string kind;  ///< a journal line's, or what a table tells: see docs/openapi.yaml
    std::string by;  ///< empty where nobody decided
    std::string what;  ///< a JSON object
};

struct tale {
    std::string now;  ///< a JSON object: how it stands
    std::vector<tale_line> lines;  ///< oldest first; of a long one the latest
};

class teller {
public:
    virtual ~teller() = default;
    /// Nothing: there is none of that id. Waits as the store does; cancelling is safe.
    virtual task<stored<std::optional<tale>>> tell(tale_subject of) = 0;
};

std::unique_ptr<teller> make_teller(writer& through);

}  // namespace tocsin::dispatcher
