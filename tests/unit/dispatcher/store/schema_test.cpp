// SPDX-License-Identifier: Apache-2.0
// A database of any schema that was ever released opens, ends in the same schema as a new one, and has lost nothing.
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/schema.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/support/virtual_runtime.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> released()
{
    std::vector<std::string> names;
    for (auto const& each : fs::directory_iterator{fs::path{TOCSIN_SOURCE_DIR} / "tests" / "schemas"})
        if (each.path().extension() == ".sql")
            names.push_back(each.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

class Schema : public testing::TestWithParam<std::string> {
protected:
    Schema()
    {
        std::string pattern = fs::temp_directory_path() / "tocsin-schema.XXXXXX";
        folder = ::mkdtemp(pattern.data());
    }

    ~Schema() override { fs::remove_all(folder); }

    std::unique_ptr<sqlite_store> open(std::string const& name)
    {
        sqlite_options options;
        options.path = folder / name;
        options.durable = false;
        options.home = writer_home::callers_executor;
        return open_store(world.runtime, std::move(options));
    }

    std::vector<std::string> tables_of(std::string const& name) const
    {
        database db{(folder / name).string()};
        std::vector<std::string> found;
        auto row = db.query("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name");
        while (row.next())
            found.push_back(row.text(0));
        return found;
    }

    fs::path folder;
    support::virtual_world world;
};

TEST_P(Schema, MovesForwardWithEverythingInIt)
{
    {
        std::ifstream file{fs::path{TOCSIN_SOURCE_DIR} / "tests" / "schemas" / (GetParam() + ".sql")};
        database db{(folder / "old.db").string()};
        db.script({std::istreambuf_iterator<char>{file}, {}});
        ASSERT_EQ(schema_of(db), std::stoi(GetParam()));
    }
    {
        auto const store = open("old.db");
        auto const who = world.get(store->find_volunteer("v-1"));
        ASSERT_TRUE(who && *who);
        EXPECT_EQ((*who)->mobile, phone::from_e164("+33639980001"));
        EXPECT_NE((*who)->last_name, "");
        EXPECT_EQ((*who)->skills, (std::vector<std::string>{"boat", "driver"}));
        EXPECT_TRUE((*world.get(store->find_volunteer("v-3")))->opted_out);
        auto const all = *world.get(store->mobilisations(true, 10));
        ASSERT_EQ(all.size(), 3U);
        EXPECT_EQ(
            std::count_if(all.begin(), all.end(), [](auto const& each) { return each.state == mobilisation_state::running; }), 2
        );
        auto const first = *world.get(store->tally_of(mobilisation_id{1}));
        EXPECT_EQ(first.confirmed, 1);
        EXPECT_EQ(first.waiting, 1);
        EXPECT_EQ(first.declined, 1);
        EXPECT_EQ(first.possible_duplicates, 1);
        EXPECT_EQ(world.get(store->texts_of(mobilisation_id{1}))->size(), 2U);
        EXPECT_EQ(world.get(store->story_of(volunteer_id{1}))->size(), 2U);
        EXPECT_EQ(world.get(store->alerts(10))->size(), 2U);
        EXPECT_EQ(world.get(store->inbox(10))->size(), 1U);
        auto const told = *world.get(store->tales().tell(message_id{4}));
        ASSERT_TRUE(told);
        EXPECT_EQ(told->lines.size(), 5U) << "made, refused once, accepted, delivered, answered";
        reply_record again;
        again.channel = "sms-main";
        again.address = "+33639980001";
        again.text = inbound_text{"+33639980001", "38123", "oui", "r-1"};
        again.at = world.runtime.wall();
        EXPECT_TRUE(world.get(store->take_reply(again))->seen_before) << "known by its sealed key";
        EXPECT_FALSE(world.get(store->journal_now())->held);
        state_change change;
        change.id = mobilisation_id{1};
        change.from = {mobilisation_state::running};
        change.to = mobilisation_state::paused;
        change.by = "alice";
        change.at = world.runtime.wall();
        EXPECT_EQ(*world.get(store->change_state(change)), change_result::done);
        open("new.db");
    }
    EXPECT_EQ(tables_of("old.db"), tables_of("new.db")) << "a migration that was released is never edited";
    std::ifstream file{folder / "old.db", std::ios::binary};
    std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(bytes.find("33639980001"), std::string::npos) << "nor is it left behind in the free pages";
    database db{(folder / "old.db").string()};
    EXPECT_EQ(schema_of(db), newest_schema());
    EXPECT_FALSE(db.query("SELECT 1 FROM house WHERE key = 'scrub'").next()) << "and that is known to be done";
    EXPECT_FALSE(db.query("SELECT 1 FROM reply WHERE length(provider_id) < 64").next());
    EXPECT_FALSE(db.query("PRAGMA foreign_key_check").next());
    auto sound = db.query("PRAGMA integrity_check");
    ASSERT_TRUE(sound.next());
    EXPECT_EQ(sound.text(0), "ok");
}

INSTANTIATE_TEST_SUITE_P(Released, Schema, testing::ValuesIn(released()), [](auto const& of) { return "Number" + of.param; });

TEST(SchemaOfANewerProgram, IsRefused)
{
    database db{":memory:"};
    db.script("PRAGMA user_version = " + std::to_string(newest_schema() + 1));
    EXPECT_THROW(migrate(db), std::runtime_error);
}

}  // namespace
}  // namespace tocsin::dispatcher
