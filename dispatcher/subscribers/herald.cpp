// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/subscribers/herald.hpp"

#include <curl/curl.h>

#include <array>

namespace tocsin::dispatcher {
namespace {

constexpr seconds look_every{1};  // a situation board does not mind; nothing else has to know that there are subscribers
constexpr int lines_at_once = 100;
constexpr int failures_to_tell = 3;
constexpr int most_refusals = 5;

enum class reception { taken, not_now, refused };

/// 2xx is taken. Of the 4xx those that mean "later" are that (RFC 9110 section 15.5, RFC 6585 section 4); the others say
/// that this very notice is not wanted, and so does 410.
reception judge(channels::curl::transfer_result const& came)
{
    if (came.code != CURLE_OK)
        return reception::not_now;
    if (came.status >= 200 && came.status < 300)
        return reception::taken;
    constexpr std::array later{401L, 403L, 404L, 408L, 409L, 421L, 423L, 425L, 429L};  // settings and moments, not notices
    for (auto const status : later)
        if (came.status == status)
            return reception::not_now;
    return came.status >= 400 && came.status < 500 ? reception::refused : reception::not_now;
}

class header_list {
public:
    explicit header_list(std::vector<std::string> const& lines)
    {
        for (auto const& line : lines)
            first_ = curl_slist_append(first_, line.c_str());
    }
    ~header_list() { curl_slist_free_all(first_); }
    header_list(header_list const&) = delete;
    header_list& operator=(header_list const&) = delete;

    curl_slist* first() const { return first_; }

private:
    curl_slist* first_ = nullptr;
};

}  // namespace

class herald::subscriber {
public:
    subscriber(
        channels::runtime& world, store& kept, outside_store& outside, event_log& log, std::string instance,
        webhook_settings settings
    )
        : world_(world)
        , store_(kept)
        , outside_(outside)
        , log_(log)
        , instance_(std::move(instance))
        , settings_(std::move(settings))
        , connections_(world, 1, [this](CURL* easy) { prepare(easy); })
    {}

    /// Runs until cancelled; safe at any point: what was sent and not yet kept as told is sent again.
    task<void> run()
    {
        std::optional<std::int64_t> told;
        while (!told) {
            auto const known = co_await outside_.told_up_to(settings_.name);
            if (known)
                told = *known;
            else
                co_await pause(look_every);
        }
        while (true) {
            auto const next = co_await tell_after(*told);
            if (next == *told)
                co_await pause(look_every);
            told = next;
        }
    }

private:
    task<void> pause(milliseconds how_long)
    {
        co_await world_.sleep_until(world_.mono() + std::chrono::duration_cast<mono_clock::duration>(how_long));
    }

    /// Tells what some of the next lines say; gives the last of them.
    task<std::int64_t> tell_after(std::int64_t told)
    {
        journal_query query;
        query.after = told;
        query.limit = lines_at_once;
        auto const lines = co_await store_.journal(query);
        if (!lines)
            co_return told;
        for (auto const& line : *lines) {
            auto const what = notice_of(line, instance_);
            if (!what || !is_wanted(*what, settings_.events))
                continue;
            co_await tell(*what);
            co_await keep(line.number);
        }
        auto const last = lines->empty() ? told : lines->back().number;
        if (last != told)
            co_await keep(last);
        co_return last;
    }

    /// What cannot be kept now is told again after a restart, and kept with the next.
    task<void> keep(std::int64_t line) { (void)co_await outside_.keep_told(settings_.name, line); }

    /// Until it is taken, or refused so often that it would only hold up the others.
    task<void> tell(notice const& what)
    {
        for (int refusals = 0;;) {
            auto const came = co_await post(what);
            auto const verdict = judge(came);
            if (verdict == reception::taken) {
                note_success();
                co_return;
            }
            refusals += verdict == reception::refused ? 1 : 0;
            note_failure(came);
            if (refusals >= most_refusals) {
                log_.report(events::notice_set_aside, {{"webhook", settings_.name}, {"notice", what.id}, {"status", came.status}});
                co_return;
            }
            co_await pause(patience_.next(world_.random()));
        }
    }

    void note_success()
    {
        if (failures_ >= failures_to_tell)
            log_.report(events::subscriber_well, {{"webhook", settings_.name}});
        failures_ = 0;
        patience_.reset();
    }

    void note_failure(channels::curl::transfer_result const& came)
    {
        if (++failures_ == failures_to_tell)
            log_.report(
                events::subscriber_failing, {{"webhook", settings_.name}, {"status", came.status}, {"reason", came.error}}
            );
    }

    task<channels::curl::transfer_result> post(notice const& what)
    {
        auto const now = std::chrono::floor<seconds>(world_.wall()).time_since_epoch().count();
        header_list const headers{{
            "Content-Type: application/json",
            "webhook-id: " + what.id,
            "webhook-timestamp: " + std::to_string(now),
            "webhook-signature: " + notice_signature(settings_.secret, what, now),
            "Expect:",
        }};
        std::function<void(CURL*)> configure = [&what, &headers](CURL* easy) {
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, what.body.c_str());
            curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.first());
        };
        co_return co_await connections_.perform(std::move(configure));
    }

    void prepare(CURL* easy) const
    {
        curl_easy_setopt(easy, CURLOPT_URL, settings_.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 30L);
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "tocsin");
        if (!settings_.ca_file.empty())
            curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
    }

    channels::runtime& world_;
    store& store_;
    outside_store& outside_;
    event_log& log_;
    std::string instance_;
    webhook_settings settings_;
    channels::backoff patience_{seconds{1}, minutes{5}};
    int failures_ = 0;
    channels::curl::pool connections_;
};

herald::herald(
    channels::runtime& world, store& kept, outside_store& outside, event_log& log, std::string instance,
    std::vector<webhook_settings> const& subscribers
)
    : telling_(world.executor())
{
    for (auto const& each : subscribers)
        all_.push_back(std::make_unique<subscriber>(world, kept, outside, log, instance, each));
}

herald::~herald() = default;

void herald::start()
{
    for (auto const& each : all_)
        telling_.spawn(each->run());
}

void herald::stop() { telling_.cancel(); }

task<void> herald::join() { co_await telling_.join(); }

}  // namespace tocsin::dispatcher
