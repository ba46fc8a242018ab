// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/intake_plan.hpp"

#include "dispatcher/engine/judging.hpp"
#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/withdrawn.hpp"
#include "rules/cap/meaning.hpp"
#include "rules/match/relation.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

constexpr std::ptrdiff_t most_heard_again = 100;  // of one warning, the latest

alert_standing standing_of(alert const& incoming, rules::relation const& relation)
{
    bool const acts = incoming.kind == alert_kind::alert || incoming.kind == alert_kind::update;
    if (!acts)
        return alert_standing::logged;
    switch (relation.standing) {
    case rules::life::superseded: return alert_standing::superseded;
    case rules::life::cancelled: return alert_standing::cancelled;
    case rules::life::active: break;
    }
    return alert_standing::active;
}

std::vector<rules::neighbour> neighbours(alert_neighbours const& around)
{
    std::vector<rules::neighbour> list;
    for (auto const& each : around.alerts) {
        rules::neighbour one{each.identity, each.kind, each.references};
        one.status = each.status;
        one.about = each.about;
        list.push_back(std::move(one));
    }
    return list;
}

rules::neighbour as_neighbour(alert const& incoming, rules::alert_profile about)
{
    rules::neighbour one{incoming.identity(), incoming.kind, incoming.references};
    one.status = incoming.status;
    one.about = std::move(about);
    return one;
}

bool stands_behind(alert_id which, neighbouring_mobilisation const& call)
{
    return std::any_of(call.behind.begin(), call.behind.end(), [which](alert_behind const& one) { return one.id == which; });
}

std::string answer(
    alert_id id,
    std::string const& standing,
    std::vector<mobilisation> const& created,
    std::vector<mobilisation> const& joined,
    std::vector<std::string> const& held,
    std::vector<std::string> const& notes,
    std::vector<std::string> const& tolerated,
    std::vector<std::pair<mobilisation_id, std::string>> const& ended
)
{
    json::array mobilisations;
    for (auto const* group : {&created, &joined})
        for (auto const& each : *group)
            mobilisations.push_back(json::object{
                {"id", to_string(each.id)}, {"state", to_string(each.state)}, {"rule", each.rule}});
    auto const list = [](std::vector<std::string> const& words) {
        json::array texts;
        for (auto const& each : words)
            texts.emplace_back(each);
        return texts;
    };
    json::array cancelled;
    for (auto const& [which, why] : ended)
        cancelled.emplace_back(to_string(which));
    return json::serialize(json::object{
        {"alert", to_string(id)},
        {"standing", standing},
        {"mobilisations", std::move(mobilisations)},
        {"held", list(held)},
        {"notes", list(notes)},
        {"tolerated", list(tolerated)},
        {"cancelled", std::move(cancelled)}});
}

std::optional<int> smaller(std::optional<int> left, std::optional<int> right)
{
    if (left && right)
        return std::min(*left, *right);
    return left ? left : right;
}

}  // namespace

intake_plan::intake_plan(
    rules::cap_reading const& read, alert_neighbours const& around, std::vector<rules::past_call> const& past,
    std::vector<heard_before> const& selves, rulebooks const& books, principal const& by, wall_time now
)
    : alert_(read.what), around_(around), past_(past), books_(books), by_(by), now_(now)
{
    for (auto const& each : read.tolerated)
        tolerated_.push_back(each.in(books_.settings.language));
    record_.about = rules::profile_of(alert_, milliseconds{books_.settings.default_alert_life});
    auto const own = as_neighbour(alert_, record_.about);
    auto const near = neighbours(around);
    auto const relation = rules::relate(own, near);
    record_.standing = standing_of(alert_, relation);
    for (auto const& each : around_.alerts)
        standing_[each.id] = each.standing;
    for (auto const& superseded : relation.supersedes)
        change(superseded, alert_standing::superseded);
    for (auto const& cancelled : relation.cancels)
        change(cancelled, alert_standing::cancelled);
    for (auto const index : rules::same_warning(own, near))
        same_warning_.insert(around_.alerts[index].id);
    for (std::size_t i = 0; i < near.size(); ++i)
        if (rules::says_another(own, near[i]))
            said_elsewhere_.emplace(around_.alerts[i].id, around_.alerts[i].identity.sender);
    for (std::size_t i = 0; i < near.size(); ++i)
        if (same_warning_.contains(around_.alerts[i].id) || rules::about_one_event(own, near[i]))
            one_event_.insert(around_.alerts[i].id);
    if (record_.standing == alert_standing::active)
        propose();
    else if (!selves.empty())
        propose_in_turn(selves);
    for (auto const& each : around_.mobilisations)
        follow(each);
}

