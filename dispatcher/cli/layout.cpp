// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/layout.hpp"

#include "dispatcher/cli/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace tocsin::cli {
namespace {

/// One character of UTF-8; `size` bytes long. Malformed bytes come one at a time as U+FFFD.
struct character {
    char32_t code = 0;
    std::size_t size = 1;
};

character next_character(std::string_view text)
{
    auto const lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80)
        return {lead, 1};
    std::size_t const size = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    if (size == 0 || lead > 0xf4 || text.size() < size)
        return {U'\ufffd', 1};
    auto code = static_cast<char32_t>(lead & (0x7f >> size));
    for (std::size_t i = 1; i < size; ++i) {
        auto const follow = static_cast<unsigned char>(text[i]);
        if ((follow & 0xc0) != 0x80)
            return {U'\ufffd', 1};
        code = (code << 6) | (follow & 0x3f);
    }
    return {code, size};
}

std::size_t columns_of(char32_t code)
{
    bool const combining = (code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200d) ||
                           (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x1f3fb && code <= 0x1f3ff);
    if (combining)
        return 0;
    bool const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                      (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                      (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x1faff) ||
                      (code >= 0x20000 && code <= 0x3fffd);
    return wide ? 2 : 1;
}

/// C0, DEL, C1, and the characters that turn the writing direction round (Unicode TR 9).
bool is_dangerous(char32_t code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f || code == 0x61c;
}

/// The longest beginning that fits; at least one character.
std::string_view beginning(std::string_view text, std::size_t width)
{
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        auto const [code, size] = next_character(text.substr(at));
        used += columns_of(code);
        if (used > width && at > 0)
            break;
        at += size;
    }
    return text.substr(0, at);
}

void wrap_line(std::string_view text, std::size_t width, std::vector<std::string>& lines)
{
    std::string line;
    std::size_t used = 0;
    while (!text.empty()) {
        auto const start = text.find_first_not_of(' ');
        if (start == std::string_view::npos)
            break;
        text.remove_prefix(start);
        auto word = text.substr(0, text.find(' '));
        if (columns(word) > width)
            word = beginning(word, width);
        auto const needed = columns(word);
        if (used > 0 && used + 1 + needed > width) {
            lines.push_back(std::move(line));
            line.clear();
            used = 0;
        }
        if (used > 0) {
            line += ' ';
            ++used;
        }
        line += word;
        used += needed;
        text.remove_prefix(word.size());
    }
    lines.push_back(std::move(line));
}

}  // namespace

std::size_t columns(std::string_view text)
{
    std::size_t used = 0;
    while (!text.empty()) {
        auto const [code, size] = next_character(text);
        used += columns_of(code);
        text.remove_prefix(size);
    }
    return used;
}

std::string clean(std::string_view text, line_breaks breaks)
{
    std::string shown;
    while (!text.empty()) {
        auto const [code, size] = next_character(text);
        if (code == U'\ufffd' && size == 1)
            shown += "\ufffd";
        else if (code == '\n' && breaks == line_breaks::keep)
            shown += '\n';
        else if (code == '\n' || code == '\t')
            shown += ' ';
        else if (!is_dangerous(code))
            shown += text.substr(0, size);
        text.remove_prefix(size);
    }
    return shown;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width)
{
    std::vector<std::string> lines;
    for (;;) {
        auto const end = text.find('\n');
        wrap_line(text.substr(0, end), std::max<std::size_t>(width, 1), lines);
        if (end == std::string_view::npos)
            return lines;
        text.remove_prefix(end + 1);
    }
}

std::string fit(std::string_view text, std::size_t width)
{
    auto const used = columns(text);
    if (used <= width)
        return std::string{text} + std::string(width - used, ' ');
    if (width == 0)
        return {};
    std::string cut = width > 1 ? std::string{beginning(text, width - 1)} : std::string{};
    cut += "…";
    return cut + std::string(width - std::min(width, columns(cut)), ' ');
}

std::string pad_left(std::string_view text, std::size_t width)
{
    auto const used = columns(text);
    return std::string(width > used ? width - used : 0, ' ') + std::string{text};
}

std::string paragraph(std::string_view text, std::size_t indent)
{
    std::string out;
    for (auto const& line : wrap(text, page_width - indent))
        out += (line.empty() ? std::string{} : std::string(indent, ' ') + line) + '\n';
    return out;
}

