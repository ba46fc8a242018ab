// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/parts.hpp"
#include "channels/sms/text.hpp"
#include "tests/unit/channels/sms/repeated.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

namespace tocsin::channels::sms {
namespace {

mono_time at(int second) { return mono_time{} + seconds{second}; }

inbound_part gsm_part(std::string const& text, int number, int total, unsigned reference = 7, std::string sender = "+33639980001")
{
    return {std::move(sender), reference, total, number, alphabet::gsm7, to_gsm7(text).value()};
}

TEST(Split, FillsPartsAndCutsNoPair)
{
    EXPECT_EQ(split("", alphabet::gsm7), std::vector<std::string>{""});
    EXPECT_EQ(split(repeated("a", 160), alphabet::gsm7).size(), 1U);
    auto const two = split(repeated("a", 152) + "€" + repeated("b", 20), alphabet::gsm7);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0], repeated("a", 152));
    EXPECT_EQ(two[1], "€" + repeated("b", 20));
    auto const engines = split(repeated("ç", 66) + "🚒🚒🚒", alphabet::ucs2);
    ASSERT_EQ(engines.size(), 2U);
    EXPECT_EQ(engines[0], repeated("ç", 66));
    EXPECT_EQ(engines[1], "🚒🚒🚒");
}

RC_GTEST_PROP(Split, PartsAreWhatWasCountedAndMakeTheTextAgain, ())
{
    static std::vector<std::string> const letters{"a", "é", "€", "[", "ç", "🚒", "\n"};
    std::string text;
    auto const length = *rc::gen::inRange(0, 500);
    auto const known = *rc::gen::element<std::size_t>(4, 7);
    for (int i = 0; i < length; ++i)
        text += letters[*rc::gen::inRange<std::size_t>(0, known)];
    auto const counted = measure(text);
    auto const parts = split(text, counted.written_in);
    RC_ASSERT(static_cast<int>(parts.size()) == counted.parts);
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::string{}) == text);
    bool const plain = counted.written_in == alphabet::gsm7;
    std::size_t const octets_beside_a_header = parts.size() == 1 ? 140 : 134;
    for (auto const& part : parts) {
        auto const carried = plain ? pack_septets(to_gsm7(part).value(), parts.size() == 1 ? 0 : 1) : to_ucs2(part);
        RC_ASSERT(carried.size() <= octets_beside_a_header);
    }
}

TEST(Reassembly, WaitsForTheLastPartInAnyOrder)
{
    reassembly some;
    EXPECT_TRUE(some.add(gsm_part("trois", 3, 3), at(0)).empty());
    EXPECT_TRUE(some.add(gsm_part("un ", 1, 3), at(1)).empty());
    auto const whole = some.add(gsm_part("deux ", 2, 3), at(2));
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_EQ(whole[0].text, "un deux trois");
    EXPECT_EQ(whole[0].sender, "+33639980001");
    EXPECT_TRUE(whole[0].whole);
    EXPECT_EQ(some.next_due(), std::nullopt);
}

TEST(Reassembly, LonePartAndUnsoundHeaderAreTextsOfTheirOwn)
{
    reassembly some;
    for (auto const& [number, total] : {std::pair{1, 1}, std::pair{0, 2}, std::pair{3, 2}, std::pair{1, 0}}) {
        auto const news = some.add(gsm_part("OUI", number, total), at(0));
        ASSERT_EQ(news.size(), 1U);
        EXPECT_EQ(news[0].text, "OUI");
        EXPECT_TRUE(news[0].whole);
    }
    EXPECT_EQ(some.size(), 0U);
}

