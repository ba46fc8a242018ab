// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/collector.hpp"

#include "channels/mail/incoming.hpp"
#include "channels/port/recurring_trouble.hpp"

namespace tocsin::channels::smtp {
namespace {

task<durability> hand_up(mail::incoming news, inbox& above)
{
    if (auto* const word = std::get_if<receipt>(&news))
        co_return co_await above.receipt_arrived(std::move(*word));
    if (auto* const text = std::get_if<inbound_text>(&news))
        co_return co_await above.text_arrived(std::move(*text));
    co_return durability::durable;  // there is nothing to keep
}

}  // namespace

task<void> collect(runtime& world, letter_box& box, mail::plus_addresses const& ours, seconds poll, inbox& above)
{
    recurring_trouble trouble{"the letter box cannot be read", "the letter box can be read again"};
    while (true) {
        auto const found = co_await box.unread();
        std::vector<std::string> kept;
        for (auto const& each : found.letters) {
            auto const durable = co_await hand_up(mail::understand(each.bytes, ours), above);
            if (durable != durability::not_durable)  // a letter that is never kept is put away like the others, and stays there
                kept.push_back(each.key);
        }
        bool const all_kept = kept.size() == found.letters.size();
        std::string failure = found.failure;
        if (!kept.empty()) {
            auto const not_put_away = co_await box.put_away(std::move(kept));
            if (failure.empty())
                failure = not_put_away;
        }
        if (auto const news = trouble.hears(failure); !news.empty())
            above.ailing(news);
        above.replies_unread(failure);
        if (!found.more || !all_kept || !failure.empty())
            co_await world.sleep_until(world.mono() + poll);
    }
}

}  // namespace tocsin::channels::smtp
