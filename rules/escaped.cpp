// SPDX-License-Identifier: Apache-2.0
#include "rules/escaped.hpp"

namespace tocsin::rules {

void escape(std::string& to, std::string_view text)
{
    for (char const c : text) {
        switch (c) {
        case '&': to += "&amp;"; break;
        case '<': to += "&lt;"; break;
        case '>': to += "&gt;"; break;
        case '"': to += "&quot;"; break;
        default: to += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        }
    }
}

std::string escaped(std::string_view text)
{
    std::string out;
    escape(out, text);
    return out;
}

}  // namespace tocsin::rules
