// SPDX-License-Identifier: Apache-2.0
// The one place where a claimed message becomes something a channel can be handed: the real thing, or a rehearsal.
#pragma once

#include "channels/port/channel.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher {

/// Takes its words out of the message, and waits for the channel's. A rehearsal that was claimed for a channel without a stage goes nowhere: refused for good.
task<channels::outcome> hand_over(channels::channel& to, claimed_message& message);

}  // namespace tocsin::dispatcher
