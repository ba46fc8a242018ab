// SPDX-License-Identifier: Apache-2.0
// Against the table of 3GPP TS 23.038, written out here once more.
#include "channels/sms/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace tocsin::channels::sms {
namespace {

std::string repeated(std::string const& what, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i)
        text += what;
    return text;
}

void expect(std::string const& text, alphabet written_in, int units, int parts)
{
    auto const counted = measure(text);
    EXPECT_EQ(counted.written_in, written_in) << text;
    EXPECT_EQ(counted.units, units) << text;
    EXPECT_EQ(counted.parts, parts) << text;
    EXPECT_EQ(counted.text, text);
}

TEST(SmsText, EveryCharacterOfTheDefaultAlphabetIsOneSeptet)
{
    std::vector<std::string> const alphabet_of_23_038{
        "@", "£", "$", "¥", "è", "é", "ù", "ì", "ò", "Ç", "\n", "Ø", "ø", "\r", "Å", "å", "Δ", "_", "Φ", "Γ", "Λ", "Ω", "Π", "Ψ",
        "Σ", "Θ", "Ξ", "Æ", "æ", "ß", "É", " ", "!", "\"", "#", "¤", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/", "0",
        "9", ":", ";", "<", "=", ">", "?", "¡", "A", "Z", "Ä", "Ö", "Ñ", "Ü", "§", "¿", "a", "z", "ä", "ö", "ñ", "ü", "à"};
    for (auto const& each : alphabet_of_23_038)
        expect(each, alphabet::gsm7, 1, 1);
}

TEST(SmsText, ExtensionCostsTwoSeptets)
{
    for (auto const* each : {"€", "[", "]", "{", "}", "\\", "^", "~", "|", "\f"})
        expect(each, alphabet::gsm7, 2, 1);
}

TEST(SmsText, FrenchLettersThatPhonesOfTheDefaultAlphabetLack)
{
    for (auto const* each : {"ç", "ê", "â", "î", "ô", "û", "ë", "ï", "œ", "À", "È", "’", "«", "…", "°", "\u00a0", "\x1b", "`"})
        expect(each, alphabet::ucs2, 1, 1);
}

TEST(SmsText, PartsOfTheDefaultAlphabet)
{
    expect("", alphabet::gsm7, 0, 1);
    expect(repeated("a", 160), alphabet::gsm7, 160, 1);
    expect(repeated("a", 161), alphabet::gsm7, 161, 2);
    expect(repeated("a", 306), alphabet::gsm7, 306, 2);
    expect(repeated("a", 307), alphabet::gsm7, 307, 3);
    expect(repeated("€", 80), alphabet::gsm7, 160, 1);
}

TEST(SmsText, EscapePairIsNotCut)
{
    // 153 septets hold 76 pairs: one septet of each part stays empty.
    expect(repeated("€", 152), alphabet::gsm7, 304, 2);
    expect(repeated("€", 153), alphabet::gsm7, 306, 3);
    expect(repeated("a", 152) + "€" + repeated("a", 152), alphabet::gsm7, 306, 3);
}

TEST(SmsText, PartsOfUcs2)
{
    expect(repeated("ç", 70), alphabet::ucs2, 70, 1);
    expect(repeated("ç", 71), alphabet::ucs2, 71, 2);
    expect(repeated("ç", 134), alphabet::ucs2, 134, 2);
    expect(repeated("ç", 135), alphabet::ucs2, 135, 3);
}

TEST(SmsText, SurrogatePairIsNotCut)
{
    expect("🚒", alphabet::ucs2, 2, 1);
    expect(repeated("🚒", 35), alphabet::ucs2, 70, 1);
    expect(repeated("ç", 66) + "🚒" + repeated("ç", 66), alphabet::ucs2, 134, 3);
    expect(repeated("🚒", 66), alphabet::ucs2, 132, 2);
    expect(repeated("🚒", 67), alphabet::ucs2, 134, 3);
}

