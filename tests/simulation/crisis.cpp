// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/crisis.hpp"

#include "tests/simulation/life.hpp"
#include "tests/support/shipped_config.hpp"
#include "where.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

namespace tocsin::simulation {

namespace {

constexpr auto deadline = hours{3};  // of the rule below
constexpr std::size_t long_alert = 40'000;  // bytes: as real ones are, and more than a full disk has left over

std::string lines_of(std::string const& file, std::size_t column, std::set<std::string> const& kept)
{
    std::ifstream in{TOCSIN_SOURCE_DIR "/config/gazetteer/" + file};
    std::string out;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields{line};
        std::string field;
        for (std::size_t i = 0; i <= column; ++i)
            std::getline(fields, field, '\t');
        if (!line.starts_with('#') && kept.contains(field))
            out += line + '\n';
    }
    return out;
}

/// The shipped templates and calendar; a corner of the gazetteer, so that a life is quickly begun; one rule.
std::shared_ptr<dispatcher::rulebooks const> books_with_need(int need, pace how, bool escalates, bool two_agree)
{
    auto books = std::make_shared<dispatcher::rulebooks>();
    auto const shipped = support::shipped_rulebooks();
    books->templates = shipped->templates;
    books->days = shipped->days;
    books->settings = shipped->settings;
    if (two_agree)
        books->settings.approval_above_recipients = 5;
    auto const communes = lines_of("communes.tsv", 2, {"04", "05"});
    auto const geocodes = lines_of("geocodes.tsv", 2, {"04", "05"});
    rules::gazetteer_files files;
    files.communes = communes;
    files.geocodes = geocodes;
    books->places = rules::gazetteer::read(files, "gazetteer").value();
    rules::rule rule;
    rule.name = "crue";
    rule.when.event = {"*crue*"};
    rule.when.area = {"04"};
    rule.then.need = need;
    rule.then.alert_area = true;
    rule.then.by = std::chrono::duration_cast<minutes>(deadline);
    rule.then.media = {medium::sms};
    rule.then.minimum_age = 0;
    rule.then.pace = how;
    if (escalates)
        rule.then.escalate = escalation{};
    books->rules.rules.push_back(std::move(rule));
    return books;
}

std::string alert_bytes(std::string const& identifier, wall_time sent, std::string const& nuts)
{
    return "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>" + identifier +
           "</identifier><sender>vigicrues@example.org</sender><sent>" + format_instant(sent) +
           "</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>fr-FR</language>"
           "<category>Met</category><event>Vigilance crue</event><urgency>Immediate</urgency><severity>Severe</severity>"
           "<certainty>Likely</certainty><description>" + std::string(long_alert, '.') +
           "</description><area><areaDesc>ici</areaDesc><geocode><valueName>NUTS3</valueName><value>" + nuts +
           "</value></geocode></area></info></alert>";
}

}  // namespace

plan plan_of(std::uint64_t seed)
{
    auto draw = [&seed] { return seed = mixed(seed + 0x9e3779b97f4a7c15U); };
    auto one_in = [&draw](std::uint64_t n) { return draw() % n == 0; };
    plan made;
    made.volunteers = 20 + static_cast<int>(draw() % 200);
    made.everyone = !one_in(3);
    if (!made.everyone)
        made.need = one_in(2) ? 3 : 10;
    made.kills = one_in(3) ? 0 : 1 + static_cast<int>(draw() % 12);
    made.outage = one_in(3);
    made.full_disk = one_in(5);
    made.cancels = one_in(4);
    made.pauses = one_in(4);
    made.clock_jump = one_in(8);
    made.per_second = std::array{2.0, 5.0, 20.0, 100.0}[draw() % 4];
    made.pace = std::array{pace::all, pace::all, pace::sparing, pace::fast}[draw() % 4];
    made.second_provider = one_in(2);
    made.one_account = one_in(3);
    made.quota = made.second_provider && one_in(6);
    made.how = std::array{
        failing::refuses, failing::resets, failing::silent, failing::throttles, failing::keeps_receipts,
        failing::flickers}[draw() % 6];
    made.outage = made.outage || (made.second_provider && !one_in(4));
    made.long_outage = one_in(4);
    made.escalates = one_in(4);
    made.two_agree = one_in(3);
    made.extends = one_in(5);
    made.retracts = one_in(5);
    made.exercise = one_in(3);
    made.drill = made.exercise && one_in(3);
    made.mistaken = made.exercise && !made.drill && one_in(2);
    bool const called_off = made.cancels || made.retracts || made.pauses;
    made.widens = one_in(4) && !called_off && !made.exercise;
    made.urgent = one_in(3) && !made.widens && !made.exercise;
    if (made.urgent) {  // much waits here when it comes
        made.pace = pace::all;
        made.per_second = std::min(made.per_second, 5.0);
    }
    return made;
}

