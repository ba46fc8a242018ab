// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/handling.hpp"

#include "dispatcher/api/house.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace tocsin::dispatcher::api {

namespace json = boost::json;

answer json_answer(int status, json::object const& body) { return {status, "application/json", json::serialize(body)}; }

answer store_answer(store_error const& error, language in)
{
    auto const& told = error.failure() == store_failure::rejected ? errors::store_rejected : errors::store_unavailable;
    return fail(told, in, to_string(error.failure()));
}

std::optional<json::object> json_body(request const& asked)
{
    if (asked.body.empty())
        return json::object{};
    boost::system::error_code error;
    auto const parsed = json::parse(asked.body, error);
    if (error || !parsed.is_object())
        return std::nullopt;
    return parsed.get_object();
}

act act_of(api_house const& at, request const& asked)
{
    return {asked.by ? asked.by->name() : std::string{}, at.world.wall()};
}

std::string text_member(json::object const& from, std::string_view name)
{
    auto const* const found = from.if_contains(name);
    if (found == nullptr || !found->is_string())
        return {};
    return {found->get_string().data(), found->get_string().size()};
}

std::optional<int> limit_of(request const& asked, int otherwise)
{
    constexpr int most = 1000;
    auto const text = asked.target.value_of("limit");
    if (!text)
        return otherwise;
    int value = 0;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value < 1 || value > most)
        return std::nullopt;
    return value;
}

}  // namespace tocsin::dispatcher::api
