// SPDX-License-Identifier: Apache-2.0
// Phones and mailboxes: parsed once, valid ever after. They print masked; the plain value needs an explicit call.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

enum class medium { sms, email };

std::string_view to_string(medium which);
std::optional<medium> parse_medium(std::string_view text);

/// A number in E.164 (ITU-T E.164: '+', then 7 to 15 digits). National notation is read by rules/numbering.hpp.
class phone {
public:
    /// Nothing unless `text` is exactly an E.164 number.
    static std::optional<phone> from_e164(std::string_view text);

    /// The number itself. Never for a log.
    std::string const& e164() const { return e164_; }
    /// `+33639****42`: enough to recognise one's own, not enough to call.
    std::string masked() const;

    friend auto operator<=>(phone const&, phone const&) = default;

private:
    explicit phone(std::string e164) : e164_(std::move(e164)) {}
    std::string e164_;
};

/// A mail address (RFC 5321 section 4.1.2 Mailbox, dot-string local part, 254 octets at most), kept in lower case.
class mailbox {
public:
    /// Nothing when `text` is no address that SMTP can carry.
    static std::optional<mailbox> parse(std::string_view text);

    /// The address itself. Never for a log.
    std::string const& address() const { return address_; }
    /// `c****@example.org`
    std::string masked() const;

    friend auto operator<=>(mailbox const&, mailbox const&) = default;

private:
    explicit mailbox(std::string address) : address_(std::move(address)) {}
    std::string address_;
};

/// Masks whatever an address text is, by its look: for logs and error answers.
std::string mask_address(std::string_view text);

}  // namespace tocsin
