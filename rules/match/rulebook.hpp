// SPDX-License-Identifier: Apache-2.0
// Rules as values: what an alert must be, and what is proposed then.
#pragma once

#include "rules/match/condition.hpp"
#include "rules/words/mobilisation.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::rules {

enum class rule_action { ignore, propose, launch };

std::string_view to_string(rule_action value);

/// What is proposed.
struct rule_proposal {
    std::string name;  ///< tells several actions of one rule apart; empty: the rule's own
    rule_action action = rule_action::propose;
    int need = 0;
    std::map<std::string, int> roles;
    bool alert_area = false;  ///< within the alert's own area (as far as `area` of the condition reaches)
    std::vector<std::string> zone;  ///< or within these
    double radius_km = 0;
    minutes by{180};  ///< people are needed so long after the alert
    std::optional<minutes> duration;
    std::string at;  ///< may hold fields of the alert, as `text` (rules/match/words.hpp)
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
    std::vector<rule_proposal> also;  ///< further actions; none of them ignores
    /// Once it has acted on a warning, its later messages need no more than this for what it asked for to go on. They call
    /// nobody new. None: they need `when` again.
    std::optional<rule_condition> keep_while;
    /// Between two actions over the same ground. What is graver than the former action's alert does not wait.
    std::optional<minutes> interval;
    std::string file;
    int line = 0;
};

/// In the order in which they are tried.
struct rulebook {
    std::vector<rule> rules;
};

}  // namespace tocsin::rules
