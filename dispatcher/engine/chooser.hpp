// SPDX-License-Identifier: Apache-2.0
// Who would be asked, why not the others, what it says, what it costs and how long it takes. Used for the preview and
// for the wave itself, so that what is shown is what is done.
#pragma once

#include "dispatcher/engine/people.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// One medium's share of a mobilisation.
struct preview_leg {
    tocsin::medium medium = medium::sms;
    std::string channel;  ///< empty: no channel of this medium may carry it
    int people = 0;
    int parts = 0;  ///< message parts in all
    double cost = 0;  ///< euros
    seconds duration{0};  ///< at the channel's allowed rate
};

struct preview {
    mobilisation what;
    bool ready = true;  ///< false: the register is still being read into memory
    int population = 0;
    int candidates = 0;
    std::vector<std::pair<std::string, int>> funnel;  ///< reason → how many were left out by it, in order
    std::vector<preview_leg> legs;
    std::vector<rendered_text> texts;
    std::vector<std::string> warnings;  ///< sentences in the house's language

    double cost() const;
    seconds duration() const;
};

class chooser {
public:
    chooser(
        channels::runtime& world, store& kept, people const& who, rulebooks const& books, route_table const& routes
    );

    /// Waits for a few reads; changes nothing. Safe to cancel.
    task<stored<preview>> look(mobilisation what) const;

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

    /// The house's.
    std::string const& time_zone() const;

private:
    task<stored<rules::selection>> select(mobilisation what, std::optional<rules::exclusion> name_reason) const;
    /// `left_out` gathers what an SMS cannot show and nobody could be asked to reword: the words of an alert.
    std::vector<rendered_text> texts_for(mobilisation const& what, std::set<std::string>& left_out) const;
    void warn(preview& seen, std::set<std::string> const& left_out) const;
    void warn_of_one_way(preview& seen) const;

    channels::runtime& world_;
    store& store_;
    people const& people_;
    rulebooks const& books_;
    route_table const& routes_;
};

}  // namespace tocsin::dispatcher
