// SPDX-License-Identifier: Apache-2.0
// What stands behind the `type` of problem details (RFC 9457 section 3.1.1).
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/outside_routes.hpp"

#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

task<answer> explain_error(api_house&, request& asked)
{
    for (auto const* const each : errors::all()) {
        if (each->code != asked.captured.front())
            continue;
        auto said = error_json(*each, asked.language);
        said["status"] = each->status;
        co_return json_answer(200, said);
    }
    co_return fail(errors::not_found, asked.language, "code");
}

constexpr route error_page_table[] = {
    {"GET", "/errors/{code}", access::open, body_kind::none, explain_error},
};

}  // namespace

std::span<route const> error_page_routes() { return error_page_table; }

}  // namespace tocsin::dispatcher::api
