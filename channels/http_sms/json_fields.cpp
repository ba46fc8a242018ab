// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/json_fields.hpp"

#include <boost/json.hpp>

namespace tocsin::channels::http_sms {

std::optional<boost::json::value> parsed_json(std::string_view text)
{
    boost::json::error_code failed;
    auto whole = boost::json::parse(boost::json::string_view{text.data(), text.size()}, failed);
    return failed ? std::nullopt : std::optional{std::move(whole)};
}

std::string text_at(boost::json::value const& whole, std::string const& pointer)
{
    boost::json::error_code failed;
    auto const* const found = whole.find_pointer(pointer, failed);
    if (found == nullptr || failed || found->is_null() || found->is_object() || found->is_array())
        return {};
    return found->is_string() ? std::string{found->get_string()} : boost::json::serialize(*found);
}

}  // namespace tocsin::channels::http_sms
