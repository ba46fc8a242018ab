// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/lexicon.hpp"

namespace tocsin::rules::reply {

std::string_view to_string(sense value)
{
    switch (value) {
    case sense::yes: return "yes";
    case sense::refusal: return "refusal";
    case sense::agreed: return "agreed";
    case sense::able: return "able";
    case sense::verb: return "verb";
    case sense::state: return "state";
    case sense::no: return "no";
    case sense::sorry: return "sorry";
    case sense::excuse: return "excuse";
    case sense::negation: return "negation";
    case sense::speech: return "speech";
    case sense::unsure: return "unsure";
    case sense::condition: return "condition";
    case sense::stretch: return "stretch";
    case sense::reservation: return "reservation";
    case sense::before: return "before";
    case sense::other: return "other";
    case sense::company: return "company";
    case sense::asks: return "asks";
    case sense::mockery: return "mockery";
    case sense::thing: return "thing";
    case sense::received: return "received";
    case sense::praise: return "praise";
    case sense::harmless: return "harmless";
    case sense::closing: return "closing";
    case sense::filler: return "filler";
    case sense::unknown: return "unknown";
    case sense::arrival: return "arrival";
    }
    return "unknown";
}

}  // namespace tocsin::rules::reply
