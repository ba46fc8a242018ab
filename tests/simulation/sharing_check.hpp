// SPDX-License-Identifier: Apache-2.0
// Whether several mobilisations shared one register rightly, judged by what the outside saw. Nobody waits for two answers
// of one person, nobody who said yes is asked elsewhere, nobody is asked above the budget, whoever is taken by a more
// urgent mobilisation hears one apology, and everybody who was asked hears the end of it once.
#pragma once

#include "rules/select/contacts.hpp"
#include "rules/words/mobilisation.hpp"
#include "tests/simulation/provider.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::simulation {

/// One mobilisation as the outside knows it: its texts name its event, and orders to come its place.
struct flood {
    std::string event;
    std::string place;
    bool urgent = false;
    tocsin::pace pace = pace::all;
    int need = 0;
    hours notice{2};  ///< from the start until people are needed
    mono_time starts;
    std::optional<mono_time> cancelled;  ///< when an officer means to

    // What came of it.
    std::optional<mobilisation_id> id;
    mobilisation_state state = mobilisation_state::proposed;
    std::optional<mono_time> ended;
    mono_time until;  ///< people are needed on site until then
};

/// What somebody wrote back, and when the house had taken it.
struct word_back {
    std::string number;
    std::string text;
    std::string to_event;  ///< of the question they had before them
    std::string id;
    mono_time offered;
    std::optional<mono_time> taken;
};

struct sharing_facts {
    std::vector<flood> floods;
    std::vector<witnessed> log;
    std::vector<word_back> said;
    std::set<std::string> undeliverable;
    rules::contact_limits ordinary;
    rules::contact_limits urgent;
};

/// What was wrong; empty: nothing.
std::vector<std::string> check_sharing(sharing_facts const& facts);

}  // namespace tocsin::simulation
