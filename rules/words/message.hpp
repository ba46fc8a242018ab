// SPDX-License-Identifier: Apache-2.0
// One text to one address over one medium for one purpose; what was tried, what came of it, what came back.
#pragma once

#include "rules/words/contact.hpp"
#include "rules/words/ids.hpp"
#include "rules/words/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

enum class purpose {
    ask,
    confirm,
    reserve,
    stand_down,
    cancelled,
    opted_out,
    late,
    clarify,  ///< the answer was not understood: OUI or NON
    which,  ///< several requests are open: OUI or NON with the code of this one
    retraction,  ///< it was wrong: whoever was reached is told so
    withdrawn,  ///< the request is taken back, with an apology: a more urgent mobilisation needs the person
    noted,  ///< their no has arrived: the last word of this mobilisation to them
};

/// queued → sending → accepted → delivered, or one of the ends. States never go back; see rules/delivery.hpp.
enum class message_state {
    queued,
    sending,
    accepted,
    expired,
    cancelled,
    suppressed,
    refused,
    unreachable,
    delivered,
};

/// What a provider says became of a message it accepted.
enum class receipt_verdict { buffered, delivered, undeliverable, expired };

enum class reply_meaning { yes, no, stop, unclear };

std::string_view to_string(purpose value);
std::string_view to_string(message_state value);
std::string_view to_string(receipt_verdict value);
std::string_view to_string(reply_meaning value);
std::optional<purpose> parse_purpose(std::string_view text);
std::optional<message_state> parse_message_state(std::string_view text);
std::optional<receipt_verdict> parse_receipt_verdict(std::string_view text);
std::optional<reply_meaning> parse_reply_meaning(std::string_view text);

/// No further attempt is made on a message that ended.
constexpr bool is_over(message_state state)
{
    return state != message_state::queued && state != message_state::sending && state != message_state::accepted;
}

/// What is said. `subject` and `html` are empty for an SMS.
struct message_text {
    message_text() = default;

    message_text(std::string subject, std::string body, std::string html)
        : subject(std::move(subject)), body(std::move(body)), html(std::move(html))
    {
    }

    std::string subject;
    std::string body;
    std::string html;

    friend bool operator==(message_text const&, message_text const&) = default;
};

/// A provider's word on one message. At least one of `provider_id` and `reference` is set; `part_ids` only with
/// `reference`.
struct receipt {
    receipt() = default;

    receipt(std::string provider_id, std::string reference, receipt_verdict verdict, std::string code)
        : provider_id(std::move(provider_id)), reference(std::move(reference)), verdict(verdict), code(std::move(code))
    {
    }

    std::string provider_id;  ///< the provider's own id, as it spells it
    std::string reference;  ///< ours, when the provider echoes it
    receipt_verdict verdict = receipt_verdict::buffered;
    std::string code;  ///< the provider's own code or words, for people
    std::vector<std::string> part_ids;  ///< instead of provider_id: the provider took it in several parts

    friend bool operator==(receipt const&, receipt const&) = default;
};

/// What somebody sent to us.
struct inbound_text {
    inbound_text() = default;

    inbound_text(std::string from, std::string to, std::string text, std::string provider_id)
        : from(std::move(from)), to(std::move(to)), text(std::move(text)), provider_id(std::move(provider_id))
    {
    }

    std::string from;  ///< the sender's address as the provider spells it
    std::string to;  ///< which of our senders it was sent to
    std::string text;  ///< UTF-8, untouched
    std::string provider_id;  ///< absorbs duplicates; empty when the provider gives none
    std::string reference;  ///< of the message it answers, where the medium says so (mail); empty otherwise
    bool automatic = false;  ///< the medium says that a machine wrote it: never an answer

    friend bool operator==(inbound_text const&, inbound_text const&) = default;
};

}  // namespace tocsin
