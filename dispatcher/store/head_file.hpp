// SPDX-License-Identifier: Apache-2.0
// A copy of the journal's head in a file of its own, beside the database. A database that lost its last commits (one bit
// in the WAL is enough, and SQLite calls what is left sound) or its last lines no longer agrees with it.
#pragma once

#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>

namespace tocsin::dispatcher {

class head_file {
public:
    /// Opens or creates. Throws std::runtime_error.
    explicit head_file(std::string const& path);
    ~head_file();
    head_file(head_file const&) = delete;
    head_file& operator=(head_file const&) = delete;

    /// What was kept last; number 0 for a new file. Nothing: the file holds something else.
    std::optional<journal_head> read() const;
    /// Durable when it returns. False: the disk failed, and nobody can say what the file holds.
    bool keep(journal_head const& head);

    journal_head const& kept() const { return kept_; }

private:
    int descriptor_;
    journal_head kept_;
};

/// "12 9f86d0…", as it stands in the file and as people keep it. Nothing for other text.
std::optional<journal_head> parse_journal_head(std::string_view text);
std::string to_string(journal_head const& head);

}  // namespace tocsin::dispatcher
