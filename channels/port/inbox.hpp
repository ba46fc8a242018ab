// SPDX-License-Identifier: Apache-2.0
// Where a channel hands up what comes back. The calls return when the news is durable (or could not be made so): only
// after `durable` may the adapter acknowledge to the network. After `refused` the news will never be kept, whatever is tried:
// the network is told to bring it no more, or it would bring it for ever and nothing behind it.
#pragma once

#include "channels/port/runtime.hpp"
#include "rules/words/message.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels {

enum class durability { durable, not_durable, refused };
enum class link_state { up, down };

/// One part of a text that came in several, and not all at once. `body` is the adapter's own: nobody else reads it.
struct text_piece {
    text_piece() = default;

    std::string from;
    std::string to;
    std::string reference;  ///< the same for all parts of one text from one sender
    int total = 1;
    int number = 1;  ///< from 1
    std::string body;

    friend bool operator==(text_piece const&, text_piece const&) = default;
};

/// What is kept of one text; each number once.
struct kept_pieces {
    kept_pieces() = default;

    tocsin::channels::durability durability = durability::not_durable;
    std::string set;  ///< names these pieces for ever: the provider_id of the text that they make
    std::vector<text_piece> pieces;
};

class inbox {
public:
    virtual ~inbox() = default;

    /// Waits for the commit. Cancelling leaves it open whether the receipt was kept: do not acknowledge it.
    virtual task<durability> receipt_arrived(receipt news) = 0;
    /// The same for receipts that came together: one wait, one commit. What is said stands for all of them: of several that
    /// are `refused`, some may be kept when they come alone.
    virtual task<durability> receipts_arrived(std::vector<receipt> news)
    {
        for (auto& each : news)
            if (auto const kept = co_await receipt_arrived(std::move(each)); kept != durability::durable)
                co_return kept;
        co_return durability::durable;
    }

    virtual task<durability> text_arrived(inbound_text news) = 0;
    // Texts that come in pieces: kept here, so that each may be acknowledged at once and survives us. Whoever sees that all
    // are there puts them together and hands up the text. An inbox may know no pieces.

    /// Gives what is kept of its text so far, this one included. The same piece twice is one.
    virtual task<kept_pieces> piece_arrived(text_piece) { co_return kept_pieces{}; }
    /// Texts begun more than ten minutes ago, whole or not: to be handed up as far as they came, then forgotten.
    virtual task<std::vector<kept_pieces>> overdue_pieces() { co_return std::vector<kept_pieces>{}; }
    virtual task<durability> pieces_done(std::string) { co_return durability::durable; }

    /// For the log, the counters and whoever asks why; `reason` never holds an address or a secret. Down while it is down
    /// already: only the reason is new.
    virtual void link_changed(link_state state, std::string_view reason) = 0;
    /// Something an operator should look at although messages leave; `what` as above.
    virtual void ailing(std::string_view) {}
    /// After each look at where replies lie: why they cannot be fetched, `why` as above; empty: they can.
    virtual void replies_unread(std::string_view) {}
};

}  // namespace tocsin::channels
