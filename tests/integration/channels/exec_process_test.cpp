// SPDX-License-Identifier: Apache-2.0
// Real programs under `type: exec`: what they are given, and that none of them outlives its channel.
#include "channels/exec/exec_channel.hpp"
#include "tests/conformance/kept_news.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"
#include "where.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <fstream>

namespace tocsin::integration {
namespace {

namespace fs = std::filesystem;

/// Whether such a process runs; one that is dead and not yet waited for does not.
bool is_alive(pid_t pid)
{
    std::ifstream status{"/proc/" + std::to_string(pid) + "/stat"};
    std::string text{std::istreambuf_iterator<char>{status}, {}};
    auto const name_end = text.rfind(')');
    return name_end != std::string::npos && text.size() > name_end + 2 && text[name_end + 2] != 'Z' && text[name_end + 2] != 'X';
}

class ExecProcess : public testing::Test {
protected:
    ~ExecProcess() override { stop(); }

    void start(std::vector<std::string> words)
    {
        channels::exec::exec_settings settings;
        settings.what.words = std::move(words);
        settings.what.environment = {{"PATH", "/usr/bin:/bin"}};
        settings.ours.settings.emplace_back("password", "s3cr3t-of-theirs");
        settings.ours.secrets.emplace_back("s3cr3t-of-theirs");
        settings.grace = seconds{1};
        adapter = channels::exec::make_exec_channel(*world.runtime, std::move(settings));
        running.spawn(adapter->run(above));
    }

    void start_shell(std::string const& script) { start({"/bin/sh", "-c", script}); }

    void stop()
    {
        running.cancel();
        world.run(running.join());
    }

    /// The process ids that a script wrote down.
    std::vector<pid_t> pids() const
    {
        std::vector<pid_t> all;
        for (auto const& line : lines_of(folder.path() / "pids"))
            all.push_back(static_cast<pid_t>(std::stol(line)));
        return all;
    }

    live_world world;
    temp_folder folder;
    std::string const write_pid = " >> " + (folder.path() / "pids").string() + "; ";
    conformance::kept_news above;
    std::unique_ptr<channels::channel> adapter;
    channels::task_group running{world.loop.get_executor()};
};

TEST_F(ExecProcess, IsGivenNothingOfOurs)
{
    int const careless = ::open("/dev/null", O_RDONLY);  // not closed on exec
    ::setenv("TOCSIN_TEST_SECRET", "x", 1);
    auto const log = folder.path() / "log";
    start({"/usr/bin/env", "python3", TOCSIN_SOURCE_DIR "/tests/fakes/exec_child.py", log.string()});
    ASSERT_TRUE(world.wait_until([this] { return above.is_up(); }));
    ::close(careless);
    ::unsetenv("TOCSIN_TEST_SECRET");
    auto const born = boost::json::parse(lines_of(log).front());
    // Its three streams, its log, and the folder that it reads to say so.
    EXPECT_EQ(born.at("descriptors").as_array(), (boost::json::array{"0", "1", "2", "3", "4"}));
    for (auto const& name : born.at("environment").as_array())
        EXPECT_TRUE(name == "PATH" || name == "LC_CTYPE") << name;  // Python adds the second by itself
    auto const pid = std::to_string(born.at("pid").as_int64());
    EXPECT_EQ(contents("/proc/" + pid + "/cmdline").find("s3cr3t"), std::string::npos);
    EXPECT_EQ(contents("/proc/" + pid + "/environ").find("s3cr3t"), std::string::npos);
}

TEST_F(ExecProcess, ThatWillNotEndIsEndedWithAllThatItStarted)
{
    start_shell(
        "trap '' TERM; echo $$" + write_pid + "sleep 1000 & echo $!" + write_pid +
        "echo '{\"hello\": {\"protocol\": 1}}'; while :; do sleep 1; done"
    );
    ASSERT_TRUE(world.wait_until([this] { return above.is_up() && pids().size() == 2; }));
    auto const both = pids();
    EXPECT_TRUE(is_alive(both[0]) && is_alive(both[1]));
    stop();
    EXPECT_TRUE(world.wait_until([&both] { return !is_alive(both[0]) && !is_alive(both[1]); }));
}

TEST_F(ExecProcess, ThatEndsTakesAllThatItStartedAlong)
{
    start_shell("sleep 1000 & echo $!" + write_pid + "echo '{\"hello\": {\"protocol\": 1}}'; read line; read line; exit 3");
    ASSERT_TRUE(world.wait_until([this] { return above.is_up(); }));
    channels::outbound message{"M-1", "+33639980001", "", message_text{"", "Crue", ""}, wall_time{}, "fr"};
    auto const came = world.get(adapter->submit(std::move(message)));
    EXPECT_TRUE(std::holds_alternative<channels::unknown>(came));
    EXPECT_EQ(above.links[1], (std::pair{channels::link_state::down, std::string{"it ended with status 3"}}));
    EXPECT_TRUE(world.wait_until([this] { return !is_alive(pids().front()); }));
}

TEST_F(ExecProcess, ThatEndsAtOnceIsNotStartedInALoop)
{
    start_shell("echo $$" + write_pid + "echo broken >&2");
    ASSERT_TRUE(world.wait_until([this] { return pids().size() == 2; }));
    EXPECT_LE(above.links.size(), 2U);
    EXPECT_EQ(above.notes.front(), "broken");
}

TEST_F(ExecProcess, ThatIsNotThereIsSaidToBe)
{
    start({"/nonexistent/modem"});
    ASSERT_TRUE(world.wait_until([this] { return !above.links.empty(); }));
    EXPECT_EQ(above.links.front(), (std::pair{channels::link_state::down, std::string{"it cannot be started: No such file or directory"}}));
}

TEST_F(ExecProcess, IsGivenMoreThanAPipeHoldsAndAnswersAll)
{
    start({"/usr/bin/env", "python3", TOCSIN_SOURCE_DIR "/tests/fakes/exec_child.py", (folder.path() / "log").string()});
    ASSERT_TRUE(world.wait_until([this] { return above.is_up(); }));
    int taken = 0;
    std::string const long_text(5000, 'x');
    auto work = [&]() -> task<void> {
        channels::task_group in_flight{world.loop.get_executor()};
        auto one = [&](int i) -> task<void> {
            channels::outbound message{
                "M-" + std::to_string(i), "+33639980078", "", message_text{"", long_text, ""}, wall_time{}, "fr"};
            auto const came = co_await adapter->submit(std::move(message));
            taken += std::holds_alternative<channels::accepted>(came) ? 1 : 0;
        };
        for (int i = 0; i < 200; ++i)
            in_flight.spawn(one(i));
        co_await in_flight.join();
    };
    world.run(work());
    EXPECT_EQ(taken, 200);
    EXPECT_EQ(lines_of(folder.path() / "log").size(), 201U);
}

}  // namespace
}  // namespace tocsin::integration
