// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/live.hpp"

#include "dispatcher/runtime/zones.hpp"

#include <algorithm>

namespace tocsin::dispatcher::api::board {
namespace {

constexpr seconds shown_for{1};

/// One message of an event stream (HTML, section 9.2.6).
std::string message(std::string_view event, std::string_view data)
{
    std::string told = "event: " + std::string{event} + '\n';
    while (true) {
        auto const end = data.find('\n');
        told += "data: " + std::string{data.substr(0, end)} + '\n';
        if (end == std::string_view::npos)
            return told + '\n';
        data.remove_prefix(end + 1);
    }
}

channel_health health_of(wired_channel const& channel, route_table const& routes)
{
    if (channel.today.exhausted)
        return channel_health::quota;
    if (channel.link != channels::link_state::up || channel.breaker.state() == channels::breaker_state::open)
        return channel_health::down;
    if (routes.has_left(channel.settings.name))
        return channel_health::replaced;
    if (channel.breaker.state() == channels::breaker_state::half_open)
        return channel_health::on_trial;
    if (channel.breaker.found())
        return channel_health::slowed;
    return channel.unread ? channel_health::unread : channel_health::fine;
}

int reached(facts const& now) { return now.delivered.empty() ? 0 : now.delivered.back().count; }

/// What changes with the clock alone changes by the minute.
bool is_same_minute(wall_time a, wall_time b) { return std::chrono::ceil<minutes>(a) == std::chrono::ceil<minutes>(b); }

}  // namespace

/// What all those see who may see the same, in one language.
struct live::screen {
    struct part {
        std::string_view id;
        std::string html;
        std::uint64_t version = 0;
    };

    void show(std::vector<section> sections, mono_time now)
    {
        parts.resize(sections.size());
        ++version;
        owes = false;
        for (std::size_t i = 0; i < sections.size(); ++i) {
            if (parts[i].version > 0 && parts[i].html == sections[i].html)
                continue;
            // The largest part, and the one that is read last: its hours do not show a second.
            bool const is_curve = sections[i].id == "curve";
            if (is_curve && parts[i].version > 0 && now < curve_due_) {
                owes = true;
                continue;
            }
            if (is_curve)
                curve_due_ = now + curve_every;
            parts[i].id = sections[i].id;
            parts[i].html = std::move(sections[i].html);
            parts[i].version = version;
        }
    }

    /// What is new since a version; empty when nothing is. Written once for all who had that one.
    std::string const& news(std::uint64_t since)
    {
        if (told_from_ != since || told_to_ != version) {
            told_.clear();
            for (auto const& each : parts)
                if (each.version > since)
                    told_ += message("part", std::string{each.id} + '\n' + each.html);
            told_from_ = since;
            told_to_ = version;
        }
        return told_;
    }

    std::vector<part> parts;
    std::uint64_t version = 0;
    bool owes = false;  ///< something was held back

private:
    mono_time curve_due_{};
    std::string told_;
    std::uint64_t told_from_ = 0;
    std::uint64_t told_to_ = 0;
};

/// One mobilisation that somebody looks at.
struct live::scene {
    explicit scene(mobilisation_id which) : which(which) {}

    mobilisation_id which;
    std::shared_ptr<facts const> now;  ///< null until it was read
    std::int64_t delivered_at = -1;  ///< writes of the store when receipts were counted
    mono_time delivered_due{};
    void const* ground_of = nullptr;  ///< the gazetteer that the map was drawn from: it may be renewed
    std::vector<volunteer_id> named;  ///< whose names were read, and when
    wall_time named_at{};
    std::map<onlooker, screen> screens;
    std::vector<viewer*> viewers;
};

/// At most one piece of it is written, and the next is not made before that one has left.
class live::viewer final : public answer_stream {
public:
    viewer(live& of, std::shared_ptr<scene> at, onlooker who, bool follows, std::function<bool()> may_see)
        : bell(of.world_.executor()), of_(of), at_(std::move(at)), who_(who), follows_(follows), may_see_(std::move(may_see))
    {
        at_->viewers.push_back(this);
        auto& shown = at_->screens[who_];
        if (at_->now && shown.version == 0)
            shown.show(sections_of(*at_->now, who_), of_.world_.mono());
        ++of_.viewers_;
    }

    ~viewer() override
    {
        std::erase(at_->viewers, this);
        bool const is_last = std::none_of(at_->viewers.begin(), at_->viewers.end(), [this](auto const* each) { return each->who_ == who_; });
        if (is_last)
            at_->screens.erase(who_);
        --of_.viewers_;
    }

    channels::bell bell;