crisis::crisis(std::uint64_t seed)
    : stage(mixed(seed), *parse_instant("2026-11-24T02:00:00Z"))
    , plan_(plan_of(seed))
    , sms_("sms-main", plan_.per_second, 8, clock_, mixed(seed ^ 0x5eedU))
    , second_("sms-second", plan_.per_second, 8, clock_, mixed(seed ^ 0x2eedU))
    , mail_("mail", 20, 8, clock_, mixed(seed ^ 0x3eedU))
    , dry_(clock_)
    , seed_(seed)
{
    static std::map<std::tuple<int, pace, bool, bool>, std::shared_ptr<dispatcher::rulebooks const>> all_books;
    auto& books = all_books[{plan_.need, plan_.pace, plan_.escalates, plan_.two_agree}];
    if (!books)
        books = books_with_need(plan_.need, plan_.pace, plan_.escalates, plan_.two_agree);
    books_ = books;
    auto maybe = [this](double value) { return below(2) == 0 ? value : 0.0; };
    sms_.faults.lost_answer = maybe(0.03);
    sms_.faults.throttle = maybe(0.05);
    sms_.faults.refuse_for_now = maybe(0.05);
    sms_.faults.early_receipt = maybe(0.3);
    sms_.faults.repeated_receipt = maybe(0.3);
    sms_.faults.no_receipt = maybe(0.2);
    sms_.faults.undelivered = maybe(0.1);
    second_.faults = sms_.faults;
    mail_.medium = medium::email;
    for (auto* const each : {&sms_, &second_, &mail_})
        each->send_back = [this, each](mono_time due, callback what) {
            later(due, [this, each, what] { deliver(*each, what); });
        };
    sms_.answer_of = [this](std::string const& to) -> std::optional<std::string> {
        if (plan_.urgent && neighbours_.contains(to))
            return std::nullopt;  // whom they answer is not the question here
        auto const mood = chance();
        if (mood < 0.15)
            return "Oui j'arrive";
        if (mood < 0.25)
            return "non désolé";
        if (mood < 0.29)
            return "STOP";
        if (mood < 0.32)
            return "c'est où ?";
        return std::nullopt;
    };
    second_.answer_of = sms_.answer_of;
    mail_.answer_of = [](std::string const&) { return std::nullopt; };
    kills_left_ = plan_.kills;
}

crisis::~crisis()
{
    if (life_)
        life_->end(clock_);
    life_.reset();
}

void crisis::at(mono_clock::duration when, std::function<void()> what) { later(mono_time{when}, std::move(what)); }

void crisis::register_people()
{
    auto const inside = books_->places.in_departement("04");
    auto const outside = books_->places.in_departement("05");
    for (int i = 1; i <= plan_.volunteers; ++i) {
        volunteer who;
        who.external_id = "v" + std::to_string(i);
        char number[32];
        std::snprintf(number, sizeof number, "+3363998%04d", i);
        who.mobile = phone::from_e164(number);
        who.mobile_takes_sms = true;
        bool const lives_inside = below(5) != 0;
        auto const& communes = lives_inside ? inside : outside;
        who.commune = books_->places.at(communes[below(communes.size())]).code;
        who.consent_sms = below(10) != 0;
        if (i % 2 == 0) {
            who.email = mailbox::parse("v" + std::to_string(i) + "@example.org");
            who.consent_email = i % 10 != 0;
        }
        who.availability = below(12) == 0 ? "Mo-Su 12:00-12:01" : "";
        who.drill = i % 3 == 0;
        bool const willing = who.consent_sms && who.availability.empty();
        if (!lives_inside)
            neighbours_.insert(number);
        if (willing)
            (lives_inside ? in_zone_ : willing_neighbours_).insert(number);
        if (who.drill)
            enrolled_.insert(number);
        people_.push_back(std::move(who));
    }
    auto batch = people_;
    bool done = false;
    auto import = [](dispatcher::store& kept, std::vector<volunteer> all, bool& over) -> task<void> {
        co_await kept.import_volunteers(std::move(all), dispatcher::act{});
        over = true;
    };
    life_->spawn(import(*life_->store, std::move(batch), done));
    life_->loop.poll();
}

