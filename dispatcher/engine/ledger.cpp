// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/ledger.hpp"

#include <iterator>
#include <optional>

namespace tocsin::dispatcher {

/// Receipts that were brought together.
struct ledger::parcel {
    parcel(boost::asio::any_io_executor executor, std::vector<receipt> news_) : settled(std::move(executor)), news(std::move(news_)) {}

    channels::bell settled;
    std::vector<receipt> news;
    std::optional<stored<std::vector<receipt_result>>> result;
};

ledger::ledger(boost::asio::any_io_executor executor, channels::bell& rung) : executor_(std::move(executor)), rung_(rung) {}

void ledger::note(outcome_record record)
{
    outcomes_.push_back(std::move(record));
    rung_.ring();
}

void ledger::give_back(message_id which)
{
    given_back_.push_back(which);
    rung_.ring();
}

task<stored<std::vector<receipt_result>>> ledger::keep(std::vector<receipt> news)
{
    auto const mine = std::make_shared<parcel>(executor_, std::move(news));
    waiting_.push_back(mine);
    rung_.ring();
    while (!mine->result)
        co_await mine->settled.rung();
    co_return std::move(*mine->result);
}

void ledger::fill(channel_turn& turn)
{
    if (alone_.any())
        return fill_with_one(turn);
    turn.outcomes = std::exchange(outcomes_, {});
    turn.given_back = std::exchange(given_back_, {});
    being_written_ = std::exchange(waiting_, {});
    for (auto& each : being_written_)
        std::move(each->news.begin(), each->news.end(), std::back_inserter(turn.receipts));
}

/// And no claim: what is rejected now is this.
void ledger::fill_with_one(channel_turn& turn)
{
    turn.limit = 0;
    if (alone_.outcomes > 0) {
        turn.outcomes.push_back(std::move(outcomes_.front()));
        outcomes_.erase(outcomes_.begin());
    } else if (alone_.given_back > 0) {
        turn.given_back.push_back(given_back_.front());
        given_back_.erase(given_back_.begin());
    } else {
        being_written_.push_back(std::move(waiting_.front()));
        waiting_.erase(waiting_.begin());
        turn.receipts = being_written_.front()->news;
    }
}

/// As if the turn had not been; receipts stay with their bringers.
void ledger::take_back(channel_turn const& turn)
{
    outcomes_.insert(outcomes_.begin(), turn.outcomes.begin(), turn.outcomes.end());
    given_back_.insert(given_back_.begin(), turn.given_back.begin(), turn.given_back.end());
}

/// Everything of this turn is to be written again, each piece alone. Also where it was only one: what the turn claimed may
/// have been rejected.
void ledger::suspect(channel_turn const& turn)
{
    take_back(turn);
    auto next = turn.receipts.begin();
    for (auto const& each : being_written_)
        for (auto& one : each->news)
            one = *next++;
    alone_ = {turn.outcomes.size(), turn.given_back.size(), being_written_.size()};
    waiting_.insert(waiting_.begin(), being_written_.begin(), being_written_.end());
    being_written_.clear();
}

void ledger::settle(channel_turn const& turn, stored<turn_result> const& result)
{
    bool const rejected = !result && result.error().failure() == store_failure::rejected;
    if (rejected && !alone_.any())
        return suspect(turn);
    bool const settled = result || rejected;
    if (!settled)
        take_back(turn);
    if (alone_.any()) {
        alone_.outcomes -= settled ? turn.outcomes.size() : 0;
        alone_.given_back -= settled ? turn.given_back.size() : 0;
        alone_.parcels -= being_written_.size();
    }
    std::size_t next = 0;
    for (auto& each : std::exchange(being_written_, {})) {
        if (result) {
            auto const from = result->receipts.begin() + static_cast<std::ptrdiff_t>(next);
            next += each->news.size();
            each->result.emplace(std::vector<receipt_result>(from, from + static_cast<std::ptrdiff_t>(each->news.size())));
        } else {
            each->result.emplace(result.error());
        }
        each->settled.ring();
    }
}

}  // namespace tocsin::dispatcher
