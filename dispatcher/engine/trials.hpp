// SPDX-License-Identifier: Apache-2.0
// Rules tried on alerts, in words: what they decide and why not. Nothing is recorded and nobody is asked.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"
#include "rules/words/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// A rehearsal of the rules on one alert.
struct trial {
    bool is_alert = false;
    std::string text;  ///< JSON, as docs/openapi.yaml describes it, or why it is no alert
};

struct named_alert {
    named_alert() = default;
    named_alert(std::string name, std::string bytes) : name(std::move(name)), bytes(std::move(bytes)) {}

    std::string name;
    std::string bytes;
};

class trials {
public:
    /// All outlive it. The rules may be others than the books' own: those being written.
    trials(rulebooks const& books, rules::rulebook const& rules, std::string_view language);

    /// At that instant; none: at the one when it was sent.
    trial one(std::string_view bytes, std::optional<wall_time> supposed) const;

private:
    rulebooks const& books_;
    rules::rulebook const& rules_;
    std::string language_;
};

/// A row of alerts, each as on the day it was sent, one after the other in that order, so that updates, intervals and what is
/// kept show. A step takes a few milliseconds: whoever has other work does it in between.
class trial_row {
public:
    /// Books and rules outlive it.
    trial_row(rulebooks const& books, rules::rulebook const& rules, std::string_view language, std::vector<named_alert> alerts);
    ~trial_row();
    trial_row(trial_row const&) = delete;
    trial_row& operator=(trial_row const&) = delete;

    /// Judges one alert; false: all have been.
    bool step();
    /// JSON: the alerts, and how many came to what.
    std::string result() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace tocsin::dispatcher
