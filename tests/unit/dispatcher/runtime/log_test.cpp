// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/log.hpp"
#include "tests/support/event_recorder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

TEST(Log, WritesOneLineThatJournaldUnderstands)
{
    EXPECT_EQ(
        format_line(
            events::mobilisation_proposed, {{"id", "M7"}, {"need", 40}, {"rule", "crue severe"}}, line_style::journal
        ),
        "<5>TOC0201 a mobilisation is proposed id=M7 need=40 rule=\"crue severe\"\n"
    );
    EXPECT_EQ(
        format_line(events::store_full, {}, line_style::plain),
        "error   TOC0005 the disk is full; nothing more is accepted or sent\n"
    );
}

TEST(Log, CannotBeMadeToWriteASecondLine)
{
    EXPECT_EQ(
        format_line(events::alert_refused, {{"reason", "a\n<0>TOC0001 \"x\"\\\x1b[2J"}}, line_style::journal),
        "<4>TOC0103 an alert was refused reason=\"a\\n<0>TOC0001 \\\"x\\\"\\\\\\u001b[2J\"\n"
    );
}

RC_GTEST_PROP(Log, IsAlwaysOneLineWithoutControlCharacters, (std::string const& value))
{
    auto const line = format_line(events::alert_refused, {{"reason", value}}, line_style::journal);
    RC_ASSERT(line.find('\n') == line.size() - 1);
    for (char const c : line.substr(0, line.size() - 1))
        RC_ASSERT(static_cast<unsigned char>(c) >= 0x20U && c != 0x7f);
}

TEST(Log, DropsWhatIsBelowItsThreshold)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    {
        auto const log = make_line_log(ends[1], level::warning, line_style::journal);
        log->report(events::daemon_started, {});
        log->report(events::alert_held, {{"alert", "A3"}});
    }
    ::close(ends[1]);
    std::array<char, 512> bytes{};
    auto const count = ::read(ends[0], bytes.data(), bytes.size());
    ::close(ends[0]);
    ASSERT_GT(count, 0);
    std::string const written{bytes.data(), static_cast<std::size_t>(count)};
    EXPECT_EQ(written, "<4>TOC0104 an alert matched no usable area and is held for a person alert=A3\n");
}

TEST(Log, SurvivesADescriptorThatIsGone)
{
    make_line_log(-1, level::info, line_style::plain)->report(events::daemon_started, {});
}

TEST(Levels, AreReadAsTheyAreWritten)
{
    for (auto const value : {level::error, level::warning, level::notice, level::info})
        EXPECT_EQ(parse_level(to_string(value)), value);
    EXPECT_EQ(parse_level("verbose"), std::nullopt);
}

TEST(EventRecorder, CountsAndRemembers)
{
    event_recorder recorder;
    recorder.report(events::wave_opened, {{"id", "M1"}, {"asked", 12}});
    recorder.report(events::wave_opened, {{"id", "M2"}, {"asked", 30}});
    EXPECT_EQ(recorder.count(events::wave_opened), 2);
    EXPECT_EQ(recorder.count(events::need_filled), 0);
    EXPECT_EQ(recorder.last(events::wave_opened, "asked"), "30");
    EXPECT_EQ(recorder.last(events::need_filled, "asked"), "");
}

}  // namespace
}  // namespace tocsin::dispatcher
