// SPDX-License-Identifier: Apache-2.0
// What a program says, line by line: what it may, what it should not, and what ends the talk.
#include "channels/exec/conversation.hpp"
#include "channels/exec/discreet.hpp"

#include <gtest/gtest.h>

namespace tocsin::channels::exec {
namespace {

constexpr std::string_view hello_line = "{\"hello\": {\"protocol\": 1, \"receipts\": true, \"replies\": true}}\n";

introduction ours()
{
    introduction all;
    all.channel = "modem";
    all.instance = "prefecture-04";
    all.sender = "38123";
    all.window = 8;
    all.settings.emplace_back("spool", "/var/spool/sms");
    all.settings.emplace_back("password", "s3cr3t-of-theirs");
    all.secrets.emplace_back("s3cr3t-of-theirs");
    return all;
}

outbound a_message(std::string reference)
{
    return {
        std::move(reference), "+33639980001", "", message_text{"", "Crue : OUI ou NON ?\n", ""}, from_millis(1'800'000'000'000), "fr"};
}

class ChildConversation : public testing::Test {
protected:
    ChildConversation() { talk.hear(hello_line); }

    /// What one line made happen.
    template <class What>
    What heard(std::string_view line)
    {
        auto const came = talk.hear(std::string{line} + '\n');
        EXPECT_EQ(came.size(), 1U);
        auto const* const what = came.empty() ? nullptr : std::get_if<What>(&came.front());
        EXPECT_NE(what, nullptr) << line;
        return what != nullptr ? *what : What{};
    }

