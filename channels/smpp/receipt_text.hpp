// SPDX-License-Identifier: Apache-2.0
// The body of a delivery receipt. SMPP 3.4, Appendix B, shows one form ("id:… sub:… dlvrd:… submit date:… done date:…
// stat:… err:… text:…") and calls it vendor-specific; centres differ in order, case, blanks and words. Total.
#pragma once

#include "rules/words/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::channels::smpp {

struct receipt_text {
    std::string id;  ///< as written; empty when there is none
    std::optional<receipt_verdict> verdict;  ///< none: no state, or a word that nobody knows
    std::string state;  ///< the word itself
    std::string error;  ///< as written; empty when there is none
};

/// Reads what it can. The quoted text at the end is never taken for a field.
receipt_text read_receipt_text(std::string_view body);

/// Appendix B's words (DELIVRD, UNDELIV …) and what else is met; nothing when unknown.
std::optional<receipt_verdict> verdict_of_word(std::string_view word);

/// 5.2.28: message_state; nothing when it is reserved.
std::optional<receipt_verdict> verdict_of_state(std::uint8_t state);
/// Appendix B's word for a message_state; "STATE 9" for a reserved one.
std::string word_of_state(std::uint8_t state);

}  // namespace tocsin::channels::smpp
