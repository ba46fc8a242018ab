// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// The words in their order, `between` between one and the next.
inline std::string listed(std::vector<std::string> const& words, std::string_view between = ", ")
{
    std::string text;
    for (auto const& word : words) {
        if (!text.empty())
            text += between;
        text += word;
    }
    return text;
}

/// What stands between one `between` and the next; nothing after the last of them.
inline std::vector<std::string> split_list(std::string_view text, char between)
{
    std::vector<std::string> words;
    for (std::size_t from = 0; from < text.size();) {
        auto const end = std::min(text.find(between, from), text.size());
        words.emplace_back(text.substr(from, end - from));
        from = end + 1;
    }
    return words;
}

}  // namespace tocsin
