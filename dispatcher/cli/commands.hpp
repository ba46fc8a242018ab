// SPDX-License-Identifier: Apache-2.0
// The commands: each asks the daemon, prints what came of it and the next step, and gives the exit status.
#pragma once

#include "dispatcher/cli/arguments.hpp"

#include <boost/json/fwd.hpp>

namespace tocsin::cli {

// alerts.cpp
exit_status alert_send(session& house, arguments const& given);
exit_status alert_list(session& house, arguments const& given);
exit_status alert_show(session& house, arguments const& given);
exit_status rules_check(session& house, arguments const& given);
exit_status rules_try(session& house, arguments const& given);

// mobilise.cpp
exit_status mobilise(session& house, arguments const& given);
exit_status show_preview(session& house, arguments const& given);
exit_status approve(session& house, arguments const& given);
exit_status widen(session& house, arguments const& given);
exit_status volunteers_funnel(session& house, arguments const& given);

/// Makes the API's order of what was written. Anything but `done` has been reported.
exit_status read_order(session& house, order const& wanted, boost::json::object& body);

// rehearse.cpp
exit_status rehearse(session& house, arguments const& given);

// attention.cpp: what `tocsin` alone does
exit_status attention(session& house, arguments const& given);

// progress.cpp
exit_status status(session& house, arguments const& given);
exit_status watch(session& house, arguments const& given);
exit_status report(session& house, arguments const& given);

// decisions.cpp
exit_status pause(session& house, arguments const& given);
exit_status resume(session& house, arguments const& given);
exit_status cancel(session& house, arguments const& given);
exit_status close_mobilisation(session& house, arguments const& given);
exit_status extend(session& house, arguments const& given);
exit_status retract(session& house, arguments const& given);
/// How many have said yes, when more have to.
void say_given(session& house, boost::json::value const& now);
/// What to do next with a mobilisation in this state.
void say_next(session& house, boost::json::value const& now);

// volunteers.cpp
exit_status volunteers_import(session& house, arguments const& given);
exit_status volunteers_list(session& house, arguments const& given);
exit_status volunteers_show(session& house, arguments const& given);
exit_status volunteers_opt_out(session& house, arguments const& given);
exit_status volunteers_opt_in(session& house, arguments const& given);
exit_status volunteers_rectify(session& house, arguments const& given);
exit_status volunteers_restrict(session& house, arguments const& given);
/// Everything that is kept about one person, as JSON, into a file or onto standard output.
exit_status volunteers_export_one(session& house, std::string const& external_id, std::string const& file);
exit_status volunteers_erase(session& house, arguments const& given);
exit_status volunteers_export(session& house, arguments const& given);

// house.cpp
exit_status reply(session& house, arguments const& given);
exit_status inbox(session& house, arguments const& given);
exit_status inbox_settle(session& house, arguments const& given);
exit_status channels(session& house, arguments const& given);
exit_status channels_test(session& house, arguments const& given);
exit_status feeds(session& house, arguments const& given);
exit_status feeds_poll(session& house, arguments const& given);
exit_status config_check(session& house, arguments const& given);

// explain.cpp
exit_status explain(session& house, arguments const& given);

// backup.cpp
exit_status backup(session& house, arguments const& given);
// clients.cpp
exit_status clients_list(session& house, arguments const& given);
exit_status clients_add(session& house, arguments const& given);
exit_status clients_revoke(session& house, arguments const& given);

// audit.cpp
exit_status audit_show(session& house, arguments const& given);
exit_status audit_verify(session& house, arguments const& given);
exit_status audit_accept(session& house, arguments const& given);

/// Asks for a list of problems and prints them, or that there is none (`fine`). Problems end in `failed`.
exit_status problems_or_fine(session& house, request const& asked, phrase fine);
/// Prints each problem of the answer with its place.
void show_problems(session& house, boost::json::value const& body);

}  // namespace tocsin::cli
