// SPDX-License-Identifier: Apache-2.0
// What a deliver_sm brings: a receipt or somebody's text, never one for the other. Pure.
#pragma once

#include "channels/port/inbox.hpp"
#include "channels/smpp/pdu.hpp"
#include "channels/smpp/settings.hpp"
#include "rules/words/message.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::channels::smpp {

/// For the provider's engineer; never an address.
struct not_understood {
    not_understood() = default;
    explicit not_understood(std::string why) : why(std::move(why)) {}
    std::string why;
};

using delivery = std::variant<not_understood, receipt, inbound_text, text_piece>;

/// The PDU says which it is (esm_class, 5.2.12, or both receipt TLVs): the wording of a text never makes it a receipt.
delivery read_delivery(message_pdu const& pdu, default_alphabet alphabet);

/// The whole text, once every piece is there.
std::optional<inbound_text> put_together(kept_pieces const& kept);
/// As far as it came, "[…]" where pieces are missing. Of an empty set, nothing.
std::optional<inbound_text> put_together_what_came(kept_pieces const& kept);

}  // namespace tocsin::channels::smpp
