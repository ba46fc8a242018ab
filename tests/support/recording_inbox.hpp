// SPDX-License-Identifier: Apache-2.0
// An inbox that keeps what it is given, after a while in virtual time, or refuses to.
#pragma once

#include "channels/port/inbox.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::support {

class recording_inbox final : public channels::inbox {
public:
    explicit recording_inbox(channels::runtime& world) : world_(world) {}

    milliseconds takes{0};  ///< until something is durable
    bool refuses = false;
    std::string never;  ///< a receipt of this id, or this text, is not kept whatever is tried, nor what comes with it

    std::vector<receipt> receipts;
    std::vector<inbound_text> texts;
    std::vector<channels::text_piece> pieces;
    std::vector<std::pair<channels::link_state, std::string>> links;
    std::vector<std::string> troubles;
    std::string unread;  ///< why, as it was last told
    int groups = 0;  ///< commits that held receipts

    task<channels::durability> receipt_arrived(receipt news) override
    {
        std::vector<receipt> group;
        group.push_back(std::move(news));
        co_return co_await receipts_arrived(std::move(group));
    }

    task<channels::durability> receipts_arrived(std::vector<receipt> news) override
    {
        auto kept = co_await committed();
        for (auto const& each : news)
            if (!never.empty() && each.provider_id == never)
                kept = channels::durability::refused;
        if (kept == channels::durability::durable) {
            receipts.insert(receipts.end(), news.begin(), news.end());
            ++groups;
        }
        co_return kept;
    }

    task<channels::durability> text_arrived(inbound_text news) override
    {
        auto kept = co_await committed();
        if (!never.empty() && news.text == never)
            kept = channels::durability::refused;
        if (kept == channels::durability::durable)
            texts.push_back(std::move(news));
        co_return kept;
    }

    task<channels::kept_pieces> piece_arrived(channels::text_piece piece) override
    {
        auto const kept = co_await committed();
        if (kept == channels::durability::not_durable)
            co_return channels::kept_pieces{};
        if (std::find(pieces.begin(), pieces.end(), piece) == pieces.end())
            pieces.push_back(piece);
        channels::kept_pieces same;
        same.durability = kept;
        same.set = piece.from + '/' + piece.reference;
        for (auto const& each : pieces)
            if (each.from == piece.from && each.reference == piece.reference && each.total == piece.total)
                same.pieces.push_back(each);
        co_return same;
    }

    void ailing(std::string_view what) override { troubles.emplace_back(what); }

    void replies_unread(std::string_view why) override { unread = why; }

    void link_changed(channels::link_state state, std::string_view reason) override { links.emplace_back(state, reason); }

private:
    task<channels::durability> committed()
    {
        if (takes > milliseconds{0})
            co_await world_.sleep_until(world_.mono() + takes);
        co_return refuses ? channels::durability::not_durable : channels::durability::durable;
    }

    channels::runtime& world_;
};

}  // namespace tocsin::support
