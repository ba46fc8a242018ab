// SPDX-License-Identifier: Apache-2.0
// Copies of the database while the house goes on. A copy is one file: whatever stands in it was committed together. The
// journal's head is not part of it, on purpose: a database without its head is held until somebody says why (restore.hpp).
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/store/aside.hpp"
#include "dispatcher/store/store.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace tocsin::dispatcher {

/// A copy that is read once: its file has no name any more, and is gone with the last who holds it.
class backup {
public:
    backup(int descriptor, journal_head head, bool whole) : descriptor_(descriptor), head_(std::move(head)), whole_(whole) {}
    backup(backup&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), head_(std::move(other.head_)), whole_(other.whole_)
    {}
    backup& operator=(backup&&) = delete;
    ~backup();

    /// The next bytes, at most so many; empty at the end.
    stored<std::string> read(std::size_t most);

    journal_head const& head() const { return head_; }
    bool whole() const { return whole_; }  ///< its journal was verified from the first line

private:
    int descriptor_;
    journal_head head_;
    bool whole_;
};

/// Copies the database at `from`, which another connection may be writing to, into the new file `to` (mode 0600), and
/// verifies the copy: SQLite's own check and the journal from its first line. Blocks for as long as that takes: a second
/// for some hundred megabytes. `full` when the disk would be left with little room.
stored<backup> copy_database(std::filesystem::path const& from, std::filesystem::path const& to, std::stop_token const& stop);

class backups {
public:
    /// Copies are made beside the database.
    backups(std::filesystem::path database, boost::asio::any_io_executor executor);
    /// Breaks off whatever is being copied, and waits for that: a few milliseconds.
    ~backups();
    backups(backups const&) = delete;
    backups& operator=(backups const&) = delete;

    /// One at a time, on a thread of its own. Cancelling breaks it off.
    task<stored<backup>> make();

private:
    std::filesystem::path database_;
    aside<stored<backup>> aside_;
};

}  // namespace tocsin::dispatcher
