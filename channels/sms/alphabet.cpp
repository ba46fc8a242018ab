// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/alphabet.hpp"

#include "channels/sms/unicode.hpp"

#include <array>

namespace tocsin::channels::sms {
namespace {

constexpr std::uint8_t escape = 0x1b;

/// The default alphabet as code points; position is the septet. The escape is not a character.
constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(basic.size() == 128);

/// What follows an escape.
struct pair {
    std::uint8_t septet;
    char32_t code;
};

constexpr std::array<pair, 10> extension{{
    {0x0a, U'\f'}, {0x14, U'^'}, {0x28, U'{'}, {0x29, U'}'}, {0x2f, U'\\'}, {0x3c, U'['}, {0x3d, U'~'}, {0x3e, U']'},
    {0x40, U'|'}, {0x65, U'€'},
}};

std::optional<std::uint8_t> extended(char32_t code)
{
    for (auto const& each : extension)
        if (each.code == code)
            return each.septet;
    return std::nullopt;
}

std::optional<std::uint8_t> plain(char32_t code)
{
    // Most of a text: letters and digits stand where ASCII has them.
    if ((code >= U'a' && code <= U'z') || (code >= U'A' && code <= U'Z') || (code >= U' ' && code <= U'?' && code != U'$'))
        return static_cast<std::uint8_t>(code);
    auto const at = code == escape ? std::u32string_view::npos : basic.find(code);
    return at == std::u32string_view::npos ? std::nullopt : std::optional{static_cast<std::uint8_t>(at)};
}

char32_t after_escape(std::uint8_t septet)
{
    for (auto const& each : extension)
        if (each.septet == septet)
            return each.code;
    return septet == escape ? U' ' : septet < basic.size() ? basic[septet] : replacement;
}

}  // namespace

int septets_of(char32_t code) { return plain(code) ? 1 : extended(code) ? 2 : 0; }

std::optional<octets> to_gsm7(std::string_view utf8)
{
    octets out;
    out.reserve(utf8.size());
    for (char32_t const code : code_points(utf8)) {
        if (auto const septet = plain(code)) {
            out.push_back(*septet);
        } else if (auto const second = extended(code)) {
            out.push_back(escape);
            out.push_back(*second);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

std::string from_gsm7(std::span<std::uint8_t const> septets)
{
    std::string out;
    for (std::size_t i = 0; i < septets.size(); ++i) {
        if (septets[i] != escape)
            append_utf8(out, septets[i] < basic.size() ? basic[septets[i]] : replacement);
        else if (++i < septets.size())
            append_utf8(out, after_escape(septets[i]));
        else
            out += ' ';
    }
    return out;
}

octets pack_septets(std::span<std::uint8_t const> septets, int fill_bits)
{
    octets out;
    out.reserve(septets.size() * 7 / 8 + 2);
    unsigned waiting = 0;
    int bits = fill_bits;
    for (auto const septet : septets) {
        waiting |= (septet & 0x7fU) << static_cast<unsigned>(bits);
        bits += 7;
        if (bits < 8)
            continue;
        out.push_back(static_cast<std::uint8_t>(waiting & 0xffU));
        waiting >>= 8U;
        bits -= 8;
    }
    if (bits > 0 && !septets.empty())
        out.push_back(static_cast<std::uint8_t>(waiting & 0xffU));
    return out;
}

octets unpack_septets(std::span<std::uint8_t const> packed, std::size_t count, int fill_bits)
{
    octets out;
    auto const octet = [packed](std::size_t at) { return at < packed.size() ? static_cast<unsigned>(packed[at]) : 0U; };
    for (auto bit = static_cast<std::size_t>(fill_bits); bit + 7 <= packed.size() * 8 && out.size() < count; bit += 7) {
        auto const two = octet(bit / 8) | octet(bit / 8 + 1) << 8U;
        out.push_back(static_cast<std::uint8_t>(two >> bit % 8 & 0x7fU));
    }
    return out;
}

std::optional<octets> to_latin1(std::string_view utf8)
{
    octets out;
    for (char32_t const code : code_points(utf8)) {
        if (code > 0xff)
            return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(code));
    }
    return out;
}

std::string from_latin1(std::span<std::uint8_t const> bytes)
{
    std::string out;
    for (auto const byte : bytes)
        append_utf8(out, byte);
    return out;
}

octets to_ucs2(std::string_view utf8)
{
    octets out;
    auto const unit = [&out](char32_t value) {
        out.push_back(static_cast<std::uint8_t>(value >> 8U));
        out.push_back(static_cast<std::uint8_t>(value & 0xffU));
    };
    for (char32_t const code : code_points(utf8)) {
        if (code < 0x10000) {
            unit(code);
            continue;
        }
        unit(0xd800U + ((code - 0x10000U) >> 10U));
        unit(0xdc00U + ((code - 0x10000U) & 0x3ffU));
    }
    return out;
}

std::string from_ucs2(std::span<std::uint8_t const> bytes)
{
    auto const unit = [bytes](std::size_t at) -> char32_t {
        return at + 1 < bytes.size() ? static_cast<char32_t>(bytes[at] << 8 | bytes[at + 1]) : 0;
    };
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        auto code = at + 1 < bytes.size() ? unit(at) : replacement;
        auto const low = unit(at + 2);
        if (code >= 0xd800 && code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
            code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
            at += 2;
        }
        append_utf8(out, code);
    }
    return out;
}

std::string decode(alphabet written_in, std::span<std::uint8_t const> bytes)
{
    switch (written_in) {
    case alphabet::gsm7: return from_gsm7(bytes);
    case alphabet::ucs2: return from_ucs2(bytes);
    case alphabet::latin1: return from_latin1(bytes);
    }
    return {};
}

}  // namespace tocsin::channels::sms
