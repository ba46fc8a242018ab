// SPDX-License-Identifier: Apache-2.0
// What a code is called, in both languages.
#pragma once

#include "dispatcher/api/language.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace tocsin::dispatcher::api {

struct coded_phrase {
    std::string_view code;
    phrase said;
};

/// `otherwise` when the code is not among them.
inline std::string_view said_of(std::span<coded_phrase const> known, std::string_view code, language in, std::string_view otherwise)
{
    auto const found = std::find_if(known.begin(), known.end(), [code](auto const& each) { return each.code == code; });
    return found == known.end() ? otherwise : found->said.in(in);
}

}  // namespace tocsin::dispatcher::api
