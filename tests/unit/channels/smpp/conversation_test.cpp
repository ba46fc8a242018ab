// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/conversation.hpp"

#include "channels/smpp/status.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace tocsin::channels::smpp {
namespace {

/// One conversation with a hand on its clock, its input and its output.
class talk {
public:
    explicit talk(std::size_t window = 10, line_role role = line_role::transceiver) : it(account(role), limits(window), now) {}

    static line_account account(line_role role)
    {
        line_account made;
        made.role = role;
        made.system_id = "tocsin";
        made.password = "geheim";
        return made;
    }

    static line_limits limits(std::size_t window)
    {
        line_limits made;
        made.window = window;
        return made;
    }

    mono_time now{};
    conversation it;
    octets sent;  ///< everything taken so far

    void hear(octets const& bytes)
    {
        for (std::size_t at = 0; at < bytes.size();) {
            auto const room = it.room();
            auto const some = std::min(room.size(), bytes.size() - at);
            std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), some, room.begin());
            it.arrived(some, now);
            at += some;
            listen();
        }
    }

    /// Keeps what is said as words: "bound", "answered 3 0 a1", "lost 3", "never left 3", "delivered 9", "late 3 0 a1", "ended …".
    void listen()
    {
        while (auto const told = it.next(now)) {
            if (auto const* const a = std::get_if<answered>(&*told))
                said.push_back("answered " + std::to_string(a->which) + ' ' + std::to_string(a->status) + ' ' + std::string{a->id});
            else if (auto const* const l = std::get_if<lost>(&*told))
                said.push_back("lost " + std::to_string(l->which));
            else if (auto const* const late = std::get_if<answered_late>(&*told))
                said.push_back("late " + std::to_string(late->which) + ' ' + std::to_string(late->status) + ' ' + std::string{late->id});
            else if (auto const* const n = std::get_if<never_left>(&*told))
                said.push_back("never left " + std::to_string(n->which));
            else if (auto const* const d = std::get_if<delivered>(&*told))
                said.push_back("delivered " + std::to_string(d->sequence));
            else if (auto const* const e = std::get_if<ended>(&*told))
                said.push_back((e->for_long ? "ended for long: " : "ended: ") + e->why);
            else
                said.push_back("bound");
        }
    }

    void pass(mono_clock::duration how_long)
    {
        auto const end = now + how_long;
        while (!it.has_ended() && it.wake_at() <= end) {
            now = std::max(now, it.wake_at());
            it.tick(now);
            listen();
        }
        now = end;
    }

    /// What it wants to send now, as headers.
    std::vector<pdu_header> take()
    {
        octets out;
        it.take_output(out);
        sent.insert(sent.end(), out.begin(), out.end());
        std::vector<pdu_header> headers;
        for (octet_view left{out}; !left.empty();) {
            auto const one = first_pdu(left);
            EXPECT_EQ(one.found, framing::whole);
            if (one.found != framing::whole)
                break;
            headers.push_back(one.header);
            left = left.subspan(one.header.length);
        }
        return headers;
    }

    void bind()
    {
        take();
        octets answer;
        write_text(answer, command{0x80000009}, 0, 1, "centre");
        hear(answer);
        said.clear();
    }

    void submit(ticket which)
    {
        octets pdu;
        write_message(pdu, command::submit_sm, 0, message_pdu{});
        it.submit(which, pdu, now);
    }

    std::vector<std::string> said;
};

using words = std::vector<std::string>;

octets answer(std::uint32_t sequence, std::string_view id, std::uint32_t status = 0)
{
    octets bytes;
    write_text(bytes, command::submit_sm_resp, status, sequence, id);
    return bytes;
}

octets bare(command what, std::uint32_t sequence, std::uint32_t status = 0)
{
    octets bytes;
    write_bare(bytes, what, status, sequence);
    return bytes;
}

octets delivery_of(std::uint32_t sequence)
{
    octets bytes;
    write_message(bytes, command::deliver_sm, sequence, message_pdu{});
    return bytes;
}

TEST(Conversation, BeginsWithItsBindAndOpensWithTheAnswer)
{
    for (auto const& [role, what] : {std::pair{line_role::transceiver, 0x9U}, {line_role::transmitter, 0x2U}, {line_role::receiver, 0x1U}}) {
        talk t{10, role};
        auto const first = t.take();
        ASSERT_EQ(first.size(), 1U);
        EXPECT_EQ(static_cast<std::uint32_t>(first[0].what), what);
        EXPECT_EQ(first[0].sequence, 1U);
        auto const bind = read_bind(octet_view{t.sent}.subspan(header_size));
        ASSERT_TRUE(bind);
        EXPECT_EQ(bind->system_id, "tocsin");
        EXPECT_EQ(bind->password, "geheim");
        EXPECT_EQ(bind->interface_version, 0x34);
        EXPECT_FALSE(t.it.is_open());
        octets bytes;
        write_text(bytes, command{0x80000000U | what}, 0, 1, "centre");
        t.hear(bytes);
        EXPECT_TRUE(t.it.is_open());
        EXPECT_EQ(t.said, words{"bound"});
    }
}

