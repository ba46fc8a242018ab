// SPDX-License-Identifier: Apache-2.0
#include "rules/match/in_turn.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

asked_in_turn asked_by(
    message_in_turn const& message, std::vector<asked_call> const& before, rulebook const& book, match_context const& context
)
{
    auto then = context;
    then.now = message.heard;
    asked_in_turn asked;
    for (auto& outcome : match(*message.what, book, then)) {
        asked.held |= outcome.held.has_value();
        auto calls = std::move(outcome.calls);
        outcome.calls.clear();
        for (auto& call : calls) {
            auto const first = std::find_if(before.begin(), before.end(), [&call](asked_call const& each) {
                return each.call.name == call.name;
            });
            if (outcome.kept && first != before.end()) {
                asked.calls.push_back(*first);
                continue;
            }
            call.request.by += context.now - message.heard;
            call.request.until += context.now - message.heard;
            asked.calls.push_back({outcome, std::move(call)});
        }
    }
    return asked;
}

}  // namespace

std::vector<asked_in_turn>
in_turn(std::vector<message_in_turn> const& messages, rulebook const& book, match_context context)
{
    std::vector<asked_in_turn> all;
    std::vector<asked_call> before;
    for (auto const& each : messages) {
        context.engaged.clear();
        for (auto const& known : before)
            context.engaged.push_back(known.call.name);
        all.push_back(asked_by(each, before, book, context));
        before = all.back().calls;
    }
    return all;
}

}  // namespace tocsin::rules
