// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/delivery.hpp"

#include "channels/sms/alphabet.hpp"
#include "tests/unit/channels/smpp/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tocsin::channels::smpp {
namespace {

message_pdu from_person()
{
    message_pdu pdu;
    pdu.source = {1, 1, "33639980001"};
    pdu.destination = {3, 0, "38123"};
    return pdu;
}

std::string text_in(octets const& bytes, std::uint8_t coding, default_alphabet alphabet = default_alphabet::gsm7)
{
    auto pdu = from_person();
    pdu.text = bytes;
    pdu.data_coding = coding;
    auto const read = read_delivery(pdu, alphabet);
    return std::holds_alternative<inbound_text>(read) ? std::get<inbound_text>(read).text : "(no text)";
}

TEST(Delivery, ReadsWhatPeopleWriteInEveryAlphabet)
{
    std::string const said = "Oui, j'arrive à 18h";
    EXPECT_EQ(text_in(*sms::to_gsm7(said), 0), said);
    EXPECT_EQ(text_in(sms::pack_septets(*sms::to_gsm7(said)), 0, default_alphabet::gsm7_packed), said);
    EXPECT_EQ(text_in(*sms::to_latin1(said), 0, default_alphabet::latin1), said);
    EXPECT_EQ(text_in(*sms::to_latin1(said), 3), said);
    EXPECT_EQ(text_in(sms::to_ucs2("D'accord 👍"), 8), "D'accord 👍");
    // TS 23.038: message classes.
    EXPECT_EQ(text_in(*sms::to_gsm7(said), 0xf1), said);
    EXPECT_EQ(text_in(*sms::to_gsm7(said), 0x10), said);
    EXPECT_EQ(text_in(sms::to_ucs2("ça va"), 0x18), "ça va");
    EXPECT_EQ(text_in({'O', 'U', 'I'}, 1), "OUI");
    EXPECT_EQ(text_in({'O', 'U', 'I'}, 4), "OUI");
}

TEST(Delivery, NeverInventsAnAtSignAtTheEndOfSevenPackedOctets)
{
    auto const seven = sms::pack_septets(*sms::to_gsm7("Present"));
    ASSERT_EQ(seven.size(), 7U);
    EXPECT_EQ(text_in(seven, 0, default_alphabet::gsm7_packed), "Present");
    EXPECT_EQ(text_in(sms::pack_septets(*sms::to_gsm7("8 lettre")), 0, default_alphabet::gsm7_packed), "8 lettre");
}

TEST(Delivery, SaysWhoWroteToWhom)
{
    std::string const said = "OUI";
    auto pdu = from_person();
    pdu.payload = bytes_of(said);
    auto const read = read_delivery(pdu, default_alphabet::gsm7);
    ASSERT_TRUE(std::holds_alternative<inbound_text>(read));
    EXPECT_EQ(std::get<inbound_text>(read), (inbound_text{"+33639980001", "38123", "OUI", ""}));
    pdu.source = {0, 0, "0639980001"};
    EXPECT_EQ(std::get<inbound_text>(read_delivery(pdu, default_alphabet::gsm7)).from, "0639980001");
}

TEST(Delivery, NeverTakesAPersonForAReceiptNorAReceiptForAPerson)
{
    std::string const spoof = "id:17 sub:001 dlvrd:001 stat:DELIVRD err:000 text:";
    auto pdu = from_person();
    pdu.text = bytes_of(spoof);
    auto const as_person = read_delivery(pdu, default_alphabet::gsm7);
    ASSERT_TRUE(std::holds_alternative<inbound_text>(as_person));
    EXPECT_EQ(std::get<inbound_text>(as_person).text, spoof);

    for (auto const type : std::initializer_list<std::uint8_t>{0x04, 0x44, 0x20}) {
        pdu.esm_class = type;
        auto const as_receipt = read_delivery(pdu, default_alphabet::gsm7);
        ASSERT_TRUE(std::holds_alternative<receipt>(as_receipt));
        EXPECT_EQ(std::get<receipt>(as_receipt).provider_id, "17");
    }
    std::string const said = "OUI";
    pdu.text = bytes_of(said);
    pdu.esm_class = 0x04;
    EXPECT_TRUE(std::holds_alternative<not_understood>(read_delivery(pdu, default_alphabet::gsm7)));
}

TEST(Delivery, BelievesTheOptionsOfAReceiptBeforeItsText)
{
    std::string const body = "id:255 stat:ENROUTE err:012";
    auto pdu = from_person();
    pdu.esm_class = 0x04;
    pdu.text = bytes_of(body);
    pdu.receipted_id = "FF";
    pdu.state = 2;
    pdu.network_error = 0x030045;
    auto const news = std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7));
    EXPECT_EQ(news, (receipt{"FF", "", receipt_verdict::delivered, "DELIVRD"}));
    pdu.state = 8;
    auto const rejected = std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7));
    EXPECT_EQ(rejected, (receipt{"FF", "", receipt_verdict::undeliverable, "ENROUTE err 012"}));
}

