// SPDX-License-Identifier: Apache-2.0
// Asks a provider for replies, as the profile's `poll:` says, and brings them up: the hands of poll.hpp.
#pragma once

#include "channels/http_sms/line.hpp"
#include "channels/http_sms/profile.hpp"
#include "channels/port/inbox.hpp"

#include <functional>
#include <memory>

namespace tocsin::channels::http_sms {

class reply_poller {
public:
    /// `how` outlives it, and polls. `common` gives the values that any request of the channel may use, as of now.
    reply_poller(runtime& world, profile const& how, line_settings line, std::function<message_values()> common);
    ~reply_poller();

    /// Looks at once, then every so often, one request at a time over a connection of its own: sending never waits for it. A
    /// reply is taken once it is durable. Never returns and never throws but for cancellation, which is safe: what was not taken
    /// is fetched again, and counted once.
    task<void> run(inbox& above);

private:
    struct body;
    std::unique_ptr<body> body_;
};

}  // namespace tocsin::channels::http_sms
