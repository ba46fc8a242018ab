// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/api/schema.hpp"

#include "rules/words/time.hpp"
#include "where.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <stdexcept>

namespace tocsin::dispatcher::api {

namespace json = boost::json;

namespace {

/// A node that may be missing; a missing one is empty, so that it can be asked on.
YAML::Node child(YAML::Node const& of, std::string const& name)
{
    if (!of || !of.IsMap())
        return YAML::Node{};
    auto const found = of[name];
    return found ? YAML::Node{found} : YAML::Node{};
}

bool is_there(YAML::Node const& node) { return node && !node.IsNull(); }

std::string word_in(YAML::Node const& of, std::string const& name)
{
    auto const found = child(of, name);
    return is_there(found) ? found.as<std::string>() : std::string{};
}

}  // namespace

struct described_api::walk {
    std::string path = "$";
    std::vector<std::string> faults;

    void fault(std::string const& what) { faults.push_back(path + ": " + what); }
};

described_api::described_api() : document_(YAML::LoadFile(TOCSIN_SOURCE_DIR "/docs/openapi.yaml")) {}

std::vector<std::string> described_api::operations() const
{
    std::vector<std::string> list;
    for (auto const& path : document_["paths"])
        for (auto const& operation : path.second) {
            auto method = operation.first.as<std::string>();
            std::transform(method.begin(), method.end(), method.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            list.push_back(method + ' ' + path.first.as<std::string>());
        }
    std::sort(list.begin(), list.end());
    return list;
}

YAML::Node described_api::resolved(YAML::Node node) const
{
    while (is_there(child(node, "$ref"))) {
        auto const reference = word_in(node, "$ref");  // "#/components/schemas/alert"
        YAML::Node at{document_};
        for (std::size_t from = 2; from < reference.size();) {
            auto const slash = std::min(reference.find('/', from), reference.size());
            at.reset(child(at, reference.substr(from, slash - from)));
            from = slash + 1;
        }
        if (!is_there(at))
            throw std::runtime_error{"docs/openapi.yaml refers to " + reference + ", which is not there"};
        node.reset(at);
    }
    return node;
}

YAML::Node described_api::answer_schema(std::string const& method, std::string const& pattern, int status) const
{
    auto lower = method;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    auto const responses = child(child(child(document_["paths"], pattern), lower), "responses");
    auto const exact = child(responses, std::to_string(status));
    auto const response = resolved(is_there(exact) ? exact : child(responses, "default"));
    auto const content = child(response, "content");
    auto const plain = child(content, "application/json");
    return child(is_there(plain) ? plain : child(content, "application/problem+json"), "schema");
}

std::vector<std::string> described_api::faults(json::value const& value, YAML::Node const& schema) const
{
    walk at;
    check(at, value, schema, false);
    return at.faults;
}

void described_api::collect_names(YAML::Node const& schema, std::vector<std::string>& names) const
{
    for (auto const& property : child(schema, "properties"))
        names.push_back(property.first.as<std::string>());
    for (auto const& part : child(schema, "allOf"))
        collect_names(resolved(part), names);
}

void described_api::check_object(
    walk& at, json::value const& value, YAML::Node const& schema, bool members_known_elsewhere
) const
{
    auto const& object = value.get_object();
    for (auto const& name : child(schema, "required"))
        if (!object.contains(name.as<std::string>()))
            at.fault("lacks " + name.as<std::string>());
    std::vector<std::string> known;
    collect_names(schema, known);
    auto const others = child(schema, "additionalProperties");
    for (auto const& [key, member] : object) {
        auto const before = at.path;
        std::string const name{key.data(), key.size()};
        at.path += "." + name;
        if (auto const described = child(child(schema, "properties"), name); is_there(described))
            check(at, member, described, false);
        else if (others.IsMap())
            check(at, member, others, false);
        else if (!members_known_elsewhere && std::find(known.begin(), known.end(), name) == known.end())
            at.fault("is not described");
        at.path = before;
    }
}

void described_api::check_text(walk& at, std::string const& text, YAML::Node const& schema) const
{
    auto const words = child(schema, "enum");
    bool const is_known = !is_there(words) || std::any_of(words.begin(), words.end(), [&](YAML::Node const& word) {
        return word.as<std::string>() == text;
    });
    if (!is_known)
        at.fault("is none of the words: " + text);
    if (word_in(schema, "format") == "date-time" && !parse_instant(text))
        at.fault("is no instant: " + text);
}

void described_api::check(walk& at, json::value const& value, YAML::Node schema, bool members_known_elsewhere) const
{
    schema.reset(resolved(schema));
    if (schema.IsMap() && schema.size() == 0)
        return;  // {}: anything
    if (auto const choices = child(schema, "oneOf"); is_there(choices)) {
        for (auto const& choice : choices)
            if (faults(value, choice).empty())
                return;
        return at.fault("is none of the choices");
    }
    for (auto const& part : child(schema, "allOf"))
        check(at, value, part, true);
    auto const type = word_in(schema, "type");
    bool const fits = type == "object"    ? value.is_object()
                      : type == "array"   ? value.is_array()
                      : type == "string"  ? value.is_string()
                      : type == "boolean" ? value.is_bool()
                      : type == "integer" ? value.is_int64() || value.is_uint64()
                      : type == "number"  ? value.is_number()
                                          : false;
    if (!fits)
        return at.fault("is no \"" + type + "\": " + json::serialize(value));
    if (value.is_string())
        check_text(at, {value.get_string().data(), value.get_string().size()}, schema);
    if (value.is_array()) {
        auto const before = at.path;
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            at.path = before + "[" + std::to_string(i) + "]";
            check(at, value.get_array()[i], child(schema, "items"), false);
        }
        at.path = before;
    }
    if (value.is_object())
        check_object(at, value, schema, members_known_elsewhere);
}

}  // namespace tocsin::dispatcher::api
