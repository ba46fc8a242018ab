// SPDX-License-Identifier: Apache-2.0
// What a rehearsal found, as a page: how often and when it is filled, what it costs, where it breaks, what comes next.
#pragma once

#include "dispatcher/cli/arguments.hpp"
#include "dispatcher/cli/layout.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tocsin::cli {

/// `given`: what was written, from which the next command is made.
std::string rehearsal_page(boost::json::value const& seen, arguments const& given, language in, ink const& colours);

}  // namespace tocsin::cli
