// SPDX-License-Identifier: Apache-2.0
// The links to people's answer pages. What stands in a link is made of the message's number and a keyed digest of it
// (HMAC-SHA-256, RFC 2104, cut to 80 bits as its section 5 allows), with a key that is not in the database: a copy of the
// database opens no page, and nothing has to be kept for a link. Every message names one person and one request.
#pragma once

#include "channels/port/secret.hpp"
#include "rules/words/ids.hpp"
#include "rules/words/message.hpp"
#include "rules/words/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

class answer_links {
public:
    /// Stands in a text until the message leaves; as long as any token, and never one.
    static constexpr std::string_view blank = "lien-personnel-de-chacun";

    /// Without a key there are no links, and none is right.
    answer_links() = default;

    /// `public_url` is how people reach us; empty: texts get no links, those given before stay right.
    void open(channels::secret const& key, std::string public_url);

    /// For a text that is rendered once for many; empty where there are no links.
    std::string in_texts() const;
    /// Puts the message's own link in place of the blank one.
    void put_into(message_text& text, message_id which) const;

    /// 24 lower-case letters and digits, always the same for a message.
    std::string token_of(message_id which) const;
    /// Nothing for any token that this house did not make. Takes the same time whatever is wrong with the digest.
    std::optional<message_id> read(std::string_view token) const;

    /// What makes a form of the page count once: good for a day, and for this message alone. `chance` tells two apart.
    std::string form_value(message_id which, wall_time now, std::uint64_t chance) const;
    bool is_form_value(std::string_view value, message_id which, wall_time now) const;

private:
    std::string digest_of(std::string_view what) const;

    channels::secret key_;
    std::string address_;  ///< up to the token
};

}  // namespace tocsin::dispatcher
