// SPDX-License-Identifier: Apache-2.0
// A text → the words of it, and what each is known to mean. Says nothing yet of what the whole means.
#pragma once

#include "rules/reply/arrival.hpp"
#include "rules/reply/lexicon.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules::reply {

/// A word, a phrase or a time, and its sense.
struct item {
    item() = default;
    item(sense means, std::string said) : means(means), said(std::move(said)) {}

    sense means = sense::unknown;
    std::string said;
    arrival when;  ///< of sense::arrival
};

/// A text as it is compared: lower case, no accents, blanks for everything but letters and digits; thumbs and other signs
/// that speak are the word they say, signs that only smile are gone.
struct text_heard {
    std::vector<std::string> words;
    bool asks = false;  ///< a question mark stands in it
};

text_heard hear(std::string_view raw);

/// Shorthand and slips of the pen put right, fillers dropped, and each stretch of words looked up as the longest known
/// phrase. `negated` is set when "ne" was said: then a negation must have followed.
struct meaning_heard {
    std::vector<item> items;
    bool negated = false;
};

meaning_heard look_up(std::vector<std::string> const& words);

bool says_stop(std::vector<std::string> const& words);  ///< the whole message is of the STOP family
bool names_stop(std::vector<std::string> const& words);  ///< a word of it stands somewhere

enum class machine_like { no, perhaps, certainly };

machine_like sounds_like_a_machine(std::vector<std::string> const& words);

}  // namespace tocsin::rules::reply
