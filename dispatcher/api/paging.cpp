// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/paging.hpp"

#include "rules/words/percent.hpp"

#include "dispatcher/api/handling.hpp"

#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

std::string address_of_next(request const& asked, std::string const& next)
{
    std::string address = asked.target.path + '?';
    for (auto const& [name, value] : asked.target.query)
        if (name != "after")
            address += percent_encoded(name) + '=' + percent_encoded(value) + '&';
    return address + "after=" + percent_encoded(next);
}

}  // namespace

answer page_answer(request const& asked, boost::json::object body, std::string const& next)
{
    if (!next.empty())
        body["next"] = next;
    auto told = json_answer(200, body);
    if (!next.empty())
        told.headers.emplace_back("Link", '<' + address_of_next(asked, next) + ">; rel=\"next\"");
    return told;
}

}  // namespace tocsin::dispatcher::api