    conversation talk{ours()};
};

TEST(ConversationBegins, WithOurHelloAndTheSettings)
{
    EXPECT_EQ(
        conversation{ours()}.hello(),
        "{\"hello\":{\"protocol\":1,\"channel\":\"modem\",\"instance\":\"prefecture-04\",\"medium\":\"sms\",\"sender\":\"38123\","
        "\"window\":8,\"settings\":{\"spool\":\"/var/spool/sms\",\"password\":\"s3cr3t-of-theirs\"}}}\n"
    );
}

TEST(ConversationBegins, WithWhatTheProgramCanDo)
{
    conversation talk{ours()};
    auto const came = talk.hear("{\"hello\":{\"protocol\":1,\"replies\":true,\"idempotent\":true,\"window\":4}}\n");
    ASSERT_EQ(came.size(), 1U);
    auto const traits = std::get<greeted>(came.front());
    EXPECT_TRUE(traits.two_way);
    EXPECT_TRUE(traits.idempotent);
    EXPECT_FALSE(traits.receipts);
    EXPECT_EQ(traits.window, 4U);
}

TEST(ConversationBegins, NotWithAnythingElse)
{
    for (std::string_view const first :
         {"Traceback (most recent call last):\n", "{}\n", "[]\n", "\n", "{\"hello\": 1}\n", "{\"hello\": {}}\n",
          "{\"hello\": {\"protocol\": 2}}\n", "{\"hello\": {\"protocol\": \"1\"}}\n",
          "{\"hello\": {\"protocol\": 1, \"receipts\": \"yes\"}}\n", "{\"accepted\": {\"reference\": \"M1-1\"}}\n"}) {
        conversation talk{ours()};
        auto const came = talk.hear(first);
        ASSERT_EQ(came.size(), 1U) << first;
        EXPECT_TRUE(std::holds_alternative<broken>(came.front())) << first;
        EXPECT_TRUE(talk.hear(hello_line).empty()) << "what is broken stays so";
    }
}

TEST_F(ChildConversation, HandsAMessageOver)
{
    EXPECT_EQ(
        talk.submit(a_message("M1-1")),
        "{\"submit\":{\"reference\":\"M1-1\",\"to\":\"+33639980001\",\"text\":\"Crue : OUI ou NON ?\\n\","
        "\"deadline\":\"2027-01-15T08:00:00Z\",\"language\":\"fr\"}}\n"
    );
    auto mail = a_message("M1-2");
    mail.to = "lucie@example.org";
    mail.recipient_name = "Lucie";
    mail.text.subject = "Crue";
    mail.text.html = "<p>";
    auto const line = talk.submit(mail);
    EXPECT_NE(line.find("\"name\":\"Lucie\",\"text\":"), std::string::npos);
    EXPECT_NE(line.find("\"subject\":\"Crue\",\"html\":\"<p>\""), std::string::npos);
}

TEST_F(ChildConversation, HearsTheFourOutcomes)
{
    for (auto const* reference : {"a", "b", "c", "d", "e"})
        talk.submit(a_message(reference));
    auto came = heard<answered>(R"({"accepted": {"reference": "b", "id": "X-7"}})");
    EXPECT_EQ(came.reference, "b");
    EXPECT_EQ(std::get<accepted>(came.what).provider_id, "X-7");
    EXPECT_EQ(std::get<accepted>(heard<answered>(R"({"accepted": {"reference": "c", "id": 70}})").what).provider_id, "70");

    came = heard<answered>(R"({"refused": {"reference": "a", "permanent": true, "code": "404", "why": "no such number"}})");
    auto const no = std::get<refused>(came.what);
    EXPECT_EQ(no.permanence, permanence::permanent);
    EXPECT_EQ(no.code, "404");
    EXPECT_EQ(no.why, "no such number");

    came = heard<answered>(R"({"throttled": {"reference": "d", "retry_after_ms": 1500}})");
    EXPECT_EQ(std::get<throttled>(came.what).retry_after, milliseconds{1500});
    came = heard<answered>(R"({"unknown": {"reference": "e", "why": "the modem hung up"}})");
    EXPECT_EQ(std::get<unknown>(came.what).why, "the modem hung up");
}

TEST_F(ChildConversation, RefusesForNowUnlessToldOtherwise)
{
    talk.submit(a_message("a"));
    EXPECT_EQ(std::get<refused>(heard<answered>(R"({"refused": {"reference": "a"}})").what).permanence, permanence::transient);
}

TEST_F(ChildConversation, AnAnswerThatCannotBeReadLeavesItsMessageUnknown)
{
    for (std::string_view const line :
         {R"({"accepted": {"reference": "a", "id": true}})", R"({"refused": {"reference": "a", "permanent": "no"}})",
          R"({"throttled": {"reference": "a", "retry_after_ms": -1}})"}) {
        talk.submit(a_message("a"));
        EXPECT_TRUE(std::holds_alternative<unknown>(heard<answered>(line).what)) << line;
    }
}

TEST_F(ChildConversation, AMessageIsAnsweredOnce)
{
    heard<fault>(R"({"accepted": {"reference": "never-sent"}})");
    talk.submit(a_message("a"));
    heard<answered>(R"({"accepted": {"reference": "a"}})");
    heard<fault>(R"({"accepted": {"reference": "a"}})");
    heard<fault>(R"({"accepted": {}})");
}

TEST_F(ChildConversation, ALateAnswerIsNoNewsAboutAMessageGivenUp)
{
    talk.submit(a_message("a"));
    talk.give_up("a");
    EXPECT_EQ(heard<fault>(R"({"accepted": {"reference": "a"}})").what, "it answered after the time-out");
    talk.submit(a_message("a"));
    heard<answered>(R"({"accepted": {"reference": "a"}})");
}

TEST_F(ChildConversation, HearsReceiptsAndReplies)
{
    auto const receipt = heard<receipt_news>(R"({"receipt": {"n": 7, "id": "X-7", "verdict": "delivered", "code": "DELIVRD"}})");
    EXPECT_EQ(receipt.number, 7U);
    EXPECT_EQ(receipt.news, (tocsin::receipt{"X-7", "", receipt_verdict::delivered, "DELIVRD"}));
    auto const reply = heard<reply_news>(
        R"({"reply": {"n": 18446744073709551615, "from": "+33639980001", "to": "38123", "text": "Oui, à 8 h 🙂", "id": "R-1"}})"
    );
    EXPECT_EQ(reply.number, 18446744073709551615U);
    EXPECT_EQ(reply.news, (inbound_text{"+33639980001", "38123", "Oui, à 8 h 🙂", "R-1"}));
    EXPECT_EQ(conversation::acknowledge(7, durability::durable), "{\"ack\":7}\n");
    EXPECT_EQ(conversation::acknowledge(7, durability::not_durable), "{\"again\":7}\n");
}

TEST_F(ChildConversation, NamesWhatIsMissingAndNeverWhatWasSaid)
{
    for (std::string_view const line :
         {R"({"receipt": {"id": "X", "verdict": "delivered"}})", R"({"receipt": {"n": 1, "verdict": "delivered"}})",
          R"({"receipt": {"n": 1, "id": "X", "verdict": "+33639980001"}})", R"({"receipt": {"n": -1, "id": "X"}})",
          R"({"reply": {"n": 1, "text": "+33639980001"}})", R"({"reply": {"n": 1, "from": ["+33639980001"]}})",
          R"({"reply": {"n": 1.5, "from": "x"}})", R"({"+33639980001": {}})", "+33639980001", "{\"accepted\": {\"reference\": \"\xff\"}}",
          R"({"hello": {"protocol": 1}})", R"({"accepted": {}, "refused": {}})"}) {
        auto const what = heard<fault>(line).what;
        EXPECT_EQ(what.find("639980001"), std::string::npos) << what;
    }
}

TEST_F(ChildConversation, ReadsLinesHoweverTheyAreCut)
{
    talk.submit(a_message("a"));
    talk.submit(a_message("b"));
    std::string const both = "{\"accepted\": {\"reference\": \"a\"}}\n{\"accepted\": {\"reference\": \"b\"}}\n";
    std::size_t answers = 0;
    for (char const c : both)
        answers += talk.hear({&c, 1}).size();
    EXPECT_EQ(answers, 2U);
    talk.submit(a_message("a"));
    talk.submit(a_message("b"));
    EXPECT_EQ(talk.hear(both).size(), 2U);
}

TEST_F(ChildConversation, ALineWithoutAnEndEndsTheTalk)
{
    std::string const piece(64 * 1024, 'x');
    std::vector<happening> came;
    for (int i = 0; i < 5 && came.empty(); ++i)
        came = talk.hear(piece);
    ASSERT_EQ(came.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<broken>(came.front()));
    EXPECT_TRUE(talk.hear("\n").empty());
}

TEST_F(ChildConversation, WhatAProgramSaysOfARefusalIsMadeDiscreet)
{
    talk.submit(a_message("a"));
    auto const no = std::get<refused>(
        heard<answered>(R"({"refused": {"reference": "a", "code": "+33 6 39 98 00 01", "why": "s3cr3t-of-theirs is wrong"}})").what
    );
    EXPECT_EQ(no.code, "+(number)");
    EXPECT_EQ(no.why, "(secret) is wrong");
}

TEST(Discreet, TakesOutNumbersAddressesAndSecrets)
{
    std::vector<secret> const secrets{secret{"hunter2"}, secret{}};
    auto const shown = [&](std::string_view words) { return discreet(words, secrets); };
    EXPECT_EQ(shown("no route to +33639980001, retry"), "no route to +(number), retry");
    EXPECT_EQ(shown("06 39 98 00 01: HTTP 404"), "(number): HTTP 404");
    EXPECT_EQ(shown("06.39.98.00.01 06-39-98-00-01"), "(number)");
    EXPECT_EQ(shown("mail to <lucie@example.org> failed"), "mail to (address) failed");
    EXPECT_EQ(shown("login tocsin:hunter2 refused"), "login tocsin:(secret) refused");
    EXPECT_EQ(shown("error 12345 after 30 s"), "error 12345 after 30 s");
    EXPECT_EQ(shown("tab\tand\x1b[31m bell\a"), "tab and [31m bell ");
    EXPECT_EQ(shown("caf\xe9 caf\xc3\xa9"), "caf? café");
}

TEST(Discreet, KeepsOneShortLine)
{
    std::string long_words;
    for (int i = 0; i < 200; ++i)
        long_words += "é ";
    auto const shown = discreet(long_words, {});
    EXPECT_LE(shown.size(), 300U);
    EXPECT_TRUE(shown.ends_with("…"));
    EXPECT_EQ(discreet(shown, {}), shown) << "not cut within a character";
}

}  // namespace
}  // namespace tocsin::channels::exec
