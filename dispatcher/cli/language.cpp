// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/language.hpp"

#include <fmt/format.h>

namespace tocsin::cli {

std::vector<std::string> names_of(language value)
{
    auto names = value.names();
    std::vector<std::string> each;
    while (!names.empty()) {
        auto const end = std::min(names.find(':'), names.size());
        each.emplace_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return each;
}

std::string accept_language(language value)
{
    std::string header;
    int weight = 10;
    auto const add = [&](std::string tag) {
        tag = tag.substr(0, tag.find('@'));
        std::replace(tag.begin(), tag.end(), '_', '-');
        header += header.empty() ? tag : fmt::format(", {};q=0.{}", tag, weight);
        weight = std::max(weight - 1, 1);
    };
    auto const names = names_of(value);
    for (auto const& name : names)
        add(name);
    if (names.empty() || names.back() != "en")
        add("en");
    return header;
}

std::vector<std::string> primary_tags(language value)
{
    auto tags = names_of(value);
    for (auto& tag : tags)
        tag = tag.substr(0, tag.find_first_of("_@"));
    if (tags.empty() || tags.back() != "en")
        tags.emplace_back("en");
    return tags;
}

language language_of(environment const& variables)
{
    std::string locale;
    for (auto const* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (locale.empty())
            locale = variables(name).value_or("");
    if (locale != "C" && locale != "POSIX")
        if (language const listed{variables("LANGUAGE").value_or("")}; !listed.names().empty())
            return listed;
    auto const name = locale.substr(0, locale.find_first_of(".@"));
    if (name.empty() || name == "C" || name == "POSIX")
        return language::fr;
    return language{locale};
}

}  // namespace tocsin::cli
