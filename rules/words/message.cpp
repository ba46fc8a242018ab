// SPDX-License-Identifier: Apache-2.0
#include "rules/words/message.hpp"

#include "rules/words/spelling.hpp"

namespace tocsin {
namespace {

constexpr std::array<spelling<purpose>, 12> purpose_spellings{{
    {purpose::ask, "ask"},
    {purpose::confirm, "confirm"},
    {purpose::reserve, "reserve"},
    {purpose::stand_down, "stand-down"},
    {purpose::cancelled, "cancelled"},
    {purpose::opted_out, "opted-out"},
    {purpose::late, "late"},
    {purpose::clarify, "clarify"},
    {purpose::which, "which"},
    {purpose::retraction, "retraction"},
    {purpose::withdrawn, "withdrawn"},
    {purpose::noted, "noted"},
}};

constexpr std::array<spelling<message_state>, 9> message_state_spellings{{
    {message_state::queued, "queued"},
    {message_state::sending, "sending"},
    {message_state::accepted, "accepted"},
    {message_state::expired, "expired"},
    {message_state::cancelled, "cancelled"},
    {message_state::suppressed, "suppressed"},
    {message_state::refused, "refused"},
    {message_state::unreachable, "unreachable"},
    {message_state::delivered, "delivered"},
}};

constexpr std::array<spelling<receipt_verdict>, 4> receipt_verdict_spellings{{
    {receipt_verdict::buffered, "buffered"},
    {receipt_verdict::delivered, "delivered"},
    {receipt_verdict::undeliverable, "undeliverable"},
    {receipt_verdict::expired, "expired"},
}};

constexpr std::array<spelling<reply_meaning>, 4> reply_meaning_spellings{{
    {reply_meaning::yes, "yes"},
    {reply_meaning::no, "no"},
    {reply_meaning::stop, "stop"},
    {reply_meaning::unclear, "unclear"},
}};

}  // namespace

std::string_view to_string(purpose value) { return spell(purpose_spellings, value); }
std::optional<purpose> parse_purpose(std::string_view text) { return read_spelling(purpose_spellings, text); }

std::string_view to_string(message_state value) { return spell(message_state_spellings, value); }
std::optional<message_state> parse_message_state(std::string_view text) { return read_spelling(message_state_spellings, text); }

std::string_view to_string(receipt_verdict value) { return spell(receipt_verdict_spellings, value); }
std::optional<receipt_verdict> parse_receipt_verdict(std::string_view text) { return read_spelling(receipt_verdict_spellings, text); }

std::string_view to_string(reply_meaning value) { return spell(reply_meaning_spellings, value); }
std::optional<reply_meaning> parse_reply_meaning(std::string_view text) { return read_spelling(reply_meaning_spellings, text); }

}  // namespace tocsin
