// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/submission.hpp"

#include "channels/sms/alphabet.hpp"
#include "channels/sms/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

namespace tocsin::channels::smpp {
namespace {

auto const now = *parse_instant("2026-11-25T03:00:00Z");

outbound text_to(std::string body, wall_time deadline = now + hours{2})
{
    message_text text{"", std::move(body), ""};
    return {"prefecture-04-17", "+33639980001", "", std::move(text), deadline, "fr"};
}

smpp_settings sending_account()
{
    smpp_settings settings;
    settings.sender = "38123";
    return settings;
}

/// Lives as long as the program: what is read of it are views.
composed const& compose(outbound const& message, smpp_settings const& settings, wall_time at, std::uint8_t reference)
{
    static std::deque<composed> kept;
    smpp::compose(kept.emplace_back(), message, encode(message.text.body, settings), settings, at, reference);
    return kept.back();
}

message_pdu read_part(composed const& made, std::size_t number)
{
    auto const framed = first_pdu(made.part(number));
    EXPECT_EQ(framed.found, framing::whole);
    EXPECT_EQ(framed.header.what, command::submit_sm);
    EXPECT_EQ(framed.header.length, made.part(number).size());
    auto const read = read_message(framed.body);
    EXPECT_TRUE(read);
    return read.value_or(message_pdu{});
}

octets copy(octet_view bytes) { return {bytes.begin(), bytes.end()}; }

std::string const long_text = "Crue de la Bléone : évacuation en cours. " + std::string(150, 'x') + " Répondez OUI ou NON. Merci !";

TEST(Submission, SaysWhoAsksWhomUntilWhenInTheAlphabetOfPhones)
{
    auto const& made = compose(text_to("Dispo à 18h ? Répondez OUI"), sending_account(), now, 1);
    ASSERT_EQ(made.parts(), 1U);
    auto const pdu = read_part(made, 0);
    EXPECT_EQ(pdu.source, (address{3, 0, "38123"}));
    EXPECT_EQ(pdu.destination, (address{1, 1, "33639980001"}));
    EXPECT_EQ(pdu.validity, "000000020000000R");
    EXPECT_EQ(pdu.registered_delivery, 1);
    EXPECT_EQ(pdu.data_coding, 0);
    EXPECT_EQ(pdu.esm_class, 0);
    EXPECT_EQ(sms::from_gsm7(pdu.text), "Dispo à 18h ? Répondez OUI");
}

TEST(Submission, LeavesInUcs2WhenOneCharacterNeedsIt)
{
    auto const pdu = read_part(compose(text_to("Łódź OUI"), sending_account(), now, 1), 0);
    EXPECT_EQ(pdu.data_coding, 8);
    EXPECT_EQ(sms::from_ucs2(pdu.text), "Łódź OUI");
}

TEST(Submission, NeverClaimsMoreLifeThanIsLeft)
{
    EXPECT_EQ(relative_validity(milliseconds{3'999}), "000000000003000R");
    EXPECT_EQ(relative_validity(milliseconds{10}), "000000000001000R");
    EXPECT_EQ(relative_validity(hours{26} + minutes{3} + seconds{4}), "000001020304000R");
    EXPECT_EQ(relative_validity(hours{24 * 90}), "000030000000000R");
    EXPECT_EQ(absolute_validity(now + milliseconds{999}), "261125030000000+");
    auto settings = sending_account();
    settings.validity = validity_form::absolute;
    EXPECT_EQ(read_part(compose(text_to("x"), settings, now, 1), 0).validity, "261125050000000+");
}

TEST(Submission, CutsALongTextBehindHeadersThatTieItsPartsTogether)
{
    auto const& made = compose(text_to(long_text), sending_account(), now, 0xab);
    ASSERT_EQ(static_cast<int>(made.parts()), sms::measure(long_text).parts);
    std::string joined;
    for (std::size_t i = 0; i < made.parts(); ++i) {
        auto const pdu = read_part(made, i);
        EXPECT_EQ(pdu.esm_class, 0x40);
        octets const header{5, 0, 3, 0xab, 2, static_cast<std::uint8_t>(i + 1)};
        EXPECT_EQ(copy(pdu.text.first(6)), header);
        EXPECT_LE(pdu.text.size(), 6U + 153U);
        EXPECT_EQ(pdu.registered_delivery, 1);
        joined += sms::from_gsm7(pdu.text.subspan(6));
    }
    EXPECT_EQ(joined, long_text);
}

TEST(Submission, TiesPartsByOptionsInstead)
{
    auto settings = sending_account();
    settings.long_ones = long_texts::sar;
    auto const& made = compose(text_to(long_text), settings, now, 0xab);
    std::string joined;
    for (std::size_t i = 0; i < made.parts(); ++i) {
        auto const pdu = read_part(made, i);
        EXPECT_EQ(pdu.esm_class, 0);
        EXPECT_EQ(pdu.part_reference, 0xab);
        EXPECT_EQ(pdu.parts, 2);
        EXPECT_EQ(pdu.part, i + 1);
        joined += sms::from_gsm7(pdu.text);
    }
    EXPECT_EQ(joined, long_text);
}

TEST(Submission, SendsALongTextWholeInItsPayload)
{
    auto settings = sending_account();
    settings.long_ones = long_texts::payload;
    auto const& made = compose(text_to(long_text), settings, now, 1);
    ASSERT_EQ(made.parts(), 1U);
    auto const pdu = read_part(made, 0);
    EXPECT_TRUE(pdu.text.empty());
    ASSERT_TRUE(pdu.payload);
    EXPECT_EQ(sms::from_gsm7(*pdu.payload), long_text);
    EXPECT_FALSE(read_part(compose(text_to("court"), settings, now, 1), 0).payload);
}

TEST(Submission, PacksSeptetsBehindTheHeaderOnTheirBorder)
{
    auto settings = sending_account();
    settings.alphabet = default_alphabet::gsm7_packed;
    auto const one = read_part(compose(text_to("hellohello"), settings, now, 1), 0);
    // TS 23.038's packing of "hellohello", as every SMS primer shows it.
    EXPECT_EQ(copy(one.text), (octets{0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37}));
    auto const& made = compose(text_to(long_text), settings, now, 1);
    auto const first = read_part(made, 0);
    EXPECT_LE(first.text.size(), 140U);
    auto const septets = sms::unpack_septets(first.text.subspan(6), 153, 1);
    EXPECT_EQ(sms::from_gsm7(septets), long_text.substr(0, sms::from_gsm7(septets).size()));
}

TEST(Submission, WritesLatin1WhereTheCentreTranslatesIt)
{
    auto settings = sending_account();
    settings.alphabet = default_alphabet::latin1;
    settings.default_coding = 3;
    auto const pdu = read_part(compose(text_to("évacuée"), settings, now, 1), 0);
    EXPECT_EQ(pdu.data_coding, 3);
    EXPECT_EQ(sms::from_latin1(pdu.text), "évacuée");
}

/// Whoever announced one part of 160 meant it: what Latin-1 lacks never turns a text into UCS-2 that nobody asked for.
TEST(Submission, WritesWhatLatin1LacksInItsLettersAndNoMoreParts)
{
    auto settings = sending_account();
    settings.alphabet = default_alphabet::latin1;
    auto const leaves = [&](std::string const& text) {
        auto const made = encode(text, settings);
        std::string joined;
        for (auto const& part : made.parts) {
            EXPECT_EQ(part.coding, settings.default_coding);
            joined += sms::from_latin1(part.bytes);
        }
        EXPECT_EQ(made.parts.size(), static_cast<std::size_t>(sms::measure(text).parts));
        return joined;
    };
    EXPECT_EQ(leaves("Prix : 12 €, zone Δ et Ω"), "Prix : 12 EUR, zone D et O");
    auto const full = std::string(158, 'a');
    EXPECT_EQ(leaves("€" + full), "E" + full);
    EXPECT_EQ(leaves("€" + std::string(200, 'a')), "EUR" + std::string(200, 'a'));
    EXPECT_EQ(encode("漢", settings).parts.at(0).coding, settings.ucs2_coding) << "which somebody allowed";
}

TEST(Submission, NumbersSendersByTheirLook)
{
    EXPECT_EQ(numbering_of("PREF04").ton, 5);
    EXPECT_EQ(numbering_of("38123").ton, 3);
    EXPECT_EQ(numbering_of("+33639980000").ton, 1);
    EXPECT_EQ(numbering_of("33639980000").ton, 1);
    EXPECT_EQ(numbering_of("").ton, 5);
}

RC_GTEST_PROP(Submission, CarriesEveryTextWholeAndNeverTooLong, ())
{
    auto const pieces = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "é", "€", "ç", "漢", "😀", "[", " ", "OUI", std::string(70, 'z'))
    );
    std::string text;
    for (auto const& piece : pieces)
        text += piece;
    if (sms::measure(text).parts > 200)
        return;
    auto settings = sending_account();
    settings.long_ones = *rc::gen::element(long_texts::udh, long_texts::sar);
    auto const& made = compose(text_to(text), settings, now, 9);
    RC_ASSERT(static_cast<int>(made.parts()) == sms::measure(text).parts);
    std::string joined;
    for (std::size_t i = 0; i < made.parts(); ++i) {
        auto const pdu = read_part(made, i);
        auto const body = pdu.esm_class == 0x40 ? pdu.text.subspan(6) : pdu.text;
        RC_ASSERT(body.size() + (made.parts() > 1 ? 6U : 0U) <= (pdu.data_coding == 8 ? 140U : 160U));
        joined += pdu.data_coding == 8 ? sms::from_ucs2(body) : sms::from_gsm7(body);
    }
    RC_ASSERT(joined == text);
}

TEST(Submission, RemembersTextsWithoutMixingThemUp)
{
    auto const settings = sending_account();
    text_encoder texts{settings};
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 20; ++i) {
            auto const text = "Texte " + std::to_string(round == 1 ? i : i % 5);
            EXPECT_EQ(sms::from_gsm7(texts.encoded(text).parts.at(0).bytes), text);
        }
}

outcome part(int which)
{
    switch (which) {
    case 0: return accepted{"id"};
    case 1: return unknown{"?"};
    case 2: return refused{permanence::permanent, "no", ""};
    case 3: return refused{permanence::transient, "later", ""};
    default: return throttled{};
    }
}

TEST(Parts, MakeOneOutcome)
{
    auto const whole = outcome_of_parts({accepted{"a1"}, accepted{"a2"}, accepted{"a3"}});
    ASSERT_TRUE(std::holds_alternative<accepted>(whole));
    EXPECT_EQ(std::get<accepted>(whole).part_ids, (std::vector<std::string>{"a1", "a2", "a3"}));
    EXPECT_TRUE(std::holds_alternative<unknown>(outcome_of_parts({accepted{"a"}, throttled{}})));
    EXPECT_TRUE(std::holds_alternative<throttled>(outcome_of_parts({throttled{}, throttled{}})));
    auto const single = outcome_of_parts({accepted{"a"}});
    EXPECT_TRUE(std::get<accepted>(single).part_ids.empty());
}

RC_GTEST_PROP(Parts, NeverSayThatNothingWasTakenWhenSomethingMayHaveBeen, ())
{
    auto const kinds = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5)));
    std::vector<outcome> parts;
    for (int const kind : kinds)
        parts.push_back(part(kind));
    auto const has = [&kinds](int kind) { return std::count(kinds.begin(), kinds.end(), kind) > 0; };
    auto const whole = outcome_of_parts(parts);
    auto const* const no = std::get_if<refused>(&whole);
    bool const says_try_again = std::holds_alternative<throttled>(whole) || (no && no->permanence == permanence::transient);
    if (says_try_again)
        RC_ASSERT(!has(0) && !has(1));
    RC_ASSERT(std::holds_alternative<accepted>(whole) == (!has(1) && !has(2) && !has(3) && !has(4)));
}

}  // namespace
}  // namespace tocsin::channels::smpp