std::vector<alert_id> intake_plan::overtaken_by() const
{
    std::vector<stored_alert const*> row;
    bool later = false;
    for (auto const& each : around_.alerts) {
        bool const warns = each.kind == alert_kind::alert || each.kind == alert_kind::update;
        if (!warns || !same_warning_.contains(each.id) || standing_.at(each.id) == alert_standing::cancelled)
            continue;
        row.push_back(&each);
        later |= stands(each.id);
    }
    if (record_.standing != alert_standing::superseded || !later)
        return {};
    std::sort(row.begin(), row.end(), [](auto const* left, auto const* right) { return left->identity.sent < right->identity.sent; });
    if (std::ssize(row) > most_heard_again)
        row.erase(row.begin(), row.end() - most_heard_again);
    std::vector<alert_id> ids;
    for (auto const* each : row)
        ids.push_back(each->id);
    return ids;
}

alert_record intake_plan::take(std::string bytes)
{
    record_.identity = alert_.identity();
    record_.status = alert_.status;
    record_.kind = alert_.kind;
    record_.event = alert_.infos.empty() ? "" : rules::hazard{{&alert_.infos.front()}}.in("fr").event;
    record_.expires = record_.about.ends;
    record_.origin = by_.name();
    record_.digest = sha256_of(bytes);
    record_.raw = std::move(bytes);
    record_.references = alert_.references;
    bool const over = record_.standing == alert_standing::active && record_.about.ends <= now_;
    std::string const standing{over ? "expired" : to_string(record_.standing)};
    record_.answer = [standing, joined = joined_, held = held_, notes = notes_,
                      tolerated = tolerated_, ended = record_.cancels](alert_id id, std::vector<mobilisation> const& created) {
        return answer(id, standing, created, joined, held, notes, tolerated, ended);
    };
    return std::move(record_);
}

void intake_plan::only_propose(launch const& which, bilingual const& why)
{
    auto& one = record_.mobilisations[which.place];
    one.state = mobilisation_state::proposed;
    one.approved_by.clear();
    note({one.rule + " : " + why.fr, one.rule + ": " + why.en});
}

void intake_plan::change(alert_identity const& which, alert_standing to)
{
    for (auto const& each : around_.alerts) {
        bool const stays = each.standing == alert_standing::logged || each.standing == to;
        if (each.identity != which || stays)
            continue;
        standing_[each.id] = to;
        record_.changes.emplace_back(each.id, to);
    }
}

alert_standing intake_plan::standing_now(alert_behind const& which) const
{
    auto const known = standing_.find(which.id);
    return known == standing_.end() ? which.standing : known->second;
}

void intake_plan::follow(neighbouring_mobilisation const& each)
{
    bool const joined = std::find(record_.joins.begin(), record_.joins.end(), each.what.id) != record_.joins.end();
    bool const ended = std::any_of(record_.cancels.begin(), record_.cancels.end(), [&each](auto const& one) {
        return one.first == each.what.id;
    });
    if (is_over(each.what.state) || joined || ended)
        return;
    bool active = false;
    bool cancelled = false;
    bool concerned = false;  // by this very alert
    for (auto const& asking : each.behind) {
        auto const standing = standing_now(asking);
        bool const asks_no_more = heard_again_.contains(asking.id);
        active |= standing == alert_standing::active && asking.expires.value_or(now_) >= now_ && !asks_no_more;
        cancelled |= standing == alert_standing::cancelled;
        concerned |= standing != asking.standing || asks_no_more;
    }
    if (active || !concerned)
        return;
    if (cancelled) {
        record_.cancels.emplace_back(each.what.id, "its alert was cancelled by " + alert_.sender);
    } else if (!held_.empty() || later_is_held_) {
        return;  // it may ask for the same, and a person is looking
    } else if (each.what.state == mobilisation_state::proposed) {
        record_.cancels.emplace_back(each.what.id, "its alert was updated by " + alert_.sender + " and no longer asks for it");
    } else {
        eased_.push_back(each.what.id);
    }
}

