// SPDX-License-Identifier: Apache-2.0
// Against octets from outside: 3GPP TS 23.038's own table, and packed samples as SIM toolkits and modem manuals print them.
#include "channels/sms/alphabet.hpp"
#include "channels/sms/unicode.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tocsin::channels::sms {
namespace {

octets of_hex(std::string_view hex)
{
    octets out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16)));
    return out;
}

std::string random_text(std::u32string_view letters)
{
    std::string text;
    auto const length = *rc::gen::inRange(0, 400);
    for (int i = 0; i < length; ++i)
        append_utf8(text, letters[*rc::gen::inRange<std::size_t>(0, letters.size())]);
    return text;
}

constexpr std::u32string_view every_letter_of_23_038 =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijkl"
    U"mnopqrstuvwxyzäöñüà\f^{}\\[~]|€";

TEST(Alphabet, SeptetsStandWhereTheTableHasThem)
{
    EXPECT_EQ(to_gsm7("@£$¥èéùìòÇ\nØø\rÅå"), of_hex("000102030405060708090a0b0c0d0e0f"));
    EXPECT_EQ(to_gsm7("Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"), of_hex("101112131415161718191a1c1d1e1f"));
    EXPECT_EQ(to_gsm7(" !\"#¤%&'/09?¡AZÄÖÑÜ§¿azäöñüà"), of_hex("20212223242526272f30393f40415a5b5c5d5e5f60617a7b7c7d7e7f"));
    EXPECT_EQ(to_gsm7("\f^{}\\[~]|€"), of_hex("1b0a1b141b281b291b2f1b3c1b3d1b3e1b401b65"));
    EXPECT_EQ(to_gsm7("ça"), std::nullopt);
    EXPECT_EQ(to_gsm7("\x1b"), std::nullopt);
}

TEST(Alphabet, EscapesThatMeanNothingAreReadAsTheStandardAsks)
{
    EXPECT_EQ(from_gsm7(of_hex("1b65")), "€");
    EXPECT_EQ(from_gsm7(of_hex("1b41")), "A");  // not in the extension table: its own character
    EXPECT_EQ(from_gsm7(of_hex("411b1b42")), "A B");  // reserved for another table: a blank
    EXPECT_EQ(from_gsm7(of_hex("411b")), "A ");
    EXPECT_EQ(from_gsm7(of_hex("41c1")), "A\ufffd");
}

TEST(Alphabet, PacksAsModemsDo)
{
    EXPECT_EQ(pack_septets(*to_gsm7("hellohello")), of_hex("e8329bfd4697d9ec37"));
    EXPECT_EQ(pack_septets(*to_gsm7("1234567")), of_hex("31d98c56b3dd00"));
    EXPECT_EQ(pack_septets(*to_gsm7("12345678")), of_hex("31d98c56b3dd70"));
    EXPECT_EQ(pack_septets({}), octets{});
    // One fill bit follows a header of six octets; the rest moves up by it.
    EXPECT_EQ(pack_septets(*to_gsm7("h"), 1), of_hex("d0"));
    EXPECT_EQ(unpack_septets(of_hex("e8329bfd4697d9ec37"), 10), *to_gsm7("hellohello"));
    EXPECT_EQ(unpack_septets(of_hex("d1"), 1, 1), *to_gsm7("h"));  // the header's last bit is not ours
    EXPECT_EQ(unpack_septets(of_hex("e8"), 10), *to_gsm7("h"));
}

TEST(Alphabet, Utf16IsWholeOrReplaced)
{
    EXPECT_EQ(to_ucs2("é🚒"), of_hex("00e9d83dde92"));
    EXPECT_EQ(from_ucs2(of_hex("00e9d83dde92")), "é🚒");
    EXPECT_EQ(from_ucs2(of_hex("d83d0041")), "\ufffdA");
    EXPECT_EQ(from_ucs2(of_hex("de920041")), "\ufffdA");
    EXPECT_EQ(from_ucs2(of_hex("0041d83d")), "A\ufffd");
    EXPECT_EQ(from_ucs2(of_hex("004100")), "A\ufffd");
}

TEST(Alphabet, Latin1IsTheFirst256)
{
    EXPECT_EQ(to_latin1("ça ÿ"), of_hex("e76120ff"));
    EXPECT_EQ(to_latin1("œ"), std::nullopt);
    EXPECT_EQ(from_latin1(of_hex("e76120ff")), "ça ÿ");
}

RC_GTEST_PROP(Alphabet, GsmGoesAndComesBackPackedOrNot, ())
{
    auto const text = random_text(every_letter_of_23_038);
    auto const septets = to_gsm7(text);
    RC_ASSERT(septets.has_value());
    RC_ASSERT(from_gsm7(*septets) == text);
    auto const fill = *rc::gen::inRange(0, 7);
    auto const packed = pack_septets(*septets, fill);
    RC_ASSERT(packed.size() == (septets->empty() ? 0 : (septets->size() * 7 + static_cast<std::size_t>(fill) + 7) / 8));
    RC_ASSERT(unpack_septets(packed, septets->size(), fill) == *septets);
}

RC_GTEST_PROP(Alphabet, Utf16GoesAndComesBack, ())
{
    auto const text = random_text(U"aé€çœ漢🚒\U0010ffff\uffff\ud7ff\ue000");
    RC_ASSERT(from_ucs2(to_ucs2(text)) == text);
}

RC_GTEST_PROP(Alphabet, WhateverComesIsReadAsSoundUtf8, (octets const& bytes))
{
    for (auto const in : {alphabet::gsm7, alphabet::ucs2, alphabet::latin1}) {
        auto const text = decode(in, bytes);
        std::string again;
        for (auto const code : code_points(text))
            append_utf8(again, code);
        RC_ASSERT(again == text);
    }
}

}  // namespace
}  // namespace tocsin::channels::sms