void crisis::begin_life()
{
    life_ = std::make_unique<life>(*this, mixed(seed_ + 77 + kills_.size()));
    steps_to_kill_ = 1 + static_cast<int>(below(below(2) == 0 ? 40 : 2000));
}

void crisis::kill()
{
    life_->end(clock_);
    life_.reset();
    kills_.push_back(clock_.mono());
    --kills_left_;
    // Something restarts it, sometimes at once.
    later(clock_.mono() + milliseconds{50 + static_cast<long>(below(2000))}, [this] {
        begin_life();
        begins_.push_back(clock_.mono());
        life_->house->start();
    });
}

void crisis::run_what_is_ready()
{
    if (!alive())
        return;
    life_->loop.restart();
    // One handler at a time: a kill may fall between any two.
    while (alive() && life_->loop.poll_one() > 0)
        if (kills_left_ > 0 && !alerts_.empty() && --steps_to_kill_ <= 0)
            kill();
}

void crisis::step()
{
    run_what_is_ready();
    if (!clock_.empty())
        clock_.wake_next();
}

void crisis::deliver(provider& from, callback what)
{
    auto const retry = [this, &from, what](seconds after) {
        later(clock_.mono() + after, [this, &from, what] { deliver(from, what); });
    };
    if (what.reply)
        wrote_.insert('+' + what.reply->from);
    if (what.reply && what.reply->text == "STOP")
        wrote_stop_.insert('+' + what.reply->from);
    if (what.reply)
        places_.offered('+' + what.reply->from, what.reply->provider_id, what.reply->text, clock_.mono());
    if (!alive())
        return retry(seconds{5});
    auto const answered = std::make_shared<bool>(false);
    auto take = [](crisis& world, provider& sender, callback news, std::shared_ptr<bool> done) -> task<void> {
        auto& house = *world.life_->house;
        bool kept = false;
        if (news.news) {
            std::vector<receipt> const one{*news.news};
            auto const result = co_await house.receipts.receive(sender.name(), one);
            kept = result.has_value();
            if (kept) {
                if (news.news->verdict == receipt_verdict::undeliverable)
                    world.undeliverable_.insert(sender.reference_of[news.news->provider_id]);
                auto& strongest = world.receipts_[sender.reference_of[news.news->provider_id]];
                if (news.news->verdict == receipt_verdict::delivered || strongest == receipt_verdict::buffered)
                    strongest = news.news->verdict;
            }
        } else if (news.reply) {
            auto const result = co_await house.replies.receive(sender.name(), *news.reply);
            kept = result.has_value();
            if (kept) {
                world.places_.taken('+' + news.reply->from, news.reply->provider_id, world.clock_.mono());
                world.say_more(sender, *news.reply);
            }
            if (kept && news.reply->text == "STOP")
                world.stopped_.emplace('+' + news.reply->from, world.clock_.mono());
        }
        *done = kept;
    };
    life_->spawn(take(*this, from, what, answered));
    // Providers call again until they are answered with success.
    later(clock_.mono() + seconds{7}, [answered, retry] {
        if (!*answered)
            retry(seconds{1});
    });
}

