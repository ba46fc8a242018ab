// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/json_view.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cmath>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_list = 8;

std::string shown(json::value const& value, line_breaks breaks)
{
    if (auto const* const text = value.if_string())
        return clean(std::string_view{text->data(), text->size()}, breaks);
    if (auto const* const whole = value.if_int64())
        return std::to_string(*whole);
    if (auto const* const large = value.if_uint64())
        return std::to_string(*large);
    return {};
}

}  // namespace

json::value const& member(json::value const& of, std::string_view key)
{
    static json::value const nothing;
    auto const* const object = of.if_object();
    auto const* const found = object == nullptr ? nullptr : object->if_contains(key);
    return found == nullptr ? nothing : *found;
}

std::string text_of(json::value const& of, std::string_view key, line_breaks breaks)
{
    return shown(member(of, key), breaks);
}

std::int64_t number_of(json::value const& of, std::string_view key)
{
    auto const& value = member(of, key);
    if (auto const* const whole = value.if_int64())
        return *whole;
    if (auto const* const real = value.if_double(); real != nullptr && std::abs(*real) < 9e15)
        return std::llround(*real);
    return 0;
}

double amount_of(json::value const& of, std::string_view key)
{
    auto const& value = member(of, key);
    if (auto const* const real = value.if_double(); real != nullptr && std::abs(*real) < 9e13)
        return *real;
    if (auto const* const whole = value.if_int64())
        return static_cast<double>(*whole);
    return 0;
}

bool flag_of(json::value const& of, std::string_view key)
{
    auto const* const value = member(of, key).if_bool();
    return value != nullptr && *value;
}

json::array const& list_of(json::value const& of, std::string_view key)
{
    static json::array const nothing;
    auto const* const list = member(of, key).if_array();
    return list == nullptr ? nothing : *list;
}

json::object const& object_of(json::value const& of, std::string_view key)
{
    static json::object const nothing;
    auto const* const object = member(of, key).if_object();
    return object == nullptr ? nothing : *object;
}

std::string joined(json::array const& texts)
{
    std::string out;
    for (auto const& text : texts)
        out += (out.empty() ? "" : ", ") + shown(text, line_breaks::drop);
    return out;
}

std::string told(json::object const& what)
{
    std::string out;
    for (auto const& [key, value] : what) {
        std::string shown;
        if (auto const* const list = value.if_array(); list != nullptr && list->size() > longest_list)
            shown = fmt::format("({})", list->size());
        else if (auto const* const text = value.if_string())
            shown = std::string{text->data(), text->size()};
        else
            shown = json::serialize(value);
        out += fmt::format("{}{}: {}", out.empty() ? "" : " · ", clean(std::string_view{key}), clean(shown));
    }
    return out;
}

}  // namespace tocsin::cli
