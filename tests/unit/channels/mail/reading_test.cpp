// SPDX-License-Identifier: Apache-2.0
// The pieces: decoding by the RFCs' examples, parts, quoted originals, HTML, status codes, IMAP's lines.
#include "channels/mail/decode.hpp"
#include "channels/mail/entity.hpp"
#include "channels/mail/imap_words.hpp"
#include "channels/mail/own_words.hpp"
#include "channels/mail/status.hpp"
#include "channels/smtp/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::channels::mail {
namespace {

TEST(Decode, Base64IsRfc4648)
{
    EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
    EXPECT_EQ(from_base64("Zm9v\r\nYg=="), "foob");
    EXPECT_EQ(from_base64(""), "");
}

TEST(Decode, QuotedPrintableIsRfc2045)
{
    EXPECT_EQ(from_quoted_printable("J'interdis aux marchands de vanter trop leurs marchandises=2E Car=\r\n ils"), "J'interdis aux marchands de vanter trop leurs marchandises. Car ils");
    EXPECT_EQ(from_quoted_printable("=c3=A9=  \r\n!"), "\xc3\xa9!");
    EXPECT_EQ(from_quoted_printable("a=b =G1 ="), "a=b =G1 ");
}

TEST(Decode, CharacterSets)
{
    EXPECT_EQ(to_utf8("d\xe9j\xe0", "ISO-8859-1"), "déjà");
    EXPECT_EQ(to_utf8("\x80 \x92\x9c", "windows-1252"), "€ ’œ");
    EXPECT_EQ(to_utf8("\xa4\xbd", "iso-8859-15"), "€œ");
    EXPECT_EQ(to_utf8("déjà", "utf-8"), "déjà");
    EXPECT_EQ(to_utf8("d\xe9j\xe0", "utf-8"), "déjà");
    EXPECT_EQ(to_utf8("oui \xb1", "koi8-r"), "oui \xef\xbf\xbd");
}

TEST(Decode, EncodedWordsAreRfc2047)
{
    EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?="), "ab");
    EXPECT_EQ(decoded_words("=?ISO-8859-1?Q?a_b?= c"), "a b c");
    EXPECT_EQ(decoded_words("(=?ISO-8859-1?Q?a?= b)"), "(a b)");
    EXPECT_EQ(decoded_words("=?utf-8?B?w6k=?="), "é");
    EXPECT_EQ(decoded_words("=?utf-8?x?w6k=?= =? a ?="), "=?utf-8?x?w6k=?= =? a ?=");
}

RC_GTEST_PROP(Decode, ReadsBackWhatTheWriterWrote, ())
{
    auto const codes = *rc::gen::container<std::vector<char32_t>>(rc::gen::element(U'a', U' ', U'é', U'œ', U'€', U'=', U'?', U'.', U'\n'));
    std::string text;
    for (auto const c : codes)
        text += c == U'é' ? "é" : c == U'œ' ? "œ" : c == U'€' ? "€" : std::string(1, static_cast<char>(c));
    auto back = from_quoted_printable(smtp::quoted_printable(text));
    std::erase(back, '\r');
    RC_ASSERT(back == (text.ends_with('\n') ? text : text + '\n'));
    std::string line = text;
    std::replace(line.begin(), line.end(), '\n', ' ');
    auto unfolded = smtp::encoded_words(line);
    for (auto at = unfolded.find("\r\n"); at != std::string::npos; at = unfolded.find("\r\n"))
        unfolded.erase(at, 2);
    auto const without_end = [](std::string words) {
        words.erase(words.find_last_not_of(' ') + 1);
        return words;
    };
    if (line.find("=?") == std::string::npos)
        RC_ASSERT(without_end(decoded_words(unfolded)) == without_end(line));
}

TEST(Entity, PartsFieldsAndParameters)
{
    std::string const bytes =
        "From alerte Tue\r\nSubject: a\r\n b\r\nContent-Type: MULTIPART/Mixed; charset=x;\r\n boundary=\"a;b\"\r\n\r\n"
        "intro\r\n--a;b\r\n\r\none\r\n--a;b \r\nContent-Type: text/html\r\n\r\ntwo\r\n--a;b--\r\n--a;b\r\nthree";
    auto const mail = read_entity(bytes);
    EXPECT_EQ(mail.field("subject"), "a b");
    EXPECT_EQ(mail.type, "multipart/mixed");
    ASSERT_EQ(mail.parts.size(), 2U);
    EXPECT_EQ(mail.parts[0].body, "one\r\n");
    EXPECT_EQ(mail.parts[1].type, "text/html");
}

TEST(Entity, AddressesWithoutNamesAndComments)
{
    EXPECT_EQ(
        addresses_in("\"x@y, z\" <Lou@Example.org>, (a@b (c@d)) zoe@example.org"),
        (std::vector<std::string>{"lou@example.org", "zoe@example.org"})
    );
    EXPECT_TRUE(addresses_in("undisclosed-recipients:;").empty());
}

TEST(OwnWords, QuotationsSignaturesAndFootersGo)
{
    EXPECT_EQ(own_words("oui\n\n-----Message d'origine-----\nDe : x\nNON sinon"), "oui");
    EXPECT_EQ(own_words("oui\n-- \nZoé, absente le mardi"), "oui");
    EXPECT_EQ(own_words("oui\nDe : Préfecture\nEnvoyé : mardi\nNON sinon"), "oui");
    EXPECT_EQ(own_words("oui\n*From:* x\n*Sent:* y\nNON"), "oui");
    EXPECT_EQ(own_words("oui\n\nOn Tue, Nov 24, 2026 at 3:00 AM Pref <a@example.org> wrote:\nNON sinon"), "oui");
    EXPECT_EQ(own_words("oui\n\nEnvoyé à partir de Outlook pour Android"), "oui");
    EXPECT_EQ(own_words("> OUI si\n> NON sinon\nnon"), "non");
    EXPECT_EQ(own_words("oui\n________________________________\nautre"), "oui");
}

TEST(OwnWords, WhatAPersonMaySayStays)
{
    for (auto const* text : {"De : ma part, oui", "le bateau est pret\noui", "oui -- et mon frere aussi", "Le maire a dit oui", "non"})
        EXPECT_EQ(own_words(text), text);
}

TEST(Html, LinesEntitiesAndNothingHidden)
{
    EXPECT_EQ(plain_text("<head><title>NON</title></head><p>Oui&nbsp;<b>d&eacute;j&#224;</b></p><p>l&#xe0; &amp; co</p>"), "Oui déjà\nlà & co\n");
    EXPECT_EQ(own_words(plain_text("<div>oui<br></div><blockquote type=\"cite\">NON <blockquote>x</blockquote> NON</blockquote>")), "oui");
    EXPECT_EQ(own_words(plain_text("oui<!-- NON --><div class='x yahoo_quoted'><div>NON</div></div> merci")), "oui\nmerci");
    EXPECT_EQ(plain_text("1 < 2 &unknown; & <"), "1 ");
}

TEST(Status, RepliesAreRead)
{
    auto const word = read_reply("550 5.1.1 <zoe@example.org>: User unknown");
    ASSERT_TRUE(word);
    EXPECT_EQ(word->code(), "550 5.1.1");
    EXPECT_EQ(read_reply("450 5.1.1 other class")->code(), "450");
    EXPECT_EQ(read_reply("450 4.30.1 x")->code(), "450 4.30.1");
    EXPECT_EQ(read_reply("550")->code(), "550");
    EXPECT_FALSE(read_reply("hello"));
    EXPECT_FALSE(read_reply("5505"));
    EXPECT_EQ(enhanced_code_in("smtp; 550 5.7.1 no"), "5.7.1");
    EXPECT_EQ(enhanced_code_in("192.0.2.7 said 10.5.1.1"), "");
}

TEST(Status, TheTableFollowsTheRegistry)
{
    struct expected {
        char const* line;
        meaning means;
    };
    for (auto const& each : std::vector<expected>{
             {"550 5.1.1 unknown", meaning::for_good},
             {"552 5.2.2 full", meaning::for_good},
             {"452 4.2.2 full", meaning::for_now},
             {"450 4.7.1 greylisted", meaning::for_now},
             {"450 4.7.1 Rate limit reached", meaning::slower},
             {"421 4.7.28 too much", meaning::slower},
             {"421 4.4.5 congestion", meaning::slower},
             {"550 5.7.28 flood", meaning::for_good},
             {"535 5.7.8 no", meaning::ours},
             {"530 5.7.0 Authentication required", meaning::ours},
             {"554 5.7.1 content", meaning::for_good},
             {"503 5.5.1 RCPT first", meaning::ours},
             {"502 not implemented", meaning::ours},
             {"553 5.1.8 sender", meaning::ours},
             {"550 5.7.26 unauthenticated", meaning::ours},
             {"421 4.3.2 closing", meaning::for_now},
             {"554 no", meaning::for_good}})
        EXPECT_EQ(meaning_of(*read_reply(each.line)), each.means) << each.line;
}

TEST(ImapWords, LiteralsMayHoldAnything)
{
    imap_reader reader{1000};
    reader.feed("* 3 FETCH (UID 12 BODY[]<0> {12}\r\nt1 OK x\r\n{9}");
    EXPECT_FALSE(reader.next());
    reader.feed(")\r\nt1 OK done\r\n");
    auto const told = reader.next();
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->is("fetch"));
    EXPECT_EQ(number_behind(*told, "UID"), 12U);
    EXPECT_EQ(told->literals.at(0), "t1 OK x\r\n{9}");
    EXPECT_EQ(completion_of(*reader.next(), "t1"), imap_status::ok);
}

