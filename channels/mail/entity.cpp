// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/entity.hpp"

#include "channels/mail/decode.hpp"
#include "rules/words/spelling.hpp"
#include "rules/words/trimmed.hpp"

#include <algorithm>

namespace tocsin::channels::mail {
namespace {

constexpr int most_levels = 8;
constexpr int most_parts = 100;
constexpr std::size_t most_fields = 300;
constexpr std::size_t longest_value = 8192;

std::string lower(std::string_view text)
{
    std::string out;
    for (char const c : text)
        out += ascii_lower(c);
    return out;
}

/// Takes one line off the front, without its end.
std::string_view take_line(std::string_view& rest)
{
    auto const end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string_view value_of(std::vector<std::pair<std::string, std::string>> const& list, std::string_view name)
{
    auto const found = std::find_if(list.begin(), list.end(), [name](auto const& each) { return each.first == name; });
    return found == list.end() ? std::string_view{} : std::string_view{found->second};
}

/// Reads the fields and leaves `rest` behind the empty line.
std::vector<std::pair<std::string, std::string>> take_fields(std::string_view& rest)
{
    std::vector<std::pair<std::string, std::string>> fields;
    while (!rest.empty()) {
        auto const line = take_line(rest);
        if (line.empty())
            break;
        bool const continued = line.front() == ' ' || line.front() == '\t';
        if (continued && !fields.empty()) {
            auto& value = fields.back().second;
            if (value.size() < longest_value)
                value += ' ' + std::string{stripped(line).substr(0, longest_value)};
            continue;
        }
        auto const colon = line.find(':');
        if (colon == line.npos || colon == 0 || fields.size() >= most_fields)
            continue;  // an mbox "From " line, or no field at all
        fields.emplace_back(lower(stripped(line.substr(0, colon))), stripped(line.substr(colon + 1)).substr(0, longest_value));
    }
    return fields;
}

/// "value" or value, up to the next semicolon.
std::string take_parameter_value(std::string_view& rest)
{
    std::string value;
    if (!rest.starts_with('"')) {
        auto const end = std::min(rest.find(';'), rest.size());
        value = stripped(rest.substr(0, end));
        rest.remove_prefix(end);
        return value;
    }
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size())
            ++i;
        value += rest[i];
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return value;
}

void read_content_type(entity& into)
{
    auto rest = into.field("content-type");
    auto const end = std::min(rest.find(';'), rest.size());
    auto const type = lower(stripped(rest.substr(0, end)));
    if (type.find('/') == type.npos)
        return;  // RFC 2045 section 5.2: without a type it is plain text
    into.type = type;
    rest.remove_prefix(end);
    while (into.parameters.size() < 20) {
        auto const from = rest.find_first_not_of("; \t");
        if (from == rest.npos)
            return;
        rest.remove_prefix(from);
        auto const equals = rest.find('=');
        if (equals == rest.npos)
            return;
        auto name = lower(stripped(rest.substr(0, equals)));
        rest.remove_prefix(equals + 1);
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        into.parameters.emplace_back(std::move(name), take_parameter_value(rest));
    }
}

/// What stands between the delimiter lines of RFC 2046 section 5.1.1. A missing last delimiter ends with the text.
std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary)
{
    std::vector<std::string_view> parts;
    auto rest = body;
    std::size_t begin = 0;
    bool inside = false;
    while (!rest.empty()) {
        auto const at = body.size() - rest.size();
        auto const line = take_line(rest);
        if (!line.starts_with("--") || line.substr(2, boundary.size()) != boundary)
            continue;
        auto const after = stripped(line.substr(2 + boundary.size()));
        if (!after.empty() && after != "--")
            continue;
        if (inside)
            parts.push_back(body.substr(begin, at - begin));
        inside = after.empty();
        begin = body.size() - rest.size();
        if (!inside || parts.size() >= static_cast<std::size_t>(most_parts))
            return parts;
    }
    if (inside)
        parts.push_back(body.substr(begin));
    return parts;
}

entity read_level(std::string_view bytes, int level, int& left)
{
    entity read;
    read.fields = take_fields(bytes);
    read.body = bytes;
    read_content_type(read);
    if (level >= most_levels)
        return read;
    auto const open = [&](std::string_view inner) {
        if (left-- > 0)
            read.parts.push_back(read_level(inner, level + 1, left));
    };
    auto const boundary = read.parameter("boundary");
    if (read.type.starts_with("multipart/") && !boundary.empty())
        for (auto const part : split_parts(bytes, boundary))
            open(part);
    else if (read.type == "message/rfc822")
        open(bytes);
    return read;
}

/// Without (comments), which nest, and "quoted names".
std::string without_comments(std::string_view value)
{
    std::string out;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char const c = value[i];
        if (c == '\\') {
            ++i;
        } else if (c == '"' && depth == 0) {
            quoted = !quoted;
        } else if (c == '(' && !quoted) {
            ++depth;
        } else if (c == ')' && !quoted && depth > 0) {
            --depth;
        } else if (depth == 0 && !quoted) {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string_view entity::field(std::string_view name) const { return value_of(fields, name); }

std::string_view entity::parameter(std::string_view name) const { return value_of(parameters, name); }

bool entity::has(std::string_view name) const
{
    return std::any_of(fields.begin(), fields.end(), [name](auto const& each) { return each.first == name; });
}

entity read_entity(std::string_view bytes)
{
    int left = most_parts;
    return read_level(bytes, 0, left);
}

std::vector<std::pair<std::string, std::string>> read_fields(std::string_view bytes) { return take_fields(bytes); }

std::string content_of(entity const& part)
{
    auto const how = stripped(part.field("content-transfer-encoding"));
    if (equal_ignoring_case(how, "base64"))
        return from_base64(part.body);
    if (equal_ignoring_case(how, "quoted-printable"))
        return from_quoted_printable(part.body);
    return std::string{part.body};
}

std::string text_of(entity const& part)
{
    auto text = to_utf8(content_of(part), part.parameter("charset"));
    std::erase(text, '\r');
    return text;
}

std::vector<std::string> addresses_in(std::string_view value)
{
    std::vector<std::string> found;
    auto const plain = without_comments(value);
    constexpr std::string_view ends = ",;<> \t";
    for (auto at = plain.find('@'); at != plain.npos && found.size() < 100; at = plain.find('@', at + 1)) {
        auto const before = plain.find_last_of(ends, at);
        auto const from = before == plain.npos ? 0 : before + 1;
        auto const to = std::min(plain.find_first_of(ends, at), plain.size());
        if (from < at && at + 1 < to)
            found.push_back(lower(plain.substr(from, to - from)));
    }
    return found;
}

}  // namespace tocsin::channels::mail