    task<stored<std::string>> next() override
    {
        if (!greeted_) {
            greeted_ = true;
            beat_due_ = of_.world_.mono();
            co_return "retry: 3000\n" + message("hello", edition());
        }
        while (!over_ && !of_.closed_) {
            auto piece = ready();
            if (!piece.empty())
                co_return piece;
            // A look now and then finds a session that has ended; everything else rings.
            auto const next_look = std::min(beat_due_, of_.world_.mono() + seconds{1});
            co_await channels::rung_or(bell, of_.world_, next_look);
        }
        co_return std::string{};
    }

private:
    std::string ready()
    {
        if (!may_see_()) {
            over_ = true;
            return message("end", "signed out");
        }
        auto& shown = at_->screens[who_];
        if (shown.version > seen_) {
            auto const& news = shown.news(seen_);
            seen_ = shown.version;
            if (!news.empty())
                return news;
        }
        auto const now = of_.world_.mono();
        if (!at_->now || now < beat_due_)
            return {};
        beat_due_ = now + beat_every;
        auto const pressing = most_pressing(at_->now->seen.open);
        if (follows_ && pressing && pressing != at_->which) {
            over_ = true;
            return message("turn", to_string(pressing));
        }
        return at_->now->is_stale ? message("stale", "stale") : message("beat", clock_text(*at_->now, at_->now->now, who_.in));
    }

