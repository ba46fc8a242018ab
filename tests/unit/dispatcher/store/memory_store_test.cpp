// SPDX-License-Identifier: Apache-2.0
// A store in memory: made once, copied as often as it is needed.
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

class MemoryStore : public testing::Test {
protected:
    std::unique_ptr<sqlite_store> open(std::string image)
    {
        sqlite_options options;
        options.path = ":memory:";
        options.image = std::move(image);
        options.durable = false;
        options.home = writer_home::callers_executor;
        options.house_number = 1;
        return open_store(world.runtime, std::move(options));
    }

    void add(sqlite_store& to, std::string const& name)
    {
        volunteer who;
        who.external_id = name;
        std::vector<volunteer> one{who};
        world.get(to.import_volunteers(std::move(one), act{})).value();
    }

    bool has(sqlite_store& kept, std::string const& name) { return world.get(kept.find_volunteer(name)).value().has_value(); }

    support::virtual_world world;
};

TEST_F(MemoryStore, BeginsWithWhatAnotherHeldAndGoesItsOwnWay)
{
    auto const first = open("");
    add(*first, "camille");
    auto const image = first->image();
    auto const second = open(image);
    auto const third = open(image);
    EXPECT_TRUE(has(*second, "camille"));
    add(*second, "lou");
    for (int i = 0; i < 2000; ++i)  // it grows beyond what it began with
        add(*second, "v" + std::to_string(i));
    EXPECT_TRUE(has(*second, "v1999"));
    EXPECT_FALSE(has(*first, "lou"));
    EXPECT_FALSE(has(*third, "lou"));
}

TEST_F(MemoryStore, RefusesWhatIsNoDatabase)
{
    EXPECT_THROW(open(std::string(8192, 'x')), std::runtime_error);
}

TEST_F(MemoryStore, CountsNoTrafficWhereThereIsNone)
{
    auto const kept = open("");
    EXPECT_TRUE(world.get(kept->traffic_of(mobilisation_id{7})).value().empty());
    EXPECT_TRUE(world.get(kept->people_heard_in(mobilisation_id{7}, world.clock.wall())).value().empty());
}

}  // namespace
}  // namespace tocsin::dispatcher
