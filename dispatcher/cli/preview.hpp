// SPDX-License-Identifier: Apache-2.0
// The preview as a page: how many, why not the others, the text as the phone shows it, cost and time.
#pragma once

#include "dispatcher/cli/layout.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tocsin::cli {

/// The preview inside of an answer, or the answer itself.
boost::json::value const& preview_in(boost::json::value const& answer);

std::string preview_page(boost::json::value const& preview, language in, ink const& colours);
/// Only who would be asked and why the others are not.
std::string funnel_page(boost::json::value const& preview, language in);
/// The people behind one line of the funnel.
std::string people_page(boost::json::value const& people, language in);

}  // namespace tocsin::cli
