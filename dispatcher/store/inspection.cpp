// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/inspection.hpp"

#include "dispatcher/store/failures.hpp"
#include "dispatcher/store/file_uri.hpp"

#include <algorithm>
#include <stop_token>
#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr auto check = "PRAGMA integrity_check(3)";

/// For a line of the log: a damaged schema is quoted as it lies there.
std::string printable(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
    return text;
}

bool is_damage(sqlite_failure const& failure)
{
    return failure_of(failure.code(), moment::before_commit) == store_failure::corrupt;
}

stored<std::vector<std::string>> look_into(std::filesystem::path const& path, std::stop_token const& stop)
{
    try {
        database db{read_only_uri(path.string())};
        db.stop_when([stop] { return stop.stop_requested(); });
        db.execute("PRAGMA busy_timeout = 5000");
        return damage_in(db);
    } catch (sqlite_failure const& failure) {
        return store_error{store_failure::unknown, failure.what()};
    }
}

}  // namespace

std::vector<std::string> damage_in(database& db)
{
    std::vector<std::string> found;
    try {
        auto row = db.query(check);
        while (row.next())
            if (auto said = printable(row.text(0)); said != "ok")
                found.push_back(std::move(said));
    } catch (sqlite_failure const& failure) {
        if (!is_damage(failure))
            throw;
        found.push_back(printable(failure.what()));
    }
    return found;
}

inspector::inspector(std::filesystem::path database, boost::asio::any_io_executor executor)
    : database_(std::move(database)), aside_(std::move(executor))
{}

inspector::~inspector() = default;

task<stored<std::vector<std::string>>> inspector::look()
{
    auto reading = [path = database_](std::stop_token const& stop) { return look_into(path, stop); };
    return aside_.run(std::move(reading));
}

}  // namespace tocsin::dispatcher
