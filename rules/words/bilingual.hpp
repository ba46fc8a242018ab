// SPDX-License-Identifier: Apache-2.0
// What the floor below can only know, said so that the floor above can speak the caller's language.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// A sentence, or the end of one, in French and in English.
struct bilingual {
    std::string fr;
    std::string en;

    bool empty() const { return en.empty(); }
    std::string const& in(std::string_view language) const { return language.starts_with("en") ? en : fr; }

    friend bool operator==(bilingual const&, bilingual const&) = default;
};

}  // namespace tocsin
