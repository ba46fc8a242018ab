// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/encoding.hpp"

#include "rules/words/spelling.hpp"

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace tocsin::rules {
namespace {

/// Well-formed UTF-8 without NUL (RFC 3629).
bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (length == 0 || i + length > text.size() || lead == 0)
            return false;
        char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            auto const next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0U) != 0x80)
                return false;
            code = code << 6U | (next & 0x3fU);
        }
        bool const overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
        if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
            return false;
        i += length;
    }
    return true;
}

/// The encoding named by the XML declaration, lower case; empty when there is none.
std::string declared_encoding(std::string_view bytes)
{
    if (!bytes.starts_with("<?xml"))
        return {};
    auto const declaration = bytes.substr(0, bytes.find("?>"));
    auto const key = declaration.find("encoding");
    if (key == std::string_view::npos)
        return {};
    auto const open = declaration.find_first_of("\"'", key);
    if (open == std::string_view::npos)
        return {};
    auto const close = declaration.find(declaration[open], open + 1);
    std::string name{declaration.substr(open + 1, close == std::string_view::npos ? 0 : close - open - 1)};
    for (auto& c : name)
        c = ascii_lower(c);
    return name;
}

void put(std::string& out, char32_t code)
{
    auto const tail = [&out, code](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3fU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | code >> 6U);
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0U | code >> 12U);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | code >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

/// What Windows-1252 has where ISO-8859-1 has control characters; 0: nothing.
constexpr char32_t windows_1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                       0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                       0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

constexpr std::pair<unsigned char, char32_t> latin_9[] = {{0xa4, 0x20ac}, {0xa6, 0x160}, {0xa8, 0x161}, {0xb4, 0x17d},
                                                          {0xb8, 0x17e},  {0xbc, 0x152}, {0xbd, 0x153}, {0xbe, 0x178}};

/// Nothing where a byte stands for no character.
std::optional<std::string> from_single_bytes(std::string_view bytes, bool is_latin_9)
{
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        char32_t code = byte;
        if (byte >= 0x80 && byte < 0xa0)
            code = windows_1252[byte - 0x80U];
        else if (is_latin_9)
            for (auto const& [at, instead] : latin_9)
                code = at == byte ? instead : code;
        if (code == 0)
            return std::nullopt;
        put(out, code);
    }
    return out;
}

std::optional<std::string> from_utf16(std::string_view bytes, bool big)
{
    if (bytes.size() % 2 != 0)
        return std::nullopt;
    auto const unit = [&](std::size_t at) {
        auto const first = static_cast<unsigned char>(bytes[at]);
        auto const second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(big ? first << 8U | second : second << 8U | first);
    };
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        auto code = unit(at);
        if (code >= 0xdc00 && code < 0xe000)
            return std::nullopt;
        if (code >= 0xd800 && code < 0xdc00) {
            at += 2;
            auto const low = at < bytes.size() ? unit(at) : U'\0';
            if (low < 0xdc00 || low >= 0xe000)
                return std::nullopt;
            code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
        }
        if (code == 0)
            return std::nullopt;
        put(out, code);
    }
    return out;
}

bilingual not_as_declared(std::string const& encoding)
{
    return {"ses octets ne sont pas l'" + encoding + " qu'ils devraient être", "its bytes are not the " + encoding + " they should be"};
}

}  // namespace

void throw_exception_from_error(encoding_error const& error, boost::source_location const& where)
{
    boost::throw_exception(std::runtime_error{"bytes were used without looking at their error: " + error.why().en}, where);
}

std::string shortened(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return std::string{text};
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80)
        --most;
    return std::string{text.substr(0, most)} + "…";
}

boost::system::result<std::string, encoding_error> as_utf8(std::string_view bytes, std::vector<bilingual>& tolerated)
{
    auto const note = [&tolerated](std::string fr, std::string en) { tolerated.push_back({std::move(fr), std::move(en)}); };
    bool const little = bytes.starts_with("\xff\xfe") || bytes.starts_with(std::string_view{"<\0", 2});
    bool const big = bytes.starts_with("\xfe\xff") || bytes.starts_with(std::string_view{"\0<", 2});
    std::string text;
    if (little || big) {
        bool const marked = bytes.front() != '<' && bytes.front() != '\0';
        auto read = from_utf16(bytes.substr(marked ? 2 : 0), big);
        if (!read)
            return encoding_error{not_as_declared("UTF-16")};
        text = std::move(*read);
        note("codé en UTF-16, et non en UTF-8", "encoded in UTF-16, not UTF-8");
    } else {
        if (bytes.starts_with("\xef\xbb\xbf")) {
            bytes.remove_prefix(3);
            note("commence par une marque d'ordre des octets", "begins with a byte order mark");
        }
        auto const first = bytes.find_first_not_of(" \t\r\n");
        if (first != 0 && first != std::string_view::npos) {
            bytes.remove_prefix(first);
            note("commence par des blancs", "begins with blanks");
        }
        auto const encoding = declared_encoding(bytes);
        bool const latin = encoding == "iso-8859-1" || encoding == "latin1" || encoding == "iso_8859-1";
        bool const latin_9 = encoding == "iso-8859-15" || encoding == "latin9";
        bool const windows = encoding == "windows-1252" || encoding == "cp1252";
        bool const wide = encoding == "utf-16" || encoding == "utf16";
        if (latin || latin_9 || windows) {
            auto read = from_single_bytes(bytes, latin_9);
            if (!read)
                return encoding_error{not_as_declared(encoding)};
            text = std::move(*read);
            bool const beyond = std::any_of(bytes.begin(), bytes.end(), [](char c) {
                auto const byte = static_cast<unsigned char>(c);
                return byte >= 0x80 && byte < 0xa0;
            });
            if (windows || latin_9)
                note("codé en " + encoding + ", et non en UTF-8", "encoded in " + encoding + ", not UTF-8");
            else if (beyond)
                note("déclaré iso-8859-1, écrit en windows-1252", "declared as iso-8859-1, written in windows-1252");
            return text;
        }
        if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii" && !wide)
            return encoding_error{
                {"son codage « " + shortened(encoding, 30) + " » n'est pas accepté ; écrivez en UTF-8",
                 "its encoding \"" + shortened(encoding, 30) + "\" is not accepted; write UTF-8"}};
        if (wide)
            note("déclaré UTF-16, écrit en UTF-8", "declared as UTF-16, written in UTF-8");
        text = std::string{bytes};
    }
    if (!is_utf8(text))
        return encoding_error{not_as_declared("UTF-8")};
    return text;
}

}  // namespace tocsin::rules
