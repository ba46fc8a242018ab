// SPDX-License-Identifier: Apache-2.0
// Nothing personal lies open in the file, and what was changed there by anybody without the key is not used.
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class SealedStore : public testing::Test {
protected:
    SealedStore()
    {
        std::string pattern = fs::temp_directory_path() / "tocsin-sealed.XXXXXX";
        folder = ::mkdtemp(pattern.data());
        open();
    }

    ~SealedStore() override
    {
        kept.reset();
        fs::remove_all(folder);
    }

    void open()
    {
        sqlite_options options;
        options.path = file();
        options.key = key;
        options.house_number = 1;
        options.home = writer_home::callers_executor;
        kept = open_store(world.runtime, std::move(options));
    }

    std::string file() const { return folder / "tocsin.db"; }

    std::string bytes() const
    {
        std::string all;
        for (auto const* const ending : {"", "-wal"}) {
            std::ifstream in{file() + ending, std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
        return all;
    }

    static volunteer camille()
    {
        volunteer who;
        who.external_id = "v-1";
        who.first_name = "Zéphyrine";
        who.last_name = "Quatrefages";
        who.birth_date = parse_date("1987-03-14");
        who.mobile = phone::from_e164("+33639980001");
        who.mobile_takes_sms = true;
        who.email = mailbox::parse("zephyrine@example.org");
        who.postcode = "04000";
        who.commune = "04070";
        who.position = geo_point{44.0923712, 6.2356481};
        who.consent_sms = true;
        who.consent_email = true;
        return who;
    }

    void import(volunteer who) { ASSERT_TRUE(world.get(kept->import_volunteers({std::move(who)}, by()))); }

    act by() { return {"desk", world.runtime.wall()}; }

    reply_result says(std::string from, std::string text)
    {
        reply_record record;
        record.channel = "sms";
        record.address = std::move(from);
        record.text.text = std::move(text);
        record.at = world.runtime.wall();
        return *world.get(kept->take_reply(std::move(record)));
    }

    std::vector<std::string> found_by(std::string text)
    {
        volunteer_query query;
        query.text = std::move(text);
        std::vector<std::string> ids;
        auto const page = *world.get(kept->search_volunteers(query));
        for (auto const& each : page.people)
            ids.push_back(each.external_id);
        return ids;
    }

    channels::secret key{std::string(32, 'k')};
    fs::path folder;
    support::virtual_world world;
    std::unique_ptr<sqlite_store> kept;
};

TEST_F(SealedStore, HoldsNothingPersonalInTheOpen)
{
    import(camille());
    auto other = camille();
    other.mobile = phone::from_e164("+33639980002");
    import(other);
    says("+33639980002", "Bonjour, je suis chez ma tante Hortense");
    ASSERT_TRUE(world.get(kept->opt_out("zephyrine@example.org", by())));
    double const latitude = camille().position->latitude;
    auto const all = bytes();
    EXPECT_THAT(all, HasSubstr("04070")) << "what a selection searches by is open";
    for (auto const* const canary :
         {"phyrine", "Quatrefages", "1987-03-14", "33639980001", "33639980002", "zephyrine@", "Hortense"})
        EXPECT_THAT(all, Not(HasSubstr(canary)));
    EXPECT_THAT(all, Not(HasSubstr(std::string{reinterpret_cast<char const*>(&latitude), sizeof latitude})));
    std::string big_endian{reinterpret_cast<char const*>(&latitude), sizeof latitude};
    EXPECT_THAT(all, Not(HasSubstr(std::string{big_endian.rbegin(), big_endian.rend()}))) << "as SQLite writes a number";
}

TEST_F(SealedStore, GivesBackWhatWentIn)
{
    import(camille());
    kept.reset();
    open();
    auto found = world.get(kept->find_volunteer("v-1"))->value();
    found.id = {};
    EXPECT_EQ(found, camille());
    says("+33639980009", "Je peux venir ?");
    auto const waiting = *world.get(kept->inbox(10));
    ASSERT_THAT(waiting, SizeIs(1));
    EXPECT_EQ(waiting.front().address, "+33639980009");
    EXPECT_EQ(waiting.front().text, "Je peux venir ?");
}

TEST_F(SealedStore, FindsPeopleByNameAndAddress)
{
    import(camille());
    for (auto const* const text : {"quatre", "Zephy", "QUATREFAGES", "v-1", "04000", "04070"})
        EXPECT_THAT(found_by(text), testing::ElementsAre("v-1")) << text;
    EXPECT_THAT(found_by("martin"), IsEmpty());
    auto moved = camille();
    moved.mobile = phone::from_e164("+33639980002");
    import(moved);
    volunteer_query query;
    for (auto const* const address : {"+33639980002", "+33639980001", "zephyrine@example.org"}) {
        query.address = address;
        EXPECT_THAT(world.get(kept->search_volunteers(query))->people, SizeIs(1)) << address;
    }
    query.address = "+33639980003";
    EXPECT_THAT(world.get(kept->search_volunteers(query))->people, IsEmpty());
}

TEST_F(SealedStore, GoesThroughALargeRegisterInParts)
{
    std::vector<volunteer> many;
    for (int i = 0; i < 4500; ++i) {
        auto who = camille();
        who.external_id = "v-" + std::to_string(i);
        who.last_name = i == 4321 ? "Martin" : "Dupont";
        who.mobile = {};
        who.email = {};
        many.push_back(who);
    }
    ASSERT_TRUE(world.get(kept->import_volunteers(many, by())));
    volunteer_query query;
    query.text = "martin";
    int parts = 0;
    std::vector<volunteer> found;
    for (bool complete = false; !complete; ++parts) {
        auto page = *world.get(kept->search_volunteers(query));
        found.insert(found.end(), page.people.begin(), page.people.end());
        query.after = page.reached;
        complete = page.complete;
    }
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found.front().external_id, "v-4321");
    EXPECT_GT(parts, 2) << "others have their turn between";
}

TEST_F(SealedStore, NoticesAFlippedBitAndChoosesNobodyByWhatIsLeft)
{
    import(camille());
    kept.reset();
    {
        database db{file()};
        db.script("UPDATE volunteer SET personal = cast(X'00' || substr(personal, 2) AS BLOB)");
    }
    open();
    auto const read = *world.get(kept->entries_after(volunteer_id{}, 10));
    ASSERT_THAT(read, SizeIs(1));
    EXPECT_TRUE(read.front().damaged);
    auto const again = *world.get(kept->import_volunteers({camille()}, by()));
    EXPECT_EQ(again.updated, 1) << "the next import puts it right";
    EXPECT_FALSE(world.get(kept->entries_after(volunteer_id{}, 10))->front().damaged);
}

TEST_F(SealedStore, IsNotOpenedWithAnotherKey)
{
    import(camille());
    kept.reset();
    key = channels::secret{std::string(32, 'x')};
    EXPECT_THROW(
        {
            try {
                open();
            } catch (std::runtime_error const& failure) {
                EXPECT_THAT(failure.what(), HasSubstr("another key"));
                throw;
            }
        },
        std::runtime_error
    );
}

TEST_F(SealedStore, LeavesNothingOfWhoeverWasErased)
{
    import(camille());
    says("+33639980001", "Bonjour, c'est Zéphyrine");
    auto const who = world.get(kept->find_volunteer("v-1"))->value().id;
    ASSERT_EQ(*world.get(kept->erase_volunteer(who, by())), true);
    auto const waiting = *world.get(kept->inbox(10));
    for (auto const& each : waiting)
        EXPECT_EQ(each.address + each.text, "");
    volunteer_query query;
    query.address = "+33639980001";
    EXPECT_THAT(world.get(kept->search_volunteers(query))->people, IsEmpty());
}

TEST_F(SealedStore, ARowThatTocsinNeverWroteIsDamage)
{
    kept.reset();
    {
        database raw{file()};
        raw.script(
            "INSERT INTO client (name, role, proof, secret, may_launch, per_minute, may, added, added_by)"
            " VALUES ('desk', 'staff', 'token', '00', 0, 600, '{}', 0, 'alice')"
        );
    }
    open();
    auto const read = world.get(kept->outside().clients());
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().failure(), store_failure::corrupt);
    EXPECT_THAT(read.error().why(), HasSubstr("tocsind --restore"));
    EXPECT_TRUE(world.get(kept->opt_out("zephyrine@example.org", by()))) << "and nothing of it is left open";
}

}  // namespace
}  // namespace tocsin::dispatcher
