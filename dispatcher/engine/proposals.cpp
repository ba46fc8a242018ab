// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/proposals.hpp"

#include "dispatcher/store/digest.hpp"
#include "rules/cap/meaning.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/match.hpp"
#include "rules/match/relation.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

rules::match_context context_of(rulebooks const& books, wall_time now)
{
    return {
        books.places, now, milliseconds{books.settings.default_alert_life}, books.settings.default_duration,
        books.settings.language, books.settings.default_budget};
}

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

bool is_over(mobilisation const& what)
{
    return what.state == mobilisation_state::closed || what.state == mobilisation_state::cancelled;
}

/// What is new in a zone beside one that people were already asked in.
std::vector<std::string>
enlargement(rules::gazetteer const& places, std::vector<std::string> const& wider, std::vector<std::string> const& known)
{
    auto const now = places.resolve(wider, 0);
    auto const before = places.resolve(known, 0);
    if (!now || !before)
        return wider;
    std::vector<rules::commune_index> more;
    std::set_difference(
        now->communes.begin(), now->communes.end(), before->communes.begin(), before->communes.end(), std::back_inserter(more)
    );
    std::vector<std::string> zone;
    for (auto const index : more)
        zone.push_back(places.at(index).code);
    for (auto const& expression : wider)
        if ((expression.starts_with("polygon:") || expression.starts_with("circle:")) &&
            std::find(known.begin(), known.end(), expression) == known.end())
            zone.push_back(expression);
    return zone;
}

/// Everything one alert does, worked out before anything is written.
class intake_plan {
public:
    intake_plan(
        alert const& incoming, alert_neighbours const& around, rulebooks const& books, chooser const& choose,
        principal const& by, wall_time now
    )
        : alert_(incoming), around_(around), books_(books), chooser_(choose), by_(by), now_(now)
    {
        record_.about = rules::profile_of(incoming, milliseconds{books_.settings.default_alert_life});
        auto const own = as_neighbour(incoming, record_.about);
        auto const near = neighbours(around);
        auto const relation = rules::relate(own, near);
        record_.standing = standing_of(incoming, relation);
        for (auto const& each : around_.alerts)
            standing_[each.id] = each.standing;
        for (auto const& superseded : relation.supersedes)
            change(superseded, alert_standing::superseded);
        for (auto const& cancelled : relation.cancels)
            change(cancelled, alert_standing::cancelled);
        for (auto const index : rules::same_warning(own, near))
            same_warning_.insert(around_.alerts[index].id);
        for (std::size_t i = 0; i < near.size(); ++i)
            if (same_warning_.contains(around_.alerts[i].id) || rules::about_one_event(own, near[i]))
                one_event_.insert(around_.alerts[i].id);
        if (record_.standing == alert_standing::active)
            propose();
        for (auto const& each : around_.mobilisations)
            follow(each);
    }

    alert_record take(std::string bytes)
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
        record_.answer = [standing = record_.standing, joined = joined_, held = held_, ended = record_.cancels](
                             alert_id id, std::vector<mobilisation> const& created
                         ) { return answer(id, standing, created, joined, held, ended); };
        return std::move(record_);
    }

    std::vector<std::string> const& held() const { return held_; }
    /// Mobilisations that go on although their alert does not ask for them any more.
    std::vector<mobilisation_id> const& eased() const { return eased_; }

