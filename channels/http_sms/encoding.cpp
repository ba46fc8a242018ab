// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/encoding.hpp"

#include "channels/sms/alphabet.hpp"
#include "rules/words/spelling.hpp"

#include <boost/json.hpp>

namespace tocsin::channels::http_sms {
namespace {

constexpr std::string_view digits_of_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_utf8(std::string const& text)
{
    boost::json::error_code failed;
    boost::json::parse(boost::json::serialize(boost::json::string{text}), failed);
    return !failed;
}

}  // namespace

std::string percent_decoded(std::string_view text)
{
    auto const digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f' ? ascii_lower(c) - 'a' + 10 : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

parameter_list parameters(std::string_view text)
{
    parameter_list list;
    while (!text.empty() && list.size() < 200) {
        auto const end = text.find('&');
        auto const piece = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (piece.empty())
            continue;
        auto const equals = piece.find('=');
        list.emplace_back(
            percent_decoded(piece.substr(0, equals)),
            equals == std::string_view::npos ? std::string{} : percent_decoded(piece.substr(equals + 1))
        );
    }
    return list;
}

std::string base64(std::string_view bytes, base64_alphabet with)
{
    bool const for_urls = with == base64_alphabet::url;
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            if (i + k > bytes.size()) {
                if (!for_urls)
                    out += '=';
                continue;
            }
            auto const digit = digits_of_64[group >> (18U - 6U * static_cast<unsigned>(k)) & 63U];
            out += for_urls && digit == '+' ? '-' : for_urls && digit == '/' ? '_' : digit;
        }
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string out;
    unsigned group = 0;
    unsigned bits = 0;
    for (char const c : text) {
        auto const digit = digits_of_64.find(c == '-' ? '+' : c == '_' ? '/' : c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        group = (group << 6U | static_cast<unsigned>(digit)) & 0xffffU;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        out += static_cast<char>(group >> bits & 0xffU);
    }
    return out;
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        out += {digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

std::string as_utf8(std::string text)
{
    if (is_utf8(text))
        return text;
    auto const* const first = reinterpret_cast<std::uint8_t const*>(text.data());
    return sms::from_latin1({first, text.size()});
}

}  // namespace tocsin::channels::http_sms
