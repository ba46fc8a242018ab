// SPDX-License-Identifier: Apache-2.0
// What a disk may do to the file, and is not to pass for sound: an index that says another thing than its table, a page of
// noise, a number that stands for nothing.
#include "dispatcher/store/inspection.hpp"
#include "dispatcher/store/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Inspection : public testing::Test {
protected:
    Inspection() : inspected_(std::filesystem::temp_directory_path() / ("tocsin-inspection." + std::to_string(::getpid())))
    {
        std::filesystem::remove(inspected_);
        database db{inspected_.string()};
        db.script("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL); CREATE INDEX by_name ON person (name)");
        for (int i = 100; i < 400; ++i)
            db.execute("INSERT INTO person (id, name) VALUES (?1, ?2)", i, "needle-" + std::to_string(i));
        std::ifstream in{inspected_, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{in}, {});
    }
    ~Inspection() override { std::filesystem::remove(inspected_); }

    std::vector<std::string> damage() const
    {
        std::ofstream{inspected_, std::ios::binary} << bytes;
        database db{inspected_.string()};
        return damage_in(db);
    }

    std::string bytes;

private:
    std::filesystem::path inspected_;
};

TEST_F(Inspection, FindsNothingInASoundFile) { EXPECT_THAT(damage(), IsEmpty()); }

TEST_F(Inspection, FindsAnIndexThatSaysAnotherThingThanItsTable)
{
    auto const once = bytes.find("needle-250");
    auto const again = bytes.find("needle-250", once + 1);
    ASSERT_NE(again, std::string::npos);
    bytes[again + 7] = '3';
    auto const found = damage();
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found.front(), HasSubstr("by_name"));
    for (auto const& each : found)
        EXPECT_THAT(each, Not(HasSubstr("needle"))) << "what a field holds is nobody's";
}

TEST_F(Inspection, TellsNoiseInOneLineOfPlainText)
{
    bytes.replace(8192, 4096, std::string(4096, '\xdf'));
    auto const found = damage();
    ASSERT_FALSE(found.empty());
    for (auto const& each : found)
        EXPECT_TRUE(std::all_of(each.begin(), each.end(), [](char c) { return c >= ' ' && c <= '~'; })) << each;
}

TEST_F(Inspection, KnowsWhatIsNoDatabaseAtAll)
{
    bytes.assign(20'000, '\xdf');
    EXPECT_THAT(damage(), ElementsAre("file is not a database"));
}

TEST(Numbers, StandForAnEnumeratorOrForNothing)
{
    EXPECT_EQ(numbered<message_state>(8), message_state::delivered);
    EXPECT_EQ(numbered<medium>(0), medium::sms);
    EXPECT_THROW(numbered<message_state>(9), std::out_of_range);
    EXPECT_THROW(numbered<purpose>(12), std::out_of_range);
    EXPECT_THROW(numbered<solicitation_state>(-1), std::out_of_range);
    EXPECT_THROW(numbered<medium>(2), std::out_of_range);
}

}  // namespace
}  // namespace tocsin::dispatcher
