// SPDX-License-Identifier: Apache-2.0
// An inbox that keeps what it is given, or refuses to make it durable.
#pragma once

#include "channels/port/inbox.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocsin::conformance {

class kept_news final : public channels::inbox {
public:
    bool refuses = false;
    int refused_receipts = 0;
    int refused_texts = 0;
    std::vector<receipt> receipts;
    std::vector<inbound_text> texts;
    std::vector<std::pair<channels::link_state, std::string>> links;
    std::vector<std::string> notes;

    task<channels::durability> receipt_arrived(receipt news) override
    {
        if (!refuses)
            receipts.push_back(std::move(news));
        co_return verdict(refused_receipts);
    }

    task<channels::durability> text_arrived(inbound_text news) override
    {
        if (!refuses)
            texts.push_back(std::move(news));
        co_return verdict(refused_texts);
    }

    void link_changed(channels::link_state state, std::string_view reason) override { links.emplace_back(state, reason); }
    void ailing(std::string_view what) override { notes.emplace_back(what); }

    bool is_up() const { return !links.empty() && links.back().first == channels::link_state::up; }

private:
    channels::durability verdict(int& refused) const
    {
        refused += refuses ? 1 : 0;
        return refuses ? channels::durability::not_durable : channels::durability::durable;
    }
};

}  // namespace tocsin::conformance
