// SPDX-License-Identifier: Apache-2.0
// What became of the messages, as providers tell it: late, twice, or before their own acceptance.
#pragma once

#include "dispatcher/engine/ledger.hpp"
#include "dispatcher/engine/routes.hpp"

#include <string>
#include <vector>

namespace tocsin::dispatcher {

class receipts {
public:
    receipts(channels::runtime& world, ledgers& books, route_table& routes) : world_(world), ledgers_(books), routes_(routes) {}

    /// Returns once all are durable, or could not be made so. A receipt that matches nothing yet is kept until its
    /// message is accepted. `channel` is one of the configured ones.
    task<stored<std::vector<receipt_result>>> receive(std::string const& channel, std::vector<receipt> news)
    {
        for (std::size_t i = 0; i < news.size(); ++i)
            routes_.channels().at(channel).breaker.receipt(world_.mono());
        return ledgers_.at(channel)->keep(std::move(news));
    }

private:
    channels::runtime& world_;
    ledgers& ledgers_;
    route_table& routes_;
};

}  // namespace tocsin::dispatcher
