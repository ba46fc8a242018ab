// SPDX-License-Identifier: Apache-2.0
// What the command line says, in English here, in every other language in a catalogue of gettext (po/).
#pragma once

#include "dispatcher/cli/language.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

/// In English. Only says(), says_of() and counts() make them: by these names po/update.sh finds what is to be translated.
struct sentence {
    char const* context = nullptr;  ///< where one English word stands for several things; null: it does not
    char const* one = nullptr;
    char const* many = nullptr;  ///< null: nothing is counted
};

constexpr sentence says(char const* english) { return {nullptr, english, nullptr}; }
constexpr sentence says_of(char const* context, char const* english) { return {context, english, nullptr}; }
constexpr sentence counts(char const* one, char const* many) { return {nullptr, one, many}; }

/// The sentence as the first of these languages that has it says it, otherwise in English; so too when a translation
/// does not name exactly the values the English does. What it gives stays valid. Speaks for one thread: gettext is told
/// in the environment what to look into.
std::string_view spoken(language in, sentence const& what);
/// For so many, as the language counts.
std::string_view spoken(language in, sentence const& what, std::int64_t how_many);

/// Whether both name the same values: `{}` in this order or `{0}` in any, nothing else within braces, and not both kinds.
bool names_the_same_values(std::string_view translated, std::string_view english);

/// All that can be spoken here: English, and what lies in ../share/locale beside this program.
std::vector<std::string> languages();

}  // namespace tocsin::cli