TEST(Conversation, SaysWhyItIsNotLetIn)
{
    talk wrong_password;
    octets bytes;
    write_text(bytes, command{0x80000009}, 0x0e, 1, "");
    wrong_password.hear(bytes);
    EXPECT_EQ(wrong_password.said, words{"ended for long: the bind was refused: the password is wrong, ESME_RINVPASWD (0x0E)"});

    talk trouble;
    trouble.hear(bare(command{0x80000009}, 1, 0x08));
    EXPECT_EQ(trouble.said, words{"ended: the bind was refused: the centre is in trouble, ESME_RSYSERR (0x08)"});

    talk nacked;
    nacked.hear(bare(command::generic_nack, 1, 0x03));
    EXPECT_EQ(nacked.said, words{"ended: the bind was refused: the command is not known there, ESME_RINVCMDID (0x03)"});

    talk silence;
    silence.pass(seconds{11});
    EXPECT_EQ(silence.said, words{"ended: no answer to the bind"});
}

TEST(Conversation, KeepsToItsWindowAndFillsItAsAnswersCome)
{
    talk t{2};
    t.bind();
    for (ticket which = 0; which < 5; ++which)
        t.submit(which);
    EXPECT_EQ(t.take().size(), 2U);
    t.hear(answer(3, "b"));
    auto const next = t.take();
    ASSERT_EQ(next.size(), 1U);
    EXPECT_EQ(next[0].sequence, 4U);
    t.hear(answer(2, "a"));
    t.hear(answer(4, "c", 0x58));
    EXPECT_EQ(t.said, (words{"answered 1 0 b", "answered 0 0 a", "answered 2 88 c"}));
    EXPECT_EQ(t.take().size(), 2U);
}

TEST(Conversation, ReadsAStreamCutAnywhere)
{
    octets stream;
    for (auto const& each : {answer(2, "a1"), bare(command::enquire_link, 77), delivery_of(5), answer(3, "")})
        stream.insert(stream.end(), each.begin(), each.end());
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        talk t;
        t.bind();
        t.submit(0);
        t.submit(1);
        t.take();
        t.hear({stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut)});
        t.hear({stream.begin() + static_cast<std::ptrdiff_t>(cut), stream.end()});
        EXPECT_EQ(t.said, (words{"answered 0 0 a1", "delivered 5", "answered 1 0 "})) << cut;
        auto const out = t.take();
        ASSERT_EQ(out.size(), 1U);
        EXPECT_EQ(out[0].what, command::enquire_link_resp);
        EXPECT_EQ(out[0].sequence, 77U);
    }
}

