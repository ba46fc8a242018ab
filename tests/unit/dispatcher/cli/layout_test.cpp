// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/layout.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

namespace tocsin::cli {
namespace {

using testing::ElementsAre;

TEST(Columns, AreWhatATerminalShows)
{
    EXPECT_EQ(columns("abc"), 3U);
    EXPECT_EQ(columns("Préfecture"), 10U);
    EXPECT_EQ(columns("e\u0301"), 1U);
    EXPECT_EQ(columns("👍"), 2U);
    EXPECT_EQ(columns("水"), 2U);
    EXPECT_EQ(columns("\xff\xfe"), 2U);
}

TEST(Clean, TakesTheStingOutOfOtherPeoplesText)
{
    EXPECT_EQ(clean("oui\x1b[2J\x1b]0;x\x07 non"), "oui[2J]0;x non");
    EXPECT_EQ(clean("a\nb\tc\r"), "a b c");
    EXPECT_EQ(clean("a\nb", line_breaks::keep), "a\nb");
    EXPECT_EQ(clean("a\u202eb\u009bc"), "abc");
    EXPECT_EQ(clean("caf\xe9"), "caf\ufffd");
    EXPECT_EQ(clean("Fête à l’école 👍"), "Fête à l’école 👍");
}

RC_GTEST_PROP(Clean, LeavesNoControlCharacter, (std::string const& text))
{
    for (char const c : clean(text))
        RC_ASSERT(static_cast<unsigned char>(c) >= 0x20U && c != 0x7f);
}

TEST(Wrap, BreaksAtBlanksAndCutsWhatIsTooLong)
{
    EXPECT_THAT(wrap("un deux trois", 8), ElementsAre("un deux", "trois"));
    EXPECT_THAT(wrap("anticonstitutionnellement", 10), ElementsAre("anticonsti", "tutionnell", "ement"));
    EXPECT_THAT(wrap("a\n\nb", 10), ElementsAre("a", "", "b"));
    EXPECT_THAT(wrap("12\u00a0personnes ici", 12), ElementsAre("12\u00a0personnes", "ici"));
    EXPECT_THAT(wrap("", 10), ElementsAre(""));
}

RC_GTEST_PROP(Wrap, NeverPassesItsWidthAndLosesOnlyBlanks, (std::string const& text))
{
    auto const width = *rc::gen::inRange<std::size_t>(2, 90);
    auto const shown = clean(text);
    std::string joined;
    for (auto const& line : wrap(shown, width)) {
        RC_ASSERT(columns(line) <= width);
        joined += line;
    }
    auto const without_blanks = [](std::string from) {
        std::erase(from, ' ');
        return from;
    };
    RC_ASSERT(without_blanks(joined) == without_blanks(shown));
}

TEST(Fit, CutsOrPadsToExactlyTheWidth)
{
    EXPECT_EQ(fit("été", 5), "été  ");
    EXPECT_EQ(fit("inondation", 5), "inon…");
    EXPECT_EQ(fit("👍👍👍", 4), "👍… ");
    EXPECT_EQ(fit("x", 0), "");
}

TEST(Table, NeverPassesThePage)
{
    table wide{{align::left, align::left, align::right}};
    wide.row({"M1", std::string(200, 'x'), "12"});
    wide.row({"M234", "court", "1 000"});
    auto const text = wide.text(2);
    EXPECT_EQ(too_wide(text), "");
    EXPECT_THAT(text, testing::HasSubstr("M234  court"));
    EXPECT_THAT(text, testing::HasSubstr("…     12\n"));
}

TEST(Numbers, AreGroupedAsTheLanguageDoes)
{
    EXPECT_EQ(number(0, language::fr), "0");
    EXPECT_EQ(number(999, language::fr), "999");
    EXPECT_EQ(number(1'234'567, language::fr), "1\u00a0234\u00a0567");
    EXPECT_EQ(number(1'234'567, language::en), "1,234,567");
    EXPECT_EQ(number(-5000, language::en), "-5,000");
}

TEST(Euros, AreWrittenAsTheLanguageDoes)
{
    EXPECT_EQ(euros(7.15, language::fr), "7,15\u00a0€");
    EXPECT_EQ(euros(1250, language::en), "€1,250.00");
    EXPECT_EQ(euros(0, language::fr), "0,00\u00a0€");
}

TEST(Span, SaysWhatAPersonWouldSay)
{
    EXPECT_EQ(span(8), "8\u00a0s");
    EXPECT_EQ(span(150), "2\u00a0min\u00a030\u00a0s");
    EXPECT_EQ(span(1500), "25\u00a0min");
    EXPECT_EQ(span(3900), "1\u00a0h\u00a005\u00a0min");
    EXPECT_EQ(span(7200), "2\u00a0h");
}

TEST(Bar, FillsWithItsShare)
{
    EXPECT_EQ(bar(0, 4, 4), "░░░░");
    EXPECT_EQ(bar(2, 4, 4), "██░░");
    EXPECT_EQ(bar(9, 4, 4), "████");
    EXPECT_EQ(bar(1, 0, 4), "░░░░");
}

TEST(NearestWord, ForgivesASlip)
{
    EXPECT_EQ(nearest_word("--evnt", {"--event", "--need"}), "--event");
    EXPECT_EQ(nearest_word("foo", {"--event", "--need"}), std::nullopt);
}

}  // namespace
}  // namespace tocsin::cli
