// SPDX-License-Identifier: Apache-2.0
// The whole adapter over lines in memory that split, delay and cut.
#include "channels/smpp/smpp_channel.hpp"

#include "channels/policy/note_limit.hpp"
#include "channels/smpp/pdu.hpp"
#include "channels/smpp/status.hpp"
#include "tests/support/recording_inbox.hpp"
#include "tests/support/scripted_centre.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

namespace tocsin::channels::smpp {
namespace {

using support::receipt_for;
using support::reply_from;

smpp_settings account()
{
    smpp_settings settings;
    settings.where = {"smsc.example.org", 2775};
    settings.system_id = "tocsin";
    settings.password = secret{"geheim"};
    settings.sender = "38123";
    settings.limits.window = 3;
    return settings;
}

/// The adapter, its inbox, its centre, and a clock.
struct stage {
    explicit stage(smpp_settings settings = account())
        : inbox(world.runtime), centre(world.runtime, net, 2775), adapter(make_smpp_channel(world.runtime, std::move(settings)))
        , running(world.loop.get_executor()), sending(world.loop.get_executor())
    {
        world.runtime.reach_over(net);
    }

    void start()
    {
        running.spawn(adapter->run(inbox));
        world.play(milliseconds{100});
    }

    void stop(mono_clock::duration within = seconds{10})
    {
        running.cancel();
        world.play(within);
        EXPECT_EQ(running.size(), 0U) << "it does not leave";
    }

    void submit(std::string reference, std::string body = "Dispo ?", std::string to = "+33639980001")
    {
        message_text text{"", std::move(body), ""};
        outbound message{reference, std::move(to), "", std::move(text), world.clock.wall() + hours{2}, "fr"};
        sending.spawn(send(std::move(message), std::move(reference)));
    }

    task<void> send(outbound message, std::string reference)
    {
        auto came = co_await adapter->submit(std::move(message));
        EXPECT_TRUE(outcomes.emplace(reference, std::move(came)).second) << "two outcomes for " << reference;
    }

    std::string word(std::string const& reference) const
    {
        auto const place = outcomes.find(reference);
        if (place == outcomes.end())
            return "waiting";
        auto const& came = place->second;
        if (auto const* const yes = std::get_if<accepted>(&came))
            return "accepted " + yes->provider_id;
        if (auto const* const no = std::get_if<refused>(&came))
            return (no->permanence == permanence::permanent ? "refused " : "refused for now ") + no->code;
        return std::holds_alternative<throttled>(came) ? "throttled" : "unknown";
    }

    support::virtual_world world;
    support::virtual_net net{world.runtime};
    support::recording_inbox inbox;
    support::scripted_centre centre;
    std::unique_ptr<channel> adapter;
    std::map<std::string, outcome> outcomes;
    task_group running;
    task_group sending;
};

TEST(SmppChannel, HandsAMessageOverAndBringsItsReceiptAndTheAnswerUp)
{
    stage s;
    s.start();
    ASSERT_EQ(s.inbox.links.size(), 1U);
    EXPECT_EQ(s.inbox.links[0].first, link_state::up);
    s.submit("m1");
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.word("m1"), "accepted a1");
    s.centre.say(receipt_for(7, "a1", "DELIVRD"));
    s.centre.say(reply_from(8, "33639980001", "OUI"));
    s.world.play(milliseconds{10});
    ASSERT_EQ(s.inbox.receipts.size(), 1U);
    EXPECT_EQ(s.inbox.receipts[0], (receipt{"a1", "", receipt_verdict::delivered, "DELIVRD err 000"}));
    ASSERT_EQ(s.inbox.texts.size(), 1U);
    EXPECT_EQ(s.inbox.texts[0], (inbound_text{"+33639980001", "38123", "OUI", ""}));
    EXPECT_EQ(s.centre.acknowledged.size(), 2U);
    s.stop();
    EXPECT_EQ(s.centre.unbinds, 1);
    EXPECT_EQ(s.inbox.links.size(), 1U) << "the house ended the link itself: that is no trouble";
}

TEST(SmppChannel, SaysSoWhenThereIsNoLine)
{
    stage s;
    s.submit("before it runs");
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.word("before it runs"), "refused for now connect");
    s.net.stop_listening(2775);
    s.start();
    s.submit("nobody listens");
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.word("nobody listens"), "refused for now connect");
    ASSERT_EQ(s.inbox.links.size(), 1U);
    EXPECT_EQ(s.inbox.links[0].first, link_state::down);
    s.stop();
}

