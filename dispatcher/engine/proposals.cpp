// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/proposals.hpp"

#include "dispatcher/engine/judging.hpp"
#include "dispatcher/store/digest.hpp"
#include "rules/cap/meaning.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/memory.hpp"
#include "rules/match/relation.hpp"
#include "rules/trust/source_policy.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <climits>
#include <map>
#include <set>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

constexpr int most_looked_back = 500;  // mobilisations and alerts, newest first

/// Calls before now that a rule's `min_interval` may still look at; none where no rule has one.
milliseconds longest_interval(rules::rulebook const& book)
{
    minutes longest{0};
    for (auto const& each : book.rules)
        longest = std::max(longest, each.interval.value_or(minutes{0}));
    return longest;
}

/// A launch that is only proposed, as long as people are counted.
struct launch {
    std::size_t place = 0;  ///< among the record's mobilisations
    std::optional<int> limit;  ///< most people it may ask by itself
};

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

/// Everything one alert does, worked out before anything is written.
class intake_plan {
public:
    intake_plan(
        rules::cap_reading const& read, alert_neighbours const& around, std::vector<rules::past_call> const& past,
        rulebooks const& books, principal const& by, wall_time now
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
        bool const over = record_.standing == alert_standing::active && record_.about.ends <= now_;
        std::string const standing{over ? "expired" : to_string(record_.standing)};
        record_.answer = [standing, joined = joined_, held = held_, notes = notes_,
                          tolerated = tolerated_, ended = record_.cancels](alert_id id, std::vector<mobilisation> const& created) {
            return answer(id, standing, created, joined, held, notes, tolerated, ended);
        };
        return std::move(record_);
    }

    std::vector<std::string> const& held() const { return held_; }
    /// How many calls a rule did not make because its interval is not over.
    int waiting() const { return waiting_; }
    /// What may go out by itself once it is known that few enough people are asked.
    std::vector<launch> const& launches() const { return launches_; }
    mobilisation const& what(launch const& which) const { return record_.mobilisations[which.place]; }

    /// A person approves it: `why` is told to whoever looks.
    void only_propose(launch const& which, bilingual const& why)
    {
        auto& one = record_.mobilisations[which.place];
        one.state = mobilisation_state::proposed;
        one.approved_by.clear();
        note({one.rule + " : " + why.fr, one.rule + ": " + why.en});
    }
    /// Mobilisations that go on although their alert does not ask for them any more.
    std::vector<mobilisation_id> const& eased() const { return eased_; }

private:
    static std::string answer(
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
        bool const ended = std::any_of(record_.cancels.begin(), record_.cancels.end(), [&each](auto const& one) {
            return one.first == each.what.id;
        });
        if (is_over(each.what) || joined || ended)
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

    void note(bilingual const& what) { notes_.push_back(what.in(books_.settings.language)); }

    /// What this warning's message before this one asked for; that is what `keep_while` keeps.
    std::vector<std::string> engaged() const
    {
        std::vector<std::string> calls;
        stored_alert const* former = nullptr;
        for (auto const& each : around_.alerts) {
            bool const warns = each.kind == alert_kind::alert || each.kind == alert_kind::update;
            if (warns && same_warning_.contains(each.id) && each.identity.sent < alert_.sent &&
                (former == nullptr || former->identity.sent < each.identity.sent))
                former = &each;
        }
        if (former == nullptr)
            return calls;
        for (auto const& each : around_.mobilisations)
            if (std::any_of(each.behind.begin(), each.behind.end(), [former](alert_behind const& one) { return one.id == former->id; }))
                calls.push_back(each.what.rule);
        return calls;
    }

    void propose()
    {
        auto context = context_at(books_, now_);
        context.engaged = engaged();
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

    void hold(bilingual const& why) { held_.push_back(why.in(books_.settings.language)); }

    /// Cuts the call to where its source may call; false: nothing is left of it, and a person decides.
    bool stay_within(rules::source_policy const& policy, mobilisation_request& request)
    {
        request.zone = rules::intersection(books_.places, request.zone, policy.zones);
        if (request.zone.empty())
            hold(rules::not_its_zone(policy));
        return !request.zone.empty();
    }

    /// The smallest of what the rule, the house and the source allow.
    std::optional<int> launch_limit(std::optional<int> by_rule) const
    {
        auto const by_source = by_.policy() ? by_.policy()->largest_launch : std::nullopt;
        return smaller(smaller(by_rule, books_.settings.largest_launch), by_source);
    }

    /// Whether what it asked for is the answer to this alert too. An open one is, when it is about the same event, also when
    /// another service says so; one that
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
            one_event |= one_event_.contains(asking.id) || said_elsewhere_.contains(asking.id);
            withdrawn &= asking.standing == alert_standing::cancelled;
            gravest = std::max(gravest, asking.gravest);
        }
        if (!is_over(each.what))
            return one_event;
        return same_warning && !withdrawn && record_.about.gravest <= gravest;
    }

