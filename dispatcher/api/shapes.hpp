// SPDX-License-Identifier: Apache-2.0
// The JSON of the API, value by value, as docs/openapi.yaml describes it. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "channels/port/outcome.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/engine/registrar.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/words/problem.hpp"

#include <boost/json/fwd.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// One that has not been replaced or cancelled is expired once its time is over: three different ends.
boost::json::object alert_json(stored_alert const& alert, wall_time now);
boost::json::object mobilisation_json(mobilisation const& what);
boost::json::object status_json(mobilisation const& what, tally const& counts, std::vector<stored_wave> const& waves);
boost::json::object preview_json(preview const& seen, bool needs_approval);
boost::json::object funnel_json(preview const& seen);
boost::json::object report_row_json(report_row const& row);
boost::json::object person_json(volunteer const& who);
boost::json::object volunteer_json(volunteer const& who);
boost::json::object story_json(message_story const& told);
boost::json::object import_json(import_report const& report, language in);
boost::json::object reply_json(reply_result const& result);
boost::json::object inbox_json(inbox_entry const& entry);
boost::json::object
channel_json(wired_channel const& channel, std::map<message_state, int> const& messages, route_table const& routes);
boost::json::object switch_json(switch_entry const& entry);
/// The channels that ail or were left, for a status page; an empty list when all is well.
boost::json::array troubles_json(route_table const& routes);
boost::json::object outcome_json(std::string_view channel, channels::outcome const& came);
boost::json::object problems_json(problems const& found, language in);

/// The texts of a list, as a JSON array.
boost::json::array texts_json(std::vector<std::string> const& list);

}  // namespace tocsin::dispatcher::api