std::string hanging(std::string_view first, std::string_view text)
{
    auto const indent = columns(first);
    std::string out;
    for (auto const& line : wrap(text, page_width - indent))
        out += (out.empty() ? std::string{first} : std::string(indent, ' ')) + line + '\n';
    return out;
}

std::string table::text(std::size_t indent) const
{
    std::vector<std::size_t> widths(shape_.size(), 0);
    for (auto const& cells : rows_)
        for (std::size_t i = 0; i < shape_.size() && i < cells.size(); ++i)
            widths[i] = std::max(widths[i], columns(cells[i]));
    auto const total = [&] {
        std::size_t sum = indent + (widths.empty() ? 0 : 2 * (widths.size() - 1));
        for (auto const width : widths)
            sum += width;
        return sum;
    };
    while (total() > page_width) {
        auto widest = widths.end();
        for (auto at = widths.begin(); at != widths.end(); ++at)
            if (shape_[static_cast<std::size_t>(at - widths.begin())] == align::left &&
                (widest == widths.end() || *at > *widest))
                widest = at;
        if (widest == widths.end() || *widest <= 4)
            break;
        --*widest;
    }
    std::string out;
    for (auto const& cells : rows_) {
        std::string line(indent, ' ');
        for (std::size_t i = 0; i < shape_.size() && i < cells.size(); ++i) {
            line += i == 0 ? "" : "  ";
            line += shape_[i] == align::right ? pad_left(cells[i], widths[i]) : fit(cells[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

std::string number(std::int64_t value, language in)
{
    // What stands between thousands: 5,000.
    auto const separator = spoken(in, says_of("number", ","));
    auto const digits = fmt::format("{}", value < 0 ? -value : value);
    std::string grouped;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            grouped += separator;
        grouped += digits[i];
    }
    return value < 0 ? '-' + grouped : grouped;
}

std::string euros(double amount, language in)
{
    auto const cents = std::llround(amount * 100);
    auto const whole = number(cents / 100, in);
    auto const rest = fmt::format("{:02}", std::abs(cents % 100));
    auto const pattern = spoken(in, says_of("number", "€{0}.{1}"));
    return fmt::vformat(fmt::string_view{pattern.data(), pattern.size()}, fmt::make_format_args(whole, rest));
}

std::string decimal(double value, language in)
{
    auto text = fmt::format("{:.1f}", value);
    // What stands before the tenths: 7.5.
    text.replace(text.find('.'), 1, spoken(in, says_of("number", ".")));
    return text;
}

std::string span(std::int64_t seconds)
{
    if (seconds < 60)
        return fmt::format("{}\u00a0s", seconds);
    if (seconds < 600 && seconds % 60 != 0)
        return fmt::format("{}\u00a0min\u00a0{}\u00a0s", seconds / 60, seconds % 60);
    auto const minutes = (seconds + 30) / 60;
    if (minutes < 60)
        return fmt::format("{}\u00a0min", minutes);
    return minutes % 60 == 0 ? fmt::format("{}\u00a0h", minutes / 60)
                             : fmt::format("{}\u00a0h\u00a0{:02}\u00a0min", minutes / 60, minutes % 60);
}

std::string bar(std::int64_t part, std::int64_t whole, std::size_t width)
{
    auto const share = whole <= 0 ? 0.0 : std::clamp(static_cast<double>(part) / static_cast<double>(whole), 0.0, 1.0);
    auto const filled = static_cast<std::size_t>(share * static_cast<double>(width));
    std::string out;
    for (std::size_t i = 0; i < width; ++i)
        out += i < filled ? "█" : "░";
    return out;
}

std::optional<std::string> nearest_word(std::string_view written, std::set<std::string> const& known)
{
    std::optional<std::string> best;
    std::size_t least = 3;
    for (auto const& word : known) {
        std::vector<std::size_t> above(word.size() + 1);
        std::iota(above.begin(), above.end(), std::size_t{0});
        for (std::size_t i = 1; i <= written.size(); ++i) {
            std::vector<std::size_t> row(word.size() + 1, i);
            for (std::size_t j = 1; j <= word.size(); ++j)
                row[j] =
                    std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (written[i - 1] == word[j - 1] ? 0U : 1U)});
            above = std::move(row);
        }
        if (above.back() < least && above.back() < word.size()) {
            best = word;
            least = above.back();
        }
    }
    return best;
}

std::string ink::with(std::string_view code, std::string_view text) const
{
    return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string{text};
}

}  // namespace tocsin::cli
