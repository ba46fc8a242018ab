// SPDX-License-Identifier: Apache-2.0
// docs/examples/exec_channel.py, as docs/adding-a-channel.md shows it, through the adapter: smsd's spool is the witness.
#include "channels/exec/exec_channel.hpp"
#include "tests/conformance/kept_news.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace tocsin::integration {
namespace {

namespace fs = std::filesystem;
using channels::accepted;

constexpr auto example = TOCSIN_SOURCE_DIR "/docs/examples/exec_channel.py";

class ExecExample : public testing::Test {
protected:
    ExecExample()
    {
        for (auto const* name : {"drafts", "outgoing", "incoming"})
            fs::create_directory(spool.path() / name);
        channels::exec::exec_settings settings;
        settings.what.words = {"/usr/bin/env", "python3", example};
        settings.what.environment = {{"PATH", "/usr/bin:/bin"}};
        settings.ours.channel = "modem";
        settings.ours.window = 4;
        settings.ours.settings.emplace_back("spool", spool.path().string());
        adapter = channels::exec::make_exec_channel(*world.runtime, std::move(settings));
        running.spawn(adapter->run(above));
    }

    ~ExecExample() override
    {
        running.cancel();
        world.run(running.join());
    }

    live_world world;
    temp_folder spool;
    conformance::kept_news above;
    std::unique_ptr<channels::channel> adapter;
    channels::task_group running{world.loop.get_executor()};
};

TEST_F(ExecExample, SendsThroughTheSpoolAndDeletesAnAnswerOnceItIsKept)
{
    ASSERT_TRUE(world.wait_until([this] { return above.is_up(); }));
    EXPECT_TRUE(adapter->traits().two_way);
    EXPECT_FALSE(adapter->traits().receipts);
    channels::outbound message{"M-1", "+33639980001", "", message_text{"", "Où ? À l’école 🙂", ""}, wall_time{}, "fr"};
    auto const came = world.get(adapter->submit(std::move(message)));
    ASSERT_TRUE(std::holds_alternative<accepted>(came));
    EXPECT_EQ(contents(spool.path() / "outgoing" / "M-1"), "To: 33639980001\nAlphabet: UTF-8\n\nOù ? À l’école 🙂");

    above.refuses = true;
    auto const answer = spool.path() / "incoming" / "GSM1.abc";
    std::ofstream{spool.path() / "drafts" / "answer"} << "From: 33639980001\nAlphabet: UTF-8\n\nOui, à 8 h\n";
    fs::rename(spool.path() / "drafts" / "answer", answer);
    ASSERT_TRUE(world.wait_until([this] { return above.refused_texts >= 2; })) << "it is said again";
    EXPECT_TRUE(fs::exists(answer));
    above.refuses = false;
    ASSERT_TRUE(world.wait_until([&answer] { return !fs::exists(answer); }));
    EXPECT_EQ(above.texts.front(), (inbound_text{"+33639980001", "", "Oui, à 8 h", "GSM1.abc"}));
    EXPECT_TRUE(above.notes.empty()) << above.notes.front();
}

TEST(ExecExampleInTheDocs, IsShownAsItIs)
{
    auto const page = contents(TOCSIN_SOURCE_DIR "/docs/adding-a-channel.md");
    EXPECT_NE(page.find("```python\n" + contents(example) + "```\n"), std::string::npos) << "docs/adding-a-channel.md shows another one";
}

}  // namespace
}  // namespace tocsin::integration
