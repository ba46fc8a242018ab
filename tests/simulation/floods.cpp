// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/floods.hpp"

#include "tests/support/shipped_config.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace tocsin::simulation {

namespace asio = boost::asio;

namespace {

/// As shipped, with a budget that some days exceed.
std::shared_ptr<dispatcher::rulebooks const> books_with(rules::contact_limits ordinary, rules::contact_limits urgent)
{
    auto books = std::make_shared<dispatcher::rulebooks>(*support::shipped_rulebooks());
    books->settings.contact_budget = ordinary;
    books->settings.urgent_contact_budget = urgent;
    return books;
}

std::string named(char const* what, std::size_t which) { return std::string{what} + static_cast<char>('A' + which); }

}  // namespace

/// One life of the daemon, from its start to its kill.
struct floods::life {
    life(floods& outside, std::uint64_t seed)
        : runtime(outside.clock_, loop, seed)
        , store(outside.disk_.open(runtime))
        , routes(channels_of(outside, runtime), {{medium::sms, channels::in_order({outside.sms_.name()})}})
        , house(std::make_unique<dispatcher::house>(runtime, *store, *outside.books_, routes, log))
    {
    }

    static std::map<std::string, dispatcher::wired_channel> channels_of(floods& outside, channels::runtime& runtime)
    {
        dispatcher::wired_channel wired;
        wired.settings.name = outside.sms_.name();
        wired.settings.per_second = outside.sms_.per_second();
        wired.adapter = outside.sms_.adapter(runtime);
        std::map<std::string, dispatcher::wired_channel> all;
        all.emplace(outside.sms_.name(), std::move(wired));
        return all;
    }

    /// kill -9: every frame goes, nothing runs.
    void end(support::virtual_clock& clock)
    {
        clock.forget(&runtime);
        store->abandon();
        loop.kill();
    }

    support::mortal_context loop;
    support::virtual_runtime runtime;
    dispatcher::event_recorder log;
    std::unique_ptr<dispatcher::sqlite_store> store;
    dispatcher::route_table routes;
    std::unique_ptr<dispatcher::house> house;
};

floods::floods(std::uint64_t seed)
    : stage(mixed(seed ^ 0xf100dU), *parse_instant("2026-11-24T02:00:00Z"))
    , seed_(seed)
    , sms_("sms-main", std::array{2.0, 5.0, 20.0}[below(3)], 8, clock_, mixed(seed ^ 0x5eedU))
{
    int const a_day = 1 + static_cast<int>(below(2));
    int const a_month = a_day + 1 + static_cast<int>(below(3));
    books_ = books_with({a_day, a_month}, {a_day + 1, a_month + 2});
    auto maybe = [this](double value) { return below(2) == 0 ? value : 0.0; };
    sms_.faults.lost_answer = maybe(0.03);
    sms_.faults.throttle = maybe(0.05);
    sms_.faults.refuse_for_now = maybe(0.05);
    sms_.faults.early_receipt = maybe(0.3);
    sms_.faults.repeated_receipt = maybe(0.3);
    sms_.faults.no_receipt = maybe(0.2);
    sms_.faults.undelivered = maybe(0.1);
    sms_.send_back = [this](mono_time due, callback what) { later(due, [this, what] { deliver(what); }); };
    sms_.answer_of = [this](std::string const&) -> std::optional<std::string> {
        auto const mood = chance();
        if (mood < 0.2)
            return "Oui j'arrive";
        if (mood < 0.3)
            return "non désolé";
        return mood < 0.32 ? std::optional<std::string>{"STOP"} : std::nullopt;
    };
    kills_left_ = below(2) == 0 ? 0 : 1 + below(4);
}

floods::~floods()
{
    if (life_)
        life_->end(clock_);
    life_.reset();
}

