// SPDX-License-Identifier: Apache-2.0
// JSON that was written down long ago, perhaps by a former version: what is not there, or is of another kind, is nothing.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::dispatcher::api {

inline std::optional<boost::json::object> object_of(std::string const& written)
{
    boost::system::error_code unreadable;
    auto read = boost::json::parse(written, unreadable);
    if (unreadable || !read.is_object())
        return std::nullopt;
    return std::move(read.get_object());
}

inline std::optional<boost::json::object> object_in(boost::json::object const& from, std::string_view key)
{
    auto const* const found = from.if_contains(key);
    return found != nullptr && found->is_object() ? std::optional{found->get_object()} : std::nullopt;
}

inline std::string text_in(boost::json::object const& from, std::string_view key)
{
    auto const* const found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

template <class Number = int>
Number number_in(boost::json::object const& from, std::string_view key)
{
    auto const* const found = from.if_contains(key);
    return found != nullptr && found->is_number() ? found->to_number<Number>() : 0;
}

}  // namespace tocsin::dispatcher::api
