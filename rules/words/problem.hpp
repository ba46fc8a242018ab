// SPDX-License-Identifier: Apache-2.0
// What is wrong with something a person wrote, and what to write instead. Loaders return all of them at once.
#pragma once

#include "rules/words/bilingual.hpp"

#include <boost/assert/source_location.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

struct problem {
    problem() = default;

    problem(std::string file, int line, std::string key, std::string what)
        : file(std::move(file)), line(line), key(std::move(key)), what(std::move(what))
    {
    }

    problem(std::string file, int line, std::string key, bilingual said)
        : file(std::move(file)), line(line), key(std::move(key)), what(std::move(said.en)), what_fr(std::move(said.fr))
    {
    }

    std::string const& in(std::string_view language) const
    {
        return what_fr.empty() || language.starts_with("en") ? what : what_fr;
    }

    std::string file;
    int line = 0;  ///< counted from 1; 0 when the whole file is meant
    std::string key;
    std::string what;  ///< what is wrong and what was expected, one sentence
    std::string what_fr;  ///< the same in French; empty where nobody said it yet

    friend bool operator==(problem const&, problem const&) = default;
};

using problems = std::vector<problem>;

/// `rules/crue.yaml:12 severity: "Sévère" is not a CAP severity; write one of Extreme, Severe, …`
inline std::string to_string(problem const& found, std::string_view language = "en")
{
    std::string text = found.file;
    if (found.line > 0)
        text += ':' + std::to_string(found.line);
    if (!found.key.empty())
        text += ' ' + found.key + ':';
    return text + ' ' + found.in(language);
}

/// Only reached when a loader's result is used without a look at its error.
[[noreturn]] inline void throw_exception_from_error(problems const& found, boost::source_location const&)
{
    throw std::runtime_error{found.empty() ? "problems" : to_string(found.front())};
}

}  // namespace tocsin
