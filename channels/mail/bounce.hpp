// SPDX-License-Identifier: Apache-2.0
// Delivery status notifications (RFC 3464), and the notices of servers that write none. Pure.
#pragma once

#include "channels/mail/entity.hpp"
#include "rules/words/message.hpp"

#include <optional>
#include <string>

namespace tocsin::channels::mail {

struct bounce {
    receipt_verdict verdict = receipt_verdict::buffered;
    std::string code;  ///< "5.1.1"; never an address
    std::string original_id;  ///< the Message-ID of the mail it speaks of, without brackets; empty when it does not say
};

/// A multipart/report with a message/delivery-status; nothing for any other mail. Of several recipients the first one
/// counts: our mails have one.
std::optional<bounce> read_report(entity const& mail);

/// A notice in words, which a machine sent to the address for bounces: believed only with a 5.x.x code or a 5yz reply in
/// its first part. Nothing otherwise: a delay, a holiday.
std::optional<bounce> read_notice(entity const& mail);

}  // namespace tocsin::channels::mail
