// SPDX-License-Identifier: Apache-2.0
#include "rules/words/percent.hpp"

namespace tocsin {

void append_percent_encoded(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    auto const before = out.size();
    out.resize(before + 3 * text.size());
    auto* end = out.data() + before;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            *end++ = c;
        } else {
            *end++ = '%';
            *end++ = digits[byte >> 4U];
            *end++ = digits[byte & 15U];
        }
    }
    out.resize(static_cast<std::size_t>(end - out.data()));
}

std::string percent_encoded(std::string_view text)
{
    std::string out;
    append_percent_encoded(out, text);
    return out;
}

}  // namespace tocsin
