// SPDX-License-Identifier: Apache-2.0
#include "channels/yaml.hpp"

#include <cmath>

namespace tocsin::channels {

yaml_map::yaml_map(YAML::Node node, std::string path, std::string file, problems& found)
    : node_(std::move(node)), path_(std::move(path)), file_(std::move(file)), found_(found)
{
    if (node_.IsDefined() && !node_.IsMap()) {
        problem("", "expected a map of keys; write `key: value` lines");
        node_ = YAML::Node{YAML::NodeType::Map};
    }
}

YAML::Node yaml_map::find(std::string const& key)
{
    known_.insert(key);
    return node_.IsMap() ? node_[key] : YAML::Node{YAML::NodeType::Undefined};
}

int yaml_map::line_of(std::string const& key) const
{
    if (node_.IsMap())
        for (auto const& entry : node_)
            if (entry.first.IsScalar() && entry.first.Scalar() == key)
                return entry.first.Mark().line + 1;
    return node_.IsDefined() ? node_.Mark().line + 1 : 0;
}

void yaml_map::problem(std::string const& key, std::string what)
{
    auto const path = path_.empty() || key.empty() ? path_ + key : path_ + '.' + key;
    found_.emplace_back(file_, line_of(key), path, std::move(what));
}

bool yaml_map::has(std::string const& key) const
{
    for (auto const& each : keys())
        if (each == key)
            return true;
    return false;
}

std::vector<std::string> yaml_map::keys() const
{
    std::vector<std::string> names;
    if (node_.IsMap())
        for (auto const& entry : node_)
            if (entry.first.IsScalar())
                names.push_back(entry.first.Scalar());
    return names;
}

std::optional<std::string> yaml_map::text(std::string const& key)
{
    auto const node = find(key);
    if (!node.IsDefined())
        return std::nullopt;
    if (node.IsScalar())
        return node.Scalar();
    problem(key, "expected a single value");
    return std::nullopt;
}

std::optional<std::filesystem::path> yaml_map::path(std::string const& key)
{
    auto const said = text(key);
    return said ? std::optional{std::filesystem::path{file_}.parent_path() / *said} : std::nullopt;
}

std::string yaml_map::file(std::string const& key)
{
    auto const where = path(key);
    if (!where || !where->has_filename())
        return {};
    if (std::filesystem::is_regular_file(*where))
        return where->string();
    problem(key, "there is no file " + where->string());
    return {};
}

std::optional<double> yaml_map::number(std::string const& key, double least, double most)
{
    auto const written = text(key);
    if (!written)
        return std::nullopt;
    try {
        std::size_t read = 0;
        double const value = std::stod(*written, &read);
        if (read == written->size() && value >= least && value <= most)
            return value;
    } catch (std::exception const&) {
    }
    auto const plain = [](double value) {
        auto text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
    };
    problem(key, "\"" + *written + "\" is not a number between " + plain(least) + " and " + plain(most));
    return std::nullopt;
}

std::optional<int> yaml_map::whole(std::string const& key, int least, int most)
{
    auto const value = number(key, least, most);
    if (value && *value != std::floor(*value)) {
        problem(key, "expected a whole number");
        return std::nullopt;
    }
    return value ? std::optional{static_cast<int>(*value)} : std::nullopt;
}

std::optional<bool> yaml_map::truth(std::string const& key)
{
    auto const written = text(key);
    if (!written)
        return std::nullopt;
    if (*written == "true" || *written == "yes" || *written == "on")
        return true;
    if (*written == "false" || *written == "no" || *written == "off")
        return false;
    problem(key, "expected true or false");
    return std::nullopt;
}

std::vector<std::string> yaml_map::texts(std::string const& key)
{
    auto const node = find(key);
    std::vector<std::string> values;
    if (node.IsDefined() && node.IsScalar())
        values.push_back(node.Scalar());
    else if (node.IsDefined() && node.IsSequence())
        for (auto const& each : node)
            values.push_back(each.IsScalar() ? each.Scalar() : "");
    else if (node.IsDefined())
        problem(key, "expected a list; write [one, two]");
    return values;
}

std::vector<int> yaml_map::wholes(std::string const& key)
{
    std::vector<int> values;
    for (auto const& each : texts(key)) {
        try {
            values.push_back(std::stoi(each));
        } catch (std::exception const&) {
            problem(key, "\"" + each + "\" is not a whole number");
        }
    }
    return values;
}

yaml_map yaml_map::map(std::string const& key)
{
    auto node = find(key);
    return {node, path_.empty() ? key : path_ + '.' + key, file_, found_};
}

std::vector<yaml_map> yaml_map::maps(std::string const& key)
{
    auto const node = find(key);
    std::vector<yaml_map> list;
    auto const path = path_.empty() ? key : path_ + '.' + key;
    if (node.IsDefined() && node.IsSequence())
        for (auto const& each : node)
            list.push_back({each, path, file_, found_});
    else if (node.IsDefined())
        list.push_back({node, path, file_, found_});
    return list;
}

bool yaml_map::is_text(std::string const& key) const
{
    return node_.IsMap() && node_[key] && node_[key].IsScalar();
}

std::optional<secret> yaml_map::credential(std::string const& key, credential_source const& source)
{
    auto const node = find(key);
    if (!node.IsDefined())
        return std::nullopt;
    auto const name = node.IsMap() && node["credential"] ? node["credential"].as<std::string>("") : std::string{};
    if (name.empty()) {
        problem(key, "secrets do not stand in this file; write {credential: NAME} and put the secret into the file NAME "
                     "of the credentials folder");
        return std::nullopt;
    }
    auto found = source(name);
    if (!found)
        problem(key, "the credential \"" + name + "\" is not in the credentials folder, or others may read it (chmod 600)");
    return found;
}

std::optional<std::string> yaml_map::text_or_credential(std::string const& key, credential_source const& source)
{
    auto const node = find(key);
    if (!node.IsDefined() || node.IsScalar())
        return text(key);
    auto const found = credential(key, source);
    return found ? std::optional{found->reveal()} : std::nullopt;
}

void yaml_map::require(std::string const& key, std::string const& what_to_write)
{
    known_.insert(key);
    if (!has(key))
        problem(key, "is missing; write " + what_to_write);
}

void yaml_map::finish()
{
    std::set<std::string> seen;
    for (auto const& each : keys()) {
        if (!seen.insert(each).second)
            problem(each, "stands here twice; only one of them would count");
        if (known_.contains(each))
            continue;
        std::string list;
        for (auto const& name : known_)
            list += (list.empty() ? "" : ", ") + name;
        problem(each, "is no key here; there are: " + list);
    }
}

}  // namespace tocsin::channels
