// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/unicode.hpp"

#include <cstddef>
#include <utility>

namespace tocsin::channels::sms {
namespace {

bool is_surrogate(char32_t code) { return code >= 0xd800 && code <= 0xdfff; }

/// The code point that starts here and its length in bytes.
std::pair<char32_t, std::size_t> code_point_at(std::string_view text)
{
    auto const lead = static_cast<unsigned char>(text.front());
    std::size_t const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    std::pair<char32_t, std::size_t> const broken{replacement, 1};
    if (length == 0 || length > text.size())
        return broken;
    char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        auto const next = static_cast<unsigned char>(text[k]);
        if ((next & 0xc0U) != 0x80)
            return broken;
        code = code << 6U | (next & 0x3fU);
    }
    bool const overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (overlong || is_surrogate(code) || code > 0x10ffff)
        return broken;
    return {code, length};
}

}  // namespace

std::u32string code_points(std::string_view utf8)
{
    std::u32string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        auto const [code, length] = code_point_at(utf8);
        out += code;
        utf8.remove_prefix(length);
    }
    return out;
}

void append_utf8(std::string& out, char32_t code)
{
    auto const byte = [](char32_t value) { return static_cast<char>(value); };
    if (is_surrogate(code) || code > 0x10ffff)
        code = replacement;
    if (code < 0x80) {
        out += byte(code);
    } else if (code < 0x800) {
        out += byte(0xc0U | code >> 6U);
        out += byte(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        out += byte(0xe0U | code >> 12U);
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    } else {
        out += byte(0xf0U | code >> 18U);
        out += byte(0x80U | (code >> 12U & 0x3fU));
        out += byte(0x80U | (code >> 6U & 0x3fU));
        out += byte(0x80U | (code & 0x3fU));
    }
}

}  // namespace tocsin::channels::sms
