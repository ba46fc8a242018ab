// SPDX-License-Identifier: Apache-2.0
// Templates + facts → texts. A template that names something unknown is refused when it is loaded, not when it is sent.
#pragma once

#include "rules/words/contact.hpp"
#include "rules/words/message.hpp"
#include "rules/words/problem.hpp"

#include <boost/system/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tocsin::rules {

/// What a template may say, by its placeholder's name.
struct text_facts {
    std::string instance;  ///< {{instance}}: who calls, "Prefecture 04"
    std::string event;  ///< {{event}}
    std::string zone;  ///< {{zone}}: "Alpes-de-Haute-Provence"
    std::string at;  ///< {{at}}: where to come
    std::string by;  ///< {{by}}: when, as people of that language write it
    int need = 0;  ///< {{need}}
    std::string code;  ///< {{code}}: tells this mobilisation apart in an answer (rules/reply/code.hpp)
    std::string link;  ///< {{link}}: to each person's answer page; empty: there is none
    std::string own_text;  ///< {{text}}, {{#text}}: the officer's own words, in place of the template's question
    bool exercise = false;  ///< forces EXERCICE in front
};

class template_set {
public:
    /// From the files under config/templates/: "flood/fr/ask.sms" → its content. Each set has every purpose in every
    /// medium for each of its languages; a mail begins with `Subject: …` and an empty line. All problems at once.
    static boost::system::result<template_set, problems> read(std::map<std::string, std::string> const& files, std::string const& where);

    std::vector<std::string> names() const;
    bool has(std::string_view name) const;
    std::vector<std::string> languages(std::string_view name) const;

    /// What the set's SMS say, as written: "flood/fr/ask.sms" and its content.
    std::vector<std::pair<std::string, std::string>> sms_sources(std::string_view name) const;

    /// The set's own language for a person: theirs, else its primary tag, else fr, else the first.
    std::string language_for(std::string_view name, std::string_view wanted) const;

    /// `name` and `language` must exist (see above). An SMS has a body only; a mail a subject, text and HTML, with buttons
    /// (rules/page.hpp).
    message_text render(
        std::string_view name, purpose why, medium over, std::string_view language, text_facts const& facts
    ) const;

private:
    using key = std::tuple<std::string, std::string, purpose, medium>;
    std::map<key, std::string> templates_;
};

/// Whether a text says STOP as a word. In an SMS it turns an alert into marketing at French providers, which hold it back
/// at night; templates that do are refused, and STOP is honoured without being offered.
bool says_stop(std::string_view text);

/// Whether a text brings another way to answer than writing back: a link, a mail address, a telephone number in full.
bool tells_another_way(std::string_view text);

/// The purposes every set has.
std::vector<purpose> const& all_purposes();

}  // namespace tocsin::rules