private:
    static std::string answer(
        alert_id id,
        alert_standing standing,
        std::vector<mobilisation> const& created,
        std::vector<mobilisation> const& joined,
        std::vector<std::string> const& held,
        std::vector<std::pair<mobilisation_id, std::string>> const& ended
    )
    {
        json::array mobilisations;
        for (auto const* group : {&created, &joined})
            for (auto const& each : *group)
                mobilisations.push_back(json::object{
                    {"id", to_string(each.id)}, {"state", to_string(each.state)}, {"rule", each.rule}});
        json::array reasons;
        for (auto const& why : held)
            reasons.emplace_back(why);
        json::array cancelled;
        for (auto const& [which, why] : ended)
            cancelled.emplace_back(to_string(which));
        return json::serialize(json::object{
            {"alert", to_string(id)},
            {"standing", to_string(standing)},
            {"mobilisations", std::move(mobilisations)},
            {"held", std::move(reasons)},
            {"cancelled", std::move(cancelled)}});
    }

    void change(alert_identity const& which, alert_standing to)
    {
        for (auto const& each : around_.alerts) {
            bool const stays = each.standing == alert_standing::logged || each.standing == to;
            if (each.identity != which || stays)
                continue;
            standing_[each.id] = to;
            record_.changes.emplace_back(each.id, to);
        }
    }

    /// As it is with the incoming alert on record.
    alert_standing standing_now(alert_behind const& which) const
    {
        auto const known = standing_.find(which.id);
        return known == standing_.end() ? which.standing : known->second;
    }

    /// A mobilisation goes on while an alert that asked for it does. When the last was cancelled, people are stood down;
    /// when it was replaced by one that no longer asks for people, what was only proposed is withdrawn, and what runs is
    /// for a person to end.
    void follow(neighbouring_mobilisation const& each)
    {
        bool const joined = std::find(record_.joins.begin(), record_.joins.end(), each.what.id) != record_.joins.end();
        if (is_over(each.what) || joined)
            return;
        bool active = false;
        bool cancelled = false;
        bool concerned = false;  // by this very alert
        for (auto const& asking : each.behind) {
            auto const standing = standing_now(asking);
            active |= standing == alert_standing::active && asking.expires.value_or(now_) >= now_;
            cancelled |= standing == alert_standing::cancelled;
            concerned |= standing != asking.standing;
        }
        if (active || !concerned)
            return;
        if (cancelled) {
            record_.cancels.emplace_back(each.what.id, "its alert was cancelled by " + alert_.sender);
        } else if (!held_.empty()) {
            return;  // it may ask for the same, and a person is looking
        } else if (each.what.state == mobilisation_state::proposed) {
            record_.cancels.emplace_back(each.what.id, "its alert was updated by " + alert_.sender + " and no longer asks for it");
        } else {
            eased_.push_back(each.what.id);
        }
    }

    void propose()
    {
        for (auto& outcome : rules::match(alert_, books_.rules, context_of(books_, now_))) {
            if (outcome.held)
                held_.push_back(outcome.held->in(books_.settings.language));
            if (outcome.request)
                propose(outcome);
        }
    }

    /// Whether what it asked for is the answer to this alert too. An open one is, when it is about the same event; one that
    /// is over only when it was called for this very warning, by an alert that still stood and was no less grave: an officer
    /// who ended it has decided, other words change nothing.
    bool answers(neighbouring_mobilisation const& each) const
    {
        bool same_warning = false;
        bool one_event = false;
        bool withdrawn = true;
        auto gravest = severity::unknown;
        for (auto const& asking : each.behind) {
            same_warning |= same_warning_.contains(asking.id);
            one_event |= one_event_.contains(asking.id);
            withdrawn &= asking.standing == alert_standing::cancelled;
            gravest = std::max(gravest, asking.gravest);
        }
        if (!is_over(each.what))
            return one_event;
        return same_warning && !withdrawn && record_.about.gravest <= gravest;
    }

    /// A re-issue of a warning that people are being asked for already opens nothing new, unless the ground grew: then the
    /// new ground alone is asked.
    void propose(rules::hazard_outcome& outcome)
    {
        mobilisation proposed;
        proposed.request = std::move(*outcome.request);
        std::vector<mobilisation> answering;
        std::vector<std::string> known;
        for (auto const& each : around_.mobilisations) {
            bool const other = each.what.rule != outcome.rule || each.what.request.exercise != proposed.request.exercise;
            if (other || seeded(bug::same_alert_again) || !answers(each) || !touches(each.what, proposed))
                continue;
            answering.push_back(each.what);
            known.insert(known.end(), each.what.request.zone.begin(), each.what.request.zone.end());
        }
        if (!answering.empty()) {
            auto zone = enlargement(books_.places, proposed.request.zone, known);
            for (auto const& each : answering)
                record_.joins.push_back(each.id);
            if (zone.empty()) {
                joined_.insert(joined_.end(), answering.begin(), answering.end());
                return;
            }
            proposed.request.zone = std::move(zone);
            proposed.extends = answering.back().id;
        }
        // What nobody could answer waits for a person, who finds other words or another channel.
        bool const launches = outcome.action == rules::rule_action::launch && by_.may_launch() &&
                              !chooser_.unanswerable(proposed);
        proposed.state = launches ? mobilisation_state::approved : mobilisation_state::proposed;
        proposed.rule = outcome.rule;
        proposed.origin = by_.name();
        proposed.approved_by = launches ? "rule " + outcome.rule : "";
        proposed.created = now_;
        record_.mobilisations.push_back(std::move(proposed));
    }

    bool touches(mobilisation const& known, mobilisation const& wanted) const
    {
        auto const here = books_.places.resolve(wanted.request.zone, 0);
        auto const there = books_.places.resolve(known.request.zone, 0);
        return !here || !there || books_.places.overlap(*here, *there);
    }

    alert const& alert_;
    alert_neighbours const& around_;
    rulebooks const& books_;
    chooser const& chooser_;
    principal const& by_;
    wall_time now_;
    alert_record record_;
    std::map<alert_id, alert_standing> standing_;  ///< of the neighbours, as this alert leaves them
    std::set<alert_id> same_warning_;
    std::set<alert_id> one_event_;
    std::vector<mobilisation> joined_;
    std::vector<std::string> held_;
    std::vector<mobilisation_id> eased_;
};

