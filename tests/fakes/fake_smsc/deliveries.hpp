// SPDX-License-Identifier: Apache-2.0
// What comes back for a message that was taken: its receipts in their dialects, and the answer of the phone.
#pragma once

#include "tests/fakes/fake_smsc/fates.hpp"
#include "tests/fakes/fake_smsc/wire.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace smsc {

/// An id as this or that part of a centre writes it. Ours begin with the hexadecimal digit a, so that none can be read as
/// another's decimal.
std::string written(std::uint64_t id, digits how);

/// One deliver_sm for each state, in order; `id` is how they call the message, `log_id` how the log does.
std::vector<delivery> receipts_of(
    fate const& what, submission const& message, std::string_view to, std::string const& id, std::string const& log_id
);

/// One deliver_sm for each part and each time.
std::vector<delivery> replies_of(fate const& what, submission const& message, std::string_view to, std::string const& log_id);

}  // namespace smsc
