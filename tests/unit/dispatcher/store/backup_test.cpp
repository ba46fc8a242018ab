// SPDX-License-Identifier: Apache-2.0
// A copy made while somebody writes is whole and of one moment; put back, it holds everything until somebody says why, and
// whoever left meanwhile stays out.
#include "dispatcher/store/backup.hpp"

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/restore.hpp"
#include "dispatcher/store/sole_owner.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

class Backup : public testing::Test {
protected:
    Backup()
    {
        std::string pattern = fs::temp_directory_path() / "tocsin-backup.XXXXXX";
        folder = ::mkdtemp(pattern.data());
        open();
    }

    ~Backup() override
    {
        store.reset();
        fs::remove_all(folder);
    }

    fs::path database_file() const { return folder / "tocsin.db"; }

    void open()
    {
        sqlite_options options;
        options.key = key;
        options.path = database_file();
        options.head = options.path + ".head";
        options.home = writer_home::callers_executor;
        store = open_store(world.runtime, std::move(options));
    }

    act by(std::string who) { return {std::move(who), world.runtime.wall()}; }

    void enter(std::string const& id, std::string const& mobile)
    {
        volunteer who;
        who.external_id = id;
        who.mobile = phone::from_e164(mobile);
        who.mobile_takes_sms = true;
        who.consent_sms = true;
        ASSERT_EQ(world.get(store->import_volunteers({who}, by("desk")))->added, 1);
    }

    volunteer known(std::string const& id) { return world.get(store->find_volunteer(id))->value(); }

    fs::path taken()
    {
        auto made = copy_database(database_file(), folder / "copy", {});
        EXPECT_TRUE(made) << made.error().why();
        EXPECT_TRUE(made->whole());
        EXPECT_FALSE(fs::exists(folder / "copy")) << "nothing is left beside the database";
        auto const file = folder / "kept.db";
        std::ofstream out{file, std::ios::binary};
        for (auto piece = made->read(4096); !piece->empty(); piece = made->read(4096))
            out << *piece;
        head = made->head();
        return file;
    }

    channels::secret key{std::string(32, 'k')};
    fs::path folder;
    support::virtual_world world;
    std::unique_ptr<sqlite_store> store;
    journal_head head;
};

TEST_F(Backup, WithAFieldChangedIsNamedAndNotPutBack)
{
    enter("v1", "+33639980001");
    auto const file = taken();
    store.reset();
    {
        database behind{file.string()};
        behind.script("UPDATE volunteer SET external_id = 'v7'");
    }
    EXPECT_EQ(restore_file(database_file(), file, key), 1) << "SQLite calls it sound";
    open();
    EXPECT_EQ(known("v1").external_id, "v1") << "what was there stays";
}

TEST_F(Backup, IsOfOneMomentAndWhole)
{
    enter("v-1", "+33639980001");
    auto const file = taken();
    enter("v-2", "+33639980002");
    database db{file.string()};
    auto row = db.query("SELECT count(*) FROM volunteer");
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.integer(0), 1);
    EXPECT_EQ(head.number, 2) << "begun, imported";
}

TEST_F(Backup, HoldsNothingThatWasErasedBefore)
{
    enter("v-1", "+33639980001");
    enter("v-2", "+33639980002");
    ASSERT_TRUE(*world.get(store->erase_volunteer(known("v-2").id, by("desk"))));
    std::ifstream in{taken(), std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{in}, {}};
    vault const ours{key};
    EXPECT_NE(bytes.find(ours.address("+33639980001").bytes()), std::string::npos);
    EXPECT_EQ(bytes.find(ours.address("+33639980002").bytes()), std::string::npos);
    EXPECT_EQ(bytes.find("33639980001"), std::string::npos) << "nor is it open to whoever finds the copy";
}

TEST_F(Backup, IsNotMadeWhenAskedToStop)
{
    std::stop_source stop;
    stop.request_stop();
    std::vector<volunteer> many(3000);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i].external_id = "v-" + std::to_string(i);
    ASSERT_TRUE(world.get(store->import_volunteers(std::move(many), by("desk"))));
    auto const made = copy_database(database_file(), folder / "copy", stop.get_token());
    ASSERT_FALSE(made);
    EXPECT_FALSE(fs::exists(folder / "copy"));
}

TEST_F(Backup, ComesBackHeldAndWithoutThoseWhoLeft)
{
    enter("v-1", "+33639980001");
    enter("v-2", "+33639980002");
    enter("v-3", "+33639980003");
    enter("v-5", "+33639980005");
    auto const file = taken();
    world.get(store->opt_out("+33639980002", by("desk")));
    ASSERT_TRUE(world.get(store->rights().restrict_person(known("v-5").id, true, "contests it", by("desk"))));
    ASSERT_TRUE(*world.get(store->erase_volunteer(known("v-3").id, by("desk"))));
    enter("v-4", "+33639980004");

    store.reset();
    ASSERT_EQ(restore_file(database_file(), file, key), 0);
    EXPECT_TRUE(fs::exists(folder / "tocsin.db.before-1")) << "what was there is kept";
    EXPECT_FALSE(fs::exists(folder / "tocsin.db-wal")) << "a log of another file would ruin this one";
    EXPECT_EQ(fs::status(database_file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    open();
    EXPECT_TRUE(world.get(store->journal_now())->held) << "what waited in it may have been sent since";
    EXPECT_FALSE(known("v-1").opted_out);
    EXPECT_TRUE(known("v-2").opted_out);
    EXPECT_TRUE(known("v-5").restricted);
    EXPECT_FALSE(world.get(store->find_volunteer("v-3"))->has_value());
    EXPECT_FALSE(world.get(store->find_volunteer("v-4"))->has_value()) << "came after the backup";
    ASSERT_TRUE(world.get(store->accept_findings(by("alice"), "backup restored")));
    EXPECT_FALSE(world.get(store->journal_now())->held);
    store.reset();
    open();
    EXPECT_FALSE(world.get(store->journal_now())->held) << "the chain goes on";
}

TEST_F(Backup, OfAnotherHouseIsRefused)
{
    enter("v-1", "+33639980001");
    auto const file = taken();
    store.reset();
    fs::remove(database_file());
    EXPECT_EQ(restore_file(database_file(), file, channels::secret{std::string(32, 'x')}), 1) << "nobody could read it";
    EXPECT_FALSE(fs::exists(database_file()));
    EXPECT_EQ(restore_file(database_file(), file, key), 0);
    open();
    EXPECT_EQ(known("v-1").mobile, phone::from_e164("+33639980001"));
}

TEST_F(Backup, IsNotPutUnderARunningDaemonNorIsAnythingElse)
{
    auto const file = taken();
    EXPECT_EQ(restore_file(database_file(), file, key), 1) << "a daemon works on it";
    store.reset();
    std::ofstream{folder / "other"} << "not a database at all, whatever it is called";
    EXPECT_EQ(restore_file(database_file(), folder / "other", key), 1);
    EXPECT_EQ(restore_file(database_file(), folder / "absent", key), 1);
    EXPECT_FALSE(fs::exists(folder / "tocsin.db.before-1"));
    open();
    EXPECT_FALSE(world.get(store->journal_now())->held);
}

}  // namespace
}  // namespace tocsin::dispatcher