void floods::in_life(task<void> work)
{
    asio::co_spawn(life_->loop, std::move(work), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    life_->loop.restart();
}

void floods::register_people()
{
    auto const communes = books_->places.in_departement("04");
    auto const count = 40 + below(80);
    for (std::size_t i = 1; i <= count; ++i) {
        volunteer who;
        who.external_id = "v" + std::to_string(i);
        char number[32];
        std::snprintf(number, sizeof number, "+3363998%04d", static_cast<int>(i));
        who.mobile = phone::from_e164(number);
        who.mobile_takes_sms = true;
        who.consent_sms = true;
        who.commune = books_->places.at(communes[below(communes.size())]).code;
        people_.push_back(std::move(who));
    }
    auto import = [](dispatcher::store& kept, std::vector<volunteer> all) -> task<void> {
        co_await kept.import_volunteers(std::move(all), dispatcher::act{});
    };
    in_life(import(*life_->store, people_));
    life_->loop.poll();
}

/// Two or three a day, some minutes apart, for one to three days.
void floods::plan_floods()
{
    auto const days = 1 + below(3);
    for (std::uint64_t day = 0; day < days; ++day) {
        auto const of_day = 2 + below(2);
        for (std::uint64_t i = 0; i < of_day; ++i) {
            flood one;
            one.event = named("Crue ", floods_.size());
            one.place = named("Gymnase ", floods_.size());
            one.urgent = below(5) < 2;
            one.pace = std::array{pace::all, pace::all, pace::fast, pace::sparing}[below(4)];
            one.need = 2 + static_cast<int>(below(below(2) == 0 ? 10 : 60));
            one.notice = hours{1 + static_cast<long>(below(3))};
            auto const apart = seconds{static_cast<long>(below(2) == 0 ? below(60) : below(3600))};
            one.starts = mono_time{hours{24 * static_cast<long>(day)} + seconds{10} + apart};
            if (below(6) == 0)
                one.cancelled = one.starts + seconds{static_cast<long>(below(3600))};
            floods_.push_back(std::move(one));
        }
    }
    for (std::size_t i = 0; i < floods_.size(); ++i) {
        later(floods_[i].starts, [this, i] { raise(i); });
        if (floods_[i].cancelled)
            later(*floods_[i].cancelled, [this, i] { cancel(i); });
    }
    length_ = hours{24 * static_cast<long>(days)};
}

void floods::raise(std::size_t which)
{
    if (floods_[which].id)
        return;
    later(clock_.mono() + seconds{10}, [this, which] { raise(which); });  // until it is on record
    if (!life_)
        return;
    auto call = [](floods& world, std::size_t index) -> task<void> {
        auto& flood = world.floods_[index];
        mobilisation wanted;
        wanted.state = mobilisation_state::approved;
        auto& request = wanted.request;
        request.event = flood.event;
        request.at = flood.place;
        request.zone = {"04"};
        request.need = flood.need;
        request.by = world.clock_.wall() + flood.notice;
        request.until = request.by + hours{4};
        request.media = {medium::sms};
        request.template_name = "default";
        request.pace = flood.pace;
        request.urgent = flood.urgent;
        request.minimum_age = 0;
        dispatcher::principal const officer{"officer", dispatcher::role::staff, false};
        auto const said = co_await world.life_->house->proposals.propose(std::move(wanted), officer, flood.event);
        if (said.accepted && !flood.id) {
            flood.id = said.what.id;
            flood.until = world.clock_.mono() + (said.what.request.until - world.clock_.wall());
        }
    };
    in_life(call(*this, which));
}

void floods::cancel(std::size_t which)
{
    if (!life_ || !floods_[which].id) {
        later(clock_.mono() + seconds{10}, [this, which] { cancel(which); });
        return;
    }
    auto act = [](floods& world, mobilisation_id id) -> task<void> {
        dispatcher::principal const officer{"officer", dispatcher::role::staff, false};
        co_await world.life_->house->decisions.decide(id, dispatcher::decision::cancel, officer, "");
    };
    in_life(act(*this, *floods_[which].id));
}

void floods::begin_life()
{
    life_ = std::make_unique<life>(*this, mixed(seed_ + 77 + kills_));
    steps_to_kill_ = 1 + static_cast<int>(below(below(2) == 0 ? 100 : 5000));
}

void floods::kill()
{
    life_->end(clock_);
    life_.reset();
    ++kills_;
    --kills_left_;
    later(clock_.mono() + milliseconds{50 + static_cast<long>(below(2000))}, [this] {
        begin_life();
        life_->house->start();
        life_->loop.restart();
    });
}

void floods::run_what_is_ready()
{
    if (!life_)
        return;
    life_->loop.restart();
    while (life_ && life_->loop.poll_one() > 0)
        if (kills_left_ > 0 && floods_.front().id && --steps_to_kill_ <= 0)
            kill();
}

void floods::deliver(callback what)
{
    auto const retry = [this, what](seconds after) { later(clock_.mono() + after, [this, what] { deliver(what); }); };
    if (what.reply) {
        auto const& id = what.reply->provider_id;
        bool const known = std::any_of(said_.begin(), said_.end(), [&id](word_back const& each) { return each.id == id; });
        auto const& question = sms_.log.at(std::stoul(id.substr(3)) - 1);
        auto const of = std::find_if(floods_.begin(), floods_.end(), [&question](flood const& each) {
            return question.text.find(each.event) != std::string::npos;
        });
        if (!known && of != floods_.end())
            said_.push_back({'+' + what.reply->from, what.reply->text, of->event, id, clock_.mono(), std::nullopt});
    }
    if (!life_)
        return retry(seconds{5});
    auto const answered = std::make_shared<bool>(false);
    auto take = [](floods& world, callback news, std::shared_ptr<bool> done) -> task<void> {
        auto& house = *world.life_->house;
        if (news.news) {
            std::vector<receipt> const one{*news.news};
            auto const result = co_await house.receipts.receive(world.sms_.name(), one);
            *done = result.has_value();
            if (*done && news.news->verdict == receipt_verdict::undeliverable)
                world.undeliverable_.insert(world.sms_.reference_of[news.news->provider_id]);
        } else if (news.reply) {
            auto const result = co_await house.replies.receive(world.sms_.name(), *news.reply);
            *done = result.has_value();
            for (auto& each : world.said_)
                if (*done && each.id == news.reply->provider_id && !each.taken)
                    each.taken = world.clock_.mono();
        }
    };
    in_life(take(*this, what, answered));
    later(clock_.mono() + seconds{7}, [answered, retry] {
        if (!*answered)
            retry(seconds{1});
    });
}

void floods::look_up_ends()
{
    auto read = [](floods& world) -> task<void> {
        for (auto& each : world.floods_) {
            if (!each.id)
                continue;
            auto const known = co_await world.life_->store->find_mobilisation(*each.id);
            if (!known || !*known)
                continue;
            each.state = (*known)->state;
            if ((*known)->ended)
                each.ended = world.clock_.mono() - (world.clock_.wall() - *(*known)->ended);
        }
    };
    in_life(read(*this));
    life_->loop.poll();
}

outcome floods::play()
{
    begin_life();
    register_people();
    plan_floods();
    life_->house->start();
    auto const end = mono_time{} + length_;
    for (run_what_is_ready(); !clock_.empty() && clock_.next_due() <= end; run_what_is_ready())
        clock_.wake_next();
    kills_left_ = 0;
    for (int i = 0; i < 2000 || !life_; ++i) {
        run_what_is_ready();
        clock_.wake_next();
    }
    run_what_is_ready();
    look_up_ends();

    outcome found;
    found.crisis_hours = std::chrono::duration<double, std::ratio<3600>>(length_).count();
    found.kills = static_cast<int>(kills_);
    found.messages = sms_.log.size();
    for (auto const& each : sms_.log)
        found.trace = mixed(found.trace ^ std::hash<std::string>{}(each.to + each.text) ^ static_cast<std::uint64_t>(each.at.time_since_epoch().count()));
    sharing_facts facts;
    facts.floods = floods_;
    facts.log = sms_.log;
    facts.said = said_;
    facts.undeliverable = undeliverable_;
    facts.ordinary = books_->settings.contact_budget;
    facts.urgent = books_->settings.urgent_contact_budget;
    found.violations = check_sharing(facts);
    for (auto const& each : floods_)
        if (!each.id || !each.ended)
            found.violations.emplace_back("liveness: a mobilisation never came to its end");
    return found;
}

}  // namespace tocsin::simulation
