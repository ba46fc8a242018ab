// SPDX-License-Identifier: Apache-2.0
// The desk behind the doors: finds the route, checks who asks, and hands the request to its handler.
#pragma once

#include "dispatcher/api/authority.hpp"
#include "dispatcher/api/exchange.hpp"
#include "dispatcher/api/routes.hpp"

#include <vector>

namespace tocsin::dispatcher::api {

class reception final : public desk {
public:
    reception(api_house& at, authority who, std::vector<route> table);

    /// 404 for an unknown address, 405 with Allow for a wrong method, 401 without a proof, 403 without the right, 429 when
    /// a client asks too much.
    admission admit(request& head) override;
    /// Verifies first what a signature claims.
    task<answer> serve(request& whole) override;
    answer excuse(int status, std::string_view accept_language) const override;

private:
    task<std::optional<answer>> unproven(request const& whole);

    api_house& at_;
    authority who_;
    std::vector<route> table_;
};

}  // namespace tocsin::dispatcher::api
