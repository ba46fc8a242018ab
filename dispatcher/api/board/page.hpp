// SPDX-License-Identifier: Apache-2.0
// The board as a page, and the page on which somebody signs in. Plain HTML that reads without its script; nothing in it
// is fetched from elsewhere. Pure.
#pragma once

#include "dispatcher/api/board/sections.hpp"

#include <string>
#include <string_view>

namespace tocsin::dispatcher::api::board {

/// From a wall less is read, and larger.
enum class seen_on { desk, wall };

/// Whole: the map's ground, and every section. `follows`: nobody chose this mobilisation, and the screen turns to a more
/// pressing one. `may_leave`: there is a session to end.
std::string board_page(facts const& now, onlooker const& who, bool follows, bool may_leave, seen_on where = seen_on::desk);

enum class refusal { none, wrong_token, no_right, too_often, not_now };

/// `base` leads from the page's address to the board's folder: "board/", or "../board/" for what answers a form.
std::string sign_in_page(refusal why, std::string_view house, language in, std::string_view base);

/// The stylesheet and the script, as they are served.
std::string_view style();
std::string_view script();
/// Other after each change of what the page is made of: a screen that was left on for weeks loads itself anew.
std::string_view edition();

}  // namespace tocsin::dispatcher::api::board
