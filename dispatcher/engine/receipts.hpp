// SPDX-License-Identifier: Apache-2.0
// What became of the messages, as providers tell it: late, twice, or before their own acceptance.
#pragma once

#include "dispatcher/store/store.hpp"

#include <string>

namespace tocsin::dispatcher {

class receipts {
public:
    receipts(channels::runtime& world, store& kept);

    /// Returns once durable. A receipt that matches nothing yet is kept until its message is accepted.
    task<stored<receipt_result>> receive(std::string channel, receipt news);

private:
    channels::runtime& world_;
    store& store_;
};

}  // namespace tocsin::dispatcher
