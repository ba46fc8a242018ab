// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/content_digest.hpp"

#include "dispatcher/store/digest.hpp"

#include <mutex>
#include <set>
#include <vector>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t at_once = 1024 * 1024;  // bytes
constexpr auto select_schema = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
constexpr auto select_version = "PRAGMA user_version";
constexpr auto put_digest = "INSERT OR REPLACE INTO house (key, value) VALUES ('content', ?1)";
constexpr auto select_digest = "SELECT value FROM house WHERE key = 'content'";

class sum {
public:
    void add(std::string_view field)
    {
        waiting_ += std::to_string(field.size()) + ':';
        waiting_ += field;
        if (waiting_.size() > at_once)
            fold();
    }

    std::string end()
    {
        fold();
        return so_far_;
    }

private:
    void fold()
    {
        so_far_ = sha256_of(so_far_ + waiting_);
        waiting_.clear();
    }

    std::string so_far_;
    std::string waiting_;
};

/// A statement's text has to live as long as the program. There are as many as tables.
char const* kept(std::string text)
{
    static std::mutex one_at_a_time;
    static std::set<std::string> all;
    std::lock_guard const lock{one_at_a_time};
    return all.insert(std::move(text)).first->c_str();
}

void add_row(sum& to, rows const& row)
{
    for (int column = 0; column < row.columns(); ++column)
        to.add(row.is_null(column) ? "null" : '=' + row.text(column));
}

void add_table(sum& to, database& db, std::string const& name)
{
    bool const is_house = name == "house";
    auto row = db.query(kept("SELECT * FROM \"" + name + '"'));
    while (row.next())
        if (!is_house || row.text(0) != "content")
            add_row(to, row);
}

}  // namespace

std::string content_digest(database& db)
{
    sum all;
    std::vector<std::string> tables;
    {
        auto row = db.query(select_version);
        row.next();
        add_row(all, row);
    }
    {
        auto row = db.query(select_schema);
        while (row.next()) {
            add_row(all, row);
            if (row.text(0) == "table")
                tables.push_back(row.text(1));
        }
    }
    for (auto const& each : tables)
        add_table(all, db, each);
    return all.end();
}

void write_digest(database& db) { db.execute(put_digest, content_digest(db)); }

std::string written_digest(database& db)
{
    auto row = db.query(select_digest);
    return row.next() ? row.text(0) : std::string{};
}

}  // namespace tocsin::dispatcher
