// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/receipts.hpp"

namespace tocsin::dispatcher {

receipts::receipts(channels::runtime& world, store& kept) : world_(world), store_(kept) {}

task<stored<receipt_result>> receipts::receive(std::string channel, receipt news)
{
    return store_.apply_receipt(std::move(channel), std::move(news), world_.wall());
}

}  // namespace tocsin::dispatcher
