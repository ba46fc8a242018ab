// SPDX-License-Identifier: Apache-2.0
// Who would be asked, why not the others, what it says, what it costs and how long it takes. Used for the preview and
// for the wave itself, so that what is shown is what is done.
#pragma once

#include "dispatcher/engine/answer_links.hpp"
#include "dispatcher/engine/contacts.hpp"
#include "dispatcher/engine/experience.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/engine/preview.hpp"
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

class chooser {
public:
    chooser(
        channels::runtime& world,
        store& kept,
        people const& who,
        rulebooks const& books,
        route_table const& routes,
        experience const& learnt,
        contacts& asked_of_late,
        answer_links const& links
    );

    /// What it would come to: as it was frozen, until it runs; otherwise as it is now. Waits for a few reads; changes
    /// nothing. Safe to cancel.
    task<stored<preview>> look(mobilisation what) const;

    /// The same, with the price of each pace and, when everybody there will probably not do, with what to do about it.
    /// Takes about a tenth of a second of thinking, in pieces.
    task<stored<preview>> look_ahead(mobilisation what) const;

    /// The candidates now, in the order in which they would be asked, and why the others are none; the names behind one
    /// reason, when that is given.
    task<stored<rules::selection>> select(mobilisation what, std::optional<rules::exclusion> name_reason) const;

    /// What would bring more people, and how many; the most first.
    task<stored<std::vector<rules::offer>>> next_steps(mobilisation what) const;

    /// The plan that is agreed to; kept from now on if there was none.
    task<stored<frozen_plan>> freeze(mobilisation what) const;

    /// The same people, in words for the order as it is changed to.
    frozen_plan reworded(mobilisation what, frozen_plan plan) const;

    /// Words for those who have to hear that it was wrong; the officer's own, or the template's.
    std::vector<rendered_text> correction(mobilisation what, std::string words) const;

    /// Whether the register is in memory.
    bool ready() const { return people_.ready(); }

    /// How often one person may be asked, this mobilisation included.
    rules::contact_limits limits_for(mobilisation_request const& request) const;

    /// The people behind one line of the funnel, or the candidates themselves for "candidates".
    task<stored<std::vector<volunteer_id>>> names(mobilisation what, std::string reason) const;

    /// Everything a wave needs: the people of the plan that may still be asked, in order; the funnel as JSON; the plan's
    /// own texts.
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
    /// What it would come to now, and the list.
    struct sight {
        preview shown;
        std::vector<planned_person> people;
    };
    task<stored<sight>> see(mobilisation what) const;
    std::vector<std::string> languages_of(mobilisation const& what) const;
    bool some_write_latin1(mobilisation const& what) const;
    bool still_holds(mobilisation const& what, frozen_plan const& plan) const;
    /// See choose; without a plan: everybody there is now.
    task<stored<plan>> gather(mobilisation what, std::optional<frozen_plan> agreed) const;
    std::vector<preview_leg> legs_of(
        mobilisation const& what, std::vector<rules::candidate> const& people, std::vector<rendered_text> const& texts
    ) const;
    rendered_text
    say(mobilisation const& what, purpose why, medium over, rules::text_facts const& facts, std::string const& language,
        std::set<std::string>& left_out) const;
    rules::text_facts facts_of(mobilisation const& what, std::string const& language) const;
    /// `left_out` gathers what an SMS cannot show and nobody could be asked to reword: the words of an alert.
    std::vector<rendered_text> texts_for(mobilisation const& what, std::set<std::string>& left_out) const;
    /// How many more people there would be, the request changed.
    task<stored<int>> gain(mobilisation changed, int now) const;
    task<stored<rules::offer>> try_step(mobilisation what, rules::next_step step, int now) const;
    task<void> price(preview& seen, plan const& chosen) const;
    std::vector<preview_leg> share_out(
        mobilisation const& what, medium over, std::vector<rules::candidate> const& candidates, int parts
    ) const;
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
    contacts& contacts_;
    answer_links const& links_;
};

}  // namespace tocsin::dispatcher
