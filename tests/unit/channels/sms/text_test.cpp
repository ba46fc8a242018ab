// SPDX-License-Identifier: Apache-2.0
// Against the table of 3GPP TS 23.038, written out here once more.
#include "channels/sms/text.hpp"
#include "tests/unit/channels/sms/repeated.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace tocsin::channels::sms {
namespace {

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
    auto const counted = fit(written, unicode::refused);
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

TEST(SmsText, EuropesLettersHaveAPlainForm)
{
    expect_shown("Łódź, Čeština, Žluťoučký kůň", "Lodz, Cestina, Zlutoucky kun");
    expect_shown("Győr, Ünnő, Tűz", "Györ, Ünnö, Tüz");
    expect_shown("Știri, Țară, Ioană", "Stiri, Tara, Ioana");
    expect_shown("İstanbul, ışık, Ağrı", "Istanbul, isik, Agri");
    expect_shown("Þór, Ísland, ÉTÉ, STRAẞE", "THor, Island, ÉTÉ, STRASSE");
    expect_shown("São João, coração, Mañana ¿sí?", "Sao Joao, coracao, Mañana ¿si?");
    expect_shown("Ġgantija, Ħal, Ŵyth, Ånd, øl", "Ggantija, Hal, Wyth, Ånd, øl");
}

TEST(SmsText, SignsThatOfficersTypeHaveAPlainForm)
{
    expect_shown("1ᵉʳ étage, 2ᵈᵉ porte, n°3, nº 4, 1º, 10 ºC, 10°C, 45°", "1er étage, 2de porte, no3, no 4, 1o, 10 C, 10C, 45");
    expect_shown("Digne → Gap ; ≥ 2 m³/s ± 10 %", "Digne -> Gap ; >= 2 m3/s +/- 10 %");
    expect_shown("rdv\u00a0: 18\u202fh\u2009! «\u00a0oui\u00a0»", "rdv : 18 h ! \"oui\"");
    expect_shown("‘a’ “b” ‹c› d‐e f—g • h", "'a' \"b\" 'c' d-e f-g - h");
    expect_shown("s\u030c o\u030b a\u030a", "s o å");
}

TEST(SmsText, WhatHasNoPlainFormIsNamedAndNeverBecomesAQuestionMark)
{
    EXPECT_EQ(without_plain_form("Prêt 🚒 Ω Ж 🚒 ça"), (std::vector<std::string>{"🚒", "Ж"}));  // Ω is in the alphabet
    EXPECT_TRUE(without_plain_form("« Être » à l’heure… n° 3 €").empty());
    auto const shown = fit("🚒 Prêt 🚒 maintenant ! 🚒", unicode::refused);
    EXPECT_EQ(shown.text, "Pret maintenant !");
    EXPECT_EQ(shown.left_out, std::vector<std::string>{"🚒"});
    EXPECT_EQ(shown.written_in, alphabet::gsm7);
    EXPECT_EQ(fit("été \xff", unicode::refused).text, "été");
    EXPECT_EQ(fit("Prêt ça", unicode::allowed).text, "Pret ca");  // allowed is not wanted
}

RC_GTEST_PROP(SmsText, PlainTextIsInTheDefaultAlphabetWhateverItWas, (std::string const& text))
{
    auto const shown = fit(text, unicode::refused);
    RC_ASSERT(shown.written_in == alphabet::gsm7);
    RC_ASSERT(to_gsm7(shown.text).has_value());
}

TEST(SmsText, LettersWrittenAsBaseAndMarkAreComposed)
{
    expect_shown("e\u0301vacuation, c\u0327a, a\u0300, E\u0301", "évacuation, ca, à, É");
    expect_shown("zero\u200bwidth\ufeff", "zerowidth");
}

TEST(SmsText, TextThatNeedsUcs2AnywayKeepsItsLetters)
{
    auto const counted = fit("Prêt 🚒 ça va", unicode::allowed);
    EXPECT_EQ(counted.text, "Prêt 🚒 ça va");
    EXPECT_EQ(counted.written_in, alphabet::ucs2);
    EXPECT_EQ(counted.units, 13);
}

TEST(SmsText, GrowingTextIsCountedAsItArrives)
{
    auto const counted = fit(repeated("…", 60), unicode::allowed);
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
    for (auto const beyond : {unicode::refused, unicode::allowed}) {
        auto const once = fit(text, beyond);
        RC_ASSERT(fit(once.text, beyond).text == once.text);
    }
}

}  // namespace
}  // namespace tocsin::channels::sms
