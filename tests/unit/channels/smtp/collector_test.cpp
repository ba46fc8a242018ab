// SPDX-License-Identifier: Apache-2.0
// What is told of a letter box that cannot be read.
#include "channels/port/tasks.hpp"
#include "channels/smtp/collector.hpp"
#include "tests/support/recording_inbox.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

namespace tocsin::channels::smtp {
namespace {

/// Empty, or out of reach.
class moody_box final : public letter_box {
public:
    std::string failure;
    std::string not_put_away;
    bool has_letter = false;

    task<look> unread() override
    {
        look found;
        found.failure = failure;
        if (has_letter)
            found.letters.push_back({"1", "From: lou@example.org\r\nTo: alerte+k3f9-1@example.org\r\n\r\nOUI\r\n"});
        co_return found;
    }

    task<std::string> put_away(std::vector<std::string>) override { co_return not_put_away; }
};

class Collector : public testing::Test {
protected:
    Collector() { running_.spawn(collect(world_.runtime, box_, ours_, seconds{10}, above_)); }

    ~Collector() override
    {
        running_.cancel();
        world_.run(running_.join());
    }

    void look_again() { world_.play(seconds{10}); }

    support::virtual_world world_;
    support::recording_inbox above_{world_.runtime};
    moody_box box_;
    mail::plus_addresses ours_{"alerte@example.org", "+"};
    task_group running_{world_.loop.get_executor()};
};

TEST_F(Collector, SaysWhileTheBoxCannotBeRead)
{
    look_again();
    EXPECT_EQ(above_.unread, "");
    box_.failure = "the server does not answer";
    look_again();
    EXPECT_EQ(above_.unread, "the server does not answer");
    box_.failure = "the connection broke";
    look_again();
    EXPECT_EQ(above_.unread, "the connection broke");
    EXPECT_EQ(above_.troubles.size(), 2U);
    box_.failure.clear();
    look_again();
    EXPECT_EQ(above_.unread, "");
    EXPECT_EQ(above_.troubles.back(), "the letter box can be read again");
}

TEST_F(Collector, ALetterThatCannotBePutAwayIsSuchATroubleToo)
{
    box_.has_letter = true;
    box_.not_put_away = "the server does not let us mark a mail as read";
    look_again();
    EXPECT_EQ(above_.unread, box_.not_put_away);
    EXPECT_FALSE(above_.texts.empty());
    above_.refuses = true;  // our own disk is full: no fault of the box
    look_again();
    EXPECT_EQ(above_.unread, "");
}

}  // namespace
}  // namespace tocsin::channels::smtp
