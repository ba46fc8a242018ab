// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/http_sms_channel.hpp"

#include "channels/curl/transfer.hpp"
#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/reply_poller.hpp"
#include "channels/port/recurring_trouble.hpp"
#include "channels/sms/text.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::channels::http_sms {
namespace {

constexpr int enough_to_tell = 3;  // as many as make a channel suspect: policy/breaker.cpp

/// RFC 7617; empty when it is no such header or not well-formed.
std::string basic_password(std::string_view value)
{
    constexpr std::string_view scheme = "Basic ";
    if (!value.starts_with(scheme))
        return {};
    auto const decoded = from_base64(value.substr(scheme.size())).value_or("");
    auto const colon = decoded.find(':');
    return colon == std::string::npos ? std::string{} : decoded.substr(colon + 1);
}

class http_sms_channel final : public channel, public webhook_reader {
public:
    http_sms_channel(runtime& world, http_sms_settings settings)
        : world_(world)
        , settings_(std::move(settings))
        , connections_(world, settings_.window, [this](CURL* easy) { prepare_line(easy, settings_.line); })
    {
        traits_.medium = medium::sms;
        traits_.receipts = settings_.profile.has_receipts();
        traits_.two_way = settings_.two_way;
        traits_.idempotent = settings_.idempotent;
        traits_.window = settings_.window;
        receipt_url_ = call_address("receipts");
        reply_url_ = call_address("replies");
        // Nobody answers a sender with letters: there is nothing to ask for.
        if (settings_.profile.polls() && settings_.two_way)
            poller_ = std::make_unique<reply_poller>(world_, settings_.profile, settings_.line, [this] { return common_values(); });
    }

    channel_traits const& traits() const override { return traits_; }
    webhook_reader const* webhooks() const override { return this; }

    task<outcome> submit(outbound message) override
    {
        if (message.deadline - world_.wall() < settings_.profile.shortest_validity())
            co_return of_no_use_soon();
        auto const request = settings_.profile.request_for(values_of(message));
        header_list const headers{request.headers};
        std::function<void(CURL*)> configure = [&request, &headers](CURL* easy) {
            set_request(easy, request, headers);
        };
        auto result = co_await connections_.perform(std::move(configure));
        if (result.code != CURLE_OK) {
            if (!result.begun) {
                refused no{permanence::transient, "connect", result.error};
                co_return outcome{std::move(no)};
            }
            unknown lost{result.error};
            co_return outcome{std::move(lost)};
        }
        http_answer answer;
        answer.status = static_cast<int>(result.status);
        answer.body = std::move(result.body);
        answer.headers = std::move(result.headers);
        auto came = settings_.profile.read_answer(answer, message.reference, world_.wall());
        tell_of(came);
        co_return came;
    }

    task<void> run(inbox& above) override
    {
        hearing const heard{above_, above};
        above.link_changed(link_state::up, "http");
        if (poller_)
            co_await poller_->run(above);
        while (true)
            co_await world_.sleep_until(world_.mono() + hours{24});
    }

    webhook_reading read(webhook_kind kind, webhook_request const& request) const override
    {
        bool const allowed = carries_token(request);
        if (!allowed) {
            webhook_reading none;
            none.refusal_status = 401;
            none.refusal = "the call lacks this channel's token";
            return none;
        }
        return settings_.profile.read_call(kind, request, {settings_.public_url, world_.wall()});
    }

private:
    /// Nobody but us can mend credentials that are refused: each reason once, and that it is over. One 403 may be of its number.
    void tell_of(outcome const& came)
    {
        auto const* const no = std::get_if<refused>(&came);
        bool const is_ours = no != nullptr && no->code == "connect";
        if (above_ == nullptr || (!is_ours && !std::holds_alternative<accepted>(came)))
            return;
        ours_in_a_row_ = is_ours ? ours_in_a_row_ + 1 : 0;
        if (is_ours && ours_in_a_row_ < enough_to_tell)
            return;
        if (auto const news = trouble_.hears(is_ours ? no->why : std::string{}); !news.empty())
            above_->ailing(news);
    }

    /// There is somebody to tell while the channel runs.
    struct hearing {
        hearing(inbox*& place, inbox& who) : place(place) { place = &who; }
        ~hearing() { place = nullptr; }
        hearing(hearing const&) = delete;
        hearing& operator=(hearing const&) = delete;

        inbox*& place;
    };

    static outcome of_no_use_soon()
    {
        return refused{permanence::permanent, "validity", "the provider would keep it for longer than it is of use"};
    }

    /// In the query (`token=`), as X-Tocsin-Token, as a bearer token, or as the password of HTTP's Basic scheme.
    bool carries_token(webhook_request const& request) const
    {
        auto const& token = settings_.callback_token;
        bool found = false;
        for (auto const& [name, value] : parameters(request.query))
            found |= name == "token" && token.matches(value);
        for (auto const& [name, value] : request.headers) {
            found |= name == "x-tocsin-token" && token.matches(value);
            if (name != "authorization")
                continue;
            found |= value.starts_with("Bearer ") && token.matches(std::string_view{value}.substr(7));
            found |= token.matches(basic_password(value));
        }
        return found;
    }

    std::string call_address(std::string_view what) const
    {
        return settings_.public_url + "/v1/channels/" + settings_.name + '/' + std::string{what} +
               "?token=" + percent_encoded(settings_.callback_token.reveal());
    }

    /// What any request may speak of.
    message_values common_values() const
    {
        message_values of;
        of[field::sender] = settings_.sender;
        if (settings_.profile.speaks_of(field::timestamp))
            of[field::timestamp] = std::to_string(std::chrono::floor<seconds>(world_.wall()).time_since_epoch().count());
        if (settings_.profile.speaks_of(field::nonce))
            of[field::nonce] = fmt::format("{:016x}{:016x}", world_.random(), world_.random());
        return of;
    }

    message_values values_of(outbound const& message) const
    {
        auto const left = std::max(seconds{1}, std::chrono::floor<seconds>(message.deadline - world_.wall()));
        auto const& profile = settings_.profile;
        auto of = common_values();
        of[field::to] = message.to;
        of[field::to_digits] = message.to.starts_with('+') ? message.to.substr(1) : message.to;
        of[field::text] = message.text.body;
        of[field::reference] = message.reference;
        of[field::receipt_url] = receipt_url_;
        of[field::reply_url] = reply_url_;
        of[field::validity_seconds] = std::to_string(left.count());
        of[field::validity_minutes] = std::to_string(std::max<seconds::rep>(1, left.count() / 60));
        if (!profile.speaks_of(field::alphabet) && !profile.speaks_of(field::data_coding))
            return of;
        bool const is_plain = sms::measure(message.text.body).written_in == sms::alphabet::gsm7;
        of[field::alphabet] = is_plain ? "gsm7" : "ucs2";
        of[field::data_coding] = is_plain ? "0" : "2";
        return of;
    }

    runtime& world_;
    http_sms_settings settings_;
    channel_traits traits_;
    std::string receipt_url_;  ///< as the provider is told, with the token
    std::string reply_url_;
    curl::pool connections_;
    inbox* above_ = nullptr;  ///< while it runs
    int ours_in_a_row_ = 0;
    recurring_trouble trouble_{"messages are not taken", "messages are taken again"};
    std::unique_ptr<reply_poller> poller_;  ///< none: replies come as calls, or not at all
};

}  // namespace

std::unique_ptr<channel> make_http_sms_channel(runtime& world, http_sms_settings settings)
{
    return std::make_unique<http_sms_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::http_sms
