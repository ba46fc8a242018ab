// SPDX-License-Identifier: Apache-2.0
// What the house may ask of a channel. An adapter keeps no durable state, never retries, never paces itself, never
// sees a volunteer or a rule.
#pragma once

#include "channels/port/inbox.hpp"
#include "channels/port/outcome.hpp"
#include "channels/port/runtime.hpp"
#include "channels/port/webhook.hpp"
#include "rules/words/message.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace tocsin::channels {

/// How a provider treats the traffic (`facts`: undeclared traffic counts as marketing in France).
enum class traffic_class { alert, marketing };

/// Whether anything can leave the house through this channel.
enum class reach { real, sandbox };

struct channel_traits {
    channel_traits() = default;

    tocsin::medium medium = medium::sms;
    tocsin::channels::reach reach = reach::real;
    tocsin::channels::traffic_class traffic = traffic_class::alert;
    bool two_way = false;  ///< people can answer over it
    bool receipts = false;  ///< the provider says what became of a message
    bool idempotent = false;  ///< the same reference handed over twice is sent once
    bool latin1 = false;  ///< of the default alphabet it carries what Latin-1 has as well: no €, no Greek
    std::size_t window = 1;  ///< submissions in flight at once; never more are asked of it
};

/// One message on its way out. `reference` is ours, the same at every attempt: idempotency key and Message-ID.
struct outbound {
    outbound() = default;

    outbound(
        std::string reference,
        std::string to,
        std::string recipient_name,
        message_text text,
        wall_time deadline,
        std::string language
    )
        : reference(std::move(reference))
        , to(std::move(to))
        , recipient_name(std::move(recipient_name))
        , text(std::move(text))
        , deadline(deadline)
        , language(std::move(language))
    {
    }

    std::string reference;
    std::string to;  ///< E.164 or a mail address; never for a log
    std::string recipient_name;  ///< for a mail's To: header; may be empty
    message_text text;
    wall_time deadline;  ///< pointless afterwards; the provider is told, where its protocol can carry it
    std::string language;
};

class stage;

class channel {
public:
    virtual ~channel() = default;

    virtual channel_traits const& traits() const = 0;

    /// Hands one message over and says what came of it. Callable concurrently up to `traits().window`. Cancelled before
    /// the first byte it leaves no trace; afterwards the caller must treat the outcome as unknown.
    virtual task<outcome> submit(outbound message) = 0;

    /// Keeps the link alive and brings receipts and replies up. Returns only when cancelled, having said goodbye.
    virtual task<void> run(inbox& above) = 0;

    /// Where exercises are played; null for whatever can reach anybody (rehearsal.hpp).
    virtual stage* as_stage() { return nullptr; }

    /// Null when the provider never calls us over HTTP.
    virtual webhook_reader const* webhooks() const { return nullptr; }
};

}  // namespace tocsin::channels
