// SPDX-License-Identifier: Apache-2.0
// What a mail's bytes must be, by the RFCs' rules and examples. tests/integration/channels reads mails with another parser.
#include "channels/smtp/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tocsin::channels::smtp {
namespace {

outgoing_mail some_mail()
{
    outgoing_mail what;
    what.from_name = "Préfecture";
    what.from_address = "alerte@example.org";
    what.to_address = "zoe@example.org";
    what.subject = "Alerte";
    what.text = "Répondez OUI";
    what.message_id = "prefecture-04-17@example.org";
    what.date = *parse_instant("2026-11-24T03:00:00Z");
    return what;
}

std::vector<std::string> lines_of(std::string text)
{
    std::vector<std::string> lines;
    for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n")) {
        lines.push_back(text.substr(0, end));
        text.erase(0, end + 2);
    }
    if (!text.empty())
        lines.push_back(text);
    return lines;
}

std::string headers_of(std::string const& mail) { return mail.substr(0, mail.find("\r\n\r\n") + 2); }

TEST(Mime, DateIsRfc5322)
{
    EXPECT_EQ(mail_date(*parse_instant("2026-11-24T03:00:00Z")), "Tue, 24 Nov 2026 03:00:00 +0000");
    EXPECT_EQ(mail_date(*parse_instant("2024-02-29T23:59:59.999Z")), "Thu, 29 Feb 2024 23:59:59 +0000");
    EXPECT_EQ(mail_date(*parse_instant("1997-11-21T15:55:06Z")), "Fri, 21 Nov 1997 15:55:06 +0000");
}

TEST(Mime, EncodedWordsAreRfc2047)
{
    EXPECT_EQ(encoded_words("Alerte"), "Alerte");
    EXPECT_EQ(encoded_words("é"), "=?UTF-8?B?w6k=?=");
    EXPECT_EQ(encoded_words("Préfecture"), "=?UTF-8?B?UHLDqWZlY3R1cmU=?=");
}

TEST(Mime, EncodedWordsAreShortAndCutBetweenCharacters)
{
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "x€";
    for (auto const& line : lines_of(encoded_words(text)))
        EXPECT_LE(line.size(), 75U);
    // 39 bytes hold whole characters of 1 and 3 bytes only if the cut looks for them: no replacement may be needed.
    EXPECT_EQ(encoded_words(text).find("4oI=?"), std::string::npos);
}

TEST(Mime, QuotedPrintableIsRfc2045)
{
    EXPECT_EQ(quoted_printable("é = 1"), "=C3=A9 =3D 1\r\n");
    EXPECT_EQ(quoted_printable("a \nb\t\n"), "a=20\r\nb=09\r\n");
    EXPECT_EQ(quoted_printable("a\r\nb"), "a\r\nb\r\n");
    EXPECT_EQ(quoted_printable(std::string(80, 'x')), std::string(75, 'x') + "=\r\n" + std::string(5, 'x') + "\r\n");
    EXPECT_EQ(quoted_printable(""), "\r\n");
}

TEST(Mime, SaysThatItIsAutomaticAndHowToLeave)
{
    auto const headers = headers_of(write_mail(some_mail()));
    EXPECT_NE(headers.find("\r\nAuto-Submitted: auto-generated\r\n"), std::string::npos);
    EXPECT_NE(headers.find("\r\nList-Unsubscribe: <mailto:alerte@example.org?subject=STOP>\r\n"), std::string::npos);
    EXPECT_NE(headers.find("\r\nMessage-ID: <prefecture-04-17@example.org>\r\n"), std::string::npos);
    EXPECT_NE(headers.find("\r\nMIME-Version: 1.0\r\n"), std::string::npos);
    EXPECT_EQ(headers.find("Reply-To"), std::string::npos);
}

TEST(Mime, UnsubscribesWhereAnswersAreRead)
{
    auto what = some_mail();
    what.reply_to = "o'brien+04?x=1&y@example.org";
    auto const headers = headers_of(write_mail(what));
    EXPECT_NE(headers.find("\r\nReply-To: o'brien+04?x=1&y@example.org\r\n"), std::string::npos);
    EXPECT_NE(headers.find("<mailto:o%27brien%2B04%3Fx%3D1%26y@example.org?subject=STOP>"), std::string::npos);
}

