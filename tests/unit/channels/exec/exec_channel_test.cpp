// SPDX-License-Identifier: Apache-2.0
// The life of a program that is a channel, in virtual time: started, talked to, started again, ended.
#include "channels/exec/exec_channel.hpp"
#include "channels/port/tasks.hpp"
#include "tests/support/scripted_program.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace tocsin::channels::exec {
namespace {

using support::scripted_program;

class kept_news final : public inbox {
public:
    task<durability> receipt_arrived(receipt news) override
    {
        receipts.push_back(std::move(news));
        co_return answer;
    }
    task<durability> text_arrived(inbound_text news) override
    {
        texts.push_back(std::move(news));
        co_return answer;
    }
    void link_changed(link_state state, std::string_view reason) override { links.emplace_back(state, reason); }
    void ailing(std::string_view what) override { notes.emplace_back(what); }

    durability answer = durability::durable;
    std::vector<receipt> receipts;
    std::vector<inbound_text> texts;
    std::vector<std::pair<link_state, std::string>> links;
    std::vector<std::string> notes;
};

outbound some_message(std::string reference)
{
    return {std::move(reference), "+33639980001", "", message_text{"", "Crue : OUI ou NON ?", ""}, wall_time{}, "fr"};
}

std::string reference_in(std::string const& line)
{
    auto const read = boost::json::parse(line);
    auto const* const submit = read.as_object().if_contains("submit");
    return submit == nullptr ? "" : std::string{submit->as_object().at("reference").as_string()};
}

class ExecChannel : public testing::Test {
protected:
    ExecChannel()
    {
        exec_settings settings;
        settings.what.words = {"/usr/bin/modem"};
        settings.ours.channel = "modem";
        settings.ours.window = 4;
        settings.ours.secrets.emplace_back("hunter2");
        channel_ = make_exec_channel(there.runtime, std::move(settings));
        there.runtime.run_programs_with([this](program const&) {
            programs.push_back(std::make_unique<scripted_program>(there.runtime));
            auto& one = *programs.back();
            begins(one);
            return one.process();
        });
    }

    ~ExecChannel() override { stop(); }

    void start() { running.spawn(channel_->run(above)); }

    void stop()
    {
        running.cancel();
        there.run(running.join());
    }

    /// What a program does when it is started; a good one, unless a test says otherwise.
    std::function<void(scripted_program&)> begins = [](scripted_program& one) {
        one.write("{\"hello\": {\"protocol\": 1, \"receipts\": true, \"replies\": true, \"window\": 2}}\n");
        one.on_line = [&one](std::string const& line) {
            if (auto const reference = reference_in(line); !reference.empty())
                one.write("{\"accepted\": {\"reference\": \"" + reference + "\", \"id\": \"X-" + reference + "\"}}\n");
        };
        one.on_input_end = [&one] { one.end("it ended with status 0"); };
    };

    scripted_program& last() { return *programs.back(); }
    outcome sent(std::string reference = "a") { return there.get(channel_->submit(some_message(std::move(reference)))); }

    /// Hands a message over and leaves it with the program.
    void leave_with_it(std::string reference)
    {
        there.run_until_quiet();
        waiting.spawn(keep(std::move(reference)));
        there.run_until_quiet();
    }

    task<void> keep(std::string reference)
    {
        outcomes[reference] = co_await channel_->submit(some_message(reference));
    }

