// SPDX-License-Identifier: Apache-2.0
// What they wrote → what they mean. French first, then English. Better unclear than wrong: an unclear reply goes to a
// person with its text. Codes, arrival times and conditions have their place between STOP and the words of yes and no.
#pragma once

#include "rules/words/message.hpp"

#include <string_view>

namespace tocsin::rules {

struct reading {
    reply_meaning meaning = reply_meaning::unclear;
    bool automatic = false;  ///< a machine wrote it ("Je conduis", out of office): no answer, no reaction
};

/// In this order: automatic answers; STOP, only as the whole message; negation before affirmation; both at once, or
/// nothing known, is unclear. The text itself is never altered.
reading read_reply(std::string_view text);

}  // namespace tocsin::rules
