// SPDX-License-Identifier: Apache-2.0
// Who may do what. Nobody is anybody without a proof: the kernel's word on the Unix socket; on TCP a token, a signature
// or a certificate.
#pragma once

#include "dispatcher/api/client_book.hpp"
#include "dispatcher/api/exchange.hpp"
#include "dispatcher/engine/principal.hpp"
#include "dispatcher/settings/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// What a route asks of its caller. `open`: nothing; `webhook`: the channel's own reader judges; `source`: any proof;
/// `staff`: the role; `house`: staff on the socket, for what decides about the others.
enum class access { open, webhook, source, staff, house };

class authority {
public:
    /// `clients` outlives it; null: the settings' tokens are all there are.
    explicit authority(std::vector<api_token> tokens, client_book const* clients = nullptr)
        : tokens_(std::move(tokens)), clients_(clients)
    {}

    /// Whose token an `Authorization: Bearer …` header holds (RFC 6750 section 2.1), of those in the settings. The time
    /// it takes does not depend on which token comes close, nor on how close.
    std::optional<principal> bearer(std::string_view authorization) const;

    /// Fills in `by`, `account` and `claim` of a request by its head alone; what a claim claims is verified with the
    /// body. The socket's word comes first, then what the header shows, then the connection's certificate. Whoever shows
    /// a header that nobody's is is nobody, whatever their certificate.
    void recognise(request& head, wall_time now) const;


private:
    std::vector<api_token> tokens_;
    client_book const* clients_;
};

/// Whoever opened the Unix socket: staff, "alice (uid 1000)". Their own alerts may launch, as their orders do.
principal socket_principal(unsigned uid);

bool may_pass(access wanted, std::optional<principal> const& who, bool over_the_socket);

}  // namespace tocsin::dispatcher::api