/// By data_sm (4.7.1), which some centres use for what they bring.
octets as_data(octets const& deliver)
{
    auto const pdu = first_pdu(deliver);
    auto const message = read_message(pdu.body).value();
    octets bytes;
    write_bare(bytes, command::data_sm, 0, pdu.header.sequence);
    auto const put = [&bytes](std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); };
    auto const put_address = [&](address const& where) {
        bytes.push_back(where.ton);
        bytes.push_back(where.npi);
        put(where.digits);
        bytes.push_back(0);
    };
    bytes.push_back(0);
    put_address(message.source);
    put_address(message.destination);
    bytes.insert(bytes.end(), {message.esm_class, 0, message.data_coding, 0x04, 0x24, 0, static_cast<std::uint8_t>(message.text.size())});
    bytes.insert(bytes.end(), message.text.begin(), message.text.end());
    bytes[3] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

TEST(SmppChannel, HearsReceiptsAndAnswersByDataSmToo)
{
    stage s;
    s.start();
    s.centre.say(as_data(receipt_for(7, "a1", "DELIVRD")));
    s.centre.say(as_data(reply_from(8, "33639980001", "OUI")));
    s.world.play(milliseconds{10});
    ASSERT_EQ(s.inbox.receipts.size(), 1U);
    EXPECT_EQ(s.inbox.receipts[0].provider_id, "a1");
    ASSERT_EQ(s.inbox.texts.size(), 1U);
    EXPECT_EQ(s.inbox.texts[0].text, "OUI");
    ASSERT_EQ(s.centre.others.size(), 2U);
    EXPECT_EQ(s.centre.others[0].what, command::data_sm_resp);
    EXPECT_EQ(s.centre.others[0].status, status_ok);
    EXPECT_EQ(s.centre.others[1].sequence, 8U);
    s.stop();
}

TEST(SmppChannel, ALateAnswerSaysThatTheMessageWasTaken)
{
    auto settings = account();
    settings.limits.window = 4;
    stage s{settings};
    std::vector<support::scripted_centre::taken> asked;
    s.centre.on_submit = [&asked](auto const& what, octets&) { asked.push_back(what); };
    s.start();
    s.submit("m1");
    s.submit("m2");
    s.submit("long", std::string(200, 'x'));
    s.world.play(settings.limits.answer_within + seconds{1});
    EXPECT_EQ(s.word("m1"), "unknown");
    EXPECT_EQ(s.word("m2"), "unknown");
    EXPECT_EQ(s.word("long"), "unknown");
    ASSERT_EQ(asked.size(), 4U);
    octets late;
    for (auto const& each : asked)
        write_text(late, command::submit_sm_resp, each.id == "a2" ? 0x58U : 0U, each.sequence, each.id);
    write_text(late, command::submit_sm_resp, 0, asked[0].sequence, "again");
    s.centre.say(late);
    s.centre.say(receipt_for(7, "a1", "DELIVRD"));
    s.world.play(milliseconds{10});
    ASSERT_EQ(s.inbox.receipts.size(), 3U);
    EXPECT_EQ(s.inbox.receipts[0], (receipt{"a1", "m1", receipt_verdict::buffered, "answered late"}));
    receipt in_parts{"", "long", receipt_verdict::buffered, "answered late"};
    in_parts.part_ids = {"a3", "a4"};
    EXPECT_EQ(s.inbox.receipts[1], in_parts);
    EXPECT_EQ(s.inbox.receipts[2].provider_id, "a1");
    EXPECT_EQ(s.centre.acknowledged.size(), 1U) << "only what the centre asked";
    s.stop();
}

