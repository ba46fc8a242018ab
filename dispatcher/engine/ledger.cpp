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
    turn.outcomes = std::exchange(outcomes_, {});
    turn.given_back = std::exchange(given_back_, {});
    being_written_ = std::exchange(waiting_, {});
    for (auto& each : being_written_)
        std::move(each->news.begin(), each->news.end(), std::back_inserter(turn.receipts));
}

void ledger::settle(channel_turn const& turn, stored<turn_result> const& result)
{
    if (!result) {
        outcomes_.insert(outcomes_.begin(), turn.outcomes.begin(), turn.outcomes.end());
        given_back_.insert(given_back_.begin(), turn.given_back.begin(), turn.given_back.end());
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
