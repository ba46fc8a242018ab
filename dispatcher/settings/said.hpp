// SPDX-License-Identifier: Apache-2.0
// A sentence about something an administrator wrote, with values in it, in both languages.
#pragma once

#include "rules/words/bilingual.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

namespace tocsin::dispatcher {

template <class... Values>
bilingual said(fmt::format_string<Values const&...> fr, fmt::format_string<Values const&...> en, Values const&... values)
{
    return {fmt::format(fr, values...), fmt::format(en, values...)};
}

/// With `; did you mean "Severe"?` behind it, when one of the names is near the word, whatever its case and accents.
bilingual with_guess(bilingual sentence, std::string_view word, std::set<std::string> const& names);

}  // namespace tocsin::dispatcher
