// SPDX-License-Identifier: Apache-2.0
// In which language the API speaks to whoever calls.
#pragma once

#include <string_view>

namespace tocsin::dispatcher::api {

enum class language { fr, en };

std::string_view to_string(language value);

/// What an Accept-Language header asks for (RFC 9110 section 12.5.4), as far as we speak it; otherwise the house's own.
language choose_language(std::string_view accept_language, std::string_view house_language);

/// A sentence in both languages.
struct phrase {
    std::string_view fr;
    std::string_view en;

    std::string_view in(language which) const { return which == language::fr ? fr : en; }
};

}  // namespace tocsin::dispatcher::api