raised refused(bilingual why) { return {raise_verdict::refused, "", std::move(why)}; }

raised not_now() { return {raise_verdict::unavailable, "", {}}; }

raised from_the_future()
{
    return refused(
        {"alert/sent : est dans l'avenir ; réglez l'horloge de l'émetteur",
         "alert/sent: lies in the future; set the sender's clock"}
    );
}

bilingual same_identity(alert_id id)
{
    return {
        "l'alerte " + to_string(id) + " a les mêmes sender, identifier et sent, mais un autre contenu",
        "the alert " + to_string(id) + " has the same sender, identifier and sent, but other content"};
}

raised came_again(alert_id id, std::string answer, bool same_content)
{
    return {same_content ? raise_verdict::seen_before : raise_verdict::conflict, std::move(answer), same_identity(id)};
}

}  // namespace

proposals::proposals(
    channels::runtime& world, store& kept, rulebooks const& books, chooser const& choose, bells& ring, event_log& log
)
    : world_(world), store_(kept), books_(books), chooser_(choose), ring_(ring), log_(log), one_at_a_time_(world.executor())
{
}

task<raised> proposals::raise(std::string bytes, principal by)
{
    auto read = rules::read_cap(bytes);
    if (!read) {
        log_.report(
            events::alert_refused,
            {{"origin", by.name()}, {"reason", std::string{to_string(read.error().failure())}}, {"where", read.error().where()}}
        );
        co_return refused(read.error().sentence());
    }
    auto incoming = std::move(*read);
    if (incoming.sent > world_.wall() + minutes{5})
        co_return from_the_future();
    // One at a time, so that two messages about one event see each other.
    auto const turn = co_await one_at_a_time_.enter();
    co_return co_await record(std::move(incoming), std::move(bytes), std::move(by));
}

