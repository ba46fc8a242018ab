// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/pattern.hpp"

#include "channels/http_sms/encoding.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace tocsin::channels::http_sms {
namespace {

std::string json_escaped(std::string_view text)
{
    auto const whole = boost::json::serialize(boost::json::string_view{text.data(), text.size()});
    return whole.substr(1, whole.size() - 2);
}

std::string without_line_breaks(std::string_view text)
{
    std::string out;
    for (char const c : text)
        if (c != '\r' && c != '\n' && c != '\0')
            out += c;
    return out;
}

bool begins_a_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_of_a_name(char c) { return begins_a_name(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

/// "name" of "{name…"; empty when no name stands behind the brace: JSON's own braces hold quotes or blanks.
std::string_view word_behind(std::string_view brace)
{
    if (brace.size() < 2 || !begins_a_name(brace[1]))
        return {};
    std::size_t end = 1;
    while (end < brace.size() && is_of_a_name(brace[end]))
        ++end;
    return brace.substr(1, end - 1);
}

bool is_closed(std::string_view brace, std::string_view word)
{
    return word.size() + 1 < brace.size() && brace[word.size() + 1] == '}';
}

/// "name" of "{name}…"; empty when no placeholder starts here.
std::string_view name_at(std::string_view text)
{
    auto const word = word_behind(text);
    return is_closed(text, word) ? word : std::string_view{};
}

}  // namespace

std::string quoted(std::string_view text, quoting how)
{
    switch (how) {
    case quoting::none: break;
    case quoting::percent:
    case quoting::address: return percent_encoded(text);
    case quoting::json_string: return json_escaped(text);
    case quoting::header: return without_line_breaks(text);
    }
    return std::string{text};
}

void pattern::add_literal(std::string_view text)
{
    if (text.empty())
        return;
    if (!pieces_.empty() && !pieces_.back().slot) {
        pieces_.back().literal += text;
        return;
    }
    piece fresh;
    fresh.literal = std::string{text};
    pieces_.push_back(std::move(fresh));
}

void pattern::append_to(std::string& out, std::span<std::string const> values) const
{
    for (auto const& each : pieces_) {
        if (!each.slot)
            out += each.literal;
        else if (*each.slot >= values.size())
            continue;
        else if (each.how == quoting::none)
            out += values[*each.slot];
        else if (each.how == quoting::percent)
            append_percent_encoded(out, values[*each.slot]);
        else
            out += quoted(values[*each.slot], each.how);
    }
}

std::string pattern::fill(std::span<std::string const> values) const
{
    std::string out;
    append_to(out, values);
    return out;
}

std::vector<std::size_t> pattern::slots() const
{
    std::vector<std::size_t> list;
    for (auto const& each : pieces_)
        if (each.slot)
            list.push_back(*each.slot);
    return list;
}

std::size_t vocabulary::add(std::string name)
{
    slots_.push_back(std::move(name));
    return slots_.size() - 1;
}

void vocabulary::leave_out(std::size_t many) { slots_.resize(slots_.size() + many); }

void vocabulary::add_family(std::string prefix) { families_.push_back(std::move(prefix)); }

void vocabulary::define(std::string const& name, std::string_view text, std::vector<std::string>& unknown)
{
    variables_[name] = parse(text, unknown);
}

void vocabulary::define_literal(std::string const& name, std::string text)
{
    raw_piece itself;
    itself.literal = std::move(text);
    variables_[name] = {std::move(itself)};
}

bool vocabulary::knows(std::string_view name) const
{
    return variables_.contains(name) || std::find(slots_.begin(), slots_.end(), name) != slots_.end();
}

std::string vocabulary::listed() const
{
    std::string list;
    for (auto const& name : slots_)
        if (!name.empty())
            list += (list.empty() ? "" : ", ") + name;
    for (auto const& prefix : families_)
        list += ", " + prefix + "NAME";
    for (auto const& [name, pieces] : variables_)
        list += ", " + name;
    return list;
}

std::optional<std::size_t> vocabulary::slot_of(std::string_view name)
{
    auto const known = std::find(slots_.begin(), slots_.end(), name);
    if (known != slots_.end())
        return static_cast<std::size_t>(known - slots_.begin());
    for (auto const& prefix : families_)
        if (name.starts_with(prefix) && name.size() > prefix.size())
            return add(std::string{name});
    return std::nullopt;
}

std::vector<vocabulary::raw_piece> vocabulary::parse(std::string_view text, std::vector<std::string>& unknown)
{
    std::vector<raw_piece> pieces;
    auto const literal = [&pieces](std::string_view what) {
        if (!pieces.empty() && !pieces.back().slot)
            pieces.back().literal += what;
        else
            pieces.push_back({std::string{what}, std::nullopt});
    };
    while (!text.empty()) {
        auto const open = std::min(text.find('{'), text.size());
        literal(text.substr(0, open));
        text.remove_prefix(open);
        if (text.empty())
            break;
        auto const name = name_at(text);
        if (name.empty()) {
            literal("{");
            text.remove_prefix(1);
            continue;
        }
        if (auto const variable = variables_.find(name); variable != variables_.end())
            pieces.insert(pieces.end(), variable->second.begin(), variable->second.end());
        else if (auto const slot = slot_of(name))
            pieces.push_back({"", slot});
        else
            unknown.emplace_back(name);
        text.remove_prefix(name.size() + 2);
    }
    return pieces;
}

std::vector<std::string> vocabulary::unclosed_in(std::string_view text) const
{
    std::vector<std::string> found;
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
        auto const brace = text.substr(open);
        auto const word = word_behind(brace);
        if (!word.empty() && knows(word) && !is_closed(brace, word))
            found.emplace_back(word);
    }
    return found;
}

pattern vocabulary::compile(std::string_view text, quoting how, std::vector<std::string>& unknown)
{
    // The pattern's own text is written in its language already; what a variable brings is quoted like a value.
    pattern compiled;
    while (!text.empty()) {
        auto const open = std::min(text.find('{'), text.size());
        compiled.add_literal(how == quoting::percent ? percent_encoded(text.substr(0, open)) : text.substr(0, open));
        text.remove_prefix(open);
        if (text.empty())
            break;
        auto const name = name_at(text);
        if (name.empty()) {
            compiled.add_literal(how == quoting::percent ? "%7B" : "{");
            text.remove_prefix(1);
            continue;
        }
        for (auto const& each : parse(text.substr(0, name.size() + 2), unknown)) {
            if (!each.slot) {
                compiled.add_literal(how == quoting::address ? each.literal : quoted(each.literal, how));
                continue;
            }
            pattern::piece value;
            value.slot = each.slot;
            value.how = how;
            compiled.pieces_.push_back(std::move(value));
        }
        text.remove_prefix(name.size() + 2);
    }
    return compiled;
}

}  // namespace tocsin::channels::http_sms
