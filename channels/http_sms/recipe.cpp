// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/recipe.hpp"

#include <algorithm>

namespace tocsin::channels::http_sms {

std::vector<variable> read_variables(yaml_map& map, credential_source const& credentials)
{
    std::vector<variable> list;
    auto given = map.map("variables");
    for (auto const& name : given.keys()) {
        auto const is_text = given.is_text(name);
        if (auto const value = given.text_or_credential(name, credentials))
            list.emplace_back(name, *value, !is_text);
    }
    if (!map.has("needs"))
        return list;
    auto needs = map.map("needs");
    for (auto const& name : needs.keys()) {
        auto const what = needs.text(name).value_or("");
        if (!given.has(name))
            given.problem(name, "is missing: " + what);
    }
    return list;
}

void define(vocabulary& names, std::vector<variable> const& variables)
{
    for (auto const& each : variables) {
        std::vector<std::string> unknown;
        if (each.is_secret)
            names.define_literal(each.name, each.text);
        else if (auto fresh = names; fresh.define(each.name, each.text, unknown), unknown.empty())
            names = std::move(fresh);
    }
}

pattern compiled(yaml_map& map, std::string const& key, std::string_view text, quoting how, vocabulary& names)
{
    std::vector<std::string> unknown;
    auto result = names.compile(text, how, unknown);
    for (auto const& name : names.unclosed_in(text))
        map.problem(key, '{' + name + " lacks its closing brace: write {" + name + '}');
    for (auto const& name : unknown)
        map.problem(key, '{' + name + "} stands for nothing; there are: " + names.listed() + "; others go under variables");
    return result;
}

recipe recipe::read(yaml_map& map, vocabulary& names)
{
    recipe made;
    auto const how = map.text("hash").value_or("none");
    if (auto const known = parse_hashing(how))
        made.how = *known;
    else
        map.problem("hash", "write none, md5, sha1, sha256 or sha512");
    auto const as = map.text("as").value_or("hex");
    if (auto const known = parse_spelling(as))
        made.as = *known;
    else
        map.problem("as", "write hex, HEX, base64 or base64url");
    map.require("of", "what is computed, as of: \"{body}\"");
    made.of = compiled(map, "of", map.text("of").value_or(""), quoting::none, names);
    if (auto const key = map.text("key")) {
        made.has_key = true;
        made.key = compiled(map, "key", *key, quoting::none, names);
        if (made.how == hashing::none)
            map.problem("hash", "a key needs a hash: md5, sha1, sha256 or sha512");
        if (made.key.empty())
            map.problem("key", "is empty");
    }
    return made;
}

std::string recipe::make(std::span<std::string const> values) const
{
    auto const secret = key.fill(values);
    return spelled(digest(how, has_key ? std::optional<std::string_view>{secret} : std::nullopt, of.fill(values)), as);
}

std::vector<std::size_t> recipe::slots() const
{
    auto list = of.slots();
    auto const more = key.slots();
    list.insert(list.end(), more.begin(), more.end());
    return list;
}

std::vector<std::pair<std::string, std::string>>
read_pairs(yaml_map& map, std::string const& key, credential_source const& credentials)
{
    std::vector<std::pair<std::string, std::string>> list;
    if (!map.has(key))
        return list;
    auto inner = map.map(key);
    for (auto const& name : inner.keys())
        if (auto const value = inner.text_or_credential(name, credentials))
            list.emplace_back(name, *value);
    return list;
}

}  // namespace tocsin::channels::http_sms
