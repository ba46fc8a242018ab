// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/handing_over.hpp"

#include "channels/port/rehearsal.hpp"

#include <utility>

namespace tocsin::dispatcher {

task<channels::outcome> hand_over(channels::channel& to, claimed_message& message)
{
    if (message.gravity == gravity::rehearsal) {
        auto* const where = to.as_stage();
        if (!where)
            co_return channels::refused{channels::permanence::permanent, "exercise", "an exercise reaches nobody"};
        channels::rehearsal words{std::move(message.reference), std::move(message.address), std::move(message.text)};
        co_return co_await where->rehearse(std::move(words));
    }
    channels::outbound out{
        std::move(message.reference),
        std::move(message.address),
        std::move(message.recipient_name),
        std::move(message.text),
        message.deadline,
        std::move(message.language)};
    co_return co_await to.submit(std::move(out));
}

}  // namespace tocsin::dispatcher
