// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/restore.hpp"

#include "dispatcher/store/content_digest.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/file_uri.hpp"
#include "dispatcher/store/house_seal.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/register.hpp"
#include "dispatcher/store/rights.hpp"
#include "dispatcher/store/schema.hpp"
#include "dispatcher/store/sealing_migration.hpp"
#include "dispatcher/store/sole_owner.hpp"

#include <boost/json/parse.hpp>

#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

constexpr auto endings = {"", "-wal", "-shm", ".head", ".commits"};
constexpr auto select_since =
    "SELECT kind, at, by, what FROM journal WHERE number > ?1 AND kind = 'erased' ORDER BY number";
constexpr auto select_opt_outs = "SELECT address, at FROM opt_out";
constexpr auto select_restricted = "SELECT id, restricted FROM volunteer WHERE restricted IS NOT NULL";
constexpr auto select_opt_out = "SELECT 1 FROM opt_out WHERE address = ?1";

[[noreturn]] void stop_because(std::string const& what) { throw std::runtime_error{what}; }

std::string reason() { return std::generic_category().message(errno); }

/// A sound backup of ours that this program can read. Gives the head of its journal.
journal_head judge(fs::path const& backup)
{
    database db{read_only_uri(backup.string())};
    auto const version = schema_of(db);
    if (version == 0 || version > newest_schema())
        stop_because(
            backup.string() + " has schema " + std::to_string(version) + ", this program knows 1 to " +
            std::to_string(newest_schema()) + ": it is no backup of tocsin, or of a newer one"
        );
    {
        auto row = db.query("PRAGMA integrity_check(1)");
        if (!row.next() || row.text(0) != "ok")
            stop_because(backup.string() + " is damaged; take another one");
    }
    if (auto const written = written_digest(db); !written.empty() && written != content_digest(db))
        stop_because(backup.string() + " does not hold what was written into it: it is damaged, or was changed; take another one");
    return tables::head_of(db);
}

/// Whatever root puts there must be the daemon's.
void give_to_owner_of_folder(fs::path const& file)
{
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(file.parent_path().c_str(), &folder) != 0)
        return;
    if (::chown(file.c_str(), folder.st_uid, folder.st_gid) != 0)
        stop_because("cannot give " + file.string() + " to the owner of its folder: " + reason());
}

void flush_to_disk(fs::path const& what)
{
    int const descriptor = ::open(what.c_str(), O_RDONLY | O_CLOEXEC);
    bool const kept = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!kept)
        stop_because("cannot write " + what.string() + " to the disk: " + reason());
}

struct departures {
    std::vector<std::pair<sealed, wall_time>> opted_out;
    std::vector<std::pair<volunteer_id, act>> erased;
    std::vector<std::pair<volunteer_id, wall_time>> restricted;
};

/// Who left since the backup, as far as the database that is replaced can be read.
departures departures_in(fs::path const& replaced, journal_head const& since, channels::secret const& key)
{
    departures found;
    try {
        database db{read_only_uri(replaced.string())};
        db.unlock(key);
        bool const lies_open = schema_of(db) < first_sealed_schema;
        if (!is_ours(db)) {
            std::printf("What was there is sealed with another key: who opted out since the backup has to be entered again.\n");
            return {};
        }
        if (tables::check_head(db, since)) {
            std::printf("What was there is no later state of this backup: nothing is taken over from it.\n");
            return {};
        }
        auto out = db.query(select_opt_outs);
        while (out.next())
            found.opted_out.emplace_back(lies_open ? db.vault().address(out.text(0)) : out.field(0), out.instant(1));
        if (schema_of(db) >= first_schema_with_rights) {
            auto alone = db.query(select_restricted);
            while (alone.next())
                found.restricted.emplace_back(alone.id<volunteer_id>(0), alone.instant(1));
        }
        auto row = db.query(select_since, since.number);
        while (row.next())
            found.erased.emplace_back(
                volunteer_id{boost::json::parse(row.text(3)).at("volunteer").as_int64()}, act{row.text(2), row.instant(1)}
            );
    } catch (std::exception const&) {
        std::printf("What was there cannot be read: who opted out or was erased since the backup has to be entered again.\n");
    }
    return found;
}

void leave_out(fs::path const& restored, departures const& who, channels::secret const& key)
{
    database db{restored.string()};
    db.unlock(key);
    db.script("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL");
    migrate(db);
    mark_as_ours(db);
    db.script("BEGIN IMMEDIATE");
    int out = 0;
    for (auto const& [address, at] : who.opted_out)
        if (!db.query(select_opt_out, address).next()) {
            tables::opt_out(db, address, {"restore", at});
            ++out;
        }
    int erased = 0;
    for (auto const& [which, by] : who.erased)
        erased += tables::erase_volunteer(db, which, by) ? 1 : 0;
    for (auto const& [which, since] : who.restricted)
        tables::restrict_person(db, which, true, "restricted since the backup", {"restore", since});
    db.script("COMMIT");
    std::printf("Kept out, since they left after the backup: %d addresses that opted out, %d people who were erased.\n", out, erased);
}

/// The name under which what is replaced stays.
std::string name_aside(fs::path const& database)
{
    for (int n = 1;; ++n) {
        auto name = database.string() + ".before-" + std::to_string(n);
        if (!fs::exists(name))
            return name;
    }
}

void put_back(fs::path const& database, fs::path const& backup, channels::secret const& key)
{
    sole_owner const alone{database.string()};
    give_to_owner_of_folder(database.string() + ".lock");
    auto const head = judge(backup);
    auto const fresh = database.string() + ".restoring";
    fs::remove(fresh);
    ::umask(0077);
    fs::copy_file(backup, fresh);
    fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write);
    leave_out(fresh, fs::exists(database) ? departures_in(database, head, key) : departures{}, key);
    give_to_owner_of_folder(fresh);
    if (auto const beside = database.string() + ".key"; fs::exists(beside))  // made just now, by root
        give_to_owner_of_folder(beside);
    flush_to_disk(fresh);
    auto const aside = name_aside(database);
    // The write-ahead log belongs to the file that goes, and would ruin the one that comes.
    for (auto const* const ending : endings)
        if (fs::exists(database.string() + ending))
            fs::rename(database.string() + ending, aside + ending);
    fs::rename(fresh, database);
    flush_to_disk(database.parent_path());
    std::printf(
        "%s is in place as it was at line %lld of its journal. What was there is %s.\n"
        "Start the daemon. Nothing is sent until you say so: end what is over (tocsin status, tocsin cancel), then\n"
        "  tocsin audit accept --reason \"backup of … restored\"\n",
        database.c_str(), static_cast<long long>(head.number), aside.c_str()
    );
}

}  // namespace

int restore_file(fs::path const& database, fs::path const& backup, channels::secret const& key)
{
    try {
        put_back(database, backup, key);
        return 0;
    } catch (std::exception const& failure) {
        std::fprintf(stderr, "tocsind: nothing was restored: %s\n", failure.what());
        return 1;
    }
}

}  // namespace tocsin::dispatcher
