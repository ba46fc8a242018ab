// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/proposals.hpp"

#include "dispatcher/engine/intake_plan.hpp"
#include "dispatcher/engine/judging.hpp"
#include "dispatcher/store/digest.hpp"
#include "rules/cap/meaning.hpp"
#include "rules/cap/read.hpp"
#include "rules/match/memory.hpp"
#include "rules/trust/source_policy.hpp"
#include "rules/words/seeded_bug.hpp"

#include <algorithm>
#include <climits>
#include <map>

namespace tocsin::dispatcher {
namespace {

constexpr int most_looked_back = 500;  // mobilisations and alerts, newest first

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

raised not_kept(store_error const& why)
{
    if (seeded(bug::refused_by_guess))
        return {raise_verdict::refused, "", {}};
    return {why.failure() == store_failure::rejected ? raise_verdict::rejected : raise_verdict::unavailable, "", {}};
}

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
    std::vector<heard_before> selves;
    wall_time now;
    std::optional<intake_plan> plan;

    alert const& what() const { return (*read)->what; }
    void understand() { read.emplace(rules::read_cap_with_notes(signed_part ? *signed_part : bytes)); }
    void work_out() { plan.emplace(**read, around, past, selves, books, by, now); }
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
        co_return not_kept(before.error());
    if (*before) {
        log_.report(events::alert_repeated, {{"alert", to_string((*before)->id)}, {"origin", by.name()}});
        co_return came_again((*before)->id, (*before)->answer, (*before)->digest == sha256_of(came->bytes));
    }
    milliseconds const life{books_.settings.default_alert_life};
    auto around = co_await store_.neighbours_of(incoming.identity(), incoming.references, rules::profile_of(incoming, life));
    if (!around)
        co_return not_kept(around.error());
    auto past = co_await past_calls();
    if (!past)
        co_return not_kept(past.error());
    came->around = std::move(*around);
    came->past = std::move(*past);
    auto const now = world_.wall();
    came->now = now;
    co_await think(came, [](incoming_alert& one) { one.work_out(); });
    if (auto overtaken_by = came->plan->overtaken_by(); !overtaken_by.empty()) {
        auto selves = co_await heard_again(came, std::move(overtaken_by));
        if (!selves)
            co_return not_kept(selves.error());
        came->selves = std::move(*selves);
        co_await think(came, [](incoming_alert& one) { one.work_out(); });
    }
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
        co_return not_kept(written.error());
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

task<stored<std::vector<heard_before>>> proposals::heard_again(std::shared_ptr<incoming_alert> came, std::vector<alert_id> which)
{
    std::vector<heard_before> all;
    auto const* const policy = came->by.policy();
    for (auto const id : which) {
        auto const& known = came->around.alerts;
        auto const on_record = std::find_if(known.begin(), known.end(), [id](stored_alert const& each) { return each.id == id; });
        // What somebody else brought was taken under other rules of trust: it stays as it was heard.
        if (on_record->origin != came->by.name())
            co_return std::vector<heard_before>{};
        auto bytes = co_await store_.alert_bytes(id);
        if (!bytes)
            co_return bytes.error();
        if (*bytes && policy && !policy->certificate.empty()) {
            auto verified = co_await signed_part_of(std::move(**bytes), policy->certificate);
            *bytes = verified ? std::optional{std::move(*verified)} : std::nullopt;
        }
        auto read = *bytes ? rules::read_cap(**bytes) : rules::cap_error{};
        if (!read)
            co_return std::vector<heard_before>{};
        all.push_back({id, std::move(*read)});
    }
    co_return all;
}

task<stored<std::vector<rules::past_call>>> proposals::past_calls() const
{
    std::vector<rules::past_call> past;
    auto const longest = rules::longest_interval(books_.rules);
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
            one.state = call.action == rules::rule_action::launch ? mobilisation_state::approved : mobilisation_state::proposed;
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
        co_return proposed{created.error()};
    log_.report(
        events::mobilisation_proposed,
        {{"mobilisation", to_string(created->id)}, {"state", std::string{to_string(created->state)}}, {"by", by.name()}}
    );
    ring_.ring_all();
    co_return proposed{std::move(*created)};
}

}  // namespace tocsin::dispatcher
