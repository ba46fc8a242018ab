// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/handing_over.hpp"

#include "channels/port/rehearsal.hpp"

#include <utility>

namespace tocsin::dispatcher {

task<channels::outcome> hand_over(channels::channel& through, claimed_message& message, envelope to, message_text words)
{
    if (message.gravity == gravity::rehearsal) {
        auto* const where = through.as_stage();
        if (!where)
            co_return channels::refused{channels::permanence::permanent, "exercise", "an exercise reaches nobody"};
        channels::rehearsal shown{std::move(to.reference), std::move(to.address), std::move(words)};
        co_return co_await where->rehearse(std::move(shown));
    }
    channels::outbound out{
        std::move(to.reference),
        std::move(to.address),
        std::move(message.recipient_name),
        std::move(words),
        message.deadline,
        std::move(message.language)};
    co_return co_await through.submit(std::move(out));
}

}  // namespace tocsin::dispatcher
