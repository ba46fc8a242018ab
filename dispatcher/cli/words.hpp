// SPDX-License-Identifier: Apache-2.0
// The API's codes in the person's language. An unknown code is shown as it is.
#pragma once

#include "dispatcher/cli/language.hpp"

#include <string>
#include <string_view>

namespace tocsin::cli {

/// `running` → "en cours".
std::string state_word(std::string_view state, language in);
/// `delivered` → "remis".
std::string message_word(std::string_view state, language in);
/// `outside_zone` → "hors de la zone": why somebody is not asked.
std::string reason_word(std::string_view reason, language in);
/// `propose` → "proposer": what a rule does with an alert.
std::string action_word(std::string_view action, language in);
/// `altered` → "modifiée": what is wrong with a line of the journal.
std::string defect_word(std::string_view defect, language in);
/// `order` → "ordre": what of a mobilisation the journal does not explain.
std::string aspect_word(std::string_view aspect, language in);
/// `asked` → "sollicités": what a line of the journal tells.
std::string line_word(std::string_view kind, language in);
/// `birth_date` → "né(e) le": what a column of the register holds.
std::string field_word(std::string_view field, language in);
std::string medium_word(std::string_view medium, language in);

/// "M7", "m7" and "7" are the same mobilisation: with its letter, as the API writes it.
std::string with_letter(char letter, std::string_view id);

}  // namespace tocsin::cli
