// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/screen.hpp"

#include "dispatcher/cli/layout.hpp"

#include <algorithm>

namespace tocsin::cli {
namespace {

constexpr std::string_view end_of_colours = "\x1b[0m";

/// The length of an escape that begins here ("\x1b[33m"); 0: none does.
std::size_t escape_at(std::string_view text, std::size_t at)
{
    if (text.substr(at, 2) != "\x1b[")
        return 0;
    auto const end = text.find_first_not_of("0123456789;", at + 2);
    return end == std::string_view::npos ? text.size() - at : end + 1 - at;
}

std::string without_escapes(std::string_view line)
{
    std::string plain;
    for (std::size_t at = 0; at < line.size();) {
        auto const escape = escape_at(line, at);
        if (escape == 0)
            plain += line[at];
        at += std::max<std::size_t>(escape, 1);
    }
    return plain;
}

std::size_t width_of(std::string_view line) { return columns(without_escapes(line)); }

std::vector<std::string> lines_of(std::string_view page, screen_size screen)
{
    std::vector<std::string> lines;
    while (!page.empty()) {
        auto const end = std::min(page.find('\n'), page.size());
        lines.push_back(cut(page.substr(0, end), screen.columns));
        page.remove_prefix(std::min(end + 1, page.size()));
    }
    auto const most = std::max<std::size_t>(screen.rows, 2) - 1;  // the cursor has a line of its own
    if (lines.size() > most) {
        lines.resize(most);
        lines.back() = "…";
    }
    return lines;
}

/// How many bytes both begin with, up to whole letters and before any colour.
std::size_t alike(std::string_view before, std::string_view now)
{
    auto same = static_cast<std::size_t>(std::mismatch(before.begin(), before.end(), now.begin(), now.end()).first - before.begin());
    same = std::min(same, now.substr(0, same).find('\x1b'));
    while (same > 0 && same < now.size() && (now[same] & 0xC0) == 0x80)
        --same;
    while (same > 0 && same < before.size() && (before[same] & 0xC0) == 0x80)
        --same;
    return same;
}

/// From the start of a line that shows `before`.
std::string rewritten(std::string_view before, std::string_view now)
{
    constexpr std::size_t worth_it = 6;  // bytes, more than the escape that skips them
    auto const same = alike(before, now);
    auto out = same > worth_it ? "\x1b[" + std::to_string(columns(now.substr(0, same))) + 'C' + std::string{now.substr(same)}
                               : std::string{now};
    // Not behind a full line: the cursor stands on its last letter then, and would erase it.
    if (width_of(now) < width_of(before))
        out += "\x1b[K";
    return out + '\r';
}

std::string moved(std::size_t from, std::size_t to)
{
    if (from == to)
        return {};
    return "\x1b[" + std::to_string(from > to ? from - to : to - from) + (from > to ? 'A' : 'B');
}

}  // namespace

std::string cut(std::string_view line, std::size_t width)
{
    if (width_of(line) <= width)
        return std::string{line};
    std::string kept;
    bool coloured = false;
    for (std::size_t at = 0; at < line.size();) {
        auto length = escape_at(line, at);
        coloured = coloured || length > 0;
        if (length == 0) {
            length = 1;
            while (at + length < line.size() && (line[at + length] & 0xC0) == 0x80)
                ++length;
            if (width_of(kept) + columns(line.substr(at, length)) + 1 > width)
                break;
        }
        kept += line.substr(at, length);
        at += length;
    }
    kept += "…";
    if (coloured)
        kept += end_of_colours;
    return kept;
}

std::string live_block::whole(std::vector<std::string> const& page) const
{
    std::string out = drawn_ ? "\x1b[H\x1b[2J" : "";
    for (auto const& line : page)
        out += line + '\n';
    return out;
}

std::string live_block::become(std::string_view page, screen_size screen)
{
    auto lines = lines_of(page, screen);
    std::string out;
    if (!drawn_ || screen != screen_) {
        out = whole(lines);
    } else {
        auto at = shown_.size();  // the row the cursor is in
        for (std::size_t i = 0; i < std::max(shown_.size(), lines.size()); ++i) {
            auto const now = i < lines.size() ? lines[i] : std::string{};
            if (i >= shown_.size()) {
                out += moved(at, i) + now + '\n';
                at = i + 1;
            } else if (now != shown_[i]) {
                out += moved(at, i) + rewritten(shown_[i], now);
                at = i;
            }
        }
        out += moved(at, lines.size());
    }
    shown_ = std::move(lines);
    screen_ = screen;
    drawn_ = true;
    return out;
}

}  // namespace tocsin::cli
