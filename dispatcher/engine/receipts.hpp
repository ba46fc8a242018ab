// SPDX-License-Identifier: Apache-2.0
// What became of the messages, as providers tell it: late, twice, or before their own acceptance.
#pragma once

#include "dispatcher/engine/ledger.hpp"

#include <string>
#include <vector>

namespace tocsin::dispatcher {

class receipts {
public:
    explicit receipts(ledgers& books) : ledgers_(books) {}

    /// Returns once all are durable, or could not be made so. A receipt that matches nothing yet is kept until its
    /// message is accepted. `channel` is one of the configured ones.
    task<stored<std::vector<receipt_result>>> receive(std::string const& channel, std::vector<receipt> news)
    {
        return ledgers_.at(channel)->keep(std::move(news));
    }

private:
    ledgers& ledgers_;
};

}  // namespace tocsin::dispatcher
