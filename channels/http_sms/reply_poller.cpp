// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/reply_poller.hpp"

#include "channels/curl/transfer.hpp"
#include "channels/port/recurring_trouble.hpp"

#include <curl/curl.h>

namespace tocsin::channels::http_sms {
namespace {

/// Two days of replies to a large mobilisation are some hundred thousand ids.
constexpr std::size_t longest_list = 4 * 1024 * 1024;

/// What a request for replies brought.
struct poll_answer {
    poll_answer() = default;

    int status = 0;  ///< 0: no answer came
    std::string body;
    std::string failure;  ///< for people; empty: 2xx
    std::optional<milliseconds> wish;  ///< the provider wants to be left alone for so long
};

/// What became of a look.
struct poll_look {
    poll_look() = default;

    std::string failure;  ///< of the list, or of a reply in it
    bool provider_is_well = true;  ///< nobody has to be left alone for a while
    std::optional<milliseconds> wish;
};

}  // namespace

struct reply_poller::body {
    body(runtime& world_, profile const& how_, line_settings line, std::function<message_values()> common_)
        : world(world_)
        , how(how_)
        , common(std::move(common_))
        , settings(std::move(line))
        , connection(world_, 1, [this](CURL* easy) { prepare_line(easy, settings); }, longest_list)
        , memory(how_.polling().look_back())
        , pace(how_.polling().every())
    {
    }

    task<poll_answer> ask(http_request request)
    {
        header_list const headers{request.headers};
        std::function<void(CURL*)> configure = [&request, &headers](CURL* easy) { set_request(easy, request, headers); };
        auto result = co_await connection.perform(std::move(configure));
        poll_answer came;
        if (result.code != CURLE_OK) {
            came.failure = std::move(result.error);
            co_return came;
        }
        http_answer answer;
        answer.status = static_cast<int>(result.status);
        answer.headers = std::move(result.headers);
        came.status = answer.status;
        came.failure = poll_failure(answer.status);
        if (!came.failure.empty())
            came.wish = how.retry_after(answer, world.wall());
        came.body = std::move(result.body);
        co_return came;
    }

    message_values values_of(wall_time since, std::string const& id) const
    {
        auto of = common();
        auto const from = std::chrono::floor<seconds>(since);
        auto spelled = format_instant(from);
        spelled.replace(spelled.size() - 1, 1, "+00:00");  // some read no Z
        of[poll_field::since] = std::move(spelled);
        of[poll_field::since_seconds] = std::to_string(from.time_since_epoch().count());
        of[poll_field::reply_id] = id;
        return of;
    }

    task<poll_look> look(inbox& above)
    {
        poll_look seen;
        auto const begun = world.wall();
        auto const since = memory.since(begun);
        auto request = how.list_request(values_of(since, std::string{}));
        auto answer = co_await ask(std::move(request));
        auto list = answer.failure.empty() ? how.polling().list_in(answer.body) : std::nullopt;
        if (!list) {
            seen.failure = answer.failure.empty() ? "the answer is no list of replies" : answer.failure;
            seen.provider_is_well = false;
            seen.wish = answer.wish;
            co_return seen;
        }
        for (auto& each : *list) {
            if (!memory.wants(each.id, world.mono()))
                continue;
            bool goes_on = false;
            if (each.whole)
                goes_on = co_await hand_up(each.id, std::move(*each.whole), above);
            else
                goes_on = co_await fetch(each.id, since, seen, above);
            if (!goes_on)
                break;
        }
        memory.gone_through(*list, begun);
        co_return seen;
    }

    /// False when the rest of the list has to wait: the provider is in trouble, or the house cannot keep anything now.
    task<bool> fetch(std::string const& id, wall_time since, poll_look& seen, inbox& above)
    {
        auto request = how.fetch_request(values_of(since, id));
        auto const answer = co_await ask(std::move(request));
        if (answer.status == 404 || answer.status == 410) {
            memory.taken(id);  // somebody deleted it meanwhile
            co_return true;
        }
        auto came = answer.failure.empty() ? how.polling().reply_in(answer.body, id) : fetched_reply{};
        if (came.understood) {
            if (came.text)
                co_return co_await hand_up(id, std::move(*came.text), above);
            memory.taken(id);
            co_return true;
        }
        seen.failure = "a reply cannot be read" + (answer.failure.empty() ? std::string{} : ": " + answer.failure);
        seen.wish = answer.wish;
        bool const is_of_all = answer.status == 0 || answer.status == 429 || blames_us(answer.status) || answer.wish;
        seen.provider_is_well = !is_of_all;
        memory.put_off(id, world.mono(), world.random());
        co_return seen.provider_is_well;
    }

    /// False when the rest has to wait. One that is never kept is passed over: the provider has it still.
    task<bool> hand_up(std::string const& id, inbound_text text, inbox& above)
    {
        auto const kept = co_await above.text_arrived(std::move(text));
        if (kept != durability::not_durable)
            memory.taken(id);
        co_return kept != durability::not_durable;
    }

    milliseconds pause_after(poll_look const& seen)
    {
        return seen.provider_is_well ? pace.after_success(world.random()) : pace.after_failure(seen.wish, world.random());
    }

    runtime& world;
    profile const& how;
    std::function<message_values()> common;
    line_settings settings;
    curl::pool connection;
    poll_memory memory;
    poll_pace pace;
    recurring_trouble trouble{"replies cannot be fetched", "replies can be fetched again"};
};

reply_poller::reply_poller(runtime& world, profile const& how, line_settings line, std::function<message_values()> common)
    : body_(std::make_unique<body>(world, how, std::move(line), std::move(common)))
{
}

reply_poller::~reply_poller() = default;

task<void> reply_poller::run(inbox& above)
{
    while (true) {
        auto const seen = co_await body_->look(above);
        // What was put off is not well yet, only because nothing was asked about it this time.
        if (!seen.failure.empty() || !body_->memory.has_put_off()) {
            if (auto const news = body_->trouble.hears(seen.failure); !news.empty())
                above.ailing(news);
            above.replies_unread(seen.failure);
        }
        auto const pause = body_->pause_after(seen);
        co_await body_->world.sleep_until(body_->world.mono() + pause);
    }
}

}  // namespace tocsin::channels::http_sms
