// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/xml.hpp"

#include "dispatcher/intake/feeds/words.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>

namespace tocsin::dispatcher::feeds {

maybe<pugi::xml_node> parse_xml(pugi::xml_document& into, std::string_view bytes)
{
    auto const parsed = into.load_buffer(bytes.data(), bytes.size());
    auto const root = into.document_element();
    if (root && equal_ignoring_case(local_name(root), "html"))
        return not_the_kind("un flux mais une page web", "a feed but a web page");
    if (!parsed) {
        auto const upto = bytes.substr(0, std::min(bytes.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, parsed.offset))));
        auto const line = std::to_string(1 + std::count(upto.begin(), upto.end(), '\n'));
        return failure{
            {"ce qui est publié n'est pas du XML complet (ligne " + line + ")",
             "what is published is not whole XML (line " + line + ")"}};
    }
    return root;
}

std::string_view local_name(pugi::xml_node node)
{
    std::string_view const name = node.name();
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node of, std::string_view name)
{
    for (auto const each : of.children())
        if (each.type() == pugi::node_element && local_name(each) == name)
            return each;
    return {};
}

std::string child_text(pugi::xml_node of, std::string_view name)
{
    std::string_view text = child(of, name).text().get();
    auto const is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return std::string{text};
}

}  // namespace tocsin::dispatcher::feeds
