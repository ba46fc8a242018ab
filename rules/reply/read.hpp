// SPDX-License-Identifier: Apache-2.0
// What they wrote → what they mean. Better unclear than wrong: an unclear reply goes to a person with its text, and a
// yes is one only when every word of it is understood (docs/decisions/every-word-of-a-yes.md).
#pragma once

#include "rules/reply/arrival.hpp"
#include "rules/reply/signature.hpp"
#include "rules/words/message.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// How far a yes goes.
enum class firmness {
    firm,
    timed,  ///< and nothing else beside it: they will be there at `when`
    conditional,  ///< mais, si, demain, jusqu'à: a person accepts it
};

struct reading {
    reply_meaning meaning = reply_meaning::unclear;
    bool automatic = false;  ///< a machine wrote it ("Je conduis", out of office): no answer, no reaction
    firmness how = firmness::firm;  ///< of a yes
    std::optional<reply::arrival> when;  ///< of a yes that is not firm, where one instant was named
    std::string code;  ///< the issued code that this answers; empty: none was said
    std::string why;  ///< what was heard, and what decided, for people and tests: "oui: yes; dans 2h: arrival"
};

/// What a text answers, where `issued` are the codes of the requests that its writer may answer: one reading for each
/// code it names, else exactly one without a code. In this order: automatic answers; STOP, only as the whole message;
/// codes; negation before affirmation; conditions and times. A code that was not issued makes the whole unclear. `known`
/// names the writer and the places around: a signature changes no answer, and no `why` tells it.
std::vector<reading> read_replies(std::string_view text, std::span<std::string const> issued, reply::known_words const& known = {});

/// The same where no code was issued.
reading read_reply(std::string_view text);

}  // namespace tocsin::rules