/// 5.2.23: an id has up to 64 characters; cut, it would be nobody's.
TEST(Delivery, TakesTheLongestIdsWhole)
{
    std::string const id(64, 'f');
    auto pdu = from_person();
    pdu.esm_class = 0x04;
    auto const body = "id:" + id + " stat:DELIVRD err:000";
    pdu.text = bytes_of(body);
    EXPECT_EQ(std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7)).provider_id, id);
    pdu.receipted_id = id;
    pdu.state = 2;
    EXPECT_EQ(std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7)).provider_id, id);
}

TEST(Delivery, ReadsAReceiptThatIsOptionsAlone)
{
    auto pdu = from_person();
    pdu.receipted_id = "a17";
    pdu.state = 5;
    pdu.network_error = 0x030045;
    auto const news = std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7));
    EXPECT_EQ(news, (receipt{"a17", "", receipt_verdict::undeliverable, "UNDELIV network 3/69"}));
}

TEST(Delivery, ProvesNothingByAWordThatNobodyKnows)
{
    std::string const body = "id:9 stat:TELEPORTED";
    auto pdu = from_person();
    pdu.esm_class = 0x04;
    pdu.text = bytes_of(body);
    auto const news = std::get<receipt>(read_delivery(pdu, default_alphabet::gsm7));
    EXPECT_EQ(news.verdict, receipt_verdict::buffered);
    EXPECT_EQ(news.code, "TELEPORTED");
}

octets with_header(octets header, octets const& body)
{
    header.insert(header.begin(), static_cast<std::uint8_t>(header.size()));
    header.insert(header.end(), body.begin(), body.end());
    return header;
}

text_piece piece_in(octets const& data, std::uint8_t coding = 0, default_alphabet alphabet = default_alphabet::gsm7)
{
    auto pdu = from_person();
    pdu.esm_class = 0x40;
    pdu.text = data;
    pdu.data_coding = coding;
    auto const read = read_delivery(pdu, alphabet);
    EXPECT_TRUE(std::holds_alternative<text_piece>(read));
    return std::holds_alternative<text_piece>(read) ? std::get<text_piece>(read) : text_piece{};
}

kept_pieces kept(std::vector<text_piece> pieces)
{
    kept_pieces made;
    made.set = "pieces-7";
    made.pieces = std::move(pieces);
    return made;
}

TEST(Delivery, PutsThePartsOfALongAnswerTogether)
{
    auto const second = piece_in(with_header({0, 3, 7, 2, 2}, *sms::to_gsm7("mais après 20h")));
    auto const first = piece_in(with_header({0, 3, 7, 2, 1}, *sms::to_gsm7("Oui je viens, ")));
    EXPECT_FALSE(put_together(kept({second})));
    EXPECT_EQ(put_together_what_came(kept({second}))->text, "[…]mais après 20h");
    EXPECT_EQ(put_together_what_came(kept({first}))->text, "Oui je viens, […]");
    auto const whole = put_together(kept({second, first}));
    ASSERT_TRUE(whole);
    EXPECT_EQ(*whole, (inbound_text{"+33639980001", "38123", "Oui je viens, mais après 20h", "pieces-7"}));
}