/// Some providers tell of a reply twice; some people change their mind, and again.
void crisis::say_more(provider& to, inbound_text const& reply)
{
    auto const tell = [this, &to](mono_clock::duration after, inbound_text const& text) {
        later(clock_.mono() + after, [this, &to, text] { deliver(to, {std::nullopt, text}); });
    };
    if (below(6) == 0)
        tell(seconds{static_cast<long>(below(900))}, reply);
    bool const yes = reply.text.starts_with("Oui");
    if (reply.text == "STOP" || below(yes ? 3 : 5) != 0)
        return;
    auto other = reply;
    other.provider_id += "+";
    other.text = yes ? "non, finalement" : "Oui, finalement";
    tell(seconds{static_cast<long>(below(below(2) == 0 ? 3 : 3000))}, other);
}

void crisis::raise(std::size_t which)
{
    auto const before = alerts_[which].answers.size();
    if (alive()) {
        auto send = [](crisis& world, std::size_t index) -> task<void> {
            dispatcher::principal const source{"source", dispatcher::role::source, false};
            auto const said = co_await world.life_->house->proposals.raise(world.alerts_[index].bytes, source);
            if (said.verdict != dispatcher::raise_verdict::accepted && said.verdict != dispatcher::raise_verdict::seen_before &&
                said.verdict != dispatcher::raise_verdict::unavailable)
                ++world.refused_;
            if (said.verdict != dispatcher::raise_verdict::accepted && said.verdict != dispatcher::raise_verdict::seen_before)
                co_return;
            auto& alert = world.alerts_[index];
            alert.answers.push_back(said.answer);
            auto const parsed = boost::json::parse(said.answer);
            auto const& list = parsed.at("mobilisations").as_array();
            if (!list.empty() && !alert.mobilisation) {
                alert.mobilisation = parse_id<mobilisation_id>(list[0].at("id").as_string());
                if (index == 0)  // the officer leaves the re-issue alone
                    world.later(world.clock_.mono() + seconds{30}, [&world, index] { world.approve(index); });
            }
        };
        life_->spawn(send(*this, which));
    }
    later(clock_.mono() + seconds{10}, [this, which, before] {
        if (alerts_[which].answers.size() == before)
            raise(which);
    });
}

void crisis::approve(std::size_t which)
{
    agree(which, true);
    later(clock_.mono() + seconds{10}, [this, which] {
        if (!alerts_[which].approved && !alerts_[which].cancelled)
            approve(which);
    });
}

void crisis::agree(std::size_t which, bool to_start)
{
    if (!alive() || !alerts_[which].mobilisation)
        return;
    auto resume = [](crisis& world, std::size_t index, std::string name) -> task<void> {
        dispatcher::principal const officer{std::move(name), dispatcher::role::staff, false};
        auto& alert = world.alerts_[index];
        auto const said = co_await world.life_->house->decisions.resume(*alert.mobilisation, officer, "");
        if (said.verdict == dispatcher::decision_verdict::done)
            alert.resumed = alert.resumed.value_or(world.clock_.mono());
    };
    auto name = next_officer();
    if (to_start)
        life_->spawn(say_yes(which, std::move(name)));
    else
        life_->spawn(resume(*this, which, std::move(name)));
}

void crisis::decide(std::size_t which, dispatcher::decision what)
{
    if (!alive() || !alerts_[which].mobilisation)
        return;
    auto act = [](crisis& world, std::size_t index, dispatcher::decision taken) -> task<void> {
        dispatcher::principal const officer{"officer", dispatcher::role::staff, false};
        auto& alert = world.alerts_[index];
        auto const said = co_await world.life_->house->decisions.decide(*alert.mobilisation, taken, officer, "");
        if (said.verdict != dispatcher::decision_verdict::done)
            co_return;
        auto const now = world.clock_.mono();
        switch (taken) {
        case dispatcher::decision::pause: alert.paused = now; break;
        case dispatcher::decision::cancel: alert.cancelled = now; break;
        case dispatcher::decision::close: break;
        }
    };
    life_->spawn(act(*this, which, what));
}

