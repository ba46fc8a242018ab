// SPDX-License-Identifier: Apache-2.0
// The mailer's lines and the loop, several hundred mails, some given up on the way. `./run tsan` plays it under ThreadSanitizer.
#include "channels/smtp/mailer.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/scripted_relay.hpp"

#include <gtest/gtest.h>

namespace tocsin::integration {
namespace {

constexpr int mails = 400;

task<void> deliver(channels::smtp::mailer& through, int number, int& answered)
{
    auto const result = co_await through.deliver(
        "<alerte@example.org>", "<lou." + std::to_string(number) + "@example.org>", "Subject: " + std::to_string(number) + "\r\n\r\nOUI ?\r\n"
    );
    answered += result.code == 0 ? 1 : 0;
}

TEST(MailerThreads, EachMailIsAnsweredOnceAndWhatIsGivenUpIsLetGo)
{
    live_world world;
    scripted_relay relay{world.loop.get_executor()};
    int answered = 0;
    {
        channels::smtp::relay_settings settings;
        settings.url = relay.url();
        settings.connections = 4;
        channels::smtp::mailer through{*world.runtime, settings};
        channels::task_group wanted{world.loop.get_executor()};
        channels::task_group unwanted{world.loop.get_executor()};
        for (int i = 0; i < mails; ++i)
            (i % 4 == 3 ? unwanted : wanted).spawn(deliver(through, i, answered));
        ASSERT_TRUE(world.wait_until([&] { return answered > mails / 8; }));
        unwanted.cancel();
        world.run(unwanted.join());
        world.run(wanted.join());
        EXPECT_GE(answered, mails * 3 / 4);
        EXPECT_LE(answered, static_cast<int>(relay.mails.size()));
        EXPECT_LE(relay.mails.size(), static_cast<std::size_t>(mails));
        for (int i = 0; i < 8; ++i)
            unwanted.spawn(deliver(through, mails + i, answered));
        world.run(world.pause(milliseconds{1}));
        unwanted.cancel();  // some are on a line, which is cut, others in the queue
        world.run(unwanted.join());
    }
    relay.stop();
    world.run(world.pause(milliseconds{20}));
}

}  // namespace
}  // namespace tocsin::integration