TEST(Reassembly, PartThatComesTwiceCountsOnceBeforeAndAfterTheEnd)
{
    reassembly some;
    EXPECT_TRUE(some.add(gsm_part("OUI ", 1, 2), at(0)).empty());
    EXPECT_TRUE(some.add(gsm_part("OUI ", 1, 2), at(1)).empty());
    EXPECT_EQ(some.add(gsm_part("merci", 2, 2), at(2)).size(), 1U);
    EXPECT_TRUE(some.add(gsm_part("merci", 2, 2), at(3)).empty());
    EXPECT_TRUE(some.add(gsm_part("OUI ", 1, 2), at(3)).empty());
    EXPECT_TRUE(some.overdue(at(100'000)).empty());
}

TEST(Reassembly, SameNumberWithOtherWordsIsAnotherMessage)
{
    reassembly some;
    some.add(gsm_part("OUI ", 1, 2), at(0));
    auto const given_up = some.add(gsm_part("NON ", 1, 2), at(1));
    ASSERT_EQ(given_up.size(), 1U);
    EXPECT_EQ(given_up[0].text, "OUI  […]");
    EXPECT_FALSE(given_up[0].whole);
    auto const whole = some.add(gsm_part("merci", 2, 2), at(2));
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_EQ(whole[0].text, "NON merci");
}

TEST(Reassembly, SendersReferencesAndTotalsAreKeptApart)
{
    reassembly some;
    some.add(gsm_part("a", 1, 2, 7, "+33639980001"), at(0));
    EXPECT_TRUE(some.add(gsm_part("b", 2, 2, 7, "+33639980002"), at(0)).empty());
    EXPECT_TRUE(some.add(gsm_part("b", 2, 2, 8, "+33639980001"), at(0)).empty());
    EXPECT_TRUE(some.add(gsm_part("b", 2, 3, 7, "+33639980001"), at(0)).empty());
    EXPECT_EQ(some.size(), 4U);
}

TEST(Reassembly, GivesUpWhatWaitsTooLong)
{
    reassembly some;
    some.add(gsm_part("venir", 2, 3), at(0));
    ASSERT_EQ(some.next_due(), at(600));
    EXPECT_TRUE(some.overdue(at(599)).empty());
    auto const given_up = some.overdue(at(600));
    ASSERT_EQ(given_up.size(), 1U);
    EXPECT_EQ(given_up[0].text, "[…] venir […]");
    EXPECT_EQ(some.size(), 0U);
}

TEST(Reassembly, PairCutByAPhoneIsWholeAgain)
{
    reassembly some;
    auto const engine = to_ucs2("🚒");
    some.add({"s", 1, 2, 1, alphabet::ucs2, octets(engine.begin(), engine.begin() + 2)}, at(0));
    auto const whole = some.add({"s", 1, 2, 2, alphabet::ucs2, octets(engine.begin() + 2, engine.end())}, at(0));
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_EQ(whole[0].text, "🚒");
    some.add({"s", 2, 2, 1, alphabet::gsm7, {0x41, 0x1b}}, at(0));
    EXPECT_EQ(some.add({"s", 2, 2, 2, alphabet::gsm7, {0x65}}, at(0)).at(0).text, "A€");
    some.add({"s", 3, 2, 1, alphabet::gsm7, {0x41}}, at(0));
    EXPECT_EQ(some.add({"s", 3, 2, 2, alphabet::ucs2, to_ucs2("ç")}, at(0)).at(0).text, "Aç");
}

TEST(Reassembly, MemoryIsBoundedInMessagesAndOctets)
{
    reassembly::limits few;
    few.messages = 10;
    few.octets = 1'000;
    reassembly some{few};
    std::size_t given_up = 0;
    for (unsigned i = 0; i < 100; ++i)
        given_up += some.add(gsm_part("a", 1, 2, i), at(0)).size();
    EXPECT_EQ(some.size(), 10U);
    EXPECT_EQ(given_up, 90U);
    for (unsigned i = 0; i < 20; ++i)
        given_up += some.add(gsm_part(repeated("a", 150), 1, 3, 200 + i), at(0)).size();
    EXPECT_LE(some.size(), 6U);
    EXPECT_EQ(given_up + some.size(), 120U);
    // What is too large to be held with others is not held at all.
    EXPECT_EQ(some.add(gsm_part(repeated("a", 1'500), 1, 2, 999), at(0)).size(), 1U);
}

RC_GTEST_PROP(Reassembly, AnyOrderWithDuplicatesGivesEachTextOnce, ())
{
    std::vector<inbound_part> deck;
    std::vector<std::string> texts;
    auto const messages = *rc::gen::inRange(1, 6);
    for (int m = 0; m < messages; ++m) {
        std::string text;
        auto const length = *rc::gen::inRange(161, 600);
        for (int i = 0; i < length; ++i)
            text += static_cast<char>('a' + (i * 7 + m) % 26);
        texts.push_back(text);
        auto const parts = split(text, alphabet::gsm7);
        auto const total = static_cast<int>(parts.size());
        for (int n = 1; n <= total; ++n)
            for (int copies = *rc::gen::inRange(1, 3); copies > 0; --copies)
                deck.push_back(gsm_part(parts[static_cast<std::size_t>(n) - 1], n, total, static_cast<unsigned>(m)));
    }
    for (std::size_t i = deck.size(); i > 1; --i)
        std::swap(deck[i - 1], deck[*rc::gen::inRange<std::size_t>(0, i)]);
    reassembly some;
    std::vector<std::string> came;
    int second = 0;
    for (auto& part : deck)
        for (auto const& each : some.add(std::move(part), at(second++))) {
            RC_ASSERT(each.whole);
            came.push_back(each.text);
        }
    std::sort(texts.begin(), texts.end());
    std::sort(came.begin(), came.end());
    RC_ASSERT(came == texts);
}

}  // namespace
}  // namespace tocsin::channels::sms