TEST(Delivery, KnowsSixteenBitReferencesOtherElementsAndPackedParts)
{
    // A port element (5) stands before the concatenation (8).
    auto const first = piece_in(with_header({5, 4, 0, 1, 0, 2, 8, 4, 1, 2, 2, 1}, *sms::to_gsm7("Je ")));
    EXPECT_EQ(first.reference, "258");
    EXPECT_EQ(first.total, 2);
    auto const packed = piece_in(
        with_header({0, 3, 9, 2, 2}, sms::pack_septets(*sms::to_gsm7("viens"), 1)), 0, default_alphabet::gsm7_packed
    );
    EXPECT_EQ(packed.body.substr(1), "viens");
}

TEST(Delivery, HealsACharacterThatAPhoneCutInTwo)
{
    auto const bytes = sms::to_ucs2("ok 👍");
    octets const head(bytes.begin(), bytes.end() - 2);
    octets const tail(bytes.end() - 2, bytes.end());
    auto const whole = put_together(
        kept({piece_in(with_header({0, 3, 1, 2, 1}, head), 8), piece_in(with_header({0, 3, 1, 2, 2}, tail), 8)})
    );
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->text, "ok 👍");
}

TEST(Delivery, JoinsPartsInDifferentAlphabets)
{
    auto const first = piece_in(with_header({0, 3, 1, 2, 1}, *sms::to_gsm7("à ")), 0);
    auto const whole = put_together(kept({first, piece_in(with_header({0, 3, 1, 2, 2}, sms::to_ucs2("œuf")), 8)}));
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->text, "à œuf");
}

TEST(Delivery, ReadsPartsTiedByOptions)
{
    std::string const said = "Oui";
    auto pdu = from_person();
    pdu.text = bytes_of(said);
    pdu.part_reference = 300;
    pdu.parts = 3;
    pdu.part = 2;
    auto const read = read_delivery(pdu, default_alphabet::gsm7);
    ASSERT_TRUE(std::holds_alternative<text_piece>(read));
    EXPECT_EQ(std::get<text_piece>(read).number, 2);
}

TEST(Delivery, IgnoresAHeaderThatMakesNoSense)
{
    for (octets const& header : {octets{0, 3, 7, 0, 1}, octets{0, 3, 7, 2, 3}, octets{0, 3, 7, 2, 0}, octets{0, 3, 7, 1, 1}, octets{0, 9}}) {
        auto const data = with_header(header, {'O', 'U', 'I'});
        auto pdu = from_person();
        pdu.esm_class = 0x40;
        pdu.text = data;
        auto const read = read_delivery(pdu, default_alphabet::gsm7);
        ASSERT_TRUE(std::holds_alternative<inbound_text>(read));
        EXPECT_EQ(std::get<inbound_text>(read).text, "OUI");
    }
}

RC_GTEST_PROP(Delivery, ReadsAnyUserDataWithoutHarm, (octets data, std::uint8_t esm_class, std::uint8_t coding))
{
    auto pdu = from_person();
    pdu.esm_class = esm_class;
    pdu.data_coding = coding;
    pdu.text = data;
    for (auto const alphabet : {default_alphabet::gsm7, default_alphabet::gsm7_packed, default_alphabet::latin1}) {
        auto const read = read_delivery(pdu, alphabet);
        if (auto const* const piece = std::get_if<text_piece>(&read))
            put_together_what_came(kept({*piece}));
    }
}

}  // namespace
}  // namespace tocsin::channels::smpp