void crisis::write_story()
{
    auto const sent = clock_.wall();
    alerts_.push_back({alert_bytes("crue-1", sent, "FR821"), false, {}, {}, {}, {}, {}, {}});
    alerts_.push_back({alert_bytes("nowhere-1", sent, "XX999"), true, {}, {}, {}, {}, {}, {}});
    at(seconds{5}, [this] { raise(0); });
    at(seconds{8}, [this] { raise(1); });
    for (int i = 0; i < 3; ++i)
        at(seconds{10 + static_cast<long>(below(600))}, [this] { raise(0); });  // sources repeat themselves
    at(minutes{20}, [this] {
        // The same warning re-issued under another identifier.
        alerts_.push_back({alert_bytes("crue-2", clock_.wall(), "FR821"), true, {}, {}, {}, {}, {}, {}});
        raise(2);
    });
    write_second_story();
    if (plan_.outage) {
        auto const from = milliseconds{plan_.second_provider ? 36'000 + static_cast<long>(below(12'000)) : 20'000 + static_cast<long>(below(60'000))};
        auto const length = plan_.long_outage ? minutes{120} : minutes{1 + static_cast<long>(below(40))};
        outage_ = mono_time{from};
        outage_end_ = *outage_ + length;
        at(from, [this] { sms_.fails = plan_.how; });
        at(from + length, [this] { sms_.fails = failing::not_at_all; });
    }
    if (plan_.full_disk) {
        auto const from = seconds{static_cast<long>(below(below(2) == 0 ? 6 : 120))};
        at(from, [this] {
            if (alive())
                life_->store->pretend_full(true);
        });
        at(from + minutes{2}, [this] {
            if (alive())
                life_->store->pretend_full(false);
        });
    }
    if (plan_.pauses) {
        at(seconds{36 + static_cast<long>(below(20))}, [this] { decide(0, dispatcher::decision::pause); });
        for (int i = 0; i < 5; ++i)
            at(minutes{10 + i}, [this] { agree(0, false); });
    }
    if (plan_.cancels)
        at(seconds{36 + static_cast<long>(below(1800))}, [this] { decide(0, dispatcher::decision::cancel); });
    if (plan_.clock_jump)
        at(seconds{31 + static_cast<long>(below(below(2) == 0 ? 60 : 1800))}, [this] {
            clock_.shift_wall(std::array{hours{2}, -hours{1}, hours{4}}[below(3)]);
        });
    // Some are late.
    for (int i = 0; i < 6; ++i)
        at(hours{4} + seconds{static_cast<long>(below(3600))}, [this, i] {
            auto const& who = people_[below(people_.size())];
            inbound_text const yes{who.mobile->e164().substr(1), "38123", "Oui je viens", "late-" + std::to_string(i)};
            deliver(sms_, {std::nullopt, yes});
        });
    // Some write STOP before they were ever asked.
    for (int i = 0; i < 4; ++i)
        at(seconds{20 + static_cast<long>(below(90))}, [this, i] {
            auto const& who = people_[below(people_.size())];
            inbound_text const stop{who.mobile->e164().substr(1), "38123", "STOP", "unasked-" + std::to_string(i)};
            deliver(sms_, {std::nullopt, stop});
        });
}

outcome crisis::play()
{
    begin_life();
    register_people();
    life_->house->start();
    write_story();
    auto const end = mono_time{} + hours{6};
    // Looked at after the loop has run: a life that has just begun has asked to be woken for nothing yet.
    for (run_what_is_ready(); !clock_.empty() && clock_.next_due() <= end; run_what_is_ready())
        clock_.wake_next();
    kills_left_ = 0;
    while (!alive())
        step();
    for (int i = 0; i < 2000; ++i)
        step();

    outcome found;
    found.crisis_hours = 6;
    found.kills = static_cast<int>(kills_.size());
    gather_what_was_seen();
    found.messages = seen_.size();
    for (auto const& each : seen_)
        found.trace = mixed(found.trace ^ std::hash<std::string>{}(each.to + each.text) ^ static_cast<std::uint64_t>(each.at.time_since_epoch().count()));
    check(found);
    return found;
}

task<dispatcher::stored<std::vector<dispatcher::switch_entry>>> crisis::life_switches()
{
    return life_->store->switches(1000);
}

/// Runs at once, as far as it goes without time passing.
void crisis::spawn_in_life(task<void> work)
{
    life_->spawn(std::move(work));
    life_->loop.restart();
    life_->loop.poll();
}

}  // namespace tocsin::simulation
