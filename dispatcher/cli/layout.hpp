// SPDX-License-Identifier: Apache-2.0
// Text on an 80-column terminal: width, wrapping, tables, numbers, money. Pure.
#pragma once

#include "dispatcher/cli/language.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

inline constexpr std::size_t page_width = 80;

/// Terminal columns of UTF-8 text: combining marks take none, emoji and CJK two.
std::size_t columns(std::string_view text);

/// What may be shown of text that somebody else wrote: no control character, terminal escape or change of writing
/// direction; line breaks become blanks unless `keep_lines`.
enum class line_breaks { drop, keep };
std::string clean(std::string_view text, line_breaks breaks = line_breaks::drop);

/// Breaks at blanks; a longer word is cut. Line breaks in the text stay. No-break spaces hold.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Cut with "…" or padded on the right to exactly so many columns.
std::string fit(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// Lines with `indent` blanks in front, each ending in a newline, none wider than the page.
std::string paragraph(std::string_view text, std::size_t indent = 0);

/// `first` in front of the first line, the rest below its end.
std::string hanging(std::string_view first, std::string_view text);

enum class align { left, right };

/// Columns two blanks apart. When the page is too narrow, the widest left column gives way.
class table {
public:
    explicit table(std::vector<align> shape) : shape_(std::move(shape)) {}

    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.empty(); }
    std::string text(std::size_t indent = 0) const;

private:
    std::vector<align> shape_;
    std::vector<std::vector<std::string>> rows_;
};

/// `5 000` (no-break space) or `5,000`.
std::string number(std::int64_t value, language in);
/// `12,40 €` or `€12.40`.
std::string euros(double amount, language in);
/// One place behind the point: `7,5` or `7.5`.
std::string decimal(double value, language in);
/// Of seconds: `40 s`, `2 min 30 s`, `1 h 05 min`.
std::string span(std::int64_t seconds);
/// A filled bar of `width` columns.
std::string bar(std::int64_t part, std::int64_t whole, std::size_t width);

/// The word that at most two slips of the finger turned into `written`; nothing when none is near.
std::optional<std::string> nearest_word(std::string_view written, std::set<std::string> const& known);

/// Colours, where they are wanted.
class ink {
public:
    explicit ink(bool on) : on_(on) {}

    std::string bold(std::string_view text) const { return with("1", text); }
    std::string faint(std::string_view text) const { return with("2", text); }
    std::string red(std::string_view text) const { return with("31", text); }
    std::string green(std::string_view text) const { return with("32", text); }
    std::string yellow(std::string_view text) const { return with("33", text); }

private:
    std::string with(std::string_view code, std::string_view text) const;

    bool on_;
};

}  // namespace tocsin::cli
