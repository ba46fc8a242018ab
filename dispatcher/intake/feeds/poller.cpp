// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/poller.hpp"

#include "channels/port/errands.hpp"

#include <algorithm>

namespace tocsin::dispatcher::feeds {
namespace {

constexpr minutes keep_at_least_every{5};
constexpr minutes watch_every{1};
constexpr hours forget_after{24 * 30};  // of an item that the feed no longer lists: what it named is long over
constexpr int most_steps = 6;

/// A document that cannot be had is left alone for half a minute, then twice as long each time, up to half an hour.
seconds patience(int failures) { return seconds{30} * (1 << std::min(failures, most_steps)); }

}  // namespace

elsewhere a_thread_of_its_own(channels::runtime& world)
{
    return [thread = std::make_shared<channels::errands>(world)](std::function<void()> work) { return thread->run(std::move(work)); };
}

poller::poller(
    channels::runtime& world, store& kept, raise_function raise, event_log& log, feed_settings settings,
    std::shared_ptr<source> from, elsewhere thread
)
    : world_(world)
    , store_(kept)
    , raise_(std::move(raise))
    , log_(log)
    , settings_(std::move(settings))
    , source_(std::move(from))
    , one_at_a_time_(world.executor())
    , sooner_(world.executor())
    , thread_(std::move(thread))
{
    looks_.watched_since = world.wall();
    health_.next = world.wall();
}

poller::~poller() { source_->stop(); }

feed_health poller::health() const
{
    auto shown = health_;
    shown.state = judge(looks_, settings_.habits, world_.wall());
    shown.succeeded = looks_.succeeded;
    shown.changed = looks_.changed;
    shown.as_of = looks_.as_of;
    return shown;
}

task<void> poller::run()
{
    while (true) {
        co_await look_now();
        while (world_.mono() < next_) {
            co_await rung_or(sooner_, world_, std::min(next_, world_.mono() + watch_every));
            tell();
        }
    }
}

task<void> poller::look_now()
{
    auto const turn = co_await one_at_a_time_.enter();
    co_await look();
    tell();
    sooner_.ring();  // whoever sleeps towards the former hour reads the new one
}

task<findings> poller::peek()
{
    auto const turn = co_await one_at_a_time_.enter();
    auto const request = std::make_shared<look_request>();
    request->known = std::make_shared<known_items const>();
    request->now = world_.wall();
    auto const found = std::make_shared<findings>();
    std::function<void()> work = [from = source_, request, found] { *found = from->look(*request); };
    co_await thread_(std::move(work));
    co_return std::move(*found);
}

task<bool> poller::recall()
{
    if (recalled_)
        co_return true;
    auto known = co_await store_.recall_feed(settings_.name);
    if (!known)
        co_return false;
    known_items items;
    for (auto& each : known->items) {
        auto key = each.key;
        items.emplace(std::move(key), std::move(each));
    }
    known->items.clear();
    record_ = std::move(*known);
    record_.name = settings_.name;
    known_ = std::make_shared<known_items const>(std::move(items));
    looks_.succeeded = record_.succeeded;
    looks_.changed = record_.changed;
    looks_.as_of = record_.as_of;
    recalled_ = true;
    co_return true;
}

task<void> poller::look()
{
    next_ = world_.mono() + std::chrono::duration_cast<mono_clock::duration>(settings_.habits.interval);
    health_.next = world_.wall() + settings_.habits.interval;
    if (!co_await recall())
        co_return;
    auto const request = std::make_shared<look_request>();
    request->etag = record_.etag;
    request->last_modified = record_.last_modified;
    request->digest = record_.digest;
    request->known = known_;
    request->now = world_.wall();
    for (auto const& [key, patient] : failing_documents_)
        if (patient.second > request->now)
            request->not_yet.insert(key);
    auto const found = std::make_shared<findings>();
    std::function<void()> work = [from = source_, request, found] { *found = from->look(*request); };
    co_await thread_(std::move(work));
    co_await take(*found);
    told_of(*found);
    co_await remember(*found);
    auto const pause = settings_.habits.pause(health_.failures, world_.random(), found->retry_after);
    // More is waiting that one look had no room for: go on at once.
    bool const more = !found->trouble && found->later > 0 && !found->documents.empty();
    next_ = world_.mono() + std::chrono::duration_cast<mono_clock::duration>(more ? milliseconds{100} : pause);
    health_.next = world_.wall() + (more ? milliseconds{100} : pause);
}

task<void> poller::take(findings& found)
{
    for (auto& each : found.documents) {
        principal by{settings_.name, role::source, settings_.may_launch, settings_.policy};
        auto const told = co_await raise_(std::move(each.bytes), std::move(by));
        if (told.verdict == raise_verdict::unavailable) {
            // Nothing is lost: it is not remembered, and the next look meets it again.
            found.etag.clear();
            found.last_modified.clear();
            found.partial = failure{{"la base de données ne prend rien maintenant", "the database takes nothing now"}};
            break;
        }
        if (told.verdict == raise_verdict::accepted)
            ++health_.taken;
        if (told.verdict == raise_verdict::rejected) {  // met again, it would keep back whatever comes after it
            ++health_.refused;
            log_.report(events::feed_document_refused, {{"feed", settings_.name}, {"reason", std::string{"the database (TOC0014)"}}});
        }
        if (told.verdict == raise_verdict::refused || told.verdict == raise_verdict::conflict) {
            ++health_.refused;
            log_.report(events::feed_document_refused, {{"feed", settings_.name}, {"reason", told.why.en}});
        }
        to_keep_.push_back(std::move(each.becomes));
    }
}

void poller::told_of(findings const& found)
{
    auto const now = world_.wall();
    looks_.looked = true;
    looks_.last_failed = found.trouble.has_value();
    health_.looked = now;
    health_.trouble = found.trouble ? std::optional{found.trouble->why()}
                      : found.partial ? std::optional{found.partial->why()}
                                      : std::nullopt;
    if (found.trouble) {
        ++health_.failures;
        return;
    }
    health_.failures = 0;
    looks_.succeeded = now;
    if (found.changed)
        looks_.changed = now;
    if (found.as_of)
        looks_.as_of = found.as_of;
    bool const read = found.listed > 0 || found.changed;
    if (read) {
        health_.listed = found.listed;
        health_.later = found.later + static_cast<int>(found.failed.size());
    }
    std::map<std::string, std::pair<int, wall_time>> failing;
    for (auto const& key : found.failed) {
        auto const known = failing_documents_.find(key);
        if (known != failing_documents_.end() && known->second.second > now) {
            failing.insert(*known);
            continue;
        }
        auto const times = known == failing_documents_.end() ? 0 : known->second.first + 1;
        failing.emplace(key, std::pair{times, now + patience(times)});
    }
    failing_documents_ = std::move(failing);
}

task<void> poller::remember(findings const& found)
{
    if (found.trouble)
        co_return;
    auto const now = world_.wall();
    for (auto const& each : found.listed_again)
        to_keep_.push_back(each);
    auto record = record_;
    record.etag = found.etag;
    record.last_modified = found.last_modified;
    record.digest = found.digest;
    record.succeeded = looks_.succeeded;
    record.changed = looks_.changed;
    record.as_of = looks_.as_of;
    bool const same = to_keep_.empty() && record.etag == record_.etag && record.digest == record_.digest &&
                      record.last_modified == record_.last_modified;
    if (same && kept_ && now - *kept_ < keep_at_least_every && now >= *kept_)
        co_return;
    for (auto& each : to_keep_)
        each.listed = now;
    record.items = to_keep_;
    auto const kept = co_await store_.keep_feed(record, now - forget_after);
    if (!kept)
        co_return;  // the next look keeps it with its own
    kept_ = now;
    auto items = *known_;
    std::erase_if(items, [now](auto const& item) { return item.second.listed < now - forget_after; });
    for (auto& each : to_keep_)
        items[each.key] = std::move(each);
    to_keep_.clear();
    known_ = std::make_shared<known_items const>(std::move(items));
    record.items.clear();
    record_ = std::move(record);
}

void poller::tell()
{
    auto const state = judge(looks_, settings_.habits, world_.wall());
    if (state == told_ || state == feed_state::starting)
        return;
    auto const reason = health_.trouble ? health_.trouble->en : std::string{};
    switch (state) {
    case feed_state::starting: break;
    case feed_state::well: log_.report(events::feed_well, {{"feed", settings_.name}}); break;
    case feed_state::failing:
        log_.report(events::feed_failing, {{"feed", settings_.name}, {"reason", reason}});
        break;
    case feed_state::silent:
        log_.report(events::feed_silent, {{"feed", settings_.name}, {"reason", reason}});
        break;
    case feed_state::stale: log_.report(events::feed_stale, {{"feed", settings_.name}}); break;
    }
    told_ = state;
}

}  // namespace tocsin::dispatcher::feeds
