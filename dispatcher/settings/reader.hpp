// SPDX-License-Identifier: Apache-2.0
// Reads one YAML map key by key, remembers which keys are known, and collects every problem with file, line and advice.
#pragma once

#include "rules/words/problem.hpp"
#include "rules/words/time.hpp"

#include <yaml-cpp/node/node.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

/// Where problems go: one file, any number of them.
class problem_list {
public:
    explicit problem_list(std::string file) : file_(std::move(file)) {}

    void add(int line, std::string key, std::string what)
    {
        found_.emplace_back(file_, line, std::move(key), std::move(what));
    }
    void add(int line, std::string key, bilingual what)
    {
        found_.emplace_back(file_, line, std::move(key), std::move(what));
    }
    bool empty() const { return found_.empty(); }
    problems take() { return std::move(found_); }

private:
    std::string file_;
    problems found_;
};

/// One map of the file. Every getter names a key that the map may have; `finish` reports the others.
class map_reader {
public:
    /// `path` is the map's own key, for the problems ("http"); empty at the top. A key written twice is a problem.
    map_reader(YAML::Node node, std::string path, problem_list& found);

    /// Nothing when absent, and, after a problem, when it is not what was expected.
    std::optional<std::string> text(std::string const& key);
    std::optional<int> whole_number(std::string const& key, int least, int most);
    std::optional<bool> yes_or_no(std::string const& key);
    std::optional<seconds> duration(std::string const& key, seconds least, seconds most);
    /// `{credential: NAME}`: the name. A secret written in the file itself is a problem.
    std::optional<std::string> credential(std::string const& key);
    std::vector<std::string> texts(std::string const& key);
    /// As texts(), or one value written without brackets.
    std::vector<std::string> one_or_more(std::string const& key);
    /// An absent map reads as an empty one.
    map_reader map(std::string const& key);
    std::vector<YAML::Node> list(std::string const& key);
    /// A list of maps, or a single map; each knows its place ("any[2]") where there are several.
    std::vector<map_reader> maps(std::string const& key);
    bool is_map(std::string const& key);

    bool has(std::string const& key) const;
    /// The keys as written, for maps whose keys are names.
    std::vector<std::string> keys() const;
    int line_of(std::string const& key) const;
    std::string path_of(std::string const& key) const { return path_.empty() ? key : path_ + '.' + key; }
    void problem_at(std::string const& key, std::string what)
    {
        found_.add(line_of(key), path_of(key), std::move(what));
    }
    void problem_at(std::string const& key, bilingual what) { found_.add(line_of(key), path_of(key), std::move(what)); }
    /// Says that a key has to be there, unless it is.
    void require(std::string const& key, std::string const& what_to_write);
    void require(std::string const& key, bilingual const& what_to_write);

    /// Reports keys that nobody asked for, with the nearest that somebody did.
    void finish();

private:
    YAML::Node find(std::string const& key);

    YAML::Node node_;
    std::string path_;
    problem_list& found_;
    std::set<std::string> known_;
};

/// The one document of a YAML text. Reports a second document, and every alias (`*name`): one that stands inside of what
/// it names is a circle. Throws YAML::Exception where the text is not YAML. (YAML::LoadAll never ends on some texts that
/// are none: yaml-cpp 0.7 then gives empty documents for ever.)
YAML::Node load_one_document(std::string const& text, problem_list& found);

/// `15min`, `4h`, `1h30min`, `90s`, `2d`; nothing for anything else, a bare number included.
std::optional<seconds> parse_duration(std::string_view text);

/// The candidate that a slip of the finger (two at most) turns into `word`; nothing when none is near.
std::optional<std::string> nearest(std::string_view word, std::set<std::string> const& candidates);

}  // namespace tocsin::dispatcher
