// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dispatcher/api/language.hpp"

#include <boost/json/array.hpp>

namespace tocsin::dispatcher::feeds {
class desk;
}

namespace tocsin::dispatcher::api {

/// The feeds that staff have to know about, for a status page; an empty list when all is well.
boost::json::array feed_troubles_json(feeds::desk const& all, language in);

}  // namespace tocsin::dispatcher::api
