// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/status.hpp"

#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>

namespace tocsin::channels::mail {
namespace {

/// Enhanced codes whose class (4 or 5) does not say it all, by subject and detail. All others follow the class.
/// https://www.iana.org/assignments/smtp-enhanced-status-codes
struct exception {
    std::string_view detail;
    meaning means;
    std::string_view why;  // and the source
};

constexpr auto exceptions = std::to_array<exception>({
    // Of our side of the connection: nothing is wrong with the recipient.
    {"1.7", meaning::ours, "bad sender's mailbox address syntax (RFC 3463 3.2)"},
    {"1.8", meaning::ours, "bad sender's system address (RFC 3463 3.2)"},
    {"5.0", meaning::ours, "other protocol status (RFC 3463 3.6)"},
    {"5.1", meaning::ours, "invalid command: not allowed now (RFC 3463 3.6)"},
    {"5.2", meaning::ours, "syntax error (RFC 3463 3.6)"},
    {"5.4", meaning::ours, "invalid command arguments (RFC 3463 3.6)"},
    {"5.6", meaning::ours, "authentication exchange line too long (RFC 4954 6)"},
    {"7.8", meaning::ours, "credentials invalid (RFC 4954 6)"},
    {"7.9", meaning::ours, "authentication mechanism too weak (RFC 4954 6)"},
    {"7.10", meaning::ours, "encryption needed (RFC 5248)"},
    {"7.11", meaning::ours, "encryption required for the mechanism (RFC 4954 6)"},
    {"7.12", meaning::ours, "password transition needed (RFC 4954 6)"},
    {"7.13", meaning::ours, "our account is disabled (RFC 5248)"},
    {"7.14", meaning::ours, "trust relationship required (RFC 5248)"},
    {"7.20", meaning::ours, "no passing DKIM signature (RFC 7372 3.1)"},
    {"7.21", meaning::ours, "no acceptable DKIM signature (RFC 7372 3.1)"},
    {"7.22", meaning::ours, "no DKIM signature of the author's (RFC 7372 3.1)"},
    {"7.23", meaning::ours, "SPF validation failed (RFC 7372 3.2)"},
    {"7.24", meaning::ours, "SPF validation error (RFC 7372 3.2)"},
    {"7.25", meaning::ours, "reverse DNS validation failed (RFC 7372 3.3)"},
    {"7.26", meaning::ours, "several authentication checks failed (RFC 7372 3.4)"},
    {"7.27", meaning::ours, "the sender's domain takes no mail (RFC 7505 4.2)"},
    // Of how much we send.
    {"4.5", meaning::slower, "mail system congestion (RFC 3463 3.5)"},
    {"5.3", meaning::slower, "too many recipients (RFC 3463 3.6)"},
    {"7.28", meaning::slower, "mail flood detected (RFC 7372 via the registry)"},
});

/// RFC 4954 section 6 and RFC 3207 section 4: they speak of us, with or without an enhanced code.
constexpr auto replies_about_us = std::to_array<int>({432, 454, 500, 501, 502, 503, 504, 523, 530, 534, 535, 538});

/// Relays have no reply code for "slower, please": in a 4yz their words say it.
constexpr auto words_for_slower = std::to_array<std::string_view>(
    {"rate limit", "ratelimit", "sending rate", "too many", "too fast", "slow down", "throttl"}
);

bool asks_for_a_pause(std::string_view text)
{
    std::string lower;
    for (char const c : text)
        lower += ascii_lower(c);
    return std::any_of(words_for_slower.begin(), words_for_slower.end(), [&lower](auto each) { return lower.find(each) != lower.npos; });
}

/// The length of a code such as 5.7.28 at the front of the text; 0 when it is none.
std::size_t code_length(std::string_view text)
{
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.')
        return 0;
    std::size_t i = 2;
    auto const number = [&] {
        auto const from = i;
        while (i < text.size() && is_digit(text[i]) && i - from < 3)
            ++i;
        return i > from;
    };
    if (!number() || i >= text.size() || text[i] != '.')
        return 0;
    ++i;
    if (!number() || (i < text.size() && (is_digit(text[i]) || text[i] == '.')))
        return 0;
    return i;
}

}  // namespace

std::string server_word::code() const
{
    auto const number = reply == 0 ? std::string{} : std::to_string(reply);
    return number.empty() || enhanced.empty() ? number + enhanced : number + ' ' + enhanced;
}

std::optional<server_word> read_reply(std::string_view line)
{
    if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2]))
        return std::nullopt;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-')
        return std::nullopt;
    server_word word;
    word.reply = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    auto rest = line.substr(std::min<std::size_t>(4, line.size()));
    // RFC 2034: the enhanced code comes first and has the reply code's class.
    if (auto const length = code_length(rest); length > 0 && rest[0] == line[0]) {
        word.enhanced = rest.substr(0, length);
        rest.remove_prefix(length);
    }
    word.text = rest;
    return word;
}

std::string enhanced_code_in(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const inside = i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.' || text[i - 1] == '-');
        if (auto const length = inside ? 0 : code_length(text.substr(i)); length > 0)
            return std::string{text.substr(i, length)};
    }
    return {};
}

meaning meaning_of(server_word const& word)
{
    if (word.enhanced.size() > 2) {
        auto const detail = std::string_view{word.enhanced}.substr(2);
        auto const known = std::find_if(exceptions.begin(), exceptions.end(), [detail](auto const& each) { return each.detail == detail; });
        if (known != exceptions.end() && (known->means != meaning::slower || word.reply < 500))
            return known->means;
    } else if (std::find(replies_about_us.begin(), replies_about_us.end(), word.reply) != replies_about_us.end()) {
        return meaning::ours;
    }
    if (word.reply == 530 || word.reply == 535 || word.reply == 538)
        return meaning::ours;
    if (word.reply >= 500)
        return meaning::for_good;
    return asks_for_a_pause(word.text) ? meaning::slower : meaning::for_now;
}

}  // namespace tocsin::channels::mail
