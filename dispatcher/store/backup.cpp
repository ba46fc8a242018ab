// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/backup.hpp"

#include "dispatcher/store/content_digest.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/file_uri.hpp"
#include "dispatcher/store/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t room_to_leave = 64 * 1024 * 1024;  // for the house itself, while the copy stands beside it
constexpr int lines_copied_at_once = 10'000;

store_error failed(std::string what) { return {store_failure::unknown, std::move(what) + ": " + std::generic_category().message(errno)}; }

bool has_room(fs::path const& beside, std::uintmax_t size)
{
    struct statvfs disk {};
    if (::statvfs(beside.c_str(), &disk) != 0)
        return true;  // SQLite will say
    return static_cast<std::uintmax_t>(disk.f_bavail) * disk.f_frsize >= size + room_to_leave;
}

/// SQLite's own names only: a descriptor of ours on the live database, once closed, would take its locks with it.
std::uintmax_t size_of(fs::path const& database)
{
    std::error_code none;
    auto const main = fs::file_size(database, none);
    auto const waiting = fs::file_size(database.string() + "-wal", none);
    return main + (none ? 0 : waiting);
}

void copy(fs::path const& from, fs::path const& to, std::stop_token const& stop)
{
    database source{read_only_uri(from.string())};
    source.stop_when([stop] { return stop.stop_requested(); });
    source.execute("PRAGMA busy_timeout = 5000");
    // Not page by page: what was deleted is not in the copy.
    source.execute("VACUUM INTO ?1", to.string());
    database made{to.string()};
    made.stop_when([stop] { return stop.stop_requested(); });
    made.script("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");  // whoever takes it away makes it durable
    write_digest(made);
}

/// The head it ends in, and whether everything before it is sound.
std::pair<journal_head, bool> verify(fs::path const& copy, std::stop_token const& stop)
{
    database db{read_only_uri(copy.string())};
    db.stop_when([stop] { return stop.stop_requested(); });
    {
        auto row = db.query("PRAGMA quick_check(1)");
        if (!row.next() || row.text(0) != "ok")
            throw sqlite_failure{11, "the copy is damaged"};
    }
    journal_head reached;
    bool whole = true;
    for (bool complete = false; !complete;) {
        auto const part = tables::check_journal(db, reached, lines_copied_at_once);
        reached = part.reached;
        complete = part.complete;
        whole = whole && std::all_of(part.findings.begin(), part.findings.end(), [](auto const& each) { return each.accepted; });
    }
    return {reached, whole};
}

}  // namespace

backup::~backup()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

stored<std::string> backup::read(std::size_t most)
{
    std::string piece(most, '\0');
    auto const size = ::read(descriptor_, piece.data(), piece.size());
    if (size < 0)
        return failed("the copy cannot be read");
    piece.resize(static_cast<std::size_t>(size));
    return piece;
}

stored<backup> copy_database(fs::path const& from, fs::path const& to, std::stop_token const& stop)
{
    if (!has_room(from.parent_path(), size_of(from)))
        return store_error{store_failure::full, "there is no room beside the database for a copy of it"};
    std::error_code none;
    fs::remove(to, none);  // of a life that was killed meanwhile
    int const descriptor = ::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return failed("the copy cannot be made");
    try {
        copy(from, to, stop);
        auto [head, whole] = verify(to, stop);
        fs::remove(to, none);
        return backup{descriptor, std::move(head), whole};
    } catch (sqlite_failure const& failure) {
        ::close(descriptor);
        fs::remove(to, none);
        return store_error{store_failure::unknown, failure.what()};
    }
}

backups::backups(fs::path database, boost::asio::any_io_executor executor)
    : database_(std::move(database)), aside_(std::move(executor))
{}

backups::~backups() = default;

task<stored<backup>> backups::make()
{
    auto copying = [from = database_](std::stop_token const& stop) {
        return copy_database(from, from.string() + ".backup", stop);
    };
    return aside_.run(std::move(copying));
}

}  // namespace tocsin::dispatcher