    /// Some of the proposal's ground is gone, and no other alert that stands asks for it: what was not approved yet gives way
    /// to a proposal for the ground as it is now.
    bool has_shrunk(neighbouring_mobilisation const& each, std::vector<std::string> const& zone) const
    {
        bool const wanted = std::any_of(each.behind.begin(), each.behind.end(), [this](alert_behind const& asking) {
            return standing_now(asking) == alert_standing::active && asking.expires.value_or(now_) >= now_;
        });
        return each.what.state == mobilisation_state::proposed && !wanted &&
               !rules::enlargement(books_.places, each.what.request.zone, zone).empty();
    }

    /// What answers an alert of another service is told to whoever looks.
    void note_other_sender(neighbouring_mobilisation const& each)
    {
        for (auto const& asking : each.behind)
            if (auto const known = said_elsewhere_.find(asking.id); known != said_elsewhere_.end()) {
                auto const which = to_string(each.what.id);
                note({known->second + " a annoncé la même chose : cette alerte est jointe à " + which + ", personne n'est appelé deux fois",
                      known->second + " warned of the same thing: this alert is joined to " + which + ", nobody is called twice"});
                return;
            }
    }

    /// A re-issue of a warning that people are being asked for already opens nothing new, unless the ground grew: then the
    /// new ground alone is asked.
    void propose(rules::hazard_outcome const& outcome, rules::called& call)
    {
        mobilisation proposed;
        proposed.request = std::move(call.request);
        std::vector<mobilisation> answering;
        std::vector<std::string> known;
        bool shrunk = false;
        for (auto const& each : around_.mobilisations) {
            bool const other = each.what.rule != call.name || each.what.request.exercise != proposed.request.exercise;
            if (other || seeded(bug::same_alert_again) || !answers(each) || !touches(each.what, proposed))
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

    static std::optional<int> smaller(std::optional<int> left, std::optional<int> right)
    {
        if (left && right)
            return std::min(*left, *right);
        return left ? left : right;
    }

    bool touches(mobilisation const& known, mobilisation const& wanted) const
    {
        auto const here = books_.places.resolve(wanted.request.zone, 0);
        auto const there = books_.places.resolve(known.request.zone, 0);
        return !here || !there || books_.places.overlap(*here, *there);
    }

    alert const& alert_;
    alert_neighbours const& around_;
    std::vector<rules::past_call> const& past_;
    rulebooks const& books_;
    principal const& by_;
    wall_time now_;
    alert_record record_;
    std::map<alert_id, alert_standing> standing_;  ///< of the neighbours, as this alert leaves them
    std::set<alert_id> same_warning_;
    std::set<alert_id> one_event_;
    std::map<alert_id, std::string> said_elsewhere_;  ///< by other senders, with who said so
    std::vector<mobilisation> joined_;
    std::vector<std::string> held_;
    std::vector<std::string> notes_;
    std::vector<std::string> tolerated_;
    std::vector<launch> launches_;
    int waiting_ = 0;
    std::vector<mobilisation_id> eased_;
};

/// It waits for a person, who finds other words or another channel.
bilingual nobody_can_answer(std::string const& channel)
{
    return {
        "proposée et non lancée : personne ne peut répondre à l'expéditeur du canal " + channel,
        "proposed and not launched: nobody can answer the sender of the channel " + channel};
}

bilingual still_reading()
{
    return {
        "proposée et non lancée : le registre est encore en cours de lecture, on ne sait pas combien de personnes elle toucherait",
        "proposed and not launched: the register is still being read, nobody knows how many people it would ask"};
}

bilingual not_counted()
{
    return {
        "proposée et non lancée : on n'a pas pu compter les personnes", "proposed and not launched: the people could not be counted"};
}

bilingual would_ask(int people, int limit)
{
    auto const most = std::to_string(limit);
    auto const count = std::to_string(people);
    return {
        "proposée et non lancée : " + count + " personnes seraient sollicitées, un lancement automatique en permet " + most,
        "proposed and not launched: " + count + " people would be asked, an automatic launch may ask " + most};
}

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

/// All that is thought about one alert; owned together, so that a thread may still think when nobody waits any more.
struct proposals::incoming_alert {
    incoming_alert(std::string bytes, principal by, rulebooks const& books)
        : bytes(std::move(bytes)), by(std::move(by)), books(books)
    {
    }

    std::string bytes;  ///< as they came
    principal by;
    rulebooks const& books;
    std::optional<std::string> signed_part;  ///< what is read instead, of a source that has to sign
    std::optional<boost::system::result<rules::cap_reading, rules::cap_error>> read;
    alert_neighbours around;
    std::vector<rules::past_call> past;
    wall_time now;
    std::optional<intake_plan> plan;

    alert const& what() const { return (*read)->what; }
    void understand() { read.emplace(rules::read_cap_with_notes(signed_part ? *signed_part : bytes)); }
    void work_out() { plan.emplace(**read, around, past, books, by, now); }
};

task<void> proposals::think(std::shared_ptr<incoming_alert> about, void (*work)(incoming_alert&))
{
    constexpr std::size_t small = 16 * 1024;  // takes a millisecond or two
    if (!elsewhere_ || about->bytes.size() <= small) {
        work(*about);
        co_return;
    }
    ++*thoughts_;
    std::function<void()> piece = [about, work, thoughts = thoughts_] {
        work(*about);
        --*thoughts;
    };
    co_await elsewhere_(std::move(piece));
}

task<raised> proposals::raise(std::string bytes, principal by)
{
    auto const came = std::make_shared<incoming_alert>(std::move(bytes), std::move(by), books_);
    auto const* const policy = came->by.policy();
    if (policy && !policy->certificate.empty()) {
        auto verified = co_await signed_part_of(came->bytes, policy->certificate);
        if (!verified) {
            log_.report(
                events::alert_refused,
                {{"origin", came->by.name()}, {"reason", std::string{"signature"}}, {"where", verified.error().en}}
            );
            co_return refused(verified.error());
        }
        came->signed_part = std::move(*verified);
    }
    co_await think(came, [](incoming_alert& one) { one.understand(); });
    if (auto const& read = *came->read; !read) {
        log_.report(
            events::alert_refused,
            {{"origin", came->by.name()}, {"reason", std::string{to_string(read.error().failure())}}, {"where", read.error().where()}}
        );
        co_return refused(read.error().sentence());
    }
    if (came->what().sent > world_.wall() + minutes{5})
        co_return from_the_future();
    if (auto const why = policy ? rules::unwelcome(came->what(), *policy) : std::nullopt) {
        log_.report(
            events::alert_refused, {{"origin", came->by.name()}, {"reason", std::string{"policy"}}, {"where", why->en}}
        );
        co_return refused(*why);
    }
    // One at a time, so that two messages about one event see each other.
    auto const turn = co_await one_at_a_time_.enter();
    co_return co_await record(came);
}

task<boost::system::result<std::string, bilingual>> proposals::signed_part_of(std::string bytes, std::string certificate)
{
    if (!check_)
        co_return bilingual{
            "cette source doit signer ses alertes, et rien ici ne peut vérifier une signature",
            "this source has to sign its alerts, and nothing here can verify a signature"};
    co_return co_await check_(std::move(bytes), std::move(certificate));
}

task<raised> proposals::record(std::shared_ptr<incoming_alert> came)
{
    auto const& incoming = came->what();
    auto const& by = came->by;
    // Most of what comes has come before: feeds and pushes repeat themselves.
    auto const before = co_await store_.find_alert(incoming.identity());
    if (!before)
        co_return not_now();
    if (*before) {
        log_.report(events::alert_repeated, {{"alert", to_string((*before)->id)}, {"origin", by.name()}});
        co_return came_again((*before)->id, (*before)->answer, (*before)->digest == sha256_of(came->bytes));
    }
    milliseconds const life{books_.settings.default_alert_life};
    auto around = co_await store_.neighbours_of(incoming.identity(), incoming.references, rules::profile_of(incoming, life));
    if (!around)
        co_return not_now();
    auto past = co_await past_calls();
    if (!past)
        co_return not_now();
    came->around = std::move(*around);
    came->past = std::move(*past);
    auto const now = world_.wall();
    came->now = now;
    co_await think(came, [](incoming_alert& one) { one.work_out(); });
    auto& plan = *came->plan;
    int only_proposed = 0;
    for (auto const& each : plan.launches()) {
        auto why = co_await too_many(plan.what(each), each.limit);
        if (auto const channel = chooser_.unanswerable(plan.what(each)))
            why = nobody_can_answer(*channel);
        if (!why)
            continue;
        plan.only_propose(each, *why);
        ++only_proposed;
    }
    auto const held = plan.held();
    auto const eased = plan.eased();
    auto const waiting = plan.waiting();
    auto const written = co_await store_.record_alert(plan.take(came->bytes), now);
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
    if (only_proposed > 0)
        log_.report(events::launch_limited, {{"alert", to_string(written->id)}});
    if (waiting > 0)
        log_.report(events::rule_waits, {{"alert", to_string(written->id)}});
    for (auto const which : eased)
        log_.report(events::alert_eased, {{"alert", to_string(written->id)}, {"mobilisation", to_string(which)}});
    ring_.ring_all();
    co_return raised{raise_verdict::accepted, written->answer, bilingual{}};
}

task<stored<std::vector<rules::past_call>>> proposals::past_calls() const
{
    std::vector<rules::past_call> past;
    auto const longest = longest_interval(books_.rules);
    if (longest == milliseconds{0})
        co_return past;
    auto const known = co_await store_.mobilisations(true, most_looked_back);
    if (!known)
        co_return known.error();
    std::multimap<alert_id, std::size_t> asked_by;
    for (auto const& each : *known) {
        // What was taken back does not keep the next one waiting.
        if (each.rule.empty() || each.state == mobilisation_state::cancelled || each.created + longest <= world_.wall())
            continue;
        rules::past_call one;
        one.name = each.rule;
        one.at = each.created;
        one.zone = each.request.zone;
        one.exercise = each.request.exercise;
        if (each.alert)
            asked_by.emplace(*each.alert, past.size());
        past.push_back(std::move(one));
    }
    if (past.empty())
        co_return past;
    // One whose alert lies too far back to be found has no gravity: whatever comes counts as graver.
    auto const alerts = co_await store_.alerts(most_looked_back);
    if (!alerts)
        co_return alerts.error();
    for (auto const& each : *alerts) {
        auto const [first, last] = asked_by.equal_range(each.id);
        for (auto found = first; found != last; ++found)
            past[found->second].gravest = each.about.gravest;
    }
    co_return past;
}

task<std::optional<bilingual>> proposals::too_many(mobilisation what, std::optional<int> limit) const
{
    if (!limit || what.request.budget.value_or(*limit + 1) <= *limit)
        co_return std::nullopt;
    // Just after a start the counts are not final: worth a moment, for what is only proposed waits for a person.
    for (auto const patience = world_.mono() + seconds{10}; !chooser_.ready() && world_.mono() < patience;)
        co_await world_.sleep_until(world_.mono() + milliseconds{50});
    if (!chooser_.ready())
        co_return still_reading();
    auto const budget = what.request.budget;
    auto const found = co_await chooser_.select(std::move(what), std::nullopt);
    if (!found)
        co_return not_counted();
    auto const people = std::min(static_cast<int>(found->candidates.size()), budget.value_or(INT_MAX));
    if (people <= *limit)
        co_return std::nullopt;
    co_return would_ask(people, *limit);
}

boost::system::result<std::vector<mobilisation>, bilingual> proposals::would_call(std::string_view bytes) const
{
    auto const read = rules::read_cap(bytes);
    if (!read)
        return read.error().sentence();
    std::vector<mobilisation> all;
    for (auto& outcome : rules::match(*read, books_.rules, context_at(books_, read->sent)))
        for (auto& call : outcome.calls) {
            mobilisation one;
            one.request = std::move(call.request);
            one.rule = call.name;
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
