// SPDX-License-Identifier: Apache-2.0
#include "tests/support/with_store.hpp"

namespace tocsin::support {

namespace {

std::vector<addressed_message> addressed(dispatcher::store const& kept, std::vector<dispatcher::claimed_message> messages)
{
    std::vector<addressed_message> all;
    for (auto& each : messages) {
        auto const to = kept.envelope_of(each).value_or(dispatcher::envelope{});
        all.push_back({std::move(each), to.reference, to.address});
    }
    return all;
}

}  // namespace

dispatcher::turn_result with_store::take(std::string const& through, dispatcher::channel_turn turn)
{
    turn.channel = through;
    turn.now = world.runtime.wall();
    return *world.get(store->take_turn(std::make_shared<dispatcher::channel_turn const>(std::move(turn))));
}

std::vector<addressed_message> with_store::claim(std::string const& through, std::size_t limit)
{
    dispatcher::channel_turn turn;
    turn.limit = limit;
    return addressed(*store, take(through, std::move(turn)).claimed.messages);
}

void with_store::record(
    std::string const& through, dispatcher::claimed_message const& message, channels::outcome outcome
)
{
    dispatcher::outcome_record one;
    one.message = message.id;
    one.outcome = std::move(outcome);
    one.at = world.runtime.wall();
    dispatcher::channel_turn turn;
    turn.outcomes.push_back(std::move(one));
    take(through, std::move(turn));
}

dispatcher::receipt_result with_store::hear(std::string const& through, receipt news)
{
    dispatcher::channel_turn turn;
    turn.receipts.push_back(std::move(news));
    return take(through, std::move(turn)).receipts.at(0);
}

}  // namespace tocsin::support
