// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/waves.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

// The first part is small so that the first message leaves at once; the others leave room for other writers.
constexpr std::size_t first_part = 50;
constexpr std::size_t next_part = 1000;
constexpr seconds look_again{30};

}  // namespace

waves::waves(
    channels::runtime& world, store& kept, chooser const& choose, people const& who, bells& ring, event_log& log
)
    : world_(world), store_(kept), chooser_(choose), people_(who), ring_(ring), log_(log)
{
}

task<void> waves::run()
{
    while (true) {
        if (people_.ready())
            co_await look();
        co_await channels::rung_or(ring_.waves, world_, world_.mono() + look_again);
    }
}

task<void> waves::look()
{
    auto const open = co_await store_.mobilisations(false, 1000);
    if (!open)
        co_return;
    for (auto const& each : *open) {
        if (each.state == mobilisation_state::approved) {
            co_await ask(each, wave_id{});
        } else if (each.state == mobilisation_state::running || each.state == mobilisation_state::filled) {
            auto const known = co_await store_.waves_of(each.id);
            if (known && !known->empty() && !known->back().complete)
                co_await ask(each, known->back().id);
        }
    }
}

task<void> waves::ask(mobilisation what, wave_id unfinished)
{
    auto const plan = co_await chooser_.choose(what);
    if (!plan)
        co_return;
    if (plan->people.empty() && !unfinished)
        log_.report(events::nobody_to_ask, {{"mobilisation", to_string(what.id)}});

    std::size_t done = 0;
    int asked = 0;
    auto wave = unfinished;
    do {
        auto const size = std::min(plan->people.size() - done, wave ? next_part : first_part);
        wave_record part;
        part.mobilisation = what.id;
        part.wave = wave;
        part.at = world_.wall();
        part.deadline = what.request.by;
        if (!wave) {
            part.funnel = plan->funnel;
            part.texts = plan->texts;
        }
        auto const from = plan->people.begin() + static_cast<std::ptrdiff_t>(done);
        part.people.assign(from, from + static_cast<std::ptrdiff_t>(size));
        done += size;
        part.last = done == plan->people.size();
        auto const written = co_await store_.open_wave(std::move(part));
        if (!written)
            co_return;  // the disk is full or the daemon is stopping: looked at again later
        if (written->stopped)
            break;
        wave = written->wave;
        asked += written->messages;
        ring_.ring_senders();
    } while (done < plan->people.size());
    log_.report(
        events::wave_opened,
        {{"mobilisation", to_string(what.id)}, {"wave", to_string(wave)}, {"asked", asked}, {"candidates", plan->candidates}}
    );
    ring_.closing.ring();
}

}  // namespace tocsin::dispatcher
