// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/forwarded.hpp"

#include "rules/words/spelling.hpp"
#include "rules/words/trimmed.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace tocsin::dispatcher::api {
namespace {

/// As the system writes it, an IPv4 address in IPv6's clothes without them; nothing: it is none.
std::optional<std::string> canonical(std::string_view text)
{
    std::array<char, INET6_ADDRSTRLEN> room{};
    std::string const written{text};
    in_addr four{};
    in6_addr six{};
    if (written.find('\0') != written.npos)
        return std::nullopt;
    if (::inet_pton(AF_INET, written.c_str(), &four) == 1)
        return ::inet_ntop(AF_INET, &four, room.data(), room.size());
    if (::inet_pton(AF_INET6, written.c_str(), &six) != 1)
        return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return ::inet_ntop(AF_INET, &six.s6_addr[12], room.data(), room.size());
    return ::inet_ntop(AF_INET6, &six, room.data(), room.size());
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711" (RFC 7239, section 6). Nothing for "unknown" and
/// for names that hide one.
std::optional<std::string> address_in(std::string_view node)
{
    if (node.starts_with('[')) {
        auto const end = node.find(']');
        auto const rest = end == node.npos ? std::string_view{"?"} : node.substr(end + 1);
        return rest.empty() || rest.starts_with(':') ? canonical(node.substr(1, end - 1)) : std::nullopt;
    }
    if (std::count(node.begin(), node.end(), ':') == 1)
        node = node.substr(0, node.find(':'));
    return canonical(node);
}

/// Parts between separators that stand outside of quotation marks; nothing: a quotation does not end.
std::optional<std::vector<std::string>> split_unquoted(std::string_view text, char at)
{
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\' && i + 1 < text.size()) {
            parts.back() += text[i];
            parts.back() += text[++i];
            continue;
        }
        quoted = quoted != (text[i] == '"');
        if (text[i] == at && !quoted)
            parts.emplace_back();
        else
            parts.back() += text[i];
    }
    return quoted ? std::nullopt : std::optional{std::move(parts)};
}

std::string unquoted(std::string_view value)
{
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"'))
        return std::string{value};
    std::string plain;
    for (std::size_t i = 1; i + 1 < value.size(); ++i)
        plain += value[i] == '\\' && i + 2 < value.size() ? value[++i] : value[i];
    return plain;
}

/// Whom an element of `Forwarded` says to have come: the one parameter `for`.
std::optional<std::string> client_in(std::string_view element)
{
    auto const pairs = split_unquoted(element, ';');
    std::optional<std::string> found;
    for (auto const& each : pairs.value_or(std::vector<std::string>{})) {
        auto const pair = trimmed(each);
        auto const equals = pair.find('=');
        if (equals == pair.npos || !equal_ignoring_case(pair.substr(0, equals), "for"))
            continue;
        if (found)
            return std::nullopt;  // it may stand once (section 4)
        found = unquoted(pair.substr(equals + 1));
    }
    return found ? address_in(*found) : std::nullopt;
}

}  // namespace

bool is_one_of(std::string_view address, std::vector<std::string> const& named)
{
    auto const known = canonical(address);
    return known && std::any_of(named.begin(), named.end(), [&known](auto const& each) { return canonical(each) == known; });
}

std::string caller_of(std::string_view peer, std::vector<std::pair<std::string, std::string>> const& headers, forwarding const& by)
{
    auto hop = canonical(peer).value_or(std::string{peer});
    if (by.header.empty() || !is_one_of(hop, by.from))
        return hop;
    std::string list;
    for (auto const& [name, value] : headers)
        if (name == by.header)
            list += (list.empty() ? "" : ",") + value;
    auto const hops = split_unquoted(list, ',');
    if (!hops)
        return hop;
    for (auto each = hops->rbegin(); each != hops->rend() && is_one_of(hop, by.from); ++each) {
        auto const came = by.header == "forwarded" ? client_in(trimmed(*each)) : address_in(trimmed(*each));
        if (!came)
            return hop;
        hop = *came;
    }
    return hop;
}

std::string neighbourhood(std::string_view address)
{
    auto const known = canonical(address);
    in6_addr six{};
    if (!known || ::inet_pton(AF_INET6, known->c_str(), &six) != 1)
        return known.value_or(std::string{address});
    std::memset(&six.s6_addr[8], 0, 8);
    std::array<char, INET6_ADDRSTRLEN> room{};
    return std::string{::inet_ntop(AF_INET6, &six, room.data(), room.size())} + "/64";
}

}  // namespace tocsin::dispatcher::api
