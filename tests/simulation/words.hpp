// SPDX-License-Identifier: Apache-2.0
// What a message is, by the words of the shipped templates: all that somebody outside can go by.
#pragma once

#include "tests/simulation/provider.hpp"

#include <string_view>

namespace tocsin::simulation {

inline bool says(witnessed const& message, std::string_view words) { return message.text.find(words) != std::string::npos; }

inline bool asks_back(witnessed const& message) { return says(message, "compris votre") || says(message, "plusieurs demandes"); }
inline bool is_question(witnessed const& message) { return says(message, "OUI") && !asks_back(message); }
inline bool confirms_stop(witnessed const& message) { return says(message, "noté"); }
inline bool answers_late(witnessed const& message) { return says(message, "déjà couvert"); }
inline bool is_correction(witnessed const& message)
{
    return says(message, "ERREUR") || says(message, "était une erreur");  // an SMS, a mail
}
inline bool is_exercise(witnessed const& message) { return message.text.starts_with("EXERCICE"); }

}  // namespace tocsin::simulation
