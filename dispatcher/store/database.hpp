// SPDX-License-Identifier: Apache-2.0
// SQLite as RAII and nothing more: a connection, statements prepared once, rows. The only header that knows sqlite3.h's
// names; failures are thrown inside this room only and end as values at its door (sqlite_store.cpp).
#pragma once

#include "dispatcher/store/vault.hpp"
#include "rules/words/ids.hpp"
#include "rules/words/time.hpp"

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::dispatcher {

/// An SQLite result code with the engine's message (which never holds bound values).
class sqlite_failure : public std::exception {
public:
    sqlite_failure(int code, std::string what) : code_(code), what_(std::move(what)) {}

    int code() const { return code_; }  ///< extended result code
    char const* what() const noexcept override { return what_.c_str(); }

private:
    int code_;
    std::string what_;
};

/// The rows of one statement. Resets the statement when it goes.
class rows {
public:
    explicit rows(sqlite3_stmt* statement) : statement_(statement) {}
    rows(rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    rows& operator=(rows&&) = delete;
    ~rows();

    /// Moves to the next row; false when there is none.
    bool next();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    /// As it is stored; NULL is empty.
    sealed field(int column) const { return sealed{text(column)}; }
    bool is_null(int column) const;
    int columns() const;

    wall_time instant(int column) const { return from_millis(integer(column)); }

    std::optional<wall_time> maybe_instant(int column) const
    {
        return is_null(column) ? std::nullopt : std::optional{instant(column)};
    }

    template <class Id>
    Id id(int column) const
    {
        return Id{integer(column)};
    }

private:
    sqlite3_stmt* statement_;
};

class database {
public:
    /// Opens or creates. Throws sqlite_failure.
    explicit database(std::string const& uri);
    ~database();
    database(database const&) = delete;
    database& operator=(database const&) = delete;

    /// What is personal goes in and comes out through this. Throws std::logic_error when there is none.
    tocsin::dispatcher::vault const& vault() const;
    void unlock(channels::secret const& key) { vault_.emplace(key); }

    /// Runs a script of statements without parameters.
    void script(std::string const& sql);

    /// Prepares `sql` once (a string that lives as long as the program; its address is the key), binds, returns the rows.
    template <class... Values>
    rows query(char const* sql, Values const&... values)
    {
        auto* const statement = prepared(sql);
        int position = 0;
        (bind(statement, ++position, values), ...);
        return rows{statement};
    }

    /// Runs a statement to its end; returns how many rows it changed.
    template <class... Values>
    int execute(char const* sql, Values const&... values)
    {
        {
            auto result = query(sql, values...);
            while (result.next()) {
            }
        }
        return changes();
    }

    /// Statements end with a failure once the function says so; it is asked now and then, on the thread they run on.
    void stop_when(std::function<bool()> asked_to);

    /// The whole database as bytes, and the other way round: a database in memory becomes what the bytes hold.
    std::string image() const;
    void become(std::string const& image);

    std::int64_t last_row() const;
    int changes() const;
    std::int64_t changes_ever() const;  ///< rows changed by this connection since it was opened
    bool in_transaction() const;

private:
    sqlite3_stmt* prepared(char const* sql);

    void bind(sqlite3_stmt* statement, int position, std::nullptr_t);
    void bind(sqlite3_stmt* statement, int position, std::int64_t value);
    void bind(sqlite3_stmt* statement, int position, double value);
    void bind(sqlite3_stmt* statement, int position, std::string_view value);

    void bind(sqlite3_stmt* statement, int position, sealed const& value);

    void bind(sqlite3_stmt* statement, int position, std::string const& value)
    {
        bind(statement, position, std::string_view{value});
    }

    void bind(sqlite3_stmt* statement, int position, char const* value)
    {
        bind(statement, position, std::string_view{value});
    }

    template <std::integral Integer>
    void bind(sqlite3_stmt* statement, int position, Integer value)
    {
        bind(statement, position, static_cast<std::int64_t>(value));
    }

    void bind(sqlite3_stmt* statement, int position, wall_time value) { bind(statement, position, to_millis(value)); }

    template <char Letter>
    void bind(sqlite3_stmt* statement, int position, id<Letter> value)
    {
        bind(statement, position, value.value());
    }

    template <class Value>
    void bind(sqlite3_stmt* statement, int position, std::optional<Value> const& value)
    {
        if (value)
            bind(statement, position, *value);
        else
            bind(statement, position, nullptr);
    }

    template <class... Values>
    void bind(sqlite3_stmt* statement, int position, std::variant<Values...> const& value)
    {
        std::visit([&](auto const& each) { bind(statement, position, each); }, value);
    }

    /// Enumerations are stored by the word they print, but for the big tables' (numbers.hpp).
    template <class Enum>
        requires std::is_enum_v<Enum>
    void bind(sqlite3_stmt* statement, int position, Enum value)
    {
        bind(statement, position, to_string(value));
    }

    sqlite3* connection_ = nullptr;
    std::optional<tocsin::dispatcher::vault> vault_;
    std::function<bool()> asked_to_stop_;
    std::unordered_map<char const*, sqlite3_stmt*> prepared_;  // only ever looked up, never walked for an order
};

}  // namespace tocsin::dispatcher
