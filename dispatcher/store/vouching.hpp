// SPDX-License-Identifier: Apache-2.0
// What is kept beside the database to find out what it lost: the head of its journal, and how many commits it has seen.
#pragma once

#include "dispatcher/store/commit_count.hpp"
#include "dispatcher/store/head_file.hpp"
#include "dispatcher/store/records.hpp"
#include "dispatcher/store/writer.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

struct kept_beside {
    /// Opens or creates both files. Throws std::runtime_error.
    kept_beside(std::string const& head_path, std::string const& commits_path) : head(head_path), commits(commits_path) {}

    head_file head;
    commit_count commits;
    std::int64_t made = 0;  ///< commits until now; counted here, for the database has one writer
    journal_head about_to_be;  ///< once the transaction at hand is committed
};

/// Nothing is acknowledged before its journal line is also vouched for outside of the database. Nothing is watched without
/// `kept`.
commit_watch vouch_in(std::shared_ptr<kept_beside> kept);

/// Looks at what the database and the files say of each other, before anything is sent; calls that began in the moment of a
/// break are held. Gives what is wrong and nobody has accepted. Throws sqlite_failure, std::runtime_error.
std::vector<journal_finding> begin_journal(database& db, kept_beside* kept, wall_time now);

}  // namespace tocsin::dispatcher
