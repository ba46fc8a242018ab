// SPDX-License-Identifier: Apache-2.0
// A block of lines that is drawn again in place, over a slow line too: only what changed is sent, from its first other letter on, nothing is cleared that
// stays. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

struct screen_size {
    std::size_t columns = 80;
    std::size_t rows = 24;

    friend bool operator==(screen_size const&, screen_size const&) = default;
};

/// Cut with "…" to so many columns; escapes that colour take none, and colours end with the line.
std::string cut(std::string_view line, std::size_t width);

class live_block {
public:
    /// What to send so that the block becomes this page. Before and after, the cursor is at the start of the line below
    /// the block. Lines that are too wide or too many for the screen are cut. A screen of another size is cleared once:
    /// nobody knows how it broke the lines.
    std::string become(std::string_view page, screen_size screen);

private:
    std::string whole(std::vector<std::string> const& page) const;

    std::vector<std::string> shown_;
    screen_size screen_;
    bool drawn_ = false;
};

}  // namespace tocsin::cli
