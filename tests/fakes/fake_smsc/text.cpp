// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/text.hpp"

#include <array>

namespace smsc {
namespace {

// GSM 03.38 6.2.1, row by row, as the standard's table is read: columns are the high three bits.
constexpr std::array<char32_t, 128> alphabet{
    U'@', U'£', U'$', U'¥', U'è', U'é', U'ù', U'ì', U'ò', U'Ç', U'\n', U'Ø', U'ø', U'\r', U'Å', U'å',
    U'Δ', U'_', U'Φ', U'Γ', U'Λ', U'Ω', U'Π', U'Ψ', U'Σ', U'Θ', U'Ξ', 0x1b, U'Æ', U'æ', U'ß', U'É',
    U' ', U'!', U'"', U'#', U'¤', U'%', U'&', U'\'', U'(', U')', U'*', U'+', U',', U'-', U'.', U'/',
    U'0', U'1', U'2', U'3', U'4', U'5', U'6', U'7', U'8', U'9', U':', U';', U'<', U'=', U'>', U'?',
    U'¡', U'A', U'B', U'C', U'D', U'E', U'F', U'G', U'H', U'I', U'J', U'K', U'L', U'M', U'N', U'O',
    U'P', U'Q', U'R', U'S', U'T', U'U', U'V', U'W', U'X', U'Y', U'Z', U'Ä', U'Ö', U'Ñ', U'Ü', U'§',
    U'¿', U'a', U'b', U'c', U'd', U'e', U'f', U'g', U'h', U'i', U'j', U'k', U'l', U'm', U'n', U'o',
    U'p', U'q', U'r', U's', U't', U'u', U'v', U'w', U'x', U'y', U'z', U'ä', U'ö', U'ñ', U'ü', U'à',
};
constexpr char32_t unreadable = 0xfffd;

constexpr unsigned octet(char c) { return static_cast<unsigned char>(c); }

char32_t extended(unsigned char septet)
{
    switch (septet) {
    case 0x0a: return U'\f';
    case 0x14: return U'^';
    case 0x28: return U'{';
    case 0x29: return U'}';
    case 0x2f: return U'\\';
    case 0x3c: return U'[';
    case 0x3d: return U'~';
    case 0x3e: return U']';
    case 0x40: return U'|';
    case 0x65: return U'€';
    default: return unreadable;
    }
}

void append_utf8(std::string& to, char32_t letter)
{
    auto const tail = [&to](char32_t bits) { to += static_cast<char>(0x80 | (bits & 0x3f)); };
    if (letter < 0x80) {
        to += static_cast<char>(letter);
    } else if (letter < 0x800) {
        to += static_cast<char>(0xc0 | letter >> 6);
        tail(letter);
    } else if (letter < 0x10000) {
        to += static_cast<char>(0xe0 | letter >> 12);
        tail(letter >> 6);
        tail(letter);
    } else {
        to += static_cast<char>(0xf0 | letter >> 18);
        tail(letter >> 12);
        tail(letter >> 6);
        tail(letter);
    }
}

std::string from_gsm(std::string_view septets)
{
    std::string read;
    read.reserve(septets.size());
    for (std::size_t i = 0; i < septets.size(); ++i) {
        auto const one = static_cast<unsigned char>(septets[i]);
        if (one == 0x1b)
            append_utf8(read, ++i < septets.size() ? extended(static_cast<unsigned char>(septets[i])) : unreadable);
        else
            append_utf8(read, one < 128 ? alphabet[one] : unreadable);
    }
    return read;
}

/// As UTF-16, which is what phones make of it.
std::string from_ucs2(std::string_view bytes)
{
    auto const unit = [bytes](std::size_t at) {
        return static_cast<char32_t>(octet(bytes[at]) << 8 | octet(bytes[at + 1]));
    };
    std::string read;
    std::size_t at = 0;
    for (; at + 1 < bytes.size(); at += 2) {
        auto letter = unit(at);
        if (letter >= 0xd800 && letter < 0xdc00 && at + 3 < bytes.size() && unit(at + 2) >= 0xdc00 && unit(at + 2) < 0xe000) {
            letter = 0x10000 + ((letter - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
            at += 2;
        } else if (letter >= 0xd800 && letter < 0xe000) {
            letter = unreadable;  // half of a pair: a broken character on the phone
        }
        append_utf8(read, letter);
    }
    if (at < bytes.size())
        append_utf8(read, unreadable);
    return read;
}

std::string in_hexadecimal(std::string_view bytes)
{
    std::string read;
    for (char const one : bytes) {
        read += "0123456789abcdef"[octet(one) >> 4];
        read += "0123456789abcdef"[octet(one) & 15];
    }
    return read;
}

std::u32string letters_of(std::string_view utf8)
{
    std::u32string read;
    for (char const each : utf8) {
        auto const one = octet(each);
        if ((one & 0xc0) == 0x80)
            read.back() = read.back() << 6 | (one & 0x3f);
        else
            read += one < 0x80 ? one : one < 0xe0 ? one & 0x1f : one < 0xf0 ? one & 0x0f : one & 0x07;
    }
    return read;
}

std::string to_gsm(std::u32string_view letters)
{
    std::string written;
    for (auto const letter : letters)
        for (std::size_t i = 0; i < alphabet.size(); ++i)
            if (alphabet[i] == letter)
                written += static_cast<char>(i);
    return written;
}

/// Eight septets in seven octets, GSM 03.38 6.1.2.1.
std::string packed(std::string_view septets)
{
    std::string written;
    unsigned held = 0;
    int bits = 0;
    for (char const septet : septets) {
        held |= octet(septet) << bits;
        bits += 7;
        if (bits >= 8) {
            written += static_cast<char>(held & 0xff);
            held >>= 8;
            bits -= 8;
        }
    }
    if (bits > 0)
        written += static_cast<char>(held & 0xff);
    return written;
}

}  // namespace

std::string shown(std::string_view bytes, std::uint8_t data_coding)
{
    switch (data_coding) {
    case 2:
    case 4: return in_hexadecimal(bytes);
    case 8: return from_ucs2(bytes);
    case 1:
    case 3: {
        std::string read;
        for (char const one : bytes)
            append_utf8(read, data_coding == 1 && octet(one) > 127 ? unreadable : octet(one));
        return read;
    }
    default: return from_gsm(bytes);
    }
}

std::string spelled(std::string_view text, spelling how)
{
    auto const letters = letters_of(text);
    std::string written;
    switch (how) {
    case spelling::gsm: return to_gsm(letters);
    case spelling::packed: return packed(to_gsm(letters));
    case spelling::latin1:
        for (auto const letter : letters)
            written += static_cast<char>(letter);
        return written;
    case spelling::ucs2:
        for (auto letter : letters) {
            auto const unit = [&written](char32_t value) {
                written += static_cast<char>(value >> 8 & 0xff);
                written += static_cast<char>(value & 0xff);
            };
            if (letter < 0x10000) {
                unit(letter);
                continue;
            }
            letter -= 0x10000;
            unit(0xd800 | letter >> 10);
            unit(0xdc00 | (letter & 0x3ff));
        }
        return written;
    }
    return written;
}

std::uint8_t coding_of(spelling how)
{
    return how == spelling::latin1 ? 3 : how == spelling::ucs2 ? 8 : 0;
}

}  // namespace smsc