    support::virtual_world there;
    kept_news above;
    std::vector<std::unique_ptr<scripted_program>> programs;
    std::map<std::string, outcome> outcomes;
    std::unique_ptr<channel> channel_;
    task_group running{there.runtime.executor()};
    task_group waiting{there.runtime.executor()};
};

TEST_F(ExecChannel, IsWhatTheProgramSaysOnceItHasSaidIt)
{
    EXPECT_FALSE(channel_->traits().receipts);
    EXPECT_TRUE(channel_->traits().two_way) << "a call is not refused because the program is still starting";
    auto const early = sent();
    EXPECT_EQ(std::get<refused>(early).permanence, permanence::transient);
    start();
    there.run_until_quiet();
    EXPECT_TRUE(channel_->traits().receipts);
    EXPECT_TRUE(channel_->traits().two_way);
    EXPECT_FALSE(channel_->traits().idempotent);
    EXPECT_EQ(channel_->traits().window, 2U);
    ASSERT_EQ(above.links.size(), 1U);
    EXPECT_EQ(above.links.front().first, link_state::up);
    EXPECT_EQ(std::get<accepted>(sent("b")).provider_id, "X-b");
    EXPECT_TRUE(last().lines.front().starts_with("{\"hello\":{\"protocol\":1,"));
}

TEST_F(ExecChannel, TakesNoAnswersFromAProgramThatSaysSo)
{
    begins = [](scripted_program& one) { one.write("{\"hello\": {\"protocol\": 1}}\n"); };
    start();
    there.run_until_quiet();
    EXPECT_FALSE(channel_->traits().two_way);
}

TEST_F(ExecChannel, StartsAProgramAgainWithGrowingPausesAndNeverInStep)
{
    begins = [](scripted_program& one) { one.end("it ended with status 3"); };
    start();
    std::vector<mono_time> starts;
    while (programs.size() < 9) {
        there.play(milliseconds{50});
        while (starts.size() < programs.size())
            starts.push_back(there.clock.mono());
    }
    for (std::size_t i = 1; i < starts.size(); ++i) {
        auto const step = std::min<milliseconds>(seconds{60}, seconds{1} * (1 << (i - 1)));
        EXPECT_GE(starts[i] - starts[i - 1], step / 2) << i;
        EXPECT_LE(starts[i] - starts[i - 1], step + milliseconds{100}) << i;
    }
    EXPECT_EQ(above.links.back(), (std::pair{link_state::down, std::string{"it ended with status 3"}}));
}

TEST_F(ExecChannel, SaysWhyAProgramCannotBeStarted)
{
    there.runtime.run_programs_with(nullptr);
    start();
    there.play(seconds{5});
    ASSERT_FALSE(above.links.empty());
    EXPECT_EQ(above.links.front(), (std::pair{link_state::down, std::string{"No such file or directory"}}));
}

TEST_F(ExecChannel, EndsAProgramThatDoesNotSayHello)
{
    begins = [](scripted_program&) {};
    start();
    there.play(seconds{9});
    EXPECT_TRUE(last().signals.empty());
    there.play(seconds{15});
    EXPECT_EQ(programs.front()->signals, (std::vector{urgency::please, urgency::now}));
    EXPECT_TRUE(programs.front()->is_destroyed);
    EXPECT_EQ(above.links.front().second, "it did not say hello in time");
}

TEST_F(ExecChannel, AProgramThatSpeaksNoProtocolIsEndedAndItsMessagesAreUnknown)
{
    start();
    there.run_until_quiet();
    last().on_line = nullptr;
    leave_with_it("a");
    for (int i = 0; i < 10; ++i)
        last().write("lp0 on fire: +33639980001\n");
    there.play(seconds{12});
    EXPECT_TRUE(std::holds_alternative<unknown>(outcomes.at("a")));
    EXPECT_EQ(programs.front()->signals.front(), urgency::please);
    EXPECT_EQ(above.links[1], (std::pair{link_state::down, std::string{"it keeps saying what the protocol does not know"}}));
    EXPECT_EQ(programs.size(), 2U) << "and started again";
    ASSERT_EQ(above.notes.size(), 10U);
    EXPECT_EQ(above.notes.front().find("639980001"), std::string::npos);
}

TEST_F(ExecChannel, AStrayLineEndsNothing)
{
    start();
    there.run_until_quiet();
    last().write("debug: here\n");
    EXPECT_TRUE(std::holds_alternative<accepted>(sent()));
    EXPECT_EQ(programs.size(), 1U);
}

TEST_F(ExecChannel, SilenceIsUnknownAndTheLateAnswerNoFault)
{
    start();
    there.run_until_quiet();
    last().on_line = nullptr;
    auto const begun = there.clock.mono();
    EXPECT_TRUE(std::holds_alternative<unknown>(sent("a")));
    EXPECT_EQ(there.clock.mono() - begun, seconds{30});
    for (int i = 0; i < 12; ++i) {
        leave_with_it("late-" + std::to_string(i));
        there.play(seconds{31});
        last().write("{\"accepted\": {\"reference\": \"late-" + std::to_string(i) + "\"}}\n");
    }
    there.run_until_quiet();
    EXPECT_EQ(programs.size(), 1U);
    EXPECT_TRUE(last().signals.empty());
}

TEST_F(ExecChannel, AProgramThatDiesLeavesUnknownWhatItHadAndRefusesTheRest)
{
    start();
    there.run_until_quiet();
    last().on_line = [this](std::string const&) { last().reads = false; };
    leave_with_it("had");
    leave_with_it("on-its-way");
    leave_with_it("not-had");
    last().end("it was ended by signal 11");
    there.play(seconds{3});
    EXPECT_TRUE(std::holds_alternative<unknown>(outcomes.at("had")));
    EXPECT_TRUE(std::holds_alternative<unknown>(outcomes.at("on-its-way"))) << "some of it may have been read";
    EXPECT_EQ(std::get<refused>(outcomes.at("not-had")).code, "connect");
    EXPECT_EQ(above.links[1].second, "it was ended by signal 11");
}

TEST_F(ExecChannel, ItsLastAnswersCountWhenItEnds)
{
    start();
    there.run_until_quiet();
    last().on_line = nullptr;
    leave_with_it("a");
    last().write("{\"accepted\": {\"reference\": \"a\"}}\n");
    last().end("it ended with status 0");
    there.play(seconds{3});
    EXPECT_TRUE(std::holds_alternative<accepted>(outcomes.at("a")));
}

TEST_F(ExecChannel, AProgramThatReadsNothingIsEnded)
{
    start();
    there.run_until_quiet();
    last().reads = false;
    leave_with_it("stuck-1");
    leave_with_it("stuck-2");
    there.play(seconds{31});
    EXPECT_TRUE(std::holds_alternative<unknown>(outcomes.at("stuck-1"))) << "some of it may have been read";
    EXPECT_TRUE(std::holds_alternative<refused>(outcomes.at("stuck-2"))) << "none of it has left";
    there.play(seconds{15});
    EXPECT_TRUE(programs.front()->is_destroyed);
}

TEST_F(ExecChannel, AProgramThatReadsAndSaysNothingIsEndedAfterThreeTimeOuts)
{
    start();
    there.run_until_quiet();
    last().on_line = nullptr;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(programs.size(), 1U) << i;
        EXPECT_TRUE(std::holds_alternative<unknown>(sent("silent-" + std::to_string(i))));
    }
    there.play(seconds{15});
    EXPECT_TRUE(programs.front()->is_destroyed);
    EXPECT_EQ(above.links[1], (std::pair{link_state::down, std::string{"it says nothing to what it is told"}}));
    EXPECT_EQ(programs.size(), 2U);
}

