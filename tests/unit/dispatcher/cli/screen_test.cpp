// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/layout.hpp"
#include "dispatcher/cli/screen.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace tocsin::cli {
namespace {

/// What a terminal without colours shows of ASCII; wide enough, and scrolling as they do.
class glass {
public:
    explicit glass(std::size_t rows) : rows_(rows) {}

    void take(std::string_view bytes)
    {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\x1b') {
                char* end = nullptr;
                auto const count = std::strtoul(bytes.data() + i + 2, &end, 10);
                i = static_cast<std::size_t>(end - bytes.data());
                obey(bytes[i], count);
            } else if (bytes[i] == '\n') {
                column_ = 0;
                down(1);
            } else if (bytes[i] == '\r') {
                column_ = 0;
            } else {
                auto& line = lines_[row_];
                line.resize(std::max(line.size(), column_ + 1), ' ');
                line[column_++] = bytes[i];
            }
        }
    }

    std::string text() const
    {
        std::string all;
        for (auto const& line : lines_)
            all += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
        return all.substr(0, all.find_last_not_of('\n') + 1);
    }

    std::size_t row() const { return row_; }
    std::size_t column() const { return column_; }

private:
    void obey(char what, std::size_t count)
    {
        if (what == 'A')
            row_ -= std::min(row_, count);
        else if (what == 'B')
            row_ = std::min(row_ + count, rows_ - 1);
        else if (what == 'C')
            column_ += count;
        else if (what == 'K')
            lines_[row_].resize(std::min(lines_[row_].size(), column_));
        else if (what == 'H')
            row_ = column_ = 0;
        else if (what == 'J')
            std::fill(lines_.begin(), lines_.end(), "");
    }

    void down(std::size_t by)
    {
        row_ += by;
        if (row_ < rows_)
            return;
        lines_.erase(lines_.begin());
        lines_.emplace_back();
        row_ = rows_ - 1;
    }

    std::size_t rows_;
    std::vector<std::string> lines_ = std::vector<std::string>(rows_);
    std::size_t row_ = 0;
    std::size_t column_ = 0;
};

TEST(LiveBlock, SendsOnlyTheLinesThatChanged)
{
    live_block block;
    EXPECT_EQ(block.become("one\ntwo\nthree\n", {80, 24}), "one\ntwo\nthree\n");
    EXPECT_EQ(block.become("one\ntwo\nthree\n", {80, 24}), "") << "nothing changed";
    EXPECT_EQ(block.become("one\nzwo\nthree\n", {80, 24}), "\x1b[2Azwo\r\x1b[2B");
    EXPECT_EQ(block.become("one\nz\nthree\n", {80, 24}), "\x1b[2Az\x1b[K\r\x1b[2B");
    EXPECT_EQ(block.become("one\nz\nthree\nfour\n", {80, 24}), "four\n");
    EXPECT_EQ(block.become("one\n", {80, 24}), "\x1b[3A\x1b[K\r\x1b[1B\x1b[K\r\x1b[1B\x1b[K\r\x1b[2A");
}

TEST(LiveBlock, SkipsWhatALineBeginsWithAlike)
{
    live_block block;
    (void)block.become("Confirmées  ███░░░  3 / 6\n\x1b[33mgelb eins\x1b[0m\n", {80, 24});
    EXPECT_EQ(block.become("Confirmées  ████░░  4 / 6\n\x1b[33mgelb eins\x1b[0m\n", {80, 24}), "\x1b[2A\x1b[15C█░░  4 / 6\r\x1b[2B");
    EXPECT_EQ(block.become("Confirmées  ████░░  4 / 6\n\x1b[33mgelb zwei\x1b[0m\n", {80, 24}), "\x1b[1A\x1b[33mgelb zwei\x1b[0m\r\x1b[1B")
        << "a colour is begun again";
    EXPECT_EQ(block.become("Confirmées  ████░░  4 / 6 échoué\n\x1b[33mgelb zwei\x1b[0m\n", {80, 24}), "\x1b[2A\x1b[25C échoué\r\x1b[2B");
}

TEST(LiveBlock, ClearsTheScreenOnceWhenItIsAnother)
{
    live_block block;
    (void)block.become("a long line\nb\n", {80, 24});
    EXPECT_EQ(block.become("a long line\nb\n", {6, 24}), "\x1b[H\x1b[2Ja lon…\nb\n");
    EXPECT_EQ(block.become("a long line\nb\n", {6, 24}), "");
    EXPECT_EQ(block.become("a long line\nb\nc\nd\n", {80, 3}), "\x1b[H\x1b[2Ja long line\n…\n") << "a line is left for the cursor";
}

TEST(LiveBlock, CutsBetweenColoursAndEndsThem)
{
    EXPECT_EQ(cut("plain", 5), "plain");
    EXPECT_EQ(cut("\x1b[33mgelb\x1b[0m", 4), "\x1b[33mgelb\x1b[0m");
    EXPECT_EQ(cut("\x1b[33mgelber\x1b[0m", 4), "\x1b[33mgel…\x1b[0m");
    EXPECT_EQ(cut("échéance", 4), "éch…");
}

RC_GTEST_PROP(LiveBlock, WhateverItShowedTheScreenHoldsThePageAndTheCursorIsBelow, ())
{
    auto const word = rc::gen::container<std::string>(rc::gen::inRange('a', 'e'));
    auto const pages = *rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(word));
    glass screen{12};
    live_block block;
    for (auto lines : pages) {
        lines.resize(std::min<std::size_t>(lines.size(), 11));  // of more the last is "…", see above
        std::string page;
        for (auto const& line : lines)
            page += line.substr(0, 60) + '\n';
        screen.take(block.become(page, {60, 12}));
        RC_ASSERT(screen.text() == page.substr(0, page.find_last_not_of('\n') + 1));
        RC_ASSERT(screen.row() == lines.size());
        RC_ASSERT(screen.column() == 0U);
    }
}

}  // namespace
}  // namespace tocsin::cli
