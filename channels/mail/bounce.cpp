// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/bounce.hpp"

#include "channels/mail/status.hpp"
#include "rules/fold.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tocsin::channels::mail {
namespace {

constexpr auto failing_words = std::to_array<std::string_view>(
    {"undeliver", "could not be delivered", "couldn't be delivered", "was not delivered", "delivery failed", "delivery failure",
     "delivery to the following", "permanent error", "permanent failure", "failure notice", "returned mail", "user unknown",
     "n'a pas pu etre remis", "n'a pas pu etre delivre", "non remis", "echec de la remise", "adresse inconnue"}
);

entity const* part_of(entity const& mail, std::initializer_list<std::string_view> types)
{
    for (auto const& part : mail.parts) {
        if (std::find(types.begin(), types.end(), part.type) != types.end())
            return &part;
        if (auto const* const below = part_of(part, types))
            return below;
    }
    return nullptr;
}

std::string without_brackets(std::string_view id)
{
    auto const from = id.find('<');
    auto const to = id.find('>');
    return std::string{from != id.npos && to != id.npos && from < to ? id.substr(from + 1, to - from - 1) : id};
}

/// The returned mail, whole (message/rfc822) or its header (text/rfc822-headers, RFC 3462).
std::string original_id_of(entity const& mail)
{
    if (auto const* const whole = part_of(mail, {"message/rfc822"}); whole && !whole->parts.empty())
        return without_brackets(whole->parts.front().field("message-id"));
    if (auto const* const header = part_of(mail, {"text/rfc822-headers"})) {
        auto const content = content_of(*header);
        for (auto const& [name, value] : read_fields(content))
            if (name == "message-id")
                return without_brackets(value);
    }
    return {};
}

/// RFC 3464 section 2.3.3: failed, delayed, delivered, relayed, expanded.
std::optional<receipt_verdict> verdict_of(std::string_view action)
{
    action = action.substr(0, action.find_first_of(" \t("));
    if (equal_ignoring_case(action, "failed"))
        return receipt_verdict::undeliverable;
    if (equal_ignoring_case(action, "delivered"))
        return receipt_verdict::delivered;
    // Handed to a server that reports no further, or to a list: with somebody, and nobody can say.
    if (equal_ignoring_case(action, "delayed") || equal_ignoring_case(action, "relayed") || equal_ignoring_case(action, "expanded"))
        return receipt_verdict::buffered;
    return std::nullopt;
}

}  // namespace

std::optional<bounce> read_report(entity const& mail)
{
    if (mail.type != "multipart/report")
        return std::nullopt;
    auto const* const status = part_of(mail, {"message/delivery-status", "message/global-delivery-status"});
    if (!status)
        return std::nullopt;
    bounce read;
    auto const content = content_of(*status);
    std::string_view rest = content;
    std::optional<receipt_verdict> verdict;
    // Groups of fields parted by empty lines: one about the message, then one for each recipient.
    while (!rest.empty() && !verdict) {
        auto const crlf = rest.find("\r\n\r\n");
        auto const lf = rest.find("\n\n");
        auto const end = std::min({crlf == rest.npos ? rest.size() : crlf + 4, lf == rest.npos ? rest.size() : lf + 2, rest.size()});
        for (auto const& [name, value] : read_fields(rest.substr(0, end))) {
            if (name == "action")
                verdict = verdict_of(value);
            else if (name == "status")
                read.code = enhanced_code_in(value);
        }
        rest.remove_prefix(end);
    }
    if (!verdict)
        return std::nullopt;
    read.verdict = *verdict;
    read.original_id = original_id_of(mail);
    return read;
}

std::optional<bounce> read_notice(entity const& mail)
{
    auto const* const first = mail.parts.empty() ? &mail : part_of(mail, {"text/plain"});
    if (!first || first->type != "text/plain")
        return std::nullopt;
    auto const text = text_of(*first).substr(0, 16 * 1024);
    auto const folded = rules::fold(std::string{mail.field("subject")} + '\n' + text);
    bool const failed =
        std::any_of(failing_words.begin(), failing_words.end(), [&folded](auto each) { return folded.find(each) != folded.npos; });
    auto code = enhanced_code_in(text);
    if (code.empty())
        for (auto at = text.find(" 55"); at != std::string::npos && code.empty(); at = text.find(" 55", at + 1))
            if (auto const word = read_reply(std::string_view{text}.substr(at + 1, 4)))
                code = word->code();
    if (!failed || !code.starts_with('5'))
        return std::nullopt;
    bounce read;
    read.verdict = receipt_verdict::undeliverable;
    read.code = std::move(code);
    read.original_id = original_id_of(mail);
    return read;
}

}  // namespace tocsin::channels::mail