    live& of_;
    std::shared_ptr<scene> at_;
    onlooker who_;
    bool follows_;
    std::function<bool()> may_see_;
    bool greeted_ = false;
    bool over_ = false;
    std::uint64_t seen_ = 0;
    mono_time beat_due_{};
};

live::live(channels::runtime& world, store& kept, lookout& sights, rulebooks const& books, route_table const& routes)
    : world_(world), store_(kept), sights_(sights), books_(books), routes_(routes), looking_once_(world.executor()), looking_(world.executor())
{}

live::~live() = default;

std::unique_ptr<answer_stream> live::watch(mobilisation_id which, onlooker who, bool follows, std::function<bool()> may_see)
{
    if (closed_ || viewers_ >= most_viewers)
        return nullptr;
    auto& at = scenes_[which];
    bool const is_new = at == nullptr;
    if (is_new)
        at = std::make_shared<scene>(which);
    auto line = std::make_unique<viewer>(*this, at, who, follows, std::move(may_see));
    if (is_new)
        looking_.spawn(look_at(at));
    return line;
}

void live::close()
{
    closed_ = true;
    for (auto const& [which, at] : scenes_)
        for (auto* const each : at->viewers)
            each->bell.ring();
    looking_.cancel();
}

task<void> live::join() { return looking_.join(); }

/// As long as anybody looks. A look that takes long is followed by a longer pause: the house's own work goes first.
task<void> live::look_at(std::shared_ptr<scene> which)
{
    while (!which->viewers.empty()) {
        auto const begun = world_.mono();
        bool const changed = co_await refresh(*which);
        auto const owes = [](auto const& each) { return each.second.owes; };
        if (changed || (which->now && std::any_of(which->screens.begin(), which->screens.end(), owes)))
            show(*which);
        auto const took = world_.mono() - begun;
        co_await world_.sleep_until(begun + std::max<mono_clock::duration>(look_every, 3 * took));
    }
    scenes_.erase(which->which);
}

void live::show(scene& at)
{
    for (auto& [who, shown] : at.screens)
        shown.show(sections_of(*at.now, who), world_.mono());
    for (auto* const each : at.viewers)
        each->bell.ring();
}

/// Whether there is anything to be shown that was not.
task<bool> live::refresh(scene& at)
{
    auto const before = at.now;
    auto const read = co_await gather(at, at.which);
    if (!read) {
        if (!before || before->is_stale)
            co_return false;
        auto stale = std::make_shared<facts>(*before);
        stale->is_stale = true;
        at.now = std::move(stale);
        for (auto* const each : at.viewers)
            each->bell.ring();
        co_return false;
    }
    at.now = *read;
    auto const& now = **read;
    co_return !before || now.seen.writes != before->seen.writes || now.channels != before->channels ||
        reached(now) != reached(*before) || !is_same_minute(now.now, before->now);
}

task<stored<std::shared_ptr<facts const>>> live::now(mobilisation_id which)
{
    auto watched = [this](mobilisation_id of) {
        auto const found = scenes_.find(of);
        return found == scenes_.end() ? nullptr : found->second->now;
    };
    if (which)
        if (auto known = watched(which))
            co_return known;
    // A page that is loaded again and again, or by many without a line, costs one reading in a while.
    auto const turn = co_await looking_once_.enter();
    std::erase_if(lately_, [this](auto const& each) { return world_.mono() - each.second.first >= shown_for; });
    if (auto const shown = lately_.find(which); shown != lately_.end())
        co_return shown->second.second;
    auto read = co_await look_once(which);
    if (read)
        lately_[which] = {world_.mono(), *read};
    co_return read;
}

task<stored<std::shared_ptr<facts const>>> live::look_once(mobilisation_id which)
{
    scene at{which};
    auto read = co_await gather(at, which);
    if (!read || which)
        co_return read;
    auto const pressing = most_pressing((*read)->seen.open);
    if (!pressing)
        co_return read;
    if (auto const watched = scenes_.find(pressing); watched != scenes_.end() && watched->second->now)
        co_return watched->second->now;
    scene chosen{pressing};
    co_return co_await gather(chosen, pressing);
}

/// One reading; what is there already of names, ground and receipts is taken from the one before.
task<stored<std::shared_ptr<facts const>>> live::gather(scene& at, mobilisation_id which)
{
    auto const before = at.now;
    sight_query query;
    query.which = which;
    query.seen = before ? before->seen.writes : -1;
    auto read = co_await sights_.look(query);
    if (!read)
        co_return read.error();
    auto now = before ? std::make_shared<facts>(*before) : std::make_shared<facts>();
    now->is_stale = false;
    now->now = world_.wall();
    if (!before) {
        now->house = books_.settings.display_name;
        now->local = [zone = books_.settings.timezone](wall_time instant) { return to_local(instant, zone).value_or(local_time{}); };
    }
    bool const is_redrawn = at.ground_of != books_.places.communes().data();
    if (!read->same)
        now->seen = std::move(*read);
    if (now->seen.what && is_redrawn)
        draw_ground(at, *now);
    if (!read->same || is_redrawn) {
        now->by_commune.clear();
        for (auto const& [code, people] : now->seen.confirmed_by_commune)
            now->by_commune[books_.places.find(code)] += people;
    }
    if (now->seen.what) {
        co_await know_people(at, *now);
        co_await count_delivered(at, *now);
    }
    now->channels = channels_now(now->seen);
    std::shared_ptr<facts const> whole = std::move(now);
    co_return whole;
}

void live::draw_ground(scene& at, facts& now) const
{
    auto const& request = now.seen.what->request;
    auto const ground = books_.places.resolve(request.zone, request.radius_km.value_or(0));
    now.map = std::make_shared<rules::picture::map_sheet>(books_.places, ground ? *ground : rules::area{});
    now.zone = rules::picture::said_zone(books_.places, request.zone, books_.settings.language);
    at.ground_of = books_.places.communes().data();
}

/// Names are read when somebody is new, and once a minute: they may have been put right.
task<void> live::know_people(scene& at, facts& now)
{
    std::vector<volunteer_id> wanted;
    for (auto const& each : now.seen.coming)
        wanted.push_back(each.who);
    if (wanted == at.named && now.now - at.named_at < minutes{1})
        co_return;
    auto const found = co_await store_.volunteers(wanted);
    if (!found)
        co_return;
    now.people.clear();
    for (auto const& each : *found) {
        auto const commune = books_.places.find(each.commune);
        person one;
        one.name = each.first_name + ' ' + each.last_name;
        one.commune = commune == rules::no_commune ? each.commune : books_.places.at(commune).name;
        one.skills = each.skills;
        now.people.emplace(each.id, std::move(one));
    }
    at.named = std::move(wanted);
    at.named_at = now.now;
}

/// A call to a hundred thousand takes the store a tenth of a second: a pause of fifty times what it took leaves it free.
task<void> live::count_delivered(scene& at, facts& now)
{
    auto const begun = world_.mono();
    if (begun < at.delivered_due || at.delivered_at == now.seen.writes)
        co_return;
    at.delivered_at = now.seen.writes;
    auto found = co_await sights_.delivered_of(now.seen.what->id);
    if (!found)
        co_return;
    now.delivered = std::move(*found);
    auto const ended = world_.mono();
    at.delivered_due = ended + std::max<mono_clock::duration>(delivered_every, 50 * (ended - begun));
}

std::vector<channel_state> live::channels_now(sight const& seen) const
{
    std::vector<channel_state> all;
    for (auto const& [name, channel] : routes_.channels()) {
        channel_state state;
        state.name = name;
        state.medium = channel.settings.medium;
        state.is_sandbox = channel.adapter->traits().reach == channels::reach::sandbox;
        state.health = health_of(channel, routes_);
        if (auto const& ails = channel.breaker.found())
            state.ails = to_string(ails->what);
        if (auto const held = seen.outbox.find(name); held != seen.outbox.end())
            if (auto const queued = held->second.find(message_state::queued); queued != held->second.end())
                state.waiting = queued->second;
        all.push_back(std::move(state));
    }
    return all;
}

}  // namespace tocsin::dispatcher::api::board
