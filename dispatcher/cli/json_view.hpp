// SPDX-License-Identifier: Apache-2.0
// Looks into the daemon's JSON without trusting it: what is missing or of another kind reads as nothing.
#pragma once

#include "dispatcher/cli/layout.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::cli {

/// A member, or null: of an object that lacks it, or of anything else.
boost::json::value const& member(boost::json::value const& of, std::string_view key);
/// Text fit to be shown (see `clean`); numbers as digits; empty when there is none.
std::string text_of(boost::json::value const& of, std::string_view key, line_breaks breaks = line_breaks::drop);
std::int64_t number_of(boost::json::value const& of, std::string_view key);
double amount_of(boost::json::value const& of, std::string_view key);
bool flag_of(boost::json::value const& of, std::string_view key);
/// The elements of a member that is an array, otherwise none.
boost::json::array const& list_of(boost::json::value const& of, std::string_view key);
boost::json::object const& object_of(boost::json::value const& of, std::string_view key);

// What they give lives inside of the document: never ask a temporary.
boost::json::value const& member(boost::json::value&&, std::string_view) = delete;
boost::json::array const& list_of(boost::json::value&&, std::string_view) = delete;
boost::json::object const& object_of(boost::json::value&&, std::string_view) = delete;

/// "a, b, c" of a list of texts.
std::string joined(boost::json::array const& texts);

/// "state: approved · reason: …": what an object tells, in its own keys; a long list by its length.
std::string told(boost::json::object const& what);

}  // namespace tocsin::cli