TEST(Conversation, AcknowledgesWithTheCentresOwnNumber)
{
    talk t;
    t.bind();
    t.hear(delivery_of(4'000'000'000U));
    EXPECT_TRUE(t.take().empty());
    t.it.acknowledge(command::deliver_sm, 4'000'000'000U, status_ok);
    t.it.acknowledge(command::deliver_sm, 7, status_try_again);
    t.it.acknowledge(command::data_sm, 8, status_ok);
    auto const out = t.take();
    ASSERT_EQ(out.size(), 3U);
    EXPECT_EQ(out[2].what, command::data_sm_resp);
    EXPECT_EQ(out[0].what, command::deliver_sm_resp);
    EXPECT_EQ(out[0].sequence, 4'000'000'000U);
    EXPECT_EQ(out[1].status, status_try_again);
}

TEST(Conversation, TellsLostFromNeverLeftWhenTheLineBreaks)
{
    talk t{3};
    t.bind();
    t.submit(0);
    t.take();
    t.submit(1);
    t.submit(2);
    t.submit(3);
    t.it.line_failed("cut");
    t.listen();
    EXPECT_EQ(t.said, (words{"lost 0", "never left 1", "never left 2", "never left 3", "ended: cut"}));
    EXPECT_FALSE(t.it.next(t.now));
}

/// What never left is sent again without a flag. A time-out makes room for the next one too, in the very instant in which the
/// centre is given up.
TEST(Conversation, SendsNothingAfterItsEndThatItSaidHadNeverLeft)
{
    talk t{1};
    t.bind();
    t.submit(0);
    t.take();
    t.submit(1);
    t.hear(bare(command::enquire_link, 7));
    t.hear(answer(2, "a"));  // room for the second, which is in the output now
    t.hear(bare(command::unbind, 8));
    EXPECT_EQ(t.said, (words{"answered 0 0 a", "never left 1", "ended: the centre unbound"}));
    auto const last = t.take();
    ASSERT_EQ(last.size(), 2U);
    EXPECT_EQ(last[0].what, command::enquire_link_resp);
    EXPECT_EQ(last[1].what, command::unbind_resp);
}

TEST(Conversation, GivesUpOneSubmissionWithoutGivingUpTheLine)
{
    talk t{1};
    t.bind();
    t.submit(0);
    t.submit(1);
    t.take();
    t.pass(seconds{10});
    EXPECT_EQ(t.said, (words{"lost 0", "never left 1"}));
    EXPECT_TRUE(t.it.is_open());
    // The answer that came too late is told by the request's number: its ticket may be somebody else's by now.
    t.said.clear();
    t.hear(answer(2, "a"));
    EXPECT_EQ(t.said, words{"late 1 0 a"});
    EXPECT_TRUE(t.it.is_open());
}

TEST(Conversation, TakesTheFirstOfTwoAnswers)
{
    talk t;
    t.bind();
    t.submit(0);
    t.take();
    t.hear(answer(2, "a"));
    t.hear(answer(2, "b", 8));
    EXPECT_EQ(t.said, (words{"answered 0 0 a", "late 1 8 b"}));
    EXPECT_TRUE(t.it.is_open());
}

TEST(Conversation, AsksWhetherTheCentreLivesAndBelievesAnySign)
{
    talk t;
    t.bind();
    t.pass(seconds{15});
    auto const asked = t.take();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].what, command::enquire_link);
    t.hear(bare(command::enquire_link_resp, asked[0].sequence));
    t.pass(seconds{15});
    EXPECT_EQ(t.take().size(), 1U);
    t.now += seconds{1};
    t.hear(delivery_of(1));
    t.pass(seconds{6});
    EXPECT_TRUE(t.it.is_open());
    t.pass(seconds{60});
    EXPECT_EQ(t.said.back(), "ended: the centre does not answer");
}

TEST(Conversation, LeavesWithEverythingAnswered)
{
    talk t{1};
    t.bind();
    t.submit(0);
    t.submit(1);
    t.take();
    t.it.say_goodbye(t.now);
    t.listen();
    EXPECT_TRUE(t.take().empty());
    t.hear(answer(2, "a"));
    auto const goodbye = t.take();
    ASSERT_EQ(goodbye.size(), 1U);
    EXPECT_EQ(goodbye[0].what, command::unbind);
    t.hear(bare(command::unbind_resp, goodbye[0].sequence));
    EXPECT_EQ(t.said, (words{"never left 1", "answered 0 0 a", "ended: unbound"}));
}

TEST(Conversation, LeavesInTimeWhoeverDoesNotAnswer)
{
    talk t;
    t.bind();
    t.submit(0);
    t.take();
    t.it.say_goodbye(t.now);
    t.pass(seconds{2});
    ASSERT_EQ(t.take().size(), 1U);
    EXPECT_FALSE(t.it.has_ended());
    t.pass(seconds{2});
    EXPECT_EQ(t.said, (words{"lost 0", "ended: unbound without an answer"}));
}

TEST(Conversation, LetsTheCentreGo)
{
    talk t;
    t.bind();
    t.hear(bare(command::unbind, 12));
    EXPECT_EQ(t.said, words{"ended: the centre unbound"});
    auto const out = t.take();
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(out[0].what, command::unbind_resp);
    EXPECT_EQ(out[0].sequence, 12U);
}

TEST(Conversation, NacksWhatItDoesNotKnowAndStays)
{
    talk t;
    t.bind();
    for (std::uint32_t const what : {0x0bU, 0x21U, 0x04U, 0x7777U})
        t.hear(bare(command{what}, 50));
    t.hear(bare(command::alert_notification, 51));
    auto const out = t.take();
    ASSERT_EQ(out.size(), 4U);
    for (auto const& each : out) {
        EXPECT_EQ(each.what, command::generic_nack);
        EXPECT_EQ(each.status, status_unknown_command);
        EXPECT_EQ(each.sequence, 50U);
    }
    EXPECT_TRUE(t.it.is_open());
    for (int i = 0; i < 20; ++i)
        t.hear(bare(command{0x7777}, 50));
    EXPECT_EQ(t.said, words{"ended: too many requests that make no sense"});
}

TEST(Conversation, TakesADataSmAsADelivery)
{
    talk t;
    t.bind();
    // 4.7.1.1: service type, source, destination, esm_class, registered_delivery, data_coding, and no mandatory text.
    octets const body{0, 1, 1, '3', '3', 0, 3, 0, '3', '8', 0, 0x04, 0, 0, 0x00, 0x1e, 0, 3, 'a', '1', 0, 0x04, 0x27, 0, 1, 2};
    auto pdu = bare(command::data_sm, 9);
    pdu.insert(pdu.end(), body.begin(), body.end());
    pdu[3] = static_cast<std::uint8_t>(pdu.size());
    t.hear(pdu);
    EXPECT_EQ(t.said, words{"delivered 9"});
    EXPECT_TRUE(t.it.is_open());
    t.hear(bare(command::data_sm, 10));
    EXPECT_EQ(t.said.back(), "ended: a malformed data_sm");
}

TEST(Conversation, ANackEndsTheSubmissionThatItNames)
{
    talk t;
    t.bind();
    t.submit(0);
    t.take();
    t.hear(bare(command::generic_nack, 2, 0x02));
    EXPECT_EQ(t.said, words{"answered 0 2 "});
    t.hear(bare(command::generic_nack, 0, 0x02));
    EXPECT_EQ(t.said.back(), "ended: the centre could not read us");
}

TEST(Conversation, EndsAtGarbage)
{
    struct offence {
        octets bytes;
        char const* why;
    };
    octets malformed = delivery_of(3);
    malformed.resize(malformed.size() - 2);
    malformed[3] = static_cast<std::uint8_t>(malformed.size());
    for (auto const& [bytes, why] : {
             offence{{'H', 'T', 'T', 'P', '/', '1', '.', '1'}, "ended: a PDU of an absurd length"},
             offence{{0, 0, 0, 3}, "ended: a PDU of an absurd length"},
             offence{malformed, "ended: a malformed deliver_sm"},
             offence{answer(99, "a"), "ended: an answer to what was never asked"},
             offence{bare(command::enquire_link_resp, 2), "ended: an answer of another kind than the question"},
         }) {
        talk t;
        t.bind();
        t.submit(0);
        t.take();
        t.hear(bytes);
        EXPECT_EQ(t.said, (words{"lost 0", why}));
    }
    talk early;
    early.hear(delivery_of(1));
    EXPECT_EQ(early.said, words{"ended: the centre spoke before the bind"});
}

TEST(Conversation, GivesUpWhatHasNotLeftWithoutATrace)
{
    talk t{1};
    t.bind();
    t.submit(0);
    t.submit(1);
    t.submit(2);
    t.it.withdraw(1);
    t.it.withdraw(0);
    t.take();
    t.hear(answer(2, "a"));
    t.hear(answer(3, "c"));
    EXPECT_EQ(t.take().size(), 1U);
    EXPECT_EQ(t.said, (words{"never left 1", "answered 0 0 a", "answered 2 0 c"}));
}

/// Whatever happens in whatever order, each submission ends once, and what was answered was really sent.
RC_GTEST_PROP(Conversation, EndsEachSubmissionOnce, ())
{
    auto const window = *rc::gen::inRange<std::size_t>(1, 5);
    talk t{window};
    t.bind();
    ticket next = 0;
    std::vector<std::uint32_t> open;  // sequence numbers that the centre has seen and not answered
    auto const steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
    for (int const step : steps) {
        if (t.it.has_ended())
            break;
        if (step < 5 && t.it.is_open()) {
            t.submit(next++);
        } else if (step < 7) {
            for (auto const& each : t.take())
                if (each.what == command::submit_sm)
                    open.push_back(each.sequence);
            RC_ASSERT(t.it.load() == 0 || open.size() <= next);
        } else if (step < 9 && !open.empty()) {
            auto const which = *rc::gen::inRange<std::size_t>(0, open.size());
            t.hear(answer(open[which], "id"));
            open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
        } else if (step == 9) {
            t.pass(seconds{*rc::gen::inRange(1, 12)});
        } else if (step == 10 && next > 0) {
            t.it.withdraw(*rc::gen::inRange<ticket>(0, next));
            t.listen();
        } else if (step == 11) {
            t.it.say_goodbye(t.now);
            t.listen();
        }
    }
    t.it.line_failed("the end");
    t.listen();
    std::map<std::string, int> ends;
    for (auto const& each : t.said) {
        auto const at = each.find_first_of("0123456789");
        if (at != std::string::npos && !each.starts_with("ended") && !each.starts_with("late"))
            ++ends[each.substr(at, each.find(' ', at) - at)];
    }
    RC_ASSERT(ends.size() == next);
    for (auto const& [which, count] : ends)
        RC_ASSERT(count == 1);
    RC_ASSERT(t.said.back().starts_with("ended"));
    for (auto const& each : t.take())
        RC_ASSERT(each.what != command::submit_sm);
}

RC_GTEST_PROP(Conversation, SurvivesAnyBytes, (octets garbage))
{
    talk t;
    t.bind();
    t.submit(0);
    t.take();
    t.hear(garbage);
    t.it.line_failed("the end");
    t.listen();
    RC_ASSERT(std::count(t.said.begin(), t.said.end(), "ended: the end") <= 1);
    RC_ASSERT(t.said.back().starts_with("ended"));
}

}  // namespace
}  // namespace tocsin::channels::smpp
