// SPDX-License-Identifier: Apache-2.0
#include "channels/profile_file.hpp"

#include <algorithm>

namespace tocsin::channels {

bool is_plain_name(std::string const& text)
{
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

YAML::Node merged(YAML::Node const& below, YAML::Node const& above)
{
    if (!below.IsMap() || !above.IsMap())
        return above;
    YAML::Node result{YAML::NodeType::Map};
    for (auto const& entry : below)
        if (!above[entry.first.Scalar()])
            result.force_insert(entry.first, entry.second);
    for (auto const& entry : above) {
        auto const& shared = below[entry.first.Scalar()];
        result.force_insert(entry.first, shared ? merged(shared, entry.second) : entry.second);
    }
    return result;
}

bool stands_in_profile(YAML::Node own, YAML::Node below, std::string_view path)
{
    while (below.IsMap() && !path.empty()) {
        auto const dot = path.find('.');
        std::string const key{path.substr(0, dot)};
        path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
        if (!below[key])
            return false;
        if (!own.IsMap() || !own[key])
            return true;
        own.reset(own[key]);
        below.reset(below[key]);
    }
    return false;
}

profile_file
read_profile(YAML::Node const& node, std::string const& file, std::filesystem::path const& folder, problems& found)
{
    profile_file read;
    if (!node.IsMap() || !node["profile"])
        return read;
    auto const line = node["profile"].Mark().line + 1;
    auto const name = node["profile"].IsScalar() ? node["profile"].Scalar() : std::string{};
    if (!is_plain_name(name)) {
        auto const where = "write the name of a file in " + folder.string() + ", without .yaml: ";
        found.emplace_back(file, line, "profile", where + "lower-case letters, digits and dashes only");
        return read;
    }
    read.file = (folder / (name + ".yaml")).string();
    try {
        auto const profile = YAML::LoadFile(read.file);
        if (profile.IsMap())
            read.node.reset(profile);
        else
            found.emplace_back(read.file, 1, "", "expected a map of keys: request, success, receipts, replies");
    } catch (YAML::BadFile const&) {
        found.emplace_back(file, line, "profile", "there is no " + read.file + "; write the name of a file of that folder");
    } catch (YAML::Exception const& failure) {
        found.emplace_back(read.file, failure.mark.line + 1, "", "is not YAML: " + failure.msg);
    }
    return read;
}

}  // namespace tocsin::channels
