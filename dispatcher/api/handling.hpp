// SPDX-License-Identifier: Apache-2.0
// What every handler does the same way: answering JSON, reading parameters, saying that the store cannot.
#pragma once

#include "dispatcher/api/errors.hpp"
#include "dispatcher/api/exchange.hpp"
#include "rules/words/ids.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>

namespace tocsin::dispatcher::api {

constexpr std::size_t longest_reason = 500;  ///< in bytes; what staff write down for a step

answer json_answer(int status, boost::json::object const& body);

/// For a store that cannot take or give something now; its own words go to the log, not to the caller.
answer store_answer(store_error const& error, language in);

/// The body as a JSON object; an empty body is an empty object. Nothing when it is something else.
std::optional<boost::json::object> json_body(request const& asked);

struct api_house;

/// Who asks, now: what the journal says of it.
act act_of(api_house const& at, request const& asked);

/// A text member; empty when there is none.
std::string text_member(boost::json::object const& from, std::string_view name);

/// `?limit=`; nothing when it is not from 1 to 1000.
std::optional<int> limit_of(request const& asked, int otherwise);

/// The id that the first capture holds; nothing when it holds none.
template <class Id>
std::optional<Id> captured_id(request const& asked)
{
    return asked.captured.empty() ? std::nullopt : parse_id<Id>(asked.captured.front());
}

}  // namespace tocsin::dispatcher::api
