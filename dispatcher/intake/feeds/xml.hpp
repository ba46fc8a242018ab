// SPDX-License-Identifier: Apache-2.0
// Foreign XML without namespaces' prefixes, which issuers choose as they like. No DTD is processed: pugixml knows none.
#pragma once

#include "dispatcher/intake/feeds/entry.hpp"

#include <pugixml.hpp>

#include <string>
#include <string_view>

namespace tocsin::dispatcher::feeds {

/// UTF-8, UTF-16 or declared Latin-1. A failure says where it breaks off, or that it is a web page.
maybe<pugi::xml_node> parse_xml(pugi::xml_document& into, std::string_view bytes);

std::string_view local_name(pugi::xml_node node);
/// The first child element of that local name; a null node when there is none.
pugi::xml_node child(pugi::xml_node of, std::string_view name);
/// Its text, without blanks around it; empty when there is none.
std::string child_text(pugi::xml_node of, std::string_view name);

}  // namespace tocsin::dispatcher::feeds
