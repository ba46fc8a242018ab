// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/mime.hpp"

#include <algorithm>
#include <cstdio>

namespace tocsin::channels::smtp {
namespace {

std::string one_line(std::string_view text)
{
    std::string out;
    for (char const c : text)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return out;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        auto const have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= have ? digits[group >> (18 - 6 * k) & 63U] : '=';
    }
    return out;
}

/// Longer texts are encoded even if they are ASCII: only encoded words can always be folded.
constexpr std::size_t longest_plain = 60;

/// RFC 2047, section 4.1, cut between characters.
std::string in_encoded_words(std::string_view text)
{
    constexpr std::size_t most_bytes = 39;  // 52 of base64, 64 with the frame: below the 75 of RFC 2047
    std::string out;
    while (!text.empty()) {
        auto length = std::min(most_bytes, text.size());
        while (length < text.size() && length > 1 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U)
            --length;
        out += (out.empty() ? "" : "\r\n ") + std::string{"=?UTF-8?B?"} + base64(text.substr(0, length)) + "?=";
        text.remove_prefix(length);
    }
    return out;
}

/// A display name as RFC 5322 wants it: a quoted string, or encoded words.
std::string display_name(std::string_view name)
{
    auto const plain = one_line(name);
    std::string quoted = "\"";
    for (char const c : plain) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return is_ascii(plain) && quoted.size() <= longest_plain ? quoted + '"' : in_encoded_words(plain);
}

std::string address_field(std::string_view name, std::string_view address)
{
    auto const plain = one_line(address);
    return name.empty() ? plain : display_name(name) + "\r\n <" + plain + '>';
}

/// RFC 3986 section 2.1, with what RFC 6068 lets stand in a mailto URL.
std::string in_mailto(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : one_line(text)) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view{"-._~@"}.find(c) != std::string_view::npos;
        auto const byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

/// A plus sign is written %2B: some mail programs read it as a blank.
std::string mailto(std::string_view address) { return "mailto:" + in_mailto(address); }

/// The body as lines ended by CRLF, whatever ended them before.
std::string with_crlf(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r')
            continue;
        if (text[i] == '\n')
            out += '\r';
        out += text[i];
    }
    if (!out.ends_with("\r\n"))
        out += "\r\n";
    return out;
}

}  // namespace

std::string with_answer_links(std::string_view html, std::string_view address)
{
    constexpr std::string_view mark = "href=\"answer:";
    std::string out;
    for (auto at = html.find(mark); at != html.npos; at = html.find(mark)) {
        auto const from = at + mark.size();
        auto const end = std::min(html.find('"', from), html.size());
        auto const word = in_mailto(html.substr(from, end - from));
        out += std::string{html.substr(0, at)} + "href=\"" + mailto(address) + "?subject=" + word + "&amp;body=" + word;
        html.remove_prefix(end);
    }
    return out + std::string{html};
}

std::string mail_date(wall_time when)
{
    constexpr char const* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr char const* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const time{std::chrono::floor<seconds>(when) - day};
    char text[64];
    std::snprintf(
        text,
        sizeof text,
        "%s, %02u %s %04d %02d:%02d:%02d +0000",
        weekdays[std::chrono::weekday{day}.c_encoding()],
        static_cast<unsigned>(date.day()),
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<int>(date.year()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count())
    );
    return text;
}

std::string encoded_words(std::string_view text)
{
    return is_ascii(text) && text.size() <= longest_plain ? std::string{text} : in_encoded_words(text);
}

std::string quoted_printable(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    std::size_t line = 0;
    auto const put = [&](std::string const& piece) {
        if (line + piece.size() > 75) {
            out += "=\r\n";
            line = 0;
        }
        out += piece;
        line += piece.size();
    };
    auto const normal = with_crlf(text);
    for (std::size_t i = 0; i < normal.size(); ++i) {
        char const c = normal[i];
        if (c == '\r')
            continue;
        if (c == '\n') {
            out += "\r\n";
            line = 0;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        bool const blank_at_end = c == ' ' && normal[i + 1] == '\r';
        if (byte < 0x20 || byte > 0x7e || c == '=' || blank_at_end)
            put({'=', digits[byte >> 4U], digits[byte & 15U]});
        else
            put(std::string(1, c));
    }
    return out;
}

std::string write_mail(outgoing_mail const& what)
{
    // "=_" never stands in quoted-printable text (RFC 2045, section 6.7): the parts cannot contain it.
    constexpr std::string_view boundary = "=_alternative";
    auto const answers_to = what.reply_to.empty() ? what.from_address : what.reply_to;
    std::string out;
    auto const header = [&out](std::string_view name, std::string const& value) {
        out += std::string{name} + ": " + value + "\r\n";
    };
    header("Date", mail_date(what.date));
    header("From", address_field(what.from_name, what.from_address));
    header("To", address_field(what.to_name, what.to_address));
    if (!what.reply_to.empty())
        header("Reply-To", one_line(what.reply_to));
    header("Subject", encoded_words(one_line(what.subject)));
    header("Message-ID", '<' + one_line(what.message_id) + '>');
    header("Auto-Submitted", "auto-generated");
    header("List-Unsubscribe", '<' + mailto(answers_to) + "?subject=STOP>");
    header("MIME-Version", "1.0");
    auto const part = [&](std::string_view type, std::string const& body) {
        header("Content-Type", std::string{type} + "; charset=utf-8");
        header("Content-Transfer-Encoding", "quoted-printable");
        out += "\r\n" + quoted_printable(body);
    };
    if (what.html.empty()) {
        part("text/plain", what.text);
        return out;
    }
    header("Content-Type", "multipart/alternative;\r\n boundary=\"" + std::string{boundary} + '"');
    out += "\r\n--" + std::string{boundary} + "\r\n";
    part("text/plain", what.text);
    out += "\r\n--" + std::string{boundary} + "\r\n";
    part("text/html", what.html);
    out += "\r\n--" + std::string{boundary} + "--\r\n";
    return out;
}

}  // namespace tocsin::channels::smtp
