// SPDX-License-Identifier: Apache-2.0
// What decisions are made by: rules, templates, gazetteer, calendar, and the few settings they need. Read only.
#pragma once

#include "dispatcher/settings/settings.hpp"
#include "rules/calendar.hpp"
#include "rules/geo/gazetteer.hpp"
#include "rules/match/rulebook.hpp"
#include "rules/text.hpp"

#include <boost/system/result.hpp>

#include <memory>

namespace tocsin::dispatcher {

struct rulebooks {
    rules::rulebook rules;
    rules::template_set templates;
    rules::gazetteer places;
    rules::calendar days;
    tocsin::dispatcher::settings settings;
};

/// Reads everything the settings point at, or returns all problems at once.
boost::system::result<std::shared_ptr<rulebooks const>, problems> load_rulebooks(settings const& from);

/// The rules alone, checked against the templates and the gazetteer: for `rules check`.
boost::system::result<rules::rulebook, problems>
load_rules(settings const& from, rules::template_set const& templates, rules::gazetteer const& places);

}  // namespace tocsin::dispatcher
