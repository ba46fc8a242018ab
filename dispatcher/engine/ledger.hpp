// SPDX-License-Identifier: Apache-2.0
// What came back over one channel and is not durable yet: outcomes of attempts and receipts. The channel's sender takes
// it all and writes it down together with its next claim, in one commit; whoever brought a receipt waits for that.
// Memory only, and bounded: at most a window of outcomes, and the receipts of those who wait.
// Where the store rejects a turn (store_failure::rejected), each piece of it is written alone: one that cannot be written must
// not keep back the others, nor the channel, for ever.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/store/store.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class ledger {
public:
    /// `rung` wakes the sender; it outlives the ledger.
    ledger(boost::asio::any_io_executor executor, channels::bell& rung);

    /// Kept until a turn has written it, or the store has rejected it alone: then the message stays in flight, and a restart
    /// takes it up as one whose outcome nobody knows.
    void note(outcome_record record);

    /// The same for a message that was claimed and never handed to the channel.
    void give_back(message_id which);

    /// Waits until the receipts are durable, or could not be made so. One result for each, in their order. Cancelling
    /// the wait leaves it open whether they were.
    task<stored<std::vector<receipt_result>>> keep(std::vector<receipt> news);

    bool empty() const { return outcomes_.empty() && given_back_.empty() && waiting_.empty(); }
    /// Of all but receipts, which are brought by the parcel.
    std::size_t size() const { return outcomes_.size() + given_back_.size(); }

    /// For the sender: moves everything into the turn ...
    void fill(channel_turn& turn);
    /// ... and says what came of it. After an error outcomes are noted again, receipts are their bringers'.
    void settle(channel_turn const& turn, stored<turn_result> const& result);

private:
    struct parcel;

    /// How many of each, the first ones, are still to be written alone.
    struct suspects {
        std::size_t outcomes = 0;
        std::size_t given_back = 0;
        std::size_t parcels = 0;

        bool any() const { return outcomes + given_back + parcels > 0; }
    };

    void fill_with_one(channel_turn& turn);
    void take_back(channel_turn const& turn);
    void suspect(channel_turn const& turn);

    boost::asio::any_io_executor executor_;
    channels::bell& rung_;
    std::vector<outcome_record> outcomes_;
    std::vector<message_id> given_back_;
    std::vector<std::shared_ptr<parcel>> waiting_;
    std::vector<std::shared_ptr<parcel>> being_written_;
    suspects alone_;
};

/// One for each channel.
using ledgers = std::map<std::string, std::unique_ptr<ledger>>;

}  // namespace tocsin::dispatcher