/// One part is answered in time, the other after it was given up; the late answer comes last, or first.
TEST(SmppChannel, ALateAnswerIsPutTogetherWithTheRestOfItsMessage)
{
    for (bool const late_first : {false, true}) {
        auto settings = account();
        settings.limits.window = 2;
        stage s{settings};
        std::vector<support::scripted_centre::taken> asked;
        s.centre.on_submit = [&asked](auto const& what, octets&) { asked.push_back(what); };
        s.start();
        s.submit("m1");
        s.submit("long", std::string(200, 'x'));
        auto const answer = [&](std::size_t which) {
            octets said;
            write_text(said, command::submit_sm_resp, 0, asked.at(which).sequence, asked.at(which).id);
            s.centre.say(said);
            s.world.play(milliseconds{10});
        };
        s.world.play(seconds{5});
        answer(0);  // which makes room for the second part
        s.world.play(settings.limits.answer_within - seconds{4});
        ASSERT_EQ(asked.size(), 3U);
        EXPECT_EQ(s.word("long"), "waiting");
        answer(late_first ? 1 : 2);
        EXPECT_EQ(s.word("long"), late_first ? "waiting" : "unknown");
        answer(late_first ? 2 : 1);
        std::vector<std::string> const ids{"a2", "a3"};
        if (late_first) {
            EXPECT_EQ(std::get<accepted>(s.outcomes.at("long")).part_ids, ids);
            EXPECT_TRUE(s.inbox.receipts.empty());
        } else {
            ASSERT_EQ(s.inbox.receipts.size(), 1U);
            EXPECT_EQ(s.inbox.receipts[0].part_ids, ids);
        }
        s.stop();
    }
}

TEST(SmppChannel, TellsTheOperatorOfAReceiptThatCannotBeRead)
{
    stage s;
    s.start();
    for (std::uint32_t i = 0; i < 100; ++i) {
        auto riddle = receipt_for(100 + i, "", "DELIVRD");
        s.centre.say(riddle);
    }
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.centre.acknowledged.size(), 100U);
    for (auto const& [sequence, status] : s.centre.acknowledged)
        EXPECT_EQ(status, status_not_understood);
    ASSERT_EQ(s.inbox.troubles.size(), static_cast<std::size_t>(note_limit::a_minute));
    EXPECT_EQ(s.inbox.troubles[0], "the centre sent what cannot be read and was refused: a receipt without an id");
    s.world.play(minutes{2});
    s.centre.say(receipt_for(300, "", "DELIVRD"));
    s.world.play(milliseconds{10});
    EXPECT_EQ(
        s.inbox.troubles.back(),
        "the centre sent what cannot be read and was refused: a receipt without an id; 80 more were not shown"
    );
    s.stop();
}

TEST(SmppChannel, RefusesWhatIsTooLateToSend)
{
    stage s;
    s.start();
    message_text text{"", "Dispo ?", ""};
    outbound late{"m1", "+33639980001", "", std::move(text), s.world.clock.wall(), "fr"};
    s.sending.spawn(s.send(std::move(late), "m1"));
    s.world.play(seconds{1});
    EXPECT_EQ(s.word("m1"), "refused for now deadline");
    EXPECT_TRUE(s.centre.log.empty());
    s.stop();
}

TEST(SmppChannel, AcknowledgesOnlyWhatIsDurable)
{
    stage s;
    s.inbox.takes = seconds{2};
    s.start();
    s.centre.say(receipt_for(7, "a1", "DELIVRD"));
    s.centre.say(reply_from(8, "33639980001", "OUI"));
    s.world.play(milliseconds{1'900});
    EXPECT_TRUE(s.centre.acknowledged.empty());
    s.world.play(seconds{5});
    EXPECT_EQ(s.centre.acknowledged, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{7, 0}, {8, 0}}));
    s.inbox.refuses = true;
    s.centre.say(receipt_for(9, "a1", "DELIVRD"));
    s.centre.say(reply_from(10, "33639980001", "NON"));
    s.world.play(seconds{10});
    EXPECT_EQ(s.centre.acknowledged.size(), 4U);
    EXPECT_EQ(s.centre.acknowledged[2].second, 0x64U);
    EXPECT_EQ(s.centre.acknowledged[3].second, 0x64U);
    EXPECT_EQ(s.inbox.texts.size(), 1U);
    s.stop();
}

