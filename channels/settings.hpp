// SPDX-License-Identifier: Apache-2.0
// What every channel has in common in the configuration. The rest of its YAML node is read in the adapter's own folder.
#pragma once

#include "channels/policy/breaker.hpp"
#include "channels/policy/quota.hpp"
#include "rules/words/contact.hpp"

#include <optional>
#include <string>

namespace tocsin::channels {

struct channel_settings {
    std::string name;  ///< [a-z0-9-]+, unique; also in URLs and metrics
    std::string type;  ///< which adapter: a name of registry.cpp
    tocsin::medium medium = medium::sms;
    double per_second = 1;  ///< never more message parts than this in any second; (0, 10000]
    double price = 0;  ///< euros for each part, for the preview; 0 when free or unknown
    std::optional<std::string> sender;  ///< what people see and answer to
    std::string account;  ///< at the provider, shared with other channels; empty: its own
    double account_per_second = 0;  ///< never more than this through all channels of the account
    day_limits day;  ///< what it may send and cost between two midnights
    breaker_settings breaker;  ///< when it counts as broken
};

}  // namespace tocsin::channels
