// SPDX-License-Identifier: Apache-2.0
// Where a provider calls back in a test: a loopback door that shows each call to a channel's reader, as the daemon does,
// and keeps what it understood.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/tasks.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

namespace tocsin::integration {

class webhook_door {
public:
    explicit webhook_door(boost::asio::any_io_executor executor);
    ~webhook_door();

    std::string url() const;  ///< http://127.0.0.1:PORT

    channels::webhook_reader const* reader = nullptr;
    std::vector<receipt> receipts;
    std::vector<inbound_text> replies;
    std::vector<int> refusals;  ///< statuses

private:
    task<void> accept();
    task<void> serve(boost::asio::ip::tcp::socket client);
    int take(channels::webhook_request const& call, std::string& body, std::string& type);

    boost::asio::ip::tcp::acceptor door_;
    channels::task_group guests_;
};

}  // namespace tocsin::integration
