// SPDX-License-Identifier: Apache-2.0
// The tables of all languages, made ready to look up.
#pragma once

#include "rules/reply/lexicon.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules::reply {

class dictionary {
public:
    using phrase = std::vector<std::string>;
    using words = std::span<std::string const>;

    /// Made at its first use; never changes.
    static dictionary const& all();

    struct match {
        std::size_t words = 0;  ///< how many it takes; 0: nothing known stands there
        sense means = sense::unknown;
    };

    /// The longest known phrase at the start of `said`.
    match longest(words said) const;

    /// Spellings put right, one slip in a long word mended, fillers left out.
    phrase put_right(phrase const& said) const;

    /// The whole message is of the STOP family: "STOP", "stop sms", "Stop au 38123".
    bool is_stop(words said) const;
    bool names_stop(words said) const;

    /// Whether the word is of any table: it answers, opts out, or is part of a phrase that does.
    bool knows(std::string_view word) const;

    /// Whether what was said is one of the phrases that are marked so; goes on after one; has one somewhere in it.
    bool is(mark what, std::string_view said) const;
    bool goes_on_after(mark what, std::string_view said) const;
    bool holds(mark what, std::string_view said) const;

    bool machine_speaks(words said) const { return holds_any(said, machine_); }
    bool machine_may_speak(words said) const { return holds_any(said, machine_alone_); }

private:
    explicit dictionary(std::span<language const* const> languages);

    void add(language const& one);
    bool holds_any(words said, std::vector<phrase> const& phrases) const;
    std::string_view after_elided_i(std::string_view word) const;
    std::string mended(std::string const& word) const;

    std::map<std::string, std::vector<std::pair<phrase, sense>>, std::less<>> by_first_word_;
    std::map<mark, std::vector<phrase>> marks_;  ///< every mark stands in some language
    std::map<std::string, phrase, std::less<>> spellings_;
    std::vector<phrase> fillers_;
    std::set<std::string, std::less<>> known_words_;
    phrase spelt_;
    std::vector<phrase> stop_;
    std::vector<phrase> stop_company_;
    std::vector<phrase> machine_;
    std::vector<phrase> machine_alone_;
};

}  // namespace tocsin::rules::reply
