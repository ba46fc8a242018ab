// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/stand_in.hpp"

#include "channels/sms/text.hpp"

#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr milliseconds latency{100};  // from here to a provider and back
constexpr seconds to_the_phone{5};

using what = rules::reaction::what;

}  // namespace

stand_in::stand_in(
    virtual_runtime& world, rehearsal_plan const& plan, channel_part const& part, cast const& people, run_witness& seen
)
    : world_(world), part_(part), people_(people), seen_(seen), invited_(plan.people.size()),
      needed_(world.mono_at(plan.needed())), arrived_(world.executor())
{
    for (auto const& each : plan.outages)
        if (each.channel == part.settings.name)
            outages_.emplace_back(world.mono() + each.from, world.mono() + each.from + each.length);
}

mono_time stand_in::when_it_works(mono_time instant) const
{
    for (auto const& [from, until] : outages_)
        if (instant >= from && instant < until)
            instant = until;
    return instant;
}

task<channels::outcome> stand_in::submit(channels::outbound message)
{
    return take(std::move(message.reference), std::move(message.to), std::move(message.text));
}

task<channels::outcome> stand_in::rehearse(channels::rehearsal message)
{
    return take(message.reference(), message.to(), message.text());
}

task<channels::outcome> stand_in::take(std::string reference, std::string address, message_text text)
{
    co_await world_.sleep_until(world_.mono() + latency);
    if (!works()) {
        channels::refused no{channels::permanence::transient, "connect", "nobody answers"};
        co_return channels::outcome{std::move(no)};
    }
    auto const [known, first] = ids_.try_emplace(std::move(reference), std::to_string(1'000'000 + ids_.size()));
    channels::accepted yes{known->second};
    if (!first)
        co_return channels::outcome{std::move(yes)};
    auto const parts = part_.traits.medium == medium::sms ? static_cast<int>(channels::sms::measure(text.body).parts) : 1;
    seen_.by_channel[part_.settings.name].push_back({world_.mono(), parts});
    taken one;
    one.id = yes.provider_id;
    one.is_question = seen_.questioned.insert(address).second;
    if (auto const who = number_in(address); one.is_question && who && *who < invited_) {
        one.reaction = people_.asked(*who, part_.traits.medium);
        one.changes_mind = people_.changes_mind(*who, part_.traits.medium);
    }
    one.address = std::move(address);
    news_.push_back(std::move(one));
    arrived_.ring();
    co_return channels::outcome{std::move(yes)};
}

task<void> stand_in::run(channels::inbox& above)
{
    channels::task_group answering{world_.executor()};
    above.link_changed(channels::link_state::up, "rehearsal");
    while (true) {
        co_await arrived_.rung();
        for (; !news_.empty(); news_.pop_front())
            answering.spawn(behave(std::move(news_.front()), above));
    }
}

/// One invented person: the phone first, then perhaps the answer.
task<void> stand_in::behave(taken one, channels::inbox& above)
{
    bool const arrives = one.reaction.does != what::lost;
    auto const there = when_it_works(world_.mono() + to_the_phone);
    if (part_.traits.receipts) {
        co_await world_.sleep_until(there);
        receipt news{one.id, "", arrives ? receipt_verdict::delivered : receipt_verdict::undeliverable, ""};
        co_await above.receipt_arrived(std::move(news));
    }
    if (one.reaction.does != what::yes && one.reaction.does != what::no)
        co_return;
    bool const agrees = one.reaction.does == what::yes;
    co_await world_.sleep_until(when_it_works(there + std::chrono::duration_cast<mono_clock::duration>(one.reaction.after)));
    inbound_text answer{one.address, part_.settings.name, agrees ? "OUI" : "NON", "answer-" + one.id};
    co_await above.text_arrived(std::move(answer));
    if (!agrees || !one.changes_mind)
        co_return;
    auto const later = world_.mono() + std::chrono::duration_cast<mono_clock::duration>(*one.changes_mind);
    if (later >= needed_)
        co_return;
    seen_.regrets_to_come.insert(one.address);
    co_await world_.sleep_until(when_it_works(later));
    seen_.regrets_to_come.erase(one.address);
    ++seen_.taken_back;
    inbound_text regret{std::move(one.address), part_.settings.name, "NON", "regret-" + one.id};
    co_await above.text_arrived(std::move(regret));
}

}  // namespace tocsin::dispatcher
