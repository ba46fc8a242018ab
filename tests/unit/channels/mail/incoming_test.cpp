// SPDX-License-Identifier: Apache-2.0
// Mails as programs in use write them (tests/fuzz/corpus/mail), and what they are taken for.
#include "channels/mail/incoming.hpp"
#include "rules/reply/read.hpp"
#include "where.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin::channels::mail {
namespace {

constexpr auto reference = "k3f9abcd-17-qwhe7zkp";
plus_addresses const ours{"alerte@example.org", "+"};

incoming read_file(std::string const& name)
{
    std::ifstream in{TOCSIN_SOURCE_DIR "/tests/fuzz/corpus/mail/" + name, std::ios::binary};
    std::ostringstream bytes;
    bytes << in.rdbuf();
    EXPECT_FALSE(bytes.str().empty()) << name;
    return understand(bytes.str(), ours);
}

struct said {
    char const* file;
    char const* text;
    reply_meaning meaning;
};

class Answers : public testing::TestWithParam<said> {};

TEST_P(Answers, AreWhatThePersonWroteAndNothingElse)
{
    auto const news = read_file(GetParam().file);
    auto const* const text = std::get_if<inbound_text>(&news);
    ASSERT_NE(text, nullptr);
    EXPECT_EQ(text->text, GetParam().text);
    EXPECT_EQ(text->from, "zoe@example.org");
    EXPECT_EQ(text->to, "alerte@example.org");
    EXPECT_EQ(text->reference, reference);
    EXPECT_FALSE(text->automatic);
    EXPECT_EQ(rules::read_reply(text->text).meaning, GetParam().meaning);
}

INSTANTIATE_TEST_SUITE_P(
    Programs,
    Answers,
    testing::Values(
        said{"gmail.eml", "Oui, j'arrive.", reply_meaning::yes},
        said{"outlook-html.eml", "Désolée, pas dispo ce soir !", reply_meaning::no},
        said{"outlook-text.eml", "Je viens à 19 h…", reply_meaning::yes},
        said{"iphone.eml", "Non, désolé.", reply_meaning::no},
        said{"button.eml", "OUI", reply_meaning::yes},
        said{"only-subject.eml", "STOP", reply_meaning::stop},
        said{"bottom.eml", "Oui, présente avec le bateau.", reply_meaning::yes},
        said{"latin1-attachment.eml", "Présent\xe2\x80\xaf!", reply_meaning::yes}
    ),
    [](auto const& each) {
        std::string name;
        for (char const c : std::string{each.param.file})
            if (std::isalnum(static_cast<unsigned char>(c)))
                name += c;
        return name;
    }
);

TEST(Incoming, WhatAMachineSaysIsNeverAnAnswer)
{
    for (auto const* file : {"holiday.eml", "read-notice.eml", "odd-notice.eml"}) {
        auto const news = read_file(file);
        auto const* const text = std::get_if<inbound_text>(&news);
        ASSERT_NE(text, nullptr) << file;
        EXPECT_TRUE(text->automatic) << file;
        EXPECT_EQ(text->reference, reference) << file;
    }
}

TEST(Incoming, EachMarkOfAMachineIsSeen)
{
    for (auto const* mark :
         {"Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (vacation)", "Return-Path: <>", "Precedence: bulk",
          "Precedence: auto_reply", "X-Autoreply: yes", "X-Autorespond: crue", "List-Id: <liste.example.org>",
          "Subject: =?utf-8?q?R=C3=A9ponse_automatique?= : crue", "Subject: Automatic reply: crue", "From: MAILER-DAEMON@example.org"})
        EXPECT_TRUE(is_automatic(read_entity(std::string{mark} + "\r\n\r\nOUI\r\n"))) << mark;
    for (auto const* person :
         {"Auto-Submitted: no", "Return-Path: <zoe@example.org>", "Subject: Re: crue", "X-Auto-Response-Suppress: All"})
        EXPECT_FALSE(is_automatic(read_entity(std::string{person} + "\r\nFrom: zoe@example.org\r\n\r\nOUI\r\n"))) << person;
}

void expect_receipt(std::string const& file, receipt_verdict verdict, std::string const& code)
{
    auto const news = read_file(file);
    auto const* const told = std::get_if<receipt>(&news);
    ASSERT_NE(told, nullptr) << file;
    EXPECT_EQ(told->verdict, verdict) << file;
    EXPECT_EQ(told->code, code) << file;
    EXPECT_EQ(told->reference, reference) << file;
    EXPECT_TRUE(told->provider_id.empty());
}

TEST(Incoming, BouncesAreReceipts)
{
    expect_receipt("postfix-dsn.eml", receipt_verdict::undeliverable, "5.1.1");
    expect_receipt("delay-dsn.eml", receipt_verdict::buffered, "4.4.1");
    expect_receipt("qmail.eml", receipt_verdict::undeliverable, "5.1.1");
}

TEST(Incoming, APersonWhoQuotesABounceHasNotBounced)
{
    auto const news = understand(
        "From: zoe@example.org\r\nTo: alerte+k3f9abcd-17-qwhe7zkp@example.org\r\nSubject: Re: crue\r\n\r\n"
        "delivery failed, 550 5.1.1 user unknown: voila ce que j'ai recu hier\r\n",
        ours
    );
    EXPECT_TRUE(std::holds_alternative<inbound_text>(news));
}

TEST(Incoming, ABounceOfSomethingElseIsNoNews)
{
    auto const news = understand(
        "Return-Path: <>\r\nTo: alerte@example.org\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n",
        ours
    );
    EXPECT_TRUE(std::holds_alternative<no_news>(news));
}

TEST(Incoming, WithoutAMessageIdTheBytesTellTwoMailsApart)
{
    auto const id_of = [](std::string const& words) {
        return std::get<inbound_text>(understand("From: zoe@example.org\r\n\r\n" + words, ours)).provider_id;
    };
    EXPECT_EQ(id_of("OUI"), id_of("OUI"));
    EXPECT_NE(id_of("OUI"), id_of("NON"));
}

TEST(PlusAddresses, AreReadBackWhateverTheirCase)
{
    auto const answers = ours.tagged(reference, sort_of_address::for_answers);
    EXPECT_EQ(answers, "alerte+k3f9abcd-17-qwhe7zkp@example.org");
    auto const bounces = ours.tagged(reference, sort_of_address::for_bounces);
    auto const tied = [](std::string const& fields) { return ours.read(read_entity(fields + "\r\n\r\n")); };
    EXPECT_EQ(tied("To: " + answers).reference, reference);
    EXPECT_EQ(tied("To: Alerte+K3F9ABCD-17-QWHE7ZKP@Example.ORG").reference, reference);
    EXPECT_EQ(tied("To: " + bounces).came_to, sort_of_address::for_bounces);
    EXPECT_EQ(tied("Delivered-To: alerte@example.org\r\nTo: Lou <lou@example.org>, \"x, y\" <" + answers + ">").reference, reference);
    EXPECT_EQ(tied("References: <a@example.com> <k3f9abcd-17-qwhe7zkp@example.org> <b@example.com>").reference, reference);
    for (auto const* none : {"To: alerte@example.org", "To: alerte+@example.org", "To: alerte+a b@example.org", "To: alerte+x.y@example.org",
                             "To: other+k3f9abcd-17-qwhe7zkp@example.org", "To: alerte+k3f9abcd-17-qwhe7zkp@example.com", "X: y"})
        EXPECT_EQ(tied(none).reference, "") << none;
}

TEST(PlusAddresses, AServerWithoutThemIsAnsweredByMessageId)
{
    plus_addresses const plain{"alerte@example.org", ""};
    EXPECT_EQ(plain.tagged(reference, sort_of_address::for_answers), "alerte@example.org");
    EXPECT_EQ(plain.read(read_entity("In-Reply-To: <k3f9abcd-17-qwhe7zkp@example.org>\r\n\r\n")).reference, reference);
}

}  // namespace
}  // namespace tocsin::channels::mail
