// SPDX-License-Identifier: Apache-2.0
// Lists in pages: `limit` of them, and `after`, the place where the page before ended. The place is an id, so that what
// comes meanwhile neither repeats nor hides anything.
#pragma once

#include "dispatcher/api/exchange.hpp"
#include "rules/words/ids.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>

namespace tocsin::dispatcher::api {

/// Where the page begins; the default id at the first one. Nothing when it cannot be read.
template <class Id>
std::optional<Id> place_of(request const& asked)
{
    auto const text = asked.target.value_of("after");
    return !text || text->empty() ? std::optional{Id{}} : parse_id<Id>(*text);
}

/// One page. `next` is the place where the following one begins; empty on the last. It stands in the body, and as a whole
/// address in the Link header (RFC 8288).
answer page_answer(request const& asked, boost::json::object body, std::string const& next);

/// The last id of a page that may have another behind it; empty otherwise.
template <class Row>
std::string next_place(std::vector<Row> const& rows, int limit)
{
    return static_cast<int>(rows.size()) < limit ? std::string{} : to_string(rows.back().id);
}

}  // namespace tocsin::dispatcher::api
