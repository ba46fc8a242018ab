// SPDX-License-Identifier: Apache-2.0
// What was heard → what it means as a whole: negation before affirmation, and nothing where in doubt.
#pragma once

#include "rules/reply/hear.hpp"
#include "rules/reply/read.hpp"

namespace tocsin::rules::reply {

/// `asks`: a question mark stands somewhere in the message. Never STOP and never automatic: those are the whole message's.
reading decide(meaning_heard heard, bool asks);

/// A yes stands in it, or it begins with a plain no: no machine says so.
bool answers_plainly(meaning_heard heard);

}  // namespace tocsin::rules::reply
