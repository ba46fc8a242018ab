// SPDX-License-Identifier: Apache-2.0
// What subscribers are told: one notice for a line of the journal that changes what a mobilisation is. Pure. Nothing that
// somebody typed and nobody's name or number is in it: whoever needs more asks the API.
//
// Signed as Standard Webhooks 1.0.0 has it (webhook-id, webhook-timestamp, webhook-signature), so that any library for it
// can verify: base64 of the HMAC-SHA256 over "ID.TIMESTAMP.BODY".
#pragma once

#include "channels/port/secret.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

struct notice {
    std::string id;  ///< the same whenever it is sent again
    std::string type;  ///< mobilisation.proposed, .approved, .running, .asked, .paused, .filled, .closed, .cancelled, .retracted, .changed
    std::string body;  ///< JSON
};

/// Nothing for lines that are of no concern to subscribers.
std::optional<notice> notice_of(journal_line const& line, std::string const& instance);

/// `patterns` as `mobilisation.*`; none: all.
bool is_wanted(notice const& what, std::vector<std::string> const& patterns);

/// "v1,…". A secret that begins with whsec_ is base64 of the key, as the standard writes them; any other is the key.
std::string notice_signature(channels::secret const& secret, notice const& what, std::int64_t timestamp);

}  // namespace tocsin::dispatcher
