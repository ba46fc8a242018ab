// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/house_seal.hpp"

#include "dispatcher/store/digest.hpp"

#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

constexpr auto select_mark = "SELECT value FROM house WHERE key = 'sealed'";
constexpr auto insert_mark = "INSERT OR IGNORE INTO house (key, value) VALUES ('sealed', ?1)";

std::string our_mark(database& db)
{
    auto const mark = db.vault().seal("tocsin", "house").bytes();
    return hex_of({reinterpret_cast<unsigned char const*>(mark.data()), mark.size()});
}

}  // namespace

bool is_ours(database& db)
{
    auto row = db.query(select_mark);
    return !row.next() || row.text(0) == our_mark(db);
}

void mark_as_ours(database& db)
{
    if (!is_ours(db))
        throw std::runtime_error{
            "the database is sealed with another key than the one that is there: put back its own (the file DATABASE.key, or "
            "the credential that `database_key` names) from where backups of it are kept. Without it nobody can read the names, "
            "addresses and answers in this database: move it away, start with a new one, and import the register"};
    db.execute(insert_mark, our_mark(db));
}

}  // namespace tocsin::dispatcher