TEST_F(ExecChannel, ACancelledMessageThatHadNotLeftIsNeverSaid)
{
    start();
    there.run_until_quiet();
    last().reads = false;
    leave_with_it("leaving");
    task_group impatient{there.runtime.executor()};
    impatient.spawn(keep("cancelled"));
    there.run_until_quiet();
    impatient.cancel();
    there.run(impatient.join());
    last().reads = true;
    waiting.cancel();
    there.run(waiting.join());
    stop();
    for (auto const& line : last().lines)
        EXPECT_EQ(line.find("cancelled"), std::string::npos);
}

TEST_F(ExecChannel, AcknowledgesOnlyWhatIsDurable)
{
    start();
    there.run_until_quiet();
    above.answer = durability::not_durable;
    last().write(R"({"receipt": {"n": 1, "id": "X-a", "verdict": "delivered"}})" "\n");
    there.run_until_quiet();
    EXPECT_EQ(last().lines.back(), "{\"again\":1}");
    above.answer = durability::durable;
    last().write(R"({"receipt": {"n": 1, "id": "X-a", "verdict": "delivered"}})" "\n");
    last().write(R"({"reply": {"n": 2, "from": "+33639980001", "text": "Oui"}})" "\n");
    there.run_until_quiet();
    ASSERT_EQ(last().lines.size(), 4U);
    EXPECT_EQ(last().lines[2], "{\"ack\":1}");
    EXPECT_EQ(last().lines[3], "{\"ack\":2}");
    ASSERT_EQ(above.receipts.size(), 2U);
    ASSERT_EQ(above.texts.size(), 1U);
    EXPECT_EQ(above.texts.front().text, "Oui");
}

