// SPDX-License-Identifier: Apache-2.0
// The board as it happens: a mobilisation that is looked at is read a few times a second, once for all who look, and what
// changed of each part is written once for all who see the same. A viewer's line holds one piece at most and nothing
// waits behind it: the next piece is made of how things stand when the line is ready for it.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/api/board/page.hpp"
#include "dispatcher/api/exchange.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/store/sight.hpp"

#include <functional>
#include <map>
#include <memory>

namespace tocsin::dispatcher::api::board {

class live {
public:
    static constexpr milliseconds look_every{250};
    static constexpr seconds curve_every{3};
    static constexpr seconds beat_every{5};
    static constexpr seconds delivered_every{5};  ///< at least: reading who was reached costs a row a person
    static constexpr std::size_t most_viewers = 128;  ///< TCP callers have 256 places, and others call too

    /// Everything handed in outlives it.
    live(channels::runtime& world, store& kept, lookout& sights, rulebooks const& books, route_table const& routes);
    ~live();

    /// How it stands now; 0: the most pressing of those that are open. Waits as the store does; cancelling is safe. The
    /// database does not answer: how it stood, or the error.
    task<stored<std::shared_ptr<facts const>>> now(mobilisation_id which);

    /// The line of one viewer (text/event-stream): the whole at once, then what changes, a beat every five seconds, `end`
    /// once `may_see` is false. Null when all places are taken. What it reads outlives it; the line ends before this does.
    std::unique_ptr<answer_stream> watch(mobilisation_id which, onlooker who, bool follows, std::function<bool()> may_see);

    std::size_t viewers() const { return viewers_; }

    /// Every line ends cleanly, and none begins.
    void close();
    /// After close(), once the lines are gone: nothing is read any more.
    task<void> join();

private:
    class viewer;
    struct screen;
    struct scene;

    task<stored<std::shared_ptr<facts const>>> look_once(mobilisation_id which);
    task<void> look_at(std::shared_ptr<scene> which);
    task<bool> refresh(scene& at);
    task<stored<std::shared_ptr<facts const>>> gather(scene& at, mobilisation_id which);
    void draw_ground(scene& at, facts& now) const;
    task<void> know_people(scene& at, facts& now);
    task<void> count_delivered(scene& at, facts& now);
    std::vector<channel_state> channels_now(sight const& seen) const;
    void show(scene& at);

    channels::runtime& world_;
    store& store_;
    lookout& sights_;
    rulebooks const& books_;
    route_table const& routes_;
    std::map<mobilisation_id, std::shared_ptr<scene>> scenes_;
    channels::turnstile looking_once_;  ///< for those who load the page without a line
    std::map<mobilisation_id, std::pair<mono_time, std::shared_ptr<facts const>>> lately_;  ///< what they were shown
    std::size_t viewers_ = 0;
    bool closed_ = false;
    channels::task_group looking_;
};

}  // namespace tocsin::dispatcher::api::board
