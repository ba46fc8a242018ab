// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/log.hpp"

#include "rules/words/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

constexpr std::array level_spellings{
    spelling<level>{level::error, "error"},
    spelling<level>{level::warning, "warning"},
    spelling<level>{level::notice, "notice"},
    spelling<level>{level::info, "info"},
};

/// syslog(3) priorities.
int priority_of(level value)
{
    switch (value) {
    case level::error:
        return 3;
    case level::warning:
        return 4;
    case level::notice:
        return 5;
    case level::info:
        return 6;
    }
    return 6;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool needs_quotes(std::string_view value)
{
    return value.empty() || std::any_of(value.begin(), value.end(), [](char c) {
               return is_control(c) || c == ' ' || c == '"' || c == '\\' || c == '=';
           });
}

void append_value(std::string& line, std::string_view value)
{
    if (!needs_quotes(value)) {
        line += value;
        return;
    }
    line += '"';
    for (char const c : value) {
        if (c == '\n')
            line += "\\n";
        else if (c == '\t')
            line += "\\t";
        else if (is_control(c))
            line += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        else if (c == '"' || c == '\\')
            (line += '\\') += c;
        else
            line += c;
    }
    line += '"';
}

class line_log final : public event_log {
public:
    line_log(int descriptor, level threshold, line_style style)
        : descriptor_(descriptor), threshold_(threshold), style_(style)
    {}

    void report(event const& what, std::initializer_list<field> fields) override
    {
        if (what.level <= threshold_)
            write_whole(format_line(what, fields, style_));
    }

private:
    void write_whole(std::string_view line) const
    {
        while (!line.empty()) {
            auto const written = ::write(descriptor_, line.data(), line.size());
            if (written > 0)
                line.remove_prefix(static_cast<std::size_t>(written));
            else if (errno == EAGAIN && wait_for_room())
                continue;
            else if (errno != EINTR)
                return;
        }
    }

    /// A terminal or pipe that somebody made non-blocking: give its reader a moment, never more.
    bool wait_for_room() const
    {
        pollfd waiting{descriptor_, POLLOUT, 0};
        return ::poll(&waiting, 1, 100) > 0;
    }

    int descriptor_;
    level threshold_;
    line_style style_;
};

}  // namespace

std::string_view to_string(level value) { return spell(level_spellings, value); }

std::optional<level> parse_level(std::string_view text) { return read_spelling(level_spellings, text); }

std::string format_line(event const& what, std::initializer_list<field> fields, line_style style)
{
    auto line = style == line_style::journal
                    ? fmt::format("<{}>{} {}", priority_of(what.level), what.id, what.sentence)
                    : fmt::format("{:<7} {} {}", to_string(what.level), what.id, what.sentence);
    for (auto const& [name, value] : fields) {
        ((line += ' ') += name) += '=';
        append_value(line, value);
    }
    line += '\n';
    return line;
}

std::unique_ptr<event_log> make_line_log(int descriptor, level threshold, line_style style)
{
    return std::make_unique<line_log>(descriptor, threshold, style);
}

}  // namespace tocsin::dispatcher
