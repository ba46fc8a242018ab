// SPDX-License-Identifier: Apache-2.0
// How many commits the database has seen, counted in it and in a file beside it. One bit in the log, and SQLite opens what was
// there some commits ago and calls it sound; where those wrote no line of the journal, its head does not tell.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/records.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tocsin::dispatcher {

class commit_count {
public:
    /// Opens or creates. Throws std::runtime_error.
    explicit commit_count(std::string const& path);
    ~commit_count();
    commit_count(commit_count const&) = delete;
    commit_count& operator=(commit_count const&) = delete;

    /// No more than were committed: it is not synced, so a power cut may leave an older one. Nothing: a new file, or damaged.
    std::optional<std::int64_t> read() const;
    /// Whatever the disk says: an older count is true as well.
    void keep(std::int64_t count);

private:
    int descriptor_;
};

/// What stands in such a file; nothing for other text.
std::optional<std::int64_t> parse_commit_count(std::string text);

namespace tables {

/// Inside the transaction that is about to be committed and makes it so many.
void count_commits(database& db, std::int64_t so_many);
/// 0 where nobody has counted yet.
std::int64_t commits_counted(database& db);
/// Whether so many were made and some are gone, with or without lines of the journal.
std::optional<journal_finding> commits_lost(database& db, std::int64_t made);

}  // namespace tables
}  // namespace tocsin::dispatcher