std::vector<std::string> intake_plan::calls_behind(alert_id which) const
{
    std::vector<std::string> calls;
    for (auto const& each : around_.mobilisations)
        if (stands_behind(which, each))
            calls.push_back(each.what.rule);
    return calls;
}

alert_id intake_plan::former_message() const
{
    stored_alert const* former = nullptr;
    for (auto const& each : around_.alerts) {
        bool const warns = each.kind == alert_kind::alert || each.kind == alert_kind::update;
        if (warns && same_warning_.contains(each.id) && each.identity.sent < alert_.sent &&
            (former == nullptr || former->identity.sent < each.identity.sent))
            former = &each;
    }
    return former == nullptr ? alert_id{} : former->id;
}

void intake_plan::propose()
{
    auto context = context_at(books_, now_);
    context.engaged = calls_behind(former_message());
    auto const* const policy = by_.policy();
    auto const own = policy ? rules::own_events(alert_, *policy, books_.settings.language) : std::set<std::string>{};
    for (auto& outcome : rules::match(alert_, books_.rules, context)) {
        if (policy && !own.contains(outcome.event)) {
            if (!outcome.calls.empty())
                hold(rules::not_its_event(outcome.event));
            continue;
        }
        if (outcome.held)
            hold(*outcome.held);
        for (auto const& each : outcome.notes)
            note(each);
        for (auto& call : outcome.calls)
            if (policy == nullptr || policy->zones.empty() || stay_within(*policy, call.request))
                propose(outcome, call);
    }
}

stored_alert const* intake_plan::on_record(alert_id which) const
{
    auto const known = std::find_if(around_.alerts.begin(), around_.alerts.end(), [which](auto const& each) { return each.id == which; });
    return known == around_.alerts.end() ? nullptr : &*known;
}

bool intake_plan::stands(alert_id which) const
{
    auto const* const known = on_record(which);
    return known != nullptr && standing_.at(which) == alert_standing::active && known->expires.value_or(now_) >= now_;
}

void intake_plan::propose_in_turn(std::vector<heard_before> const& selves)
{
    std::vector<std::pair<alert const*, alert_id>> sent{{&alert_, alert_id{}}};
    for (auto const& each : selves)
        sent.emplace_back(&each.what, each.id);
    std::stable_sort(sent.begin(), sent.end(), [](auto const& left, auto const& right) { return left.first->sent < right.first->sent; });
    std::vector<rules::message_in_turn> row;
    for (auto const& [what, id] : sent) {
        auto const* const known = on_record(id);
        row.push_back({what, known == nullptr ? now_ : known->received});
    }
    auto const* const policy = by_.policy();
    std::vector<rules::asked_call> all;
    auto const asked = rules::in_turn(row, books_.rules, context_at(books_, now_));
    for (std::size_t i = 0; i < row.size(); ++i) {
        auto const id = sent[i].second;
        if (!stands(id))
            continue;
        heard_again_.insert(id);
        record_.heard_again.push_back(id);
        later_is_held_ |= asked[i].held;
        auto const own = policy ? rules::own_events(*row[i].what, *policy, books_.settings.language) : std::set<std::string>{};
        for (auto const& each : asked[i].calls)
            if (policy == nullptr || own.contains(each.outcome.event))
                add_call(all, each);
            else
                later_is_held_ = true;
    }
    for (auto& each : all)
        if (policy == nullptr || policy->zones.empty() || stay_within(*policy, each.call.request))
            propose(each.outcome, each.call);
}

/// Messages in two languages ask for one thing.
void intake_plan::add_call(std::vector<rules::asked_call>& all, rules::asked_call const& one) const
{
    for (auto& each : all) {
        if (each.call.name != one.call.name || !rules::touches(books_.places, each.call.request.zone, one.call.request.zone))
            continue;
        auto const more = rules::enlargement(books_.places, one.call.request.zone, each.call.request.zone);
        each.call.request.zone.insert(each.call.request.zone.end(), more.begin(), more.end());
        return;
    }
    all.push_back(one);
}

bool intake_plan::stay_within(rules::source_policy const& policy, mobilisation_request& request)
{
    request.zone = rules::intersection(books_.places, request.zone, policy.zones);
    if (request.zone.empty())
        hold(rules::not_its_zone(policy));
    return !request.zone.empty();
}

