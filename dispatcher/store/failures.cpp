// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/failures.hpp"

#include <sqlite3.h>

namespace tocsin::dispatcher {

// After sqlite.org/rescode.html and sqlite.org/lang_transaction.html, 2.3 and 3.
store_failure failure_of(int code, moment when)
{
    // A log without its commit record is passed over (sqlite.org/fileformat2.html, 4.4).
    bool const nothing_committed = when == moment::before_commit;
    if (when == moment::committed && (code & 0xff) != SQLITE_CORRUPT)
        return store_failure::unknown;
    switch (code & 0xff) {
    // Also at COMMIT: the commit record is the last that is written, and the disk did not take what comes before it, or not
    // all of it. (Nothing is written after it: SQLITE_POWERSAFE_OVERWRITE, which Debian leaves on.)
    case SQLITE_FULL:
        return store_failure::full;
    // Another connection's lock. At COMMIT the transaction goes on and may still be undone.
    case SQLITE_BUSY:
        return store_failure::busy;
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // a race for the locks of the log, lost a hundred times, when the transaction begins
        return nothing_committed ? store_failure::busy : store_failure::unknown;
    // At COMMIT: a deferred constraint. The transaction goes on and may still be undone.
    case SQLITE_CONSTRAINT:
        return store_failure::rejected;
    // What a statement may come to with what it was given: no JSON, an overflow, too long a text, a number that is none.
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return nothing_committed ? store_failure::rejected : store_failure::unknown;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return store_failure::corrupt;
    // SQLITE_IOERR above all: a COMMIT whose sync failed may be there after a restart (measured: it is). Also before a COMMIT:
    // a disk that fails is nothing to go on with. And no memory, no access, misuse, whatever a later SQLite adds.
    default:
        return store_failure::unknown;
    }
}

}  // namespace tocsin::dispatcher
