// SPDX-License-Identifier: Apache-2.0
// Reads one channel's YAML map key by key and collects every problem with file, line and advice.
#pragma once

#include "channels/port/secret.hpp"
#include "rules/words/problem.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::channels {

class yaml_map {
public:
    yaml_map(YAML::Node node, std::string path, std::string file, problems& found);

    /// Nothing when absent; a problem and nothing when it is not what was expected.
    std::optional<std::string> text(std::string const& key);
    /// As text(), counted from the folder of the file.
    std::optional<std::filesystem::path> path(std::string const& key);
    /// As path(), of a file that is there; empty when absent or when there is none, which is a problem.
    std::string file(std::string const& key);
    std::optional<double> number(std::string const& key, double least, double most);
    std::optional<int> whole(std::string const& key, int least, int most);
    std::optional<bool> truth(std::string const& key);
    std::vector<std::string> texts(std::string const& key);
    std::vector<int> wholes(std::string const& key);
    yaml_map map(std::string const& key);
    /// One map, or a list of maps.
    std::vector<yaml_map> maps(std::string const& key);
    /// A single value, as opposed to a map or a list.
    bool is_text(std::string const& key) const;
    bool has(std::string const& key) const;
    /// The keys of this map, in file order.
    std::vector<std::string> keys() const;
    /// A `{credential: NAME}` looked up, or nothing; `what` says what it is for.
    std::optional<secret> credential(std::string const& key, credential_source const& source);
    /// As text(), or the looked-up secret of `{credential: NAME}`.
    std::optional<std::string> text_or_credential(std::string const& key, credential_source const& source);

    void problem(std::string const& key, std::string what);
    void require(std::string const& key, std::string const& what_to_write);
    /// Reports keys nobody asked for.
    void finish();

private:
    YAML::Node find(std::string const& key);
    int line_of(std::string const& key) const;

    YAML::Node node_;
    std::string path_;
    std::string file_;
    problems& found_;
    std::set<std::string> known_;
};

}  // namespace tocsin::channels
