// SPDX-License-Identifier: Apache-2.0
// A mail relay on the test's own loop, whose moods tests choose by recipient. Whoever blocks the loop hangs it.
#pragma once

#include "channels/port/tasks.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

namespace tocsin::integration {

class scripted_relay {
public:
    explicit scripted_relay(boost::asio::any_io_executor executor);

    std::string url() const;
    void stop() { sessions_.cancel(); }

    std::vector<std::string> mails;  ///< what it took, as it came between DATA and the dot
    std::string greeting = "220 relay.example.org ESMTP";
    std::string answer_to_sender = "250 2.1.0 Ok";
    bool answers_quit = true;
    int connections = 0;

private:
    task<void> accept();
    task<void> serve(boost::asio::ip::tcp::socket client);

    boost::asio::ip::tcp::acceptor door_;
    channels::task_group sessions_;
};

}  // namespace tocsin::integration
