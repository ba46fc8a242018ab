// SPDX-License-Identifier: Apache-2.0
// Who may do what. Nobody is anybody without a proof: the kernel's word on the Unix socket, a token on TCP.
#pragma once

#include "dispatcher/engine/principal.hpp"
#include "dispatcher/settings/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// What a route asks of its caller. `open`: nothing; `webhook`: the channel's own reader judges; `source`: a token or
/// the socket; `staff`: the role.
enum class access { open, webhook, source, staff };

class authority {
public:
    explicit authority(std::vector<api_token> tokens) : tokens_(std::move(tokens)) {}

    /// Whose token an `Authorization: Bearer …` header holds (RFC 6750 section 2.1). The time it takes does not depend
    /// on which token comes close, nor on how close.
    std::optional<principal> bearer(std::string_view authorization) const;

private:
    std::vector<api_token> tokens_;
};

/// Whoever opened the Unix socket: staff, "alice (uid 1000)". Their own alerts may launch, as their orders do.
principal socket_principal(unsigned uid);

bool may_pass(access wanted, std::optional<principal> const& who);

}  // namespace tocsin::dispatcher::api
