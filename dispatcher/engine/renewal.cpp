// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/renewal.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tocsin::dispatcher {
namespace {

/// What `renew` takes up.
constexpr std::array renewable{"alerts", "approval", "contact_budget", "display_name", "holidays", "mission", "retention", "rules", "templates"};

bool is_renewable(std::string const& key)
{
    return std::find(renewable.begin(), renewable.end(), key) != renewable.end();
}

}  // namespace

written_keys keys_written_in(std::filesystem::path const& file)
{
    written_keys keys;
    try {
        for (auto const& each : YAML::LoadFile(file.string()))
            keys.emplace(each.first.as<std::string>(), YAML::Dump(each.second));
    } catch (YAML::Exception const&) {
        keys.clear();
    }
    return keys;
}

std::vector<std::string> waiting_for_restart(written_keys const& at_start, written_keys const& now)
{
    std::vector<std::string> waiting;
    auto const other = [](written_keys const& in, std::string const& key, std::string const& value) {
        auto const found = in.find(key);
        return found == in.end() || found->second != value;
    };
    for (auto const& [key, value] : at_start)
        if (!is_renewable(key) && other(now, key, value))
            waiting.push_back(key);
    for (auto const& [key, value] : now)
        if (!is_renewable(key) && !at_start.contains(key))
            waiting.push_back(key);
    std::sort(waiting.begin(), waiting.end());
    return waiting;
}

problems taken_away(rulebooks const& now, rulebooks const& next)
{
    problems found;
    auto const missing = [&](std::string const& what) {
        found.emplace_back(
            next.settings.templates.string(), 0, what,
            "is gone, and mobilisations may still speak with it; put it back, or take it away with a restart"
        );
    };
    for (auto const& set : now.templates.names()) {
        if (!next.templates.has(set)) {
            missing(set);
            continue;
        }
        auto const left = next.templates.languages(set);
        for (auto const& language : now.templates.languages(set))
            if (std::find(left.begin(), left.end(), language) == left.end())
                missing(set + '/' + language);
    }
    return found;
}

std::shared_ptr<rulebooks const> renew(rulebooks& now, rulebooks next)
{
    // Swapped, not copied: whoever holds a rule or a template by reference holds one of the former set's.
    std::swap(now.rules, next.rules);
    std::swap(now.templates, next.templates);
    std::swap(now.days, next.days);
    auto former = std::make_shared<rulebooks>();
    former->rules = std::move(next.rules);
    former->templates = std::move(next.templates);
    former->days = std::move(next.days);
    auto& in_force = now.settings;
    auto& written = next.settings;
    in_force.display_name = written.display_name;
    in_force.rules = written.rules;
    in_force.templates = written.templates;
    in_force.holidays = written.holidays;
    in_force.approval_above_recipients = written.approval_above_recipients;
    in_force.approval_people = written.approval_people;
    in_force.largest_launch = written.largest_launch;
    in_force.contact_budget = written.contact_budget;
    in_force.urgent_contact_budget = written.urgent_contact_budget;
    in_force.default_duration = written.default_duration;
    in_force.default_budget = written.default_budget;
    in_force.default_alert_life = written.default_alert_life;
    return former;
}

}  // namespace tocsin::dispatcher
