// SPDX-License-Identifier: Apache-2.0
#include "rules/match/replay.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

neighbour as_neighbour(alert const& what, milliseconds default_life)
{
    neighbour one{what.identity(), what.kind, what.references};
    one.status = what.status;
    one.about = profile_of(what, default_life);
    return one;
}

}  // namespace

std::string_view to_string(fate value)
{
    switch (value) {
    case fate::called: return "called";
    case fate::answered: return "answered";
    case fate::waits: return "waits";
    case fate::nobody: return "nobody";
    }
    return "?";
}

std::vector<replayed_hazard> replay::hear(alert const& what, match_context context)
{
    auto const own = as_neighbour(what, context.default_life);
    auto const found = relate(own, heard_);
    std::set<alert_identity> related;
    alert_identity const* former = nullptr;
    for (auto const index : same_warning(own, heard_)) {
        auto const& each = heard_[index];
        related.insert(each.identity);
        bool const warns = each.kind == alert_kind::alert || each.kind == alert_kind::update;
        if (warns && each.identity.sent < what.sent && (former == nullptr || former->sent < each.identity.sent))
            former = &each.identity;
    }
    for (auto const& each : heard_)
        if (about_one_event(own, each))
            related.insert(each.identity);
    if (former)
        for (auto const& each : open_)
            if (each.behind.contains(*former))
                context.engaged.push_back(each.what.name);
    for (auto& each : open_)
        for (auto const& over : found.cancels)
            each.behind.erase(over);
    for (auto const& each : open_)
        if (each.behind.empty())  // what was taken back does not keep the next one waiting
            std::erase_if(past_, [&each](past_call const& call) { return call.name == each.what.name && call.at == each.what.at; });
    std::erase_if(open_, [](open_call const& each) { return each.behind.empty(); });
    heard_.push_back(own);

    std::vector<replayed_hazard> hazards;
    for (auto& outcome : match(what, book_, context)) {
        replayed_hazard one;
        auto calls = std::move(outcome.calls);
        outcome.calls.clear();
        if (found.standing == life::active)
            for (auto& call : calls)
                one.calls.push_back(weigh(outcome, std::move(call), what, related, context.now));
        one.outcome = std::move(outcome);
        hazards.push_back(std::move(one));
    }
    past_.insert(past_.end(), fresh_.begin(), fresh_.end());
    fresh_.clear();
    return hazards;
}

replayed_call replay::weigh(
    hazard_outcome const& outcome, called wanted, alert const& what, std::set<alert_identity> const& related, wall_time now
)
{
    replayed_call one;
    std::vector<std::string> known;
    for (auto& each : open_) {
        bool const about_it = std::any_of(each.behind.begin(), each.behind.end(), [&related](alert_identity const& which) {
            return related.contains(which);
        });
        if (each.what.name != wanted.name || each.what.exercise != wanted.request.exercise || !about_it ||
            !touches(places_, each.what.zone, wanted.request.zone))
            continue;
        each.behind.insert(what.identity());
        each.what.gravest = std::max(each.what.gravest, outcome.severity);
        known.insert(known.end(), each.what.zone.begin(), each.what.zone.end());
    }
    auto zone = known.empty() ? wanted.request.zone : enlargement(places_, wanted.request.zone, known);
    if (!known.empty() && (zone.empty() || outcome.kept)) {
        one.becomes = fate::answered;
    } else if (outcome.kept) {
        one.becomes = fate::nobody;
    } else {
        wanted.request.zone = std::move(zone);
        one.why = too_soon(outcome, wanted, past_, places_, now);
        one.becomes = one.why ? fate::waits : fate::called;
    }
    if (one.becomes == fate::called) {
        past_call made{wanted.name, now, wanted.request.zone, outcome.severity, wanted.request.exercise};
        fresh_.push_back(made);  // actions of one rule do not wait for each other
        open_.push_back({std::move(made), {what.identity()}});
    }
    one.what = std::move(wanted);
    return one;
}

}  // namespace tocsin::rules
