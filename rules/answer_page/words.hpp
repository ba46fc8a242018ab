// SPDX-License-Identifier: Apache-2.0
// What the answer page says, in the eight languages it speaks. Pure.
#pragma once

#include "rules/words/time.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::rules {

/// Every sentence of the page in one language. `{name}` and the like stand for what is filled in.
struct page_words {
    std::string_view tag;   ///< BCP 47: "fr"
    std::string_view name;  ///< of the language, in itself
    bool right_to_left = false;
    std::string_view question;      ///< {instance}
    std::string_view for_you;       ///< {name}; whose page it is
    std::string_view what, where, when;
    std::string_view directions;
    std::string_view yes, later, no;
    std::string_view arrival;       ///< labels the choice of a time
    std::string_view choose;        ///< where no time is chosen yet
    std::string_view confirm;       ///< {answer}; touched in a mail, and not given before it is touched here
    std::string_view wait_for_us;   ///< nobody leaves before they are told to
    std::string_view change;        ///< above the buttons of somebody who has answered
    std::string_view other_answers;
    std::string_view expected, reserve, declined, being_read, withdrawn, over, cancelled, retracted;
    std::string_view you_said;      ///< {time}; when they mean to be there
    std::string_view again;         ///< nothing was done: the page was old, or no time was chosen
    std::string_view unsubscribe;   ///< the link
    std::string_view unsubscribe_question;
    std::string_view unsubscribe_button;
    std::string_view unsubscribed;
    std::string_view keep;          ///< back from there
    std::string_view languages;     ///< names the list of languages
    std::string_view exercise;
    std::string_view no_such_page;  ///< the same for whatever is wrong with a link
    std::string_view too_often, not_now;
    std::string_view on_day;        ///< {weekday} {day} {month} {time}
    std::string_view at_day;        ///< {weekday} {time}; within a list
    std::array<std::string_view, 7> weekdays;  ///< from Sunday
    std::array<std::string_view, 12> months;
};

/// French first, then English, then the others by their tags.
std::span<page_words const> all_page_words();

/// Of the first subtag of `tag` ("pt-BR" is "pt"); null when the page does not speak it.
page_words const* page_words_for(std::string_view tag);

/// The best of an Accept-Language header (RFC 9110 section 12.5.4) that the page speaks; null when none is.
page_words const* page_words_accepted(std::string_view accept_language);

/// `text` with every `{name}` replaced.
std::string filled(std::string_view text, std::string_view name, std::string_view value);

/// "mardi 24 novembre, 18:00".
std::string said_day(page_words const& in, local_time when);
/// "18:00", with the weekday when it is not `today`'s.
std::string said_time(page_words const& in, local_time when, local_time today);

}  // namespace tocsin::rules
