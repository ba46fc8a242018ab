// SPDX-License-Identifier: Apache-2.0
// Where one channel hands up what comes back: the house's side of channels/port/inbox.hpp.
#pragma once

#include "channels/port/inbox.hpp"
#include "dispatcher/engine/receipts.hpp"
#include "dispatcher/engine/replies.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/runtime/events.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

class channel_inbox final : public channels::inbox {
public:
    channel_inbox(
        channels::runtime& world, wired_channel& of, receipts& for_receipts, replies& for_replies, bells& ring, event_log& log
    )
        : world_(world), channel_(of), receipts_(for_receipts), replies_(for_replies), ring_(ring), log_(log)
    {
    }

    task<channels::durability> receipt_arrived(receipt news) override
    {
        std::vector<receipt> one;
        one.push_back(std::move(news));
        co_return co_await receipts_arrived(std::move(one));
    }

    task<channels::durability> receipts_arrived(std::vector<receipt> news) override
    {
        auto const kept = co_await receipts_.receive(channel_.settings.name, std::move(news));
        co_return what_became_of(kept);
    }

    task<channels::durability> text_arrived(inbound_text news) override
    {
        auto const kept = co_await replies_.receive(channel_.settings.name, std::move(news));
        co_return what_became_of(kept);
    }

    task<channels::kept_pieces> piece_arrived(channels::text_piece piece) override
    {
        auto kept = co_await replies_.keep_piece(channel_.settings.name, std::move(piece));
        if (kept)
            co_return std::move(*kept);
        channels::kept_pieces none;
        none.durability = what_became_of(kept);
        co_return none;
    }

    task<std::vector<channels::kept_pieces>> overdue_pieces() override
    {
        auto kept = co_await replies_.overdue_pieces(channel_.settings.name);
        co_return kept ? std::move(*kept) : std::vector<channels::kept_pieces>{};
    }

    task<channels::durability> pieces_done(std::string set) override
    {
        auto const gone = co_await replies_.forget_pieces(channel_.settings.name, std::move(set));
        co_return what_became_of(gone);
    }

    void link_changed(channels::link_state state, std::string_view reason) override
    {
        bool const was_down = std::exchange(channel_.link, state) == channels::link_state::down;
        channel_.link_reason = reason;
        if (!was_down || state == channels::link_state::up) {  // otherwise only the reason is new
            channel_.breaker.link(world_.mono(), state == channels::link_state::up);
            ring_.routing.ring();
            ring_.sender(channel_.settings.name).ring();
        }
        bool const is_up = state == channels::link_state::up;
        if (is_up)
            reasons_told_.clear();
        auto const& what = is_up ? events::channel_up : events::channel_down;
        if (is_up || reasons_told_.emplace(reason).second)
            log_.report(what, {{"channel", channel_.settings.name}, {"reason", std::string{reason}}});
        // Not before: some know only then whether people can answer.
        if (state == channels::link_state::up && is_one_way(channel_) && !std::exchange(said_one_way_, true))
            log_.report(events::channel_one_way, {{"channel", channel_.settings.name}});
    }

    void ailing(std::string_view what) override
    {
        log_.report(events::channel_ailing, {{"channel", channel_.settings.name}, {"what", std::string{what}}});
    }

    void replies_unread(std::string_view why) override
    {
        if (why.empty())
            channel_.unread.reset();
        else if (channel_.unread)
            channel_.unread->why = why;
        else
            channel_.unread = unread_replies{world_.wall(), std::string{why}};
    }

private:
    template <class T>
    static channels::durability what_became_of(stored<T> const& result)
    {
        if (result)
            return channels::durability::durable;
        return result.error().failure() == store_failure::rejected ? channels::durability::refused
                                                                   : channels::durability::not_durable;
    }

    channels::runtime& world_;
    wired_channel& channel_;
    receipts& receipts_;
    replies& replies_;
    bells& ring_;
    event_log& log_;
    bool said_one_way_ = false;
    std::set<std::string> reasons_told_;  ///< why it is down, since it went
};

}  // namespace tocsin::dispatcher
