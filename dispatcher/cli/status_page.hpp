// SPDX-License-Identifier: Apache-2.0
// A mobilisation as it stands, as a block for people and as one line for a log. Pure.
#pragma once

#include "dispatcher/cli/session.hpp"

#include <boost/json/fwd.hpp>

#include <string>

namespace tocsin::cli {

bool is_over(boost::json::value const& now);
bool is_filled(boost::json::value const& now);

/// The block that `status ID` prints and `watch` draws again. `now` is what the API says of it.
std::string status_page(session& house, boost::json::value const& now);
/// Everything that can change, in one line however long: it goes to a log, or to whatever reads one.
std::string status_line(session& house, boost::json::value const& now);
/// Feeds whose alerts do not arrive; empty when there are none.
std::string feed_lines(session& house, boost::json::value const& now);

/// What asks for it.
request status_request(std::string const& id);

}  // namespace tocsin::cli
