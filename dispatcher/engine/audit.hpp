// SPDX-License-Identifier: Apache-2.0
// Looks after the journal: verifies it from its first line after every start, a stretch at a time so that others get
// their turn, and prints its head for the system's log, which is kept elsewhere. Looks for damage in the file around it too.
#pragma once

#include "channels/port/runtime.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// The whole journal, verified.
struct audit_result {
    journal_head head;  ///< the last line reached
    std::vector<journal_finding> findings;  ///< accepted ones too; at most a few hundred
};

/// The first things that are wrong with the database's file; none: it is sound.
using file_inspection = std::function<task<stored<std::vector<std::string>>>()>;

class audit {
public:
    audit(channels::runtime& world, store& kept, bells& ring, event_log& log);

    /// Before run(): a database that is no file needs none.
    void inspect_with(file_inspection how) { inspect_ = std::move(how); }

    /// Runs until cancelled; safe at any point.
    task<void> run();

    /// Verifies the file, and every line; with `kept`, also that this head is of this chain. What is found holds the senders.
    task<stored<audit_result>> verify(std::optional<journal_head> kept);

    /// What was found is known and explained: the senders go on. Gives the new head.
    task<stored<journal_head>> accept(std::string by, std::string reason);

private:
    task<stored<std::vector<journal_finding>>> look_into_file();
    task<void> tell_standing();
    task<void> tell_head();

    channels::runtime& world_;
    store& store_;
    bells& ring_;
    event_log& log_;
    file_inspection inspect_;
    std::int64_t told_ = 0;
    std::size_t told_findings_ = 0;
};

}  // namespace tocsin::dispatcher
