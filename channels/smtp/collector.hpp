// SPDX-License-Identifier: Apache-2.0
// Brings what arrives in a letter box up to the house: receipts from bounces, texts from people.
#pragma once

#include "channels/mail/plus_address.hpp"
#include "channels/port/inbox.hpp"
#include "channels/smtp/letter_box.hpp"

namespace tocsin::channels::smtp {

/// Looks every `poll`, and at once while there is more. A letter is put away once its news is durable. Never returns;
/// cancelling is safe: what was not put away comes again, and is counted once.
task<void> collect(runtime& world, letter_box& box, mail::plus_addresses const& ours, seconds poll, inbox& above);

}  // namespace tocsin::channels::smtp