void expect_shown(std::string const& written, std::string const& shown)
{
    auto const counted = fit(written);
    EXPECT_EQ(counted.text, shown);
    EXPECT_EQ(counted.written_in, alphabet::gsm7) << written;
}

TEST(SmsText, FrenchStaysInTheDefaultAlphabet)
{
    expect_shown("Être prêt à l’heure, ça compte", "Etre pret à l'heure, ca compte");
    expect_shown("cœur, sœur, ŒUVRE", "coeur, soeur, OEUVRE");
    expect_shown("« Répondez OUI »…", "\"Répondez OUI\"...");
    expect_shown("18 h – 20 h — gymnase", "18 h - 20 h - gymnase");
    expect_shown("Ça va, Élodie ?", "Ça va, Élodie ?");
    expect_shown("À demain, Noël, maïs, août", "A demain, Noel, mais, aout");
}

TEST(SmsText, DegreeSignNeverReadsAsZero)
{
    expect_shown("salle n° 12", "salle no 12");
    expect_shown("N°3", "No3");
    expect_shown("il fait 10 °C", "il fait 10 C");
}

TEST(SmsText, LettersWrittenAsBaseAndMarkAreComposed)
{
    expect_shown("e\u0301vacuation, c\u0327a, a\u0300, E\u0301", "évacuation, ca, à, É");
    expect_shown("zero\u200bwidth\ufeff", "zerowidth");
}

TEST(SmsText, TextThatNeedsUcs2AnywayKeepsItsLetters)
{
    auto const counted = fit("Prêt 🚒 ça va");
    EXPECT_EQ(counted.text, "Prêt 🚒 ça va");
    EXPECT_EQ(counted.written_in, alphabet::ucs2);
    EXPECT_EQ(counted.units, 13);
}

TEST(SmsText, GrowingTextIsCountedAsItArrives)
{
    auto const counted = fit(repeated("…", 60));
    EXPECT_EQ(counted.units, 180);
    EXPECT_EQ(counted.parts, 2);
}

TEST(SmsText, BrokenUtf8IsShownAsSuchAndNeverReadPastTheEnd)
{
    for (std::string const broken : {"\xc3", "\xe2\x82", "\xff", "\xc0\xaf", "\xed\xa0\x80", "a\xc3(b", "\xf4\x90\x80\x80"}) {
        auto const counted = measure(broken);
        EXPECT_EQ(counted.written_in, alphabet::ucs2);
        EXPECT_LE(counted.units, static_cast<int>(broken.size()));
    }
}

RC_GTEST_PROP(SmsText, PartsHoldEverythingAndNoPartIsWasted, ())
{
    static std::vector<std::string> const letters{"a", "é", "€", "[", "ç", "🚒", "\n"};
    std::string text;
    auto const length = *rc::gen::inRange(0, 500);
    auto const known = *rc::gen::element<std::size_t>(4, 7);
    for (int i = 0; i < length; ++i)
        text += letters[*rc::gen::inRange<std::size_t>(0, known)];
    auto const counted = measure(text);
    bool const plain = counted.written_in == alphabet::gsm7;
    int const alone = plain ? 160 : 70;
    int const in_a_row = plain ? 153 : 67;
    if (counted.parts == 1) {
        RC_ASSERT(counted.units <= alone);
        return;
    }
    // A pair that does not fit leaves at most one unit of a part empty.
    RC_ASSERT(counted.units > alone);
    RC_ASSERT(counted.units <= counted.parts * in_a_row);
    RC_ASSERT(counted.units > (counted.parts - 1) * (in_a_row - 1));
}

RC_GTEST_PROP(SmsText, FittingTwiceChangesNothing, (std::string const& text))
{
    auto const once = fit(text);
    RC_ASSERT(fit(once.text).text == once.text);
}

}  // namespace
}  // namespace tocsin::channels::sms
