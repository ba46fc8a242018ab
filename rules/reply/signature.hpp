// SPDX-License-Identifier: Apache-2.0
// Who writes, and where from: the names of the writer, of the places near them, numbers to reach them at. What somebody
// signs with changes no answer; anybody else's name may be whom they answer for, and stays a word that nobody knows.
#pragma once

#include "rules/words/time.hpp"

#include <string>
#include <vector>

namespace tocsin::rules::reply {

/// What is known beside the grammar, as it is written in a register. Empty: nothing is, and every name is unknown.
struct known_words {
    std::vector<std::string> names;  ///< of whoever writes, given and family: "Jean-Paul", "Blanc"; nobody else's
    std::vector<std::string> places;  ///< near them: "Digne-les-Bains", "Les Mées"
    bool tonight = false;  ///< they are wanted this evening: "ce soir" sets no limit then
};

/// Whether `by` lies in the evening, from six on, of the day that ends at `midnight`; and whether that is the day of `said`.
bool is_this_evening(wall_time by, wall_time said, wall_time midnight);

/// The words that stand for a signature and for a place: nobody can write them, and no name is told by them.
inline constexpr char const* signature_word = "(signature)";
inline constexpr char const* place_word = "(place)";
inline constexpr char const* agreed_time_word = "(time)";  ///< when they are wanted, and no other time

/// `words` with the names known, telephone numbers, postcodes and "ce soir" replaced. Words of the grammar are never names: the "oui" of
/// Mr Oui answers. Nor is a name that stands as a noun ("mon petit") or does something ("Robert vient").
std::vector<std::string> signatures_apart(std::vector<std::string> const& words, known_words const& known);

}  // namespace tocsin::rules::reply