std::optional<int> intake_plan::launch_limit(std::optional<int> by_rule) const
{
    auto const by_source = by_.policy() ? by_.policy()->largest_launch : std::nullopt;
    return smaller(smaller(by_rule, books_.settings.largest_launch), by_source);
}

bool intake_plan::answers(neighbouring_mobilisation const& each) const
{
    bool same_warning = false;
    bool one_event = false;
    bool withdrawn = true;
    auto gravest = severity::unknown;
    for (auto const& asking : each.behind) {
        same_warning |= same_warning_.contains(asking.id);
        one_event |= one_event_.contains(asking.id) || said_elsewhere_.contains(asking.id);
        withdrawn &= asking.standing == alert_standing::cancelled;
        gravest = std::max(gravest, asking.gravest);
    }
    if (!is_over(each.what.state))
        return one_event;
    if (was_withdrawn(each.what))
        return false;
    return same_warning && !withdrawn && record_.about.gravest <= gravest;
}

bool intake_plan::has_shrunk(neighbouring_mobilisation const& each, std::vector<std::string> const& zone) const
{
    bool const wanted = std::any_of(each.behind.begin(), each.behind.end(), [this](alert_behind const& asking) {
        return standing_now(asking) == alert_standing::active && asking.expires.value_or(now_) >= now_ &&
               !heard_again_.contains(asking.id);
    });
    return each.what.state == mobilisation_state::proposed && !wanted &&
           !rules::enlargement(books_.places, each.what.request.zone, zone).empty();
}

void intake_plan::note_other_sender(neighbouring_mobilisation const& each)
{
    for (auto const& asking : each.behind)
        if (auto const known = said_elsewhere_.find(asking.id); known != said_elsewhere_.end()) {
            auto const which = to_string(each.what.id);
            note({known->second + " a annoncé la même chose : cette alerte est jointe à " + which + ", personne n'est appelé deux fois",
                  known->second + " warned of the same thing: this alert is joined to " + which + ", nobody is called twice"});
            return;
        }
}

void intake_plan::propose(rules::hazard_outcome const& outcome, rules::called& call)
{
    mobilisation proposed;
    proposed.request = std::move(call.request);
    std::vector<mobilisation> answering;
    std::vector<std::string> known;
    bool shrunk = false;
    for (auto const& each : around_.mobilisations) {
        bool const other = each.what.rule != call.name || each.what.request.exercise != proposed.request.exercise;
        // What is kept is all that was asked for, over whatever ground.
        bool const here = (outcome.kept && stands_behind(former_message(), each)) ||
                          rules::touches(books_.places, each.what.request.zone, proposed.request.zone);
        if (other || seeded(bug::same_alert_again) || !answers(each) || !here)
            continue;
        if (!outcome.kept && has_shrunk(each, proposed.request.zone)) {
            record_.cancels.emplace_back(each.what.id, "its alert was updated by " + alert_.sender + " and no longer covers all of its ground: proposed anew");
            proposed.extends = each.what.extends;
            shrunk = true;
            continue;
        }
        note_other_sender(each);
        answering.push_back(each.what);
        known.insert(known.end(), each.what.request.zone.begin(), each.what.request.zone.end());
    }
    if (!answering.empty()) {
        auto zone = rules::enlargement(books_.places, proposed.request.zone, known);
        for (auto const& each : answering)
            record_.joins.push_back(each.id);
        if (zone.empty() || outcome.kept) {
            joined_.insert(joined_.end(), answering.begin(), answering.end());
            return;
        }
        proposed.request.zone = std::move(zone);
        proposed.extends = answering.back().id;
    }
    call.request = proposed.request;
    if (outcome.kept)
        return;
    if (auto const why = shrunk ? std::nullopt : rules::too_soon(outcome, call, past_, books_.places, now_)) {
        ++waiting_;
        note(*why);
        return;
    }
    bool const launches = call.action == rules::rule_action::launch && by_.may_launch();
    proposed.state = launches ? mobilisation_state::approved : mobilisation_state::proposed;
    proposed.rule = call.name;
    proposed.origin = by_.name();
    proposed.approved_by = launches ? "rule " + outcome.rule : "";
    proposed.created = now_;
    if (launches)
        launches_.push_back({record_.mobilisations.size(), launch_limit(call.max_recipients)});
    record_.mobilisations.push_back(std::move(proposed));
}

}  // namespace tocsin::dispatcher
