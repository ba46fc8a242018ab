// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/trials.hpp"

#include "dispatcher/engine/judging.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/replay.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

json::string word(std::string_view text) { return json::string{text.data(), text.size()}; }

json::array texts(std::vector<bilingual> const& all, std::string_view language)
{
    json::array list;
    for (auto const& each : all)
        list.emplace_back(each.in(language));
    return list;
}

json::object head_of(rules::cap_reading const& read, wall_time supposed, std::string_view language)
{
    json::object shown;
    shown["sender"] = read.what.sender;
    shown["identifier"] = read.what.identifier;
    shown["sent"] = format_instant(read.what.sent);
    shown["status"] = word(to_string(read.what.status));
    shown["kind"] = word(to_string(read.what.kind));
    shown["supposed"] = format_instant(supposed);
    shown["tolerated"] = texts(read.tolerated, language);
    return shown;
}

json::object call_json(rules::called const& call)
{
    json::array zone;
    for (auto const& expression : call.request.zone)
        zone.emplace_back(expression);
    json::object shown;
    shown["rule"] = call.name;
    shown["action"] = word(to_string(call.action));
    shown["need"] = call.request.need;
    shown["zone"] = std::move(zone);
    shown["by"] = format_instant(call.request.by);
    shown["at"] = call.request.at;
    shown["template"] = call.request.template_name;
    shown["text"] = call.request.own_text;
    shown["exercise"] = call.request.exercise;
    if (call.max_recipients)
        shown["max_recipients"] = *call.max_recipients;
    return shown;
}

json::object hazard_json(rules::hazard_outcome const& outcome, json::array calls, std::string_view language)
{
    json::array verdicts;
    for (auto const& each : outcome.verdicts) {
        json::object said;
        said["rule"] = each.rule;
        said["fired"] = each.fired;
        said["reasons"] = texts(each.reasons, language);
        verdicts.push_back(std::move(said));
    }
    json::object shown;
    shown["event"] = outcome.event;
    shown["verdicts"] = std::move(verdicts);
    shown["action"] = outcome.rule.empty() ? word("none") : word(to_string(outcome.action));
    shown["notes"] = texts(outcome.notes, language);
    if (!calls.empty())
        shown["proposal"] = calls.front();
    shown["calls"] = std::move(calls);
    if (outcome.blocked)
        shown["blocked"] = outcome.blocked->in(language);
    if (outcome.held)
        shown["held"] = outcome.held->in(language);
    return shown;
}

/// How many came to what.
class summary {
public:
    void unreadable() { ++unreadable_; }

    void add(rules::replayed_hazard const& hazard)
    {
        auto const& outcome = hazard.outcome;
        if (outcome.blocked)
            ++blocked_;
        else if (outcome.held)
            ++held_;
        else if (outcome.rule.empty())
            ++uncaught_;
        else if (outcome.action == rules::rule_action::ignore)
            ++ignored_;
        for (auto const& call : hazard.calls) {
            proposed_ += call.becomes == rules::fate::called && call.what.action == rules::rule_action::propose ? 1 : 0;
            launched_ += call.becomes == rules::fate::called && call.what.action == rules::rule_action::launch ? 1 : 0;
            answered_ += call.becomes == rules::fate::answered ? 1 : 0;
            waits_ += call.becomes == rules::fate::waits ? 1 : 0;
        }
    }

    json::object shown(std::size_t alerts) const
    {
        return {{"alerts", alerts},       {"proposed", proposed_}, {"launched", launched_}, {"answered", answered_}, {"waits", waits_},
                {"ignored", ignored_}, {"uncaught", uncaught_}, {"held", held_},         {"blocked", blocked_},   {"unreadable", unreadable_}};
    }

private:
    int proposed_ = 0;
    int launched_ = 0;
    int answered_ = 0;
    int waits_ = 0;
    int ignored_ = 0;
    int uncaught_ = 0;
    int held_ = 0;
    int blocked_ = 0;
    int unreadable_ = 0;
};

}  // namespace

trials::trials(rulebooks const& books, rules::rulebook const& rules, std::string_view language)
    : books_(books), rules_(rules), language_(language)
{
}

trial trials::one(std::string_view bytes, std::optional<wall_time> supposed) const
{
    auto const read = rules::read_cap_with_notes(bytes);
    if (!read)
        return {false, read.error().sentence().in(language_)};
    auto const now = supposed.value_or(read->what.sent);
    json::array hazards;
    for (auto const& outcome : rules::match(read->what, rules_, context_at(books_, now))) {
        json::array calls;
        for (auto const& call : outcome.calls)
            calls.push_back(call_json(call));
        hazards.push_back(hazard_json(outcome, std::move(calls), language_));
    }
    auto shown = head_of(*read, now, language_);
    shown["hazards"] = std::move(hazards);
    return {true, json::serialize(shown)};
}

namespace {

/// An alert of the row, read.
struct row_entry {
    std::string name;
    boost::system::result<rules::cap_reading, rules::cap_error> read;

    wall_time sent() const { return read ? read->what.sent : wall_time{}; }
};

json::object replayed_json(rules::replayed_hazard const& hazard, std::string_view language)
{
    json::array calls;
    for (auto const& call : hazard.calls) {
        auto one = call_json(call.what);
        one["fate"] = word(to_string(call.becomes));
        if (call.why)
            one["why"] = call.why->in(language);
        calls.push_back(std::move(one));
    }
    return hazard_json(hazard.outcome, std::move(calls), language);
}

}  // namespace

struct trial_row::state {
    state(rulebooks const& books, rules::rulebook const& rules, std::string_view language)
        : books(books), language(language), story(rules, books.places)
    {
    }

    json::object judged(row_entry const& each)
    {
        json::object shown;
        if (!each.read) {
            counted.unreadable();
            shown["error"] = each.read.error().sentence().in(language);
        } else {
            json::array hazards;
            for (auto const& hazard : story.hear(each.read->what, context_at(books, each.sent()))) {
                counted.add(hazard);
                hazards.push_back(replayed_json(hazard, language));
            }
            shown = head_of(*each.read, each.sent(), language);
            shown["hazards"] = std::move(hazards);
        }
        shown["name"] = each.name;
        return shown;
    }

    rulebooks const& books;
    std::string language;
    rules::replay story;
    summary counted;
    std::vector<row_entry> entries;
    json::array done;
};

trial_row::trial_row(rulebooks const& books, rules::rulebook const& rules, std::string_view language, std::vector<named_alert> alerts)
    : state_(std::make_unique<state>(books, rules, language))
{
    auto& entries = state_->entries;
    for (auto const& each : alerts)
        entries.push_back({each.name, rules::read_cap_with_notes(each.bytes)});
    std::stable_sort(entries.begin(), entries.end(), [](row_entry const& left, row_entry const& right) { return left.sent() < right.sent(); });
}

trial_row::~trial_row() = default;

bool trial_row::step()
{
    if (state_->done.size() == state_->entries.size())
        return false;
    state_->done.push_back(state_->judged(state_->entries[state_->done.size()]));
    return true;
}

std::string trial_row::result() const
{
    json::object body;
    body["alerts"] = state_->done;
    body["summary"] = state_->counted.shown(state_->entries.size());
    return json::serialize(body);
}

}  // namespace tocsin::dispatcher
