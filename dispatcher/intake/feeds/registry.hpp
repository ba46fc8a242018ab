// SPDX-License-Identifier: Apache-2.0
// The `feeds` of the settings → feeds to be watched. The only file that knows every kind.
#pragma once

#include "dispatcher/intake/feeds/desk.hpp"
#include "dispatcher/settings/settings.hpp"
#include "rules/geo/gazetteer.hpp"

#include <boost/system/result.hpp>

#include <vector>

namespace tocsin::dispatcher::feeds {

/// All feeds, or all problems at once. Null: there is no gazetteer to hold their zones against.
boost::system::result<std::vector<plan>, problems> load_feeds(configuration const& from, rules::gazetteer const* places);

}  // namespace tocsin::dispatcher::feeds
