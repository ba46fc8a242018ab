// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace tocsin::dispatcher {
namespace {

/// SQLite counts what memory it takes, under a lock for each piece of it. Nobody asks; said before the first connection.
[[maybe_unused]] bool const counts_no_memory = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;

/// Then the system's error is of this failure, and says more.
bool comes_from_below(int code)
{
    int const kind = code & 0xff;
    return kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_FULL || kind == SQLITE_READONLY;
}

[[noreturn]] void fail(sqlite3* connection, int code)
{
    if (!connection)
        throw sqlite_failure{code, sqlite3_errstr(code)};
    std::string said = sqlite3_errmsg(connection);
    int const extended = sqlite3_extended_errcode(connection);
    if (int const reason = sqlite3_system_errno(connection); reason != 0 && comes_from_below(extended))
        said += " (" + std::generic_category().message(reason) + ')';
    throw sqlite_failure{extended, std::move(said)};
}

}  // namespace

rows::~rows()
{
    if (!statement_)
        return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool rows::next()
{
    int const result = sqlite3_step(statement_);
    if (result == SQLITE_ROW)
        return true;
    if (result == SQLITE_DONE)
        return false;
    fail(sqlite3_db_handle(statement_), result);
}

std::int64_t rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string rows::text(int column) const
{
    auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string{};
}

bool rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int rows::columns() const { return sqlite3_column_count(statement_); }

database::database(std::string const& uri)
{
    int const result = sqlite3_open_v2(
        uri.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr
    );
    if (result == SQLITE_OK)
        return;
    sqlite_failure const failure{
        result, connection_ ? std::string{sqlite3_errmsg(connection_)} : std::string{sqlite3_errstr(result)}};
    sqlite3_close_v2(connection_);
    throw failure;
}

database::~database()
{
    for (auto const& [sql, statement] : prepared_)
        sqlite3_finalize(statement);
    sqlite3_close_v2(connection_);
}

vault const& database::vault() const
{
    if (!vault_)
        throw std::logic_error{"a database that was not unlocked has no personal data"};
    return *vault_;
}

void database::script(std::string const& sql)
{
    int const result = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK)
        fail(connection_, result);
}

void database::stop_when(std::function<bool()> asked_to)
{
    constexpr int steps = 1000;  // of SQLite's machine: well below a millisecond
    asked_to_stop_ = std::move(asked_to);
    auto const look = [](void* self) { return static_cast<database*>(self)->asked_to_stop_() ? 1 : 0; };
    sqlite3_progress_handler(connection_, steps, look, this);
}

std::string database::image() const
{
    sqlite3_int64 size = 0;
    auto* const bytes = sqlite3_serialize(connection_, "main", &size, 0);
    if (bytes == nullptr)
        fail(nullptr, SQLITE_NOMEM);
    std::string copy(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size));
    sqlite3_free(bytes);
    return copy;
}

void database::become(std::string const& image)
{
    auto* const bytes = static_cast<unsigned char*>(sqlite3_malloc64(image.size()));
    if (bytes == nullptr)
        fail(nullptr, SQLITE_NOMEM);
    std::copy(image.begin(), image.end(), bytes);
    auto const size = static_cast<sqlite3_int64>(image.size());
    // SQLite frees the bytes, also when it fails.
    int const result = sqlite3_deserialize(
        connection_, "main", bytes, size, size, SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE
    );
    if (result != SQLITE_OK)
        fail(connection_, result);
}

std::int64_t database::last_row() const { return sqlite3_last_insert_rowid(connection_); }

int database::changes() const { return sqlite3_changes(connection_); }

std::int64_t database::changes_ever() const { return sqlite3_total_changes64(connection_); }

bool database::in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

sqlite3_stmt* database::prepared(char const* sql)
{
    auto& statement = prepared_[sql];
    if (!statement) {
        int const result = sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (result != SQLITE_OK)
            fail(connection_, result);
    }
    return statement;
}

void database::bind(sqlite3_stmt* statement, int position, std::nullptr_t)
{
    if (int const result = sqlite3_bind_null(statement, position); result != SQLITE_OK)
        fail(connection_, result);
}

void database::bind(sqlite3_stmt* statement, int position, std::int64_t value)
{
    if (int const result = sqlite3_bind_int64(statement, position, value); result != SQLITE_OK)
        fail(connection_, result);
}

void database::bind(sqlite3_stmt* statement, int position, double value)
{
    if (int const result = sqlite3_bind_double(statement, position, value); result != SQLITE_OK)
        fail(connection_, result);
}

void database::bind(sqlite3_stmt* statement, int position, std::string_view value)
{
    // Copied: the rows may outlive the argument.
    int const result = sqlite3_bind_text64(
        statement, position, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    );
    if (result != SQLITE_OK)
        fail(connection_, result);
}

void database::bind(sqlite3_stmt* statement, int position, sealed const& value)
{
    int const result =
        sqlite3_bind_blob64(statement, position, value.bytes().data(), value.bytes().size(), SQLITE_TRANSIENT);
    if (result != SQLITE_OK)
        fail(connection_, result);
}

}  // namespace tocsin::dispatcher
