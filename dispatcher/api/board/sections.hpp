// SPDX-License-Identifier: Apache-2.0
// The parts of the board as HTML, each by the id of the element it fills: the page is put together from them, and those that
// change are sent to whoever looks. Pure.
#pragma once

#include "dispatcher/api/board/facts.hpp"
#include "dispatcher/api/language.hpp"
#include "dispatcher/settings/board.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api::board {

struct section {
    std::string_view id;
    std::string html;
};

/// Who looks, and what they may see.
struct onlooker {
    language in = language::fr;
    board_view how = board_view::counts;

    friend auto operator<=>(onlooker const&, onlooker const&) = default;
};

/// In the order of the page; always the same ids. `head`, `calls`, `figures`, `forecast`, `map-shades`, `map-numbers`,
/// `map-words`, `map-told`, `curve`, `coming`, `inbox`, `channels`, `say`: the last is what a screen reader is told of a change.
std::vector<section> sections_of(facts const& now, onlooker const& who);

std::string head_html(facts const& now, onlooker const& who);
std::string calls_html(facts const& now, onlooker const& who);
std::string figures_html(facts const& now, onlooker const& who);
std::string forecast_html(facts const& now, onlooker const& who);
std::string curve_html(facts const& now, onlooker const& who);
std::string coming_html(facts const& now, onlooker const& who);
std::string inbox_html(facts const& now, onlooker const& who);
std::string channels_html(facts const& now, onlooker const& who);

inline std::string_view say(language in, std::string_view fr, std::string_view en) { return phrase{fr, en}.in(in); }

/// "18:00", with the day when it is not today's: "mer. 25/11 18:00".
std::string clock_text(facts const& now, wall_time instant, language in);

}  // namespace tocsin::dispatcher::api::board
