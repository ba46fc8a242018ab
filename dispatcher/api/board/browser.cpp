// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/browser.hpp"

namespace tocsin::dispatcher::api::board {

std::string_view cookie_in(std::string_view field, std::string_view name)
{
    while (!field.empty()) {
        auto const end = field.find(';');
        auto pair = field.substr(0, end);
        field.remove_prefix(end == std::string_view::npos ? field.size() : end + 1);
        while (pair.starts_with(' '))
            pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
    }
    return {};
}

bool is_own_form(std::string_view fetch_site, std::string_view origin, std::string_view host, std::string_view public_url)
{
    if (!fetch_site.empty())
        return fetch_site == "same-origin";
    if (origin.empty())
        return true;
    auto const begin = origin.find("://");
    return origin == public_url || (begin != std::string_view::npos && origin.substr(begin + 3) == host && !host.empty());
}

}  // namespace tocsin::dispatcher::api::board
