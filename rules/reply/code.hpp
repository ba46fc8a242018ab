// SPDX-License-Identifier: Apache-2.0
// The codes that tell two open requests of one person apart, and where a text says them.
#pragma once

#include "rules/words/ids.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules::reply {

/// "K42": a letter that is no word and looks like no digit, then two digits of 2 to 9. The same code comes again after
/// 1,088 mobilisations, and two that follow each other differ in every place: one slip never gives the neighbour's.
std::string code_of(mobilisation_id which);

/// A word of a text, which may be a code.
struct coded_word {
    std::string word;
    std::string code;  ///< as issued; empty: an ordinary word
};

/// The words of a text with the codes marked: "k42", "K 42" and "ouik42", whatever stands around. Only codes that were
/// issued are codes; nothing is repaired, for a code nearly said may be somebody else's.
std::vector<coded_word> mark_codes(std::vector<std::string> const& words, std::span<std::string const> issued);

/// A letter of the alphabet of codes and one or two digits: an answer that says one nobody was given binds to nothing.
bool looks_like_code(std::string_view word);

}  // namespace tocsin::rules::reply
