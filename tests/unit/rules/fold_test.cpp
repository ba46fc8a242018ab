// SPDX-License-Identifier: Apache-2.0
#include "rules/fold.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

namespace tocsin::rules {
namespace {

TEST(Fold, TakesAccentsAndCaseAway)
{
    EXPECT_EQ(fold("Désolé, NOËL à l’œuvre"), "desole, noel a l'oeuvre");
    EXPECT_EQ(fold("Łódź Ørsted Straße İstanbul şŞțőűđ"), "lodz orsted strasse istanbul sstou\xc4\x91");
    EXPECT_EQ(fold("e\xcc\x81t\xc3\xa9"), "ete");
}

TEST(Fold, KnowsLettersAndFiguresInOtherDress)
{
    for (auto const* text : {"ＯＵＩ", "ｏｕｉ", "𝐎𝐔𝐈", "𝑜𝑢𝑖", "𝓞𝓾𝓲", "𝔬𝔲𝔦", "𝕠𝕦𝕚", "𝖮𝖴𝖨", "𝚘𝚞𝚒", "ⓞⓤⓘ", "ⓄⓊⒾ", "ᵒᵘⁱ", "🄾🅄🄸"})
        EXPECT_EQ(fold(text), "oui") << text;
    EXPECT_EQ(fold("𝐳𝘇ⓩＺ"), "zzzz");
    EXPECT_EQ(fold("１８Ｈ３０"), "18h30");
    EXPECT_EQ(fold("①②⑫ 𝟎𝟗 𝟘𝟡 ²³"), "1212 09 09 23");
    EXPECT_EQ(fold("ﬁn oﬀre Ⅳ"), "fin offre iv");
    EXPECT_EQ(fold("ＯＵＩ！　ｏｋ？"), "oui! ok?");
}

TEST(Fold, LeavesWhatWouldSaySomethingElse)
{
    for (auto const* text : {"№", "℡", "½", "1½", "2º", "1ª", "≠", "o\xcc\xb6", "🅾", "да", "👍"})
        EXPECT_EQ(fold(text), text);
}

TEST(Fold, InvalidBytesAreQuestionMarks)
{
    EXPECT_EQ(fold("a\xff\xc3"), "a??");
    EXPECT_EQ(fold(std::string{"\xf0\x9d\x93"}), "???");
}

RC_GTEST_PROP(Fold, TwiceIsOnce, (std::string text)) { RC_ASSERT(fold(fold(text)) == fold(text)); }

TEST(Fold, EveryCharacterFoldsToOneThatStays)
{
    for (std::uint32_t c = 0x80; c < 0x20000; ++c) {
        if (c >= 0xd800 && c < 0xe000)
            continue;
        std::string text;
        if (c >= 0x10000)
            text = {static_cast<char>(0xf0 | c >> 18U), static_cast<char>(0x80 | (c >> 12U & 0x3fU))};
        else if (c >= 0x800)
            text = {static_cast<char>(0xe0 | c >> 12U)};
        else
            text = {static_cast<char>(0xc0 | c >> 6U)};
        if (c >= 0x800)
            text += static_cast<char>(0x80 | (c >> 6U & 0x3fU));
        text += static_cast<char>(0x80 | (c & 0x3fU));
        ASSERT_EQ(fold(fold(text)), fold(text)) << std::hex << c;
    }
}

}  // namespace
}  // namespace tocsin::rules
