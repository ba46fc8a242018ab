// SPDX-License-Identifier: Apache-2.0
// The store on SQLite: WAL, synchronous=FULL asserted at start, a single writer.
#pragma once

#include "dispatcher/store/outside_store.hpp"
#include "dispatcher/store/rights_store.hpp"
#include "dispatcher/store/past.hpp"
#include "dispatcher/store/sight.hpp"
#include "dispatcher/store/store.hpp"
#include "dispatcher/store/store_listeners.hpp"
#include "dispatcher/store/tales.hpp"
#include "dispatcher/store/writer_home.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tocsin::dispatcher {

struct sqlite_options {
    std::string path;  ///< a file; ":memory:" in rehearsals; an SQLite URI in tests
    std::string image;  ///< what a store in memory begins with (sqlite_store::image); empty: nothing
    std::string head;  ///< the file that keeps the journal's head; empty (in memory only): none
    bool durable = true;  ///< false (in memory only): skips the assertion that WAL and FULL are in force
    writer_home home = writer_home::own_thread;
    store_listeners told;
    /// What personal data is sealed with: see vault. In memory there may be none: what is there dies with the process.
    channels::secret key;
    std::uint64_t house_number = 0;  ///< chance for a new database's own name, part of every message reference
    std::array<std::uint64_t, 2> house_key{};  ///< chance for its key, which makes references impossible to guess
};

class sqlite_store : public store {
public:
    /// Lives as long as the store.
    virtual teller& tales() = 0;
    virtual historian& past() = 0;
    virtual lookout& sights() = 0;
    virtual outside_store& outside() = 0;
    virtual rights_store& rights() = 0;
    /// All of it as bytes, for another store in memory to begin with. Only with writer_home::callers_executor.
    virtual std::string image() = 0;
    /// Drops what is not committed yet, as a kill would. Only in rehearsals and tests.
    virtual void abandon() = 0;
    /// Writes one small row, always the same: after it `told` knows whether the database takes writes again.
    virtual task<stored<bool>> try_to_write() = 0;
    /// Limits the file to what it has now, or lifts the limit: a full disk. Only in tests.
    virtual void pretend_full(bool full) = 0;
};

/// Opens or creates, migrates, checks. Throws std::runtime_error saying what to do when the file cannot serve: no
/// permission, not a database, a newer schema, in use by another tocsind, sealed with another key.
std::unique_ptr<sqlite_store> open_store(channels::runtime& world, sqlite_options options);

}  // namespace tocsin::dispatcher
