// SPDX-License-Identifier: Apache-2.0
// How often answer pages are opened. Each person's own is limited for itself, so that one that is reloaded by a machine
// costs the others nothing; wrong links, which cost next to nothing, share one limit. Pure.
#pragma once

#include "dispatcher/api/request_rate.hpp"
#include "rules/words/ids.hpp"

#include <map>

namespace tocsin::dispatcher::api {

class visit_rates {
public:
    /// Whether the page behind this message may be opened, or answered on, now.
    bool may_open(message_id which, mono_time now)
    {
        constexpr int a_minute = 60;
        constexpr std::size_t most_remembered = 100'000;
        if (pages_.size() >= most_remembered)
            pages_.clear();  // forgiving all is better than growing
        return !pages_.try_emplace(which, a_minute).first->second.take(now);
    }

    bool may_be_wrong(mono_time now) { return !wrong_.take(now); }

private:
    std::map<message_id, request_rate> pages_;
    request_rate wrong_{600};
};

}  // namespace tocsin::dispatcher::api
