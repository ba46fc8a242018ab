// SPDX-License-Identifier: Apache-2.0
// Rules as values: what an alert must be, and what is proposed then.
#pragma once

#include "rules/words/alert.hpp"
#include "rules/words/mobilisation.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::rules {

/// `>=Severe`, `Severe`, `<=Moderate`. Unknown satisfies a threshold only when it is named.
template <class Scale>
struct threshold {
    enum class sense { at_least, exactly, at_most };

    sense how = sense::at_least;
    Scale value{};

    bool holds(Scale given) const
    {
        if (given == Scale::unknown || value == Scale::unknown)
            return given == value;
        switch (how) {
        case sense::at_least: return given >= value;
        case sense::exactly: return given == value;
        case sense::at_most: return given <= value;
        }
        return false;
    }
};

/// All that are given must hold.
struct rule_condition {
    std::vector<std::string> event;  ///< patterns, any of them; against event, headline, event codes, awareness_type
    std::optional<threshold<tocsin::severity>> severity;
    std::optional<threshold<tocsin::urgency>> urgency;
    std::optional<threshold<tocsin::certainty>> certainty;
    std::vector<std::string> area;  ///< zone expressions; the alert's area must touch one
    std::vector<std::string> sender;  ///< patterns, any of them
};

enum class rule_action { ignore, propose, launch };

std::string_view to_string(rule_action value);

/// What is proposed.
struct rule_proposal {
    rule_action action = rule_action::propose;
    int need = 0;
    std::map<std::string, int> roles;
    bool alert_area = false;  ///< within the alert's own area (as far as `area` of the condition reaches)
    std::vector<std::string> zone;  ///< or within these
    double radius_km = 0;
    minutes by{180};  ///< people are needed so long after the alert
    std::optional<minutes> duration;
    std::string at;
    std::vector<medium> media{medium::sms, medium::email};
    std::string template_name = "default";
    tocsin::pace pace = pace::fast;
    tocsin::timed_yes timed_yes = timed_yes::in_time;
    std::vector<std::string> skills;
    int minimum_age = 18;
    std::optional<int> max_recipients;  ///< of a launch; above it a person approves
    std::string text;
    bool unicode = false;  ///< an SMS may leave the GSM alphabet
    std::optional<bool> urgent;  ///< not said: when the alert is Extreme and Immediate
    std::optional<escalation> escalate;
    std::optional<int> budget;  ///< most people who are asked; not said: the house's
};

struct rule {
    std::string name;
    rule_condition when;
    rule_proposal then;
    std::string file;
    int line = 0;
};

/// In the order in which they are tried.
struct rulebook {
    std::vector<rule> rules;
};

}  // namespace tocsin::rules
