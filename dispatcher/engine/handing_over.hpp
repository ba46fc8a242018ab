// SPDX-License-Identifier: Apache-2.0
// The one place where a claimed message becomes something a channel can be handed: the real thing, or a rehearsal.
#pragma once

#include "channels/port/channel.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

/// Waits for the channel's answer. A rehearsal that was claimed for a channel without a stage goes nowhere: refused for good.
task<channels::outcome> hand_over(channels::channel& through, claimed_message& message, envelope to, message_text words);

}  // namespace tocsin::dispatcher