TEST_F(ExecChannel, SaysGoodbyeByTheEndOfInputAndWaitsForIt)
{
    start();
    there.run_until_quiet();
    last().on_line = nullptr;
    last().on_input_end = nullptr;
    leave_with_it("a");
    running.cancel();
    there.run_until_quiet();
    EXPECT_TRUE(last().input_ended);
    EXPECT_EQ(running.size(), 1U) << "it has time to finish";
    last().write("{\"accepted\": {\"reference\": \"a\"}}\n");
    last().end("it ended with status 0");
    there.run(running.join());
    EXPECT_TRUE(last().signals.empty());
    EXPECT_TRUE(std::holds_alternative<accepted>(outcomes.at("a")));
    there.run_until_quiet();
    EXPECT_TRUE(last().is_destroyed);
}

TEST_F(ExecChannel, InsistsWhenAProgramDoesNotFinish)
{
    start();
    there.run_until_quiet();
    last().on_input_end = nullptr;
    running.cancel();
    there.play(seconds{4});
    EXPECT_TRUE(last().signals.empty());
    there.play(seconds{2});
    EXPECT_EQ(last().signals, std::vector{urgency::please});
    there.play(seconds{5});
    EXPECT_EQ(last().signals, (std::vector{urgency::please, urgency::now}));
    there.run(running.join());
}

TEST_F(ExecChannel, StoppedWhileAProgramIsBeingEndedItStillWaitsForItsEnd)
{
    begins = [](scripted_program&) {};
    start();
    there.play(seconds{11});
    ASSERT_EQ(last().signals, std::vector{urgency::please});
    running.cancel();
    there.run(running.join());
    EXPECT_EQ(last().signals.size(), 2U);
    EXPECT_EQ(programs.size(), 1U);
}

TEST_F(ExecChannel, PassesOnComplaintsDiscreetlyAndNotAllOfThem)
{
    start();
    there.run_until_quiet();
    last().complain("login hunter2 for lucie@example.org\n\nno route to +33639980001\nhalf a");
    there.run_until_quiet();
    EXPECT_EQ(above.notes, (std::vector<std::string>{"login (secret) for (address)", "no route to +(number)"}));
    for (int i = 0; i < 100; ++i)
        last().complain("again " + std::to_string(i) + '\n');
    there.run_until_quiet();
    EXPECT_EQ(above.notes.size(), 20U);
    there.play(minutes{2});
    last().complain("later\n");
    there.run_until_quiet();
    ASSERT_EQ(above.notes.size(), 22U);
    EXPECT_EQ(above.notes[20], "82 more notes came than a log can take, and are not shown");
}

}  // namespace
}  // namespace tocsin::channels::exec