TEST(Mime, BoundaryIsLegalAndCannotStandInAPart)
{
    auto what = some_mail();
    what.text = "--=_alternative\n--=_alternative--\n";
    what.html = "<p>=_alternative</p>";
    auto const text = write_mail(what);
    int seen = 0;
    for (auto const& line : lines_of(text))
        seen += line.starts_with("--=_alternative");
    EXPECT_EQ(seen, 3);
    EXPECT_NE(text.find("boundary=\"=_alternative\""), std::string::npos);
    EXPECT_LT(text.find("text/plain"), text.find("text/html"));
}

TEST(Mime, SameMessageIsSameMail)
{
    EXPECT_EQ(write_mail(some_mail()), write_mail(some_mail()));
}

std::string awkward_text()
{
    static std::vector<std::string> const pieces{"a", "mot", " ", "é", "€", "🚒", "\r\n", "\n", "\r", "=", "\"", "\\", "<", ">", ":", ",", "\t", ".", std::string(1, '\0'), "\x7f", "Bcc: x@example.org", "=?UTF-8?B?"};
    std::string text;
    auto const length = *rc::gen::inRange(0, 200);
    for (int i = 0; i < length; ++i)
        text += pieces[*rc::gen::inRange<std::size_t>(0, pieces.size())];
    return text;
}

RC_GTEST_PROP(Mime, NothingSmugglesAHeaderInAndLinesStayShort, ())
{
    auto what = some_mail();
    what.to_name = awkward_text();
    what.from_name = awkward_text();
    what.subject = awkward_text();
    what.text = awkward_text();
    what.html = *rc::gen::arbitrary<bool>() ? awkward_text() : "";
    auto const written = write_mail(what);
    for (char const c : written)
        RC_ASSERT(static_cast<unsigned char>(c) < 0x80);
    for (auto const& line : lines_of(written)) {
        RC_ASSERT(line.size() <= 78U);
        RC_ASSERT(line.find('\r') == std::string::npos);
        RC_ASSERT(line.find('\n') == std::string::npos);
    }
    std::vector<std::string> names;
    for (auto const& line : lines_of(headers_of(written))) {
        RC_ASSERT(!line.empty());
        if (line.front() != ' ')
            names.push_back(line.substr(0, line.find(':')));
    }
    std::vector<std::string> expected{
        "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "MIME-Version", "Content-Type"};
    if (what.html.empty())
        expected.emplace_back("Content-Transfer-Encoding");
    RC_ASSERT(names == expected);
}

/// RFC 2045, section 6.7, rules 1, 2, 3 and 5, read the other way.
std::string decoded(std::string const& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 3, "=\r\n") == 0) {
            i += 2;
        } else if (text[i] == '=') {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

RC_GTEST_PROP(Mime, QuotedPrintableReadsBack, ())
{
    auto text = awkward_text();
    auto const encoded = quoted_printable(text);
    std::erase(text, '\r');
    std::string expected;
    for (char const c : text)
        expected += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
    if (!expected.ends_with("\r\n"))
        expected += "\r\n";
    RC_ASSERT(decoded(encoded) == expected);
    RC_ASSERT(encoded.find(" \r\n") == std::string::npos);
}

TEST(Mime, ButtonsOpenAMailWithTheAnswer)
{
    EXPECT_EQ(
        with_answer_links("<a href=\"answer:OUI\" x>Oui</a> <a href=\"answer:NON\">Non</a> href=\"https://x\"", "alerte+k3-17@example.org"),
        "<a href=\"mailto:alerte%2Bk3-17@example.org?subject=OUI&amp;body=OUI\" x>Oui</a> "
        "<a href=\"mailto:alerte%2Bk3-17@example.org?subject=NON&amp;body=NON\">Non</a> href=\"https://x\""
    );
    EXPECT_EQ(with_answer_links("answer:OUI <p>", "a@example.org"), "answer:OUI <p>");
}

}  // namespace
}  // namespace tocsin::channels::smtp