task<raised> proposals::record(alert incoming, std::string bytes, principal by)
{
    // Most of what comes has come before: feeds and pushes repeat themselves.
    auto const before = co_await store_.find_alert(incoming.identity());
    if (!before)
        co_return not_now();
    if (*before) {
        log_.report(events::alert_repeated, {{"alert", to_string((*before)->id)}, {"origin", by.name()}});
        co_return came_again((*before)->id, (*before)->answer, (*before)->digest == sha256_of(bytes));
    }
    milliseconds const life{books_.settings.default_alert_life};
    auto const around =
        co_await store_.neighbours_of(incoming.identity(), incoming.references, rules::profile_of(incoming, life));
    if (!around)
        co_return not_now();
    auto const now = world_.wall();
    intake_plan plan{incoming, *around, books_, chooser_, by, now};
    auto const held = plan.held();
    auto const eased = plan.eased();
    auto const written = co_await store_.record_alert(plan.take(std::move(bytes)), now);
    if (!written)
        co_return not_now();
    if (written->seen_before) {
        log_.report(events::alert_repeated, {{"alert", to_string(written->id)}, {"origin", by.name()}});
        co_return came_again(written->id, written->answer, written->same_content);
    }
    log_.report(
        events::alert_accepted,
        {{"alert", to_string(written->id)}, {"origin", by.name()}, {"kind", std::string{to_string(incoming.kind)}}}
    );
    if (!held.empty())
        log_.report(events::alert_held, {{"alert", to_string(written->id)}});
    for (auto const which : eased)
        log_.report(events::alert_eased, {{"alert", to_string(written->id)}, {"mobilisation", to_string(which)}});
    ring_.ring_all();
    co_return raised{raise_verdict::accepted, written->answer, bilingual{}};
}

trial proposals::try_alert(std::string_view bytes, std::string_view language, supposing when) const
{
    auto const read = rules::read_cap(bytes);
    if (!read)
        return {false, read.error().sentence().in(language)};
    auto const supposed = when == supposing::now ? world_.wall() : read->sent;
    json::array hazards;
    for (auto const& outcome : rules::match(*read, books_.rules, context_of(books_, supposed))) {
        json::array verdicts;
        for (auto const& each : outcome.verdicts) {
            json::array reasons;
            for (auto const& why : each.reasons)
                reasons.emplace_back(why.in(language));
            verdicts.push_back(json::object{{"rule", each.rule}, {"fired", each.fired}, {"reasons", std::move(reasons)}});
        }
        json::object hazard{{"event", outcome.event}, {"verdicts", std::move(verdicts)}};
        hazard["action"] = outcome.rule.empty() ? "none" : to_string(outcome.action);
        if (outcome.request) {
            json::array zone;
            for (auto const& expression : outcome.request->zone)
                zone.emplace_back(expression);
            hazard["proposal"] = json::object{
                {"rule", outcome.rule},
                {"need", outcome.request->need},
                {"zone", std::move(zone)},
                {"by", format_instant(outcome.request->by)},
                {"at", outcome.request->at},
                {"template", outcome.request->template_name},
                {"exercise", outcome.request->exercise}};
        }
        if (outcome.held)
            hazard["held"] = outcome.held->in(language);
        hazards.push_back(std::move(hazard));
    }
    auto text = json::serialize(json::object{
        {"sender", read->sender},
        {"identifier", read->identifier},
        {"sent", format_instant(read->sent)},
        {"status", to_string(read->status)},
        {"kind", to_string(read->kind)},
        {"supposed", format_instant(supposed)},
        {"hazards", std::move(hazards)}});
    return {true, std::move(text)};
}

boost::system::result<std::vector<mobilisation>, bilingual> proposals::would_call(std::string_view bytes) const
{
    auto const read = rules::read_cap(bytes);
    if (!read)
        return read.error().sentence();
    std::vector<mobilisation> all;
    for (auto& outcome : rules::match(*read, books_.rules, context_of(books_, read->sent))) {
        if (!outcome.request)
            continue;
        mobilisation one;
        one.request = std::move(*outcome.request);
        one.rule = outcome.rule;
        one.created = read->sent;
        all.push_back(std::move(one));
    }
    return all;
}

task<proposed> proposals::propose(mobilisation wanted, principal by, std::string idempotency_key)
{
    wanted.origin = by.name();
    wanted.approved_by = wanted.state == mobilisation_state::approved ? by.name() : "";
    wanted.created = world_.wall();
    auto created = co_await store_.create_mobilisation(std::move(wanted), std::move(idempotency_key));
    if (!created)
        co_return proposed{created.error().why()};
    log_.report(
        events::mobilisation_proposed,
        {{"mobilisation", to_string(created->id)}, {"state", std::string{to_string(created->state)}}, {"by", by.name()}}
    );
    ring_.ring_all();
    co_return proposed{std::move(*created)};
}

}  // namespace tocsin::dispatcher