TEST(ImapWords, ABodyIsALiteralAQuotedStringOrNil)
{
    auto const body_in = [](char const* text) {
        imap_response told;
        told.text = text;
        return body_of(told);
    };
    EXPECT_EQ(body_in(R"(* 3 FETCH (UID 12 BODY[]<0> "a \"b\" \\ c"))"), R"(a "b" \ c)");
    EXPECT_EQ(body_in("* 3 FETCH (BODY[]<0> nil UID 12)"), "");
    EXPECT_EQ(body_in("* 3 FETCH (UID 12 FLAGS (\\Seen))"), std::nullopt);
    EXPECT_EQ(body_in("* 3 FETCH (UID 12 BODY[]<0>"), std::nullopt);
    EXPECT_EQ(body_in("* SEARCH 4"), std::nullopt);
    imap_response literal;
    literal.text = "* 3 FETCH (UID 12 BODY[]<0> {})";
    literal.literals = {"OUI"};
    EXPECT_EQ(body_of(literal), "OUI");
}

TEST(ImapWords, AStreamWithoutEndBreaks)
{
    imap_reader reader{100};
    reader.feed(std::string(200, 'x'));
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
    imap_reader large{100};
    large.feed("* 1 FETCH {101}\r\n");
    EXPECT_FALSE(large.next());
    EXPECT_TRUE(large.broken());
}

TEST(ImapWords, NumbersAndQuotes)
{
    imap_response told;
    told.text = "* SEARCH 4 8 15";
    EXPECT_EQ(found_numbers(told), (std::vector<std::uint32_t>{4, 8, 15}));
    told.text = "* SEARCH";
    EXPECT_TRUE(found_numbers(told).empty());
    EXPECT_EQ(quoted("a\"b\\c\r\nd"), "\"a\\\"b\\\\cd\"");
}

}  // namespace
}  // namespace tocsin::channels::mail
