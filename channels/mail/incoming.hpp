// SPDX-License-Identifier: Apache-2.0
// A mail that came to us → what it is: what became of a message, or what somebody says. Pure.
//
// A bounce is believed when it is a delivery status notification (RFC 3464), or when a machine sent it to the address for
// bounces and names a 5.x.x code. Whatever else a machine wrote (RFC 3834 and the habits around it) is kept as automatic:
// it is never an answer.
#pragma once

#include "channels/mail/plus_address.hpp"
#include "rules/words/message.hpp"

#include <string_view>
#include <variant>

namespace tocsin::channels::mail {

/// Nothing for Tocsin to keep: one of our own mails come back, a bounce of something else.
struct no_news {};

using incoming = std::variant<no_news, receipt, inbound_text>;

/// `ours` says which addresses are tagged. The text of an inbound_text is what the person wrote, without the quoted
/// original; empty when there is nothing. Its `provider_id` is the Message-ID, or a fingerprint of the bytes.
incoming understand(std::string_view bytes, plus_addresses const& ours);

/// Whether a machine sent it by itself.
bool is_automatic(entity const& mail);

}  // namespace tocsin::channels::mail