TEST(SmppChannel, TellsTheCentreForGoodWhatIsNeverKeptAndKeepsWhatCameWithIt)
{
    stage s;
    s.inbox.takes = milliseconds{5};
    s.inbox.never = "poison";
    s.start();
    for (auto const* const id : {"a1", "poison", "a2"})
        s.centre.say(receipt_for(static_cast<std::uint32_t>(id[1]), id, "DELIVRD"));
    s.centre.say(reply_from(10, "33639980001", "poison"));
    s.centre.say(reply_from(11, "33639980001", "OUI"));
    s.world.play(seconds{10});
    EXPECT_EQ(s.inbox.receipts.size(), 2U);
    EXPECT_EQ(s.inbox.texts.size(), 1U);
    std::map<std::uint32_t, std::uint32_t> const answers{s.centre.acknowledged.begin(), s.centre.acknowledged.end()};
    std::map<std::uint32_t, std::uint32_t> const expected{{'1', 0}, {'o', 0x65}, {'2', 0}, {10, 0x65}, {11, 0}};
    EXPECT_EQ(answers, expected);
    s.stop();
}

TEST(SmppChannel, MakesReceiptsDurableInGroupsAndKeepsTheOrderOfOnePersonsTexts)
{
    stage s;
    s.inbox.takes = milliseconds{5};
    s.start();
    for (std::uint32_t i = 0; i < 1'000; ++i)
        s.centre.say(receipt_for(i + 1, "a" + std::to_string(i), "DELIVRD"));
    for (std::uint32_t i = 0; i < 20; ++i)
        s.centre.say(reply_from(2'000 + i, i % 2 == 0 ? "33639980001" : "33639980002", std::to_string(i)));
    s.world.play(seconds{10});
    EXPECT_EQ(s.inbox.receipts.size(), 1'000U);
    EXPECT_LE(s.inbox.groups, 20);
    EXPECT_EQ(s.centre.acknowledged.size(), 1'020U);
    std::map<std::string, int> last;
    for (auto const& text : s.inbox.texts) {
        EXPECT_GE(std::stoi(text.text), last[text.from]);
        last[text.from] = std::stoi(text.text);
    }
    EXPECT_EQ(s.inbox.texts.size(), 20U);
    s.stop();
}

TEST(SmppChannel, AnswersAReceiptThatItCannotReadWithARefusal)
{
    stage s;
    s.start();
    s.centre.say(receipt_for(7, "", "DELIVRD"));
    s.world.play(seconds{1});
    EXPECT_EQ(s.centre.acknowledged, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{7, 0x65}}));
    EXPECT_TRUE(s.inbox.receipts.empty());
    s.stop();
}

TEST(SmppChannel, KeepsToItsWindowEvenWithTextsOfSeveralParts)
{
    stage s;
    s.centre.on_submit = [&](auto const& what, auto& say) {
        s.centre.most_unanswered = std::max(s.centre.most_unanswered, ++s.centre.unanswered);
        write_text(say, command::submit_sm_resp, 0, what.sequence, what.id);
    };
    s.start();
    s.net.towards_client.delay = milliseconds{50};
    for (int i = 0; i < 3; ++i)
        s.submit("m" + std::to_string(i), std::string(400, 'x'));
    s.world.play(seconds{5});
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(s.word("m" + std::to_string(i)).starts_with("accepted")) << s.word("m" + std::to_string(i));
    EXPECT_EQ(s.centre.log.size(), 9U);
    auto const& first = std::get<accepted>(s.outcomes.at("m0"));
    EXPECT_EQ(first.part_ids, (std::vector<std::string>{"a1", "a2", "a3"}));
    s.stop();
}

TEST(SmppChannel, TurnsEachStatusIntoItsOutcome)
{
    stage s;
    std::uint32_t status = 0;
    s.centre.on_submit = [&](auto const& what, auto& say) { write_bare(say, command::submit_sm_resp, status, what.sequence); };
    s.start();
    for (auto const& [number, word] : std::map<std::uint32_t, std::string>{
             {0x58, "throttled"}, {0x14, "throttled"}, {0x0b, "refused ESME_RINVDSTADR (0x0B)"}, {0x08, "refused for now ESME_RSYSERR (0x08)"}}) {
        status = number;
        s.submit("m" + std::to_string(number));
        s.world.play(milliseconds{10});
        EXPECT_EQ(s.word("m" + std::to_string(number)), word);
    }
    s.stop();
}

TEST(SmppChannel, DoesNotKnowWhatBecameOfASubmissionThatNobodyAnswers)
{
    stage s;
    s.centre.on_submit = [](auto const&, auto&) {};
    s.start();
    s.submit("m1");
    s.world.play(seconds{9});
    EXPECT_EQ(s.word("m1"), "waiting");
    s.world.play(seconds{2});
    EXPECT_EQ(s.word("m1"), "unknown");
    s.stop();
}

TEST(SmppChannel, ComesBackWithPatienceAndJitter)
{
    auto settings = account();
    settings.limits.reconnect_longest = seconds{60};
    stage s{settings};
    s.start();
    s.submit("m1");
    s.world.play(seconds{1});
    s.centre.hang_up();
    s.net.stop_listening(2775);
    s.world.play(minutes{10});
    EXPECT_EQ(s.inbox.links.back().first, link_state::down);
    EXPECT_EQ(s.inbox.links.size(), 3U) << "up, why it went, why it does not come back: each once, not at each try";
    support::scripted_centre again{s.world.runtime, s.net, 2775};
    s.world.play(seconds{61});
    EXPECT_EQ(s.inbox.links.back().first, link_state::up);
    EXPECT_EQ(again.binds, 1);
    s.submit("m2");
    s.world.play(seconds{1});
    EXPECT_EQ(s.word("m2"), "accepted a1");
    s.stop();
}

TEST(SmppChannel, DoesNotHammerACentreThatRefusesThePassword)
{
    stage s;
    s.centre.bind_status = 0x0e;
    s.start();
    s.world.play(minutes{10});
    EXPECT_GE(s.centre.binds, 10);
    EXPECT_LE(s.centre.binds, 21);
    EXPECT_EQ(s.inbox.links.front().second, "the bind was refused: the password is wrong, ESME_RINVPASWD (0x0E)");
    s.stop();
}

TEST(SmppChannel, TellsANewReasonWhyItIsDown)
{
    stage s;
    s.centre.bind_status = 0x0d;
    s.start();
    s.world.play(minutes{5});
    s.centre.bind_status = 0x0e;
    s.world.play(minutes{5});
    ASSERT_EQ(s.inbox.links.size(), 2U) << "each once";
    EXPECT_EQ(s.inbox.links[0].second, "the bind was refused: the bind failed, ESME_RBINDFAIL (0x0D)");
    EXPECT_EQ(s.inbox.links[1].first, link_state::down);
    EXPECT_EQ(s.inbox.links[1].second, "the bind was refused: the password is wrong, ESME_RINVPASWD (0x0E)");
    s.stop();
}

TEST(SmppChannel, NoticesACentreThatHangsAndTriesAgain)
{
    stage s;
    s.centre.answers_enquiries = false;
    s.start();
    s.submit("m1");
    s.world.play(seconds{30});
    EXPECT_EQ(s.word("m1"), "accepted a1");
    EXPECT_GE(s.centre.binds, 2);
    s.stop();
}

TEST(SmppChannel, SpreadsOverItsLinesAndLivesOnWithOneOfThem)
{
    auto settings = account();
    settings.binds = 3;
    stage s{settings};
    s.start();
    EXPECT_EQ(s.centre.binds, 3);
    EXPECT_EQ(s.adapter->traits().window, 9U);
    EXPECT_EQ(s.inbox.links.size(), 1U);
    for (int i = 0; i < 9; ++i)
        s.submit("m" + std::to_string(i));
    s.world.play(seconds{1});
    std::map<int, int> by_line;
    for (auto const& each : s.centre.log)
        ++by_line[each.line];
    EXPECT_EQ(by_line, (std::map<int, int>{{1, 3}, {2, 3}, {3, 3}}));
    s.stop();
    EXPECT_EQ(s.centre.unbinds, 3);
}

TEST(SmppChannel, BindsOneLineAfterTheOther)
{
    auto settings = account();
    settings.binds = 3;
    stage s{settings};
    s.centre.answers_binds = false;
    s.start();
    s.world.play(seconds{9});
    EXPECT_EQ(s.centre.binds, 1);
    s.centre.answers_binds = true;
    s.world.play(seconds{30});
    EXPECT_EQ(s.centre.binds, 4);
    s.stop();
    EXPECT_EQ(s.centre.unbinds, 3);
}

/// Messages leave, at a third of the pace that was meant: nobody would look.
TEST(SmppChannel, TellsTheOperatorOfLinesThatTheCentreDoesNotAllow)
{
    auto settings = account();
    settings.binds = 3;
    stage s{settings};
    s.centre.most_lines = 1;
    s.start();
    s.world.play(minutes{10});
    EXPECT_EQ(
        s.inbox.troubles,
        (std::vector<std::string>{
            "1 of 3 lines to the centre do not hold: the bind was refused: already bound, ESME_RALYBND (0x05)",
            "2 of 3 lines to the centre do not hold: the bind was refused: already bound, ESME_RALYBND (0x05)"})
    );
    EXPECT_EQ(s.inbox.links.size(), 1U);
    s.centre.most_lines = 3;
    s.world.play(minutes{5});
    EXPECT_EQ(s.inbox.troubles.back(), "every line to the centre holds again");
    s.stop();

    stage back{settings};  // after an outage all come back in a row: there is nothing to tell of
    back.centre.bind_status = 0x08;
    back.start();
    back.world.play(minutes{3});
    back.centre.bind_status = 0;
    back.world.play(minutes{5});
    EXPECT_TRUE(back.inbox.troubles.empty());
    EXPECT_EQ(back.inbox.links.back().first, link_state::up);
    back.stop();
}

TEST(SmppChannel, RefusesATextThatSmppCannotCarry)
{
    stage s;
    s.start();
    s.submit("m1", std::string(256 * 153, 'x'));
    s.world.play(seconds{1});
    EXPECT_EQ(s.word("m1"), "refused length");
    EXPECT_TRUE(s.centre.log.empty());
    s.stop();
}

TEST(SmppChannel, NeedsBothOfSeparateLinesToBeUp)
{
    auto settings = account();
    settings.mode = bind_mode::separate;
    stage s{settings};
    s.start();
    EXPECT_EQ(s.centre.binds, 2);
    EXPECT_EQ(s.inbox.links.size(), 1U);
    s.submit("m1");
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.centre.log.at(0).line, 1);
    s.centre.say(reply_from(3, "33639980001", "OUI"));
    s.world.play(milliseconds{10});
    EXPECT_EQ(s.inbox.texts.size(), 1U);
    s.stop();
    EXPECT_EQ(s.centre.unbinds, 2);
}

TEST(SmppChannel, LeavesWithinItsTimeWhateverTheCentreDoes)
{
    stage s;
    s.centre.answers_unbind = false;
    s.centre.on_submit = [](auto const&, auto&) {};
    s.start();
    s.submit("m1");
    s.world.play(seconds{1});
    s.stop(seconds{4});
    EXPECT_EQ(s.centre.unbinds, 1);
    EXPECT_EQ(s.word("m1"), "unknown");
}

TEST(SmppChannel, LeavesNoTraceOfASubmissionCancelledBeforeItsFirstByte)
{
    auto settings = account();
    settings.limits.window = 1;
    stage s{settings};
    s.centre.on_submit = [](auto const&, auto&) {};
    s.start();
    s.submit("first");
    s.world.play(milliseconds{10});
    s.submit("second");
    s.world.play(milliseconds{10});
    s.sending.cancel();
    s.world.play(seconds{30});
    EXPECT_EQ(s.centre.log.size(), 1U);
    s.stop();
}

// --- Every byte and every step ----------------------------------------------------------------------------------------

/// A short story with everything in it: two messages (one of two parts), their receipts, an answer in two parts.
struct story {
    explicit story(stage& on) : s(on)
    {
        s.centre.on_submit = [this](auto const& what, auto& say) {
            write_text(say, command::submit_sm_resp, 0, what.sequence, what.id);
            auto const news = receipt_for(100 + what.sequence, what.id, "DELIVRD");
            say.insert(say.end(), news.begin(), news.end());
            if (what.text.find("fin") == std::string::npos)
                return;
            auto const reply = reply_from(200 + what.sequence, "33639980001", "OUI");
            say.insert(say.end(), reply.begin(), reply.end());
        };
    }

    void play()
    {
        s.start();
        s.submit("short", "Dispo ?");
        s.submit("long", std::string(200, 'x') + "fin");
        s.world.play(seconds{5});
    }

    stage& s;
};

TEST(SmppChannel, ReadsLinesThatGiveByteByByte)
{
    for (std::size_t const piece : {1U, 2U, 3U, 5U, 7U, 16U, 17U, 1'000U}) {
        stage s;
        s.net.towards_client.largest_piece = piece;
        s.net.towards_server.largest_piece = piece;
        story told{s};
        told.play();
        EXPECT_EQ(s.word("short"), "accepted a1");
        EXPECT_EQ(s.word("long"), "accepted a2");
        EXPECT_EQ(s.inbox.receipts.size(), 3U);
        EXPECT_EQ(s.inbox.texts.size(), 1U);
        EXPECT_EQ(s.centre.acknowledged.size(), 4U);
        s.stop();
    }
}

/// The line breaks after each possible byte, in either direction: half-written PDUs, resets at each step. Whatever the
/// byte, no outcome claims more than the centre knows, nothing is acknowledged that is not durable, and the next line works.
void cut_everywhere(bool towards_server)
{
    std::size_t lengths = 0;
    for (std::size_t cut = 0; cut < 2'000; ++cut) {
        SCOPED_TRACE("cut after " + std::to_string(cut));
        stage s;
        auto& direction = towards_server ? s.net.towards_server : s.net.towards_client;
        direction.cut_after = cut;
        story told{s};
        s.running.spawn(s.adapter->run(s.inbox));
        s.world.play(milliseconds{100});
        direction.cut_after.reset();
        s.submit("short", "Dispo ?");
        s.submit("long", std::string(200, 'x') + "fin");
        s.world.play(milliseconds{300});
        auto const first_life = s.centre.log;
        bool const was_cut = s.net.opened > 1 || s.centre.acknowledged.size() < 4;

        std::set<std::string> ids;
        for (auto const& each : first_life)
            ids.insert(each.id);
        for (auto const& [reference, came] : s.outcomes) {
            if (auto const* const yes = std::get_if<accepted>(&came)) {
                EXPECT_TRUE(ids.contains(yes->provider_id));
            } else if (std::holds_alternative<refused>(came)) {
                EXPECT_EQ(s.word(reference), "refused for now connect");
            } else {
                EXPECT_TRUE(std::holds_alternative<unknown>(came));
            }
        }
        EXPECT_LE(s.centre.acknowledged.size(), s.inbox.receipts.size() + s.inbox.texts.size());

        s.world.play(minutes{2});
        EXPECT_EQ(s.outcomes.size(), 2U);
        s.submit("afterwards");
        s.world.play(seconds{1});
        EXPECT_TRUE(s.word("afterwards").starts_with("accepted")) << s.word("afterwards");
        s.stop();
        ++lengths;
        if (!was_cut)
            break;
    }
    EXPECT_GT(lengths, 100U);
    EXPECT_LT(lengths, 2'000U) << "the story never came to its end";
}

TEST(SmppChannel, SurvivesACutAfterEveryByteItSends) { cut_everywhere(true); }

TEST(SmppChannel, SurvivesACutAfterEveryByteItHears) { cut_everywhere(false); }

/// A centre that stops reading in the middle of a PDU, unbinds, and reads on: its answer must not become the end of a text.
TEST(SmppChannel, SaysNothingMoreWhereAWriteWasCut)
{
    for (std::size_t stall = 0; stall < 400; ++stall) {
        stage s;
        s.net.towards_server.stalls_after = stall;
        s.start();
        s.net.towards_server.stalls_after.reset();
        s.submit("short", "Dispo ?");
        s.world.play(milliseconds{200});
        octets unbind;
        write_bare(unbind, command::unbind, status_ok, 9);
        if (s.centre.has_line())
            s.centre.say(unbind);
        s.world.play(seconds{1});
        for (auto const& each : s.centre.log)
            EXPECT_EQ(each.text, "Dispo ?") << "stalled after " << stall;
        s.stop();
    }
}

/// A submission whose bytes may have left is never called refused.
TEST(SmppChannel, NeverCallsNotSentWhatTheCentreHas)
{
    for (std::size_t cut = 0; cut < 400; ++cut) {
        stage s;
        s.net.towards_client.cut_after = cut;
        story told{s};
        s.start();
        s.submit("short", "Dispo ?");
        s.world.play(milliseconds{200});
        bool const centre_has_it = !s.centre.log.empty();
        if (s.outcomes.contains("short")) {
            EXPECT_FALSE(s.word("short").starts_with(centre_has_it ? "refused" : "accepted")) << "cut after " << cut;
        }
        s.stop();
    }
}

TEST(SmppChannel, BringsALongAnswerUpWholeOnceAllOfItIsThere)
{
    stage s;
    s.start();
    auto const part = [](std::uint32_t sequence, std::uint8_t number, std::string text) {
        text.insert(0, std::string{"\x05\x00\x03\x09\x02", 5} + static_cast<char>(number));
        message_pdu pdu;
        pdu.source = {1, 1, "33639980001"};
        pdu.destination = {3, 0, "38123"};
        pdu.esm_class = 0x40;
        pdu.text = {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
        octets bytes;
        write_message(bytes, command::deliver_sm, sequence, pdu);
        return bytes;
    };
    s.centre.say(part(5, 2, "mais tard"));
    s.world.play(seconds{1});
    EXPECT_EQ(s.centre.acknowledged.size(), 1U) << "the centre may wait for this before it sends the rest";
    EXPECT_TRUE(s.inbox.texts.empty());
    s.centre.say(part(6, 1, "Oui "));
    s.world.play(seconds{1});
    ASSERT_EQ(s.inbox.texts.size(), 1U);
    EXPECT_EQ(s.inbox.texts[0].text, "Oui mais tard");
    EXPECT_EQ(s.centre.acknowledged.size(), 2U);
    s.stop();
}

/// An inbox with one unfinished text in it.
class forgetful_person final : public inbox {
public:
    task<durability> receipt_arrived(receipt) override { co_return durability::durable; }

    task<durability> text_arrived(inbound_text news) override
    {
        texts.push_back(std::move(news));
        co_return durability::durable;
    }

    task<std::vector<kept_pieces>> overdue_pieces() override
    {
        if (done)
            co_return std::vector<kept_pieces>{};
        text_piece piece;
        piece.from = "+33639980001";
        piece.total = 2;
        piece.number = 1;
        piece.body = "0Oui mais";
        kept_pieces kept;
        kept.set = "pieces-7";
        kept.pieces.push_back(std::move(piece));
        co_return std::vector<kept_pieces>{std::move(kept)};
    }

    task<durability> pieces_done(std::string set) override
    {
        done = set == "pieces-7";
        co_return durability::durable;
    }

    void link_changed(link_state, std::string_view) override {}

    std::vector<inbound_text> texts;
    bool done = false;
};

TEST(SmppChannel, HandsHalfAnAnswerUpWhenTheRestNeverComes)
{
    stage s;
    forgetful_person above;
    s.running.spawn(s.adapter->run(above));
    s.world.play(minutes{5});
    ASSERT_EQ(above.texts.size(), 1U);
    EXPECT_EQ(above.texts[0].text, "Oui mais[…]");
    EXPECT_EQ(above.texts[0].provider_id, "pieces-7");
    EXPECT_TRUE(above.done);
    s.stop();
}

}  // namespace
}  // namespace tocsin::channels::smpp
