// SPDX-License-Identifier: Apache-2.0
// Damage in the database's file: what SQLite notices by itself only where it happens to read, and an index that no longer
// says what its table says, which it does not notice at all.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/store/aside.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// The first things that are wrong with its structure, in SQLite's words, none of which is what a field holds; empty: sound.
/// Reads the whole file: two to three seconds for 70 MB (measured, beside other work). A field whose content changed in its
/// place is not seen.
/// Throws sqlite_failure when it cannot be read for another reason than damage.
std::vector<std::string> damage_in(database& db);

class inspector {
public:
    inspector(std::filesystem::path database, boost::asio::any_io_executor executor);
    /// Breaks off whatever is being read, and waits for that: a few milliseconds.
    ~inspector();
    inspector(inspector const&) = delete;
    inspector& operator=(inspector const&) = delete;

    /// What damage_in() finds, by a connection and on a thread of its own while everything goes on; one at a time.
    /// Cancelling breaks it off.
    task<stored<std::vector<std::string>>> look();

private:
    std::filesystem::path database_;
    aside<stored<std::vector<std::string>>> aside_;
};

}  // namespace tocsin::dispatcher
