// SPDX-License-Identifier: Apache-2.0
// A mail's text as a page: paragraphs, and a line `[Oui, je viens](OUI)` alone as a large button that answers OUI. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::rules {

struct button {
    std::string label;
    std::string word;  ///< what it answers: letters that read_reply() understands, or HEURE
};

/// Of the button that asks for a time of arrival: only the answer page can.
inline constexpr std::string_view later_word = "HEURE";

/// Nothing when the line is not of that form, or when the word would not be understood.
std::optional<button> read_button(std::string_view line);

/// Whether a line is written like a button, sound or not.
bool looks_like_button(std::string_view line);

/// The text without the lines that are buttons and the blank lines they leave.
std::string without_buttons(std::string_view text);

/// A page that any mail program shows, from 320 pixels of width. A button links to the person's answer page, which asks
/// once more; without one (`link` is empty) to `answer:WORD`: the channel knows where an answer goes, and a button for a
/// time is left out.
std::string as_page(std::string_view text, std::string_view language, std::string_view link = {});

}  // namespace tocsin::rules
