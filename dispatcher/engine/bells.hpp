// SPDX-License-Identifier: Apache-2.0
// Who is waiting for whom. A lost ring costs latency, never a message: everyone also looks by itself now and then.
#pragma once

#include "channels/port/tasks.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

class bells {
public:
    bells(boost::asio::any_io_executor executor, std::vector<std::string> const& channel_names)
        : waves(executor), closing(executor), routing(executor)
    {
        for (auto const& name : channel_names)
            senders_.emplace(name, std::make_unique<channels::bell>(executor));
    }

    channels::bell waves;
    channels::bell closing;
    channels::bell routing;

    channels::bell& sender(std::string const& channel) { return *senders_.at(channel); }

    void ring_senders()
    {
        for (auto& [name, sender] : senders_)
            sender->ring();
        routing.ring();  // what was queued for a channel that was left goes another way
    }

    /// After a start: everyone looks.
    void ring_all()
    {
        waves.ring();
        closing.ring();
        ring_senders();
    }

private:
    std::map<std::string, std::unique_ptr<channels::bell>> senders_;
};

}  // namespace tocsin::dispatcher
