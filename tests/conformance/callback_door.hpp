// SPDX-License-Identifier: Apache-2.0
// Where a provider calls back, for adapters that are called over HTTP: what the API floor does, and no more of it. 2xx only
// once the news is durable.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/tasks.hpp"
#include "tests/conformance/kept_news.hpp"
#include "tests/integration/channels/live_world.hpp"

#include <boost/asio/ip/tcp.hpp>

namespace tocsin::conformance {

class callback_door {
public:
    callback_door(integration::live_world& world, kept_news& above);
    ~callback_door();

    unsigned short port() const { return door_.local_endpoint().port(); }
    /// Until then callers wait; `reads` outlives the door.
    void open(channels::channel const& reads);
    int acknowledged() const { return acknowledged_; }

private:
    task<void> accept();
    task<void> serve(boost::asio::ip::tcp::socket client);
    task<int> take(channels::webhook_reading news);

    integration::live_world& world_;
    kept_news& above_;
    channels::webhook_reader const* reader_ = nullptr;
    int acknowledged_ = 0;
    boost::asio::ip::tcp::acceptor door_;
    channels::task_group sessions_;
};

}  // namespace tocsin::conformance
