// SPDX-License-Identifier: Apache-2.0
// Who would be asked, why not the others, what it says, what it costs and how long it takes. Used for the preview and
// for the wave itself, so that what is shown is what is done.
#pragma once

#include "dispatcher/engine/experience.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/wave/course.hpp"
#include "rules/wave/explain.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// What one channel would carry of a mobilisation.
struct preview_leg {
    tocsin::medium medium = medium::sms;
    std::string channel;  ///< empty: no channel of this medium may carry it
    int people = 0;
    int parts = 0;  ///< message parts in all
    double cost = 0;  ///< euros
    seconds duration{0};  ///< at the channel's allowed rate
};

/// How the mobilisation would go at one pace: with few, as many as usual, or many saying yes.
struct pace_price {
    tocsin::pace pace = pace::all;
    rules::course few;
    rules::course usual;
    rules::course many;
};

struct preview {
    mobilisation what;
    bool ready = true;  ///< false: the register is still being read into memory
    int population = 0;
    int candidates = 0;
    std::vector<std::pair<std::string, int>> funnel;  ///< reason → how many were left out by it, in order
    std::vector<preview_leg> legs;
    std::vector<rendered_text> texts;
    std::vector<pace_price> paces;  ///< see look_ahead
    std::vector<rules::offer> offers;  ///< what would bring more people, when these will probably not do
    std::vector<std::string> warnings;  ///< sentences in the house's language
    std::string one_way;  ///< the channel whose SMS would ask what nobody can answer; such a call is refused

    double cost() const;
    seconds duration() const;
};

class chooser {
public:
    chooser(
        channels::runtime& world,
        store& kept,
        people const& who,
        rulebooks const& books,
        route_table const& routes,
        experience const& learnt
    );

    /// Waits for a few reads; changes nothing. Safe to cancel.
    task<stored<preview>> look(mobilisation what) const;

    /// The same, with the price of each pace and, when everybody there will probably not do, with what to do about it.
    /// Takes about a tenth of a second of thinking, in pieces.
    task<stored<preview>> look_ahead(mobilisation what) const;

    /// What would bring more people, and how many; the most first.
    task<stored<std::vector<rules::offer>>> next_steps(mobilisation what) const;

    /// The people behind one line of the funnel, or the candidates themselves for "candidates".
    task<stored<std::vector<volunteer_id>>> names(mobilisation what, std::string reason) const;

    /// Everything a wave needs: the people in order, the funnel as JSON, the texts.
    struct plan {
        std::vector<asked_person> people;
        std::string funnel;
        std::vector<rendered_text> texts;
        int candidates = 0;
        double a_minute = 0;  ///< messages that the channels of these people send
    };
    task<stored<plan>> choose(mobilisation what) const;

    /// The channel whose SMS would ask a question and cannot be answered, where the question tells no other way.
    std::optional<std::string> unanswerable(mobilisation const& what) const;

private:
    task<stored<rules::selection>> select(mobilisation what, std::optional<rules::exclusion> name_reason) const;
    /// `left_out` gathers what an SMS cannot show and nobody could be asked to reword: the words of an alert.
    std::vector<rendered_text> texts_for(mobilisation const& what, std::set<std::string>& left_out) const;
    /// How many more people there would be, the request changed.
    task<stored<int>> gain(mobilisation changed, int now) const;
    task<stored<rules::offer>> try_step(mobilisation what, rules::next_step step, int now) const;
    task<void> price(preview& seen, plan const& chosen) const;
    void share_out(preview& seen, medium over, rules::selection const& chosen) const;
    void warn(preview& seen, std::set<std::string> const& left_out) const;
    std::optional<std::string>
    unanswerable(mobilisation const& what, std::vector<rendered_text> const& texts) const;
    void warn_of_one_way(preview& seen) const;
    void warn_of_quota(preview& seen) const;

    channels::runtime& world_;
    store& store_;
    people const& people_;
    rulebooks const& books_;
    route_table const& routes_;
    experience const& experience_;
};

}  // namespace tocsin::dispatcher
