// SPDX-License-Identifier: Apache-2.0
// The address that carries a message's reference: alerte+REFERENCE@example.org, subaddressing as RFC 5233 has it. Answers
// go to it, and with "bounce-" in front of the reference what servers have to say. Pure.
#pragma once

#include "channels/mail/entity.hpp"

#include <string>
#include <string_view>

namespace tocsin::channels::mail {

enum class sort_of_address { for_answers, for_bounces };

/// Which message a mail is about, and which of its two addresses it came to.
struct tie {
    std::string reference;  ///< in lower case; empty when nothing says
    sort_of_address came_to = sort_of_address::for_answers;
};

class plus_addresses {
public:
    /// `address` is the mailbox that is read; `delimiter` is the server's ("+"; Postfix: recipient_delimiter), empty when
    /// the server knows none: then answers are tied by In-Reply-To alone.
    plus_addresses(std::string address, std::string delimiter);

    /// The plain address when there is no delimiter.
    std::string tagged(std::string_view reference, sort_of_address sort) const;

    /// From the addresses a mail was sent to, else from In-Reply-To: and References:, which repeat our Message-ID
    /// (REFERENCE@domain).
    tie read(entity const& mail) const;

    std::string const& plain() const { return address_; }

private:
    bool read_address(std::string_view address, tie& into) const;
    std::string reference_in(std::string_view message_ids) const;

    std::string address_;
    std::string local_;  ///< "alerte" and the delimiter
    std::string domain_;  ///< "@example.org"
    bool has_tags_;
};

}  // namespace tocsin::channels::mail
