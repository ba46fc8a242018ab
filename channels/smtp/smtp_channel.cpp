// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/smtp_channel.hpp"

#include "channels/mail/plus_address.hpp"
#include "channels/mail/status.hpp"
#include "channels/port/tasks.hpp"
#include "channels/smtp/collector.hpp"
#include "channels/smtp/mailer.hpp"
#include "channels/smtp/mime.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <curl/curl.h>

#include <algorithm>

namespace tocsin::channels::smtp {
namespace {

constexpr seconds first_look_again{5};
constexpr seconds last_look_again{60};
constexpr minutes idle_look{5};

outcome refusal(mail_result const& result)
{
    mail::server_word word;
    if (auto const said = mail::read_reply(result.refusal_line))
        word = *said;
    word.reply = static_cast<int>(result.status);
    constexpr int too_large = 552;  // RFC 1870: the size is told with the sender
    auto const means = mail::meaning_of(word);
    bool const is_about_us = result.sender_refused && means == mail::meaning::for_good && word.reply != too_large;
    switch (is_about_us ? mail::meaning::ours : means) {
    case mail::meaning::ours: return refused{permanence::transient, "connect", "the relay does not accept us: " + word.code()};
    case mail::meaning::slower: return throttled{};
    case mail::meaning::for_good: return refused{permanence::permanent, word.code(), "the relay refused the mail"};
    case mail::meaning::for_now: break;
    }
    return refused{permanence::transient, word.code(), "the relay cannot take it now"};
}

outcome read(mail_result const& result)
{
    if (result.code == CURLE_OK) {
        accepted yes;
        yes.took = result.took;  // a relay that looks into mails for a second each is not a slow one
        return yes;
    }
    if (!result.begun)
        return refused{permanence::transient, "connect", result.error};
    if (result.status >= 400 && result.status < 600)
        return refusal(result);
    if (!result.all_given)
        return refused{permanence::transient, "connect", result.error};
    return unknown{result.error};
}

class smtp_channel final : public channel {
public:
    smtp_channel(runtime& world, smtp_settings settings)
        : world_(world)
        , settings_(std::move(settings))
        , ours_(
              settings_.reply_to.empty() ? settings_.from_address : settings_.reply_to, settings_.box ? settings_.delimiter : std::string{}
          )
        , mailer_(world, settings_.relay)
        , trouble_(world.executor())
    {
        traits_.medium = medium::email;
        traits_.two_way = settings_.box != nullptr;
        traits_.receipts = false;  // bounces tell of failures alone: silence means nothing
        // One mail on each line and three at its elbow: a line does not stand still until the loop has heard of several
        // answers at once and the outcomes are written down. A single one still would with three.
        traits_.window = std::max<std::size_t>(8, 4 * settings_.relay.connections);
    }

    channel_traits const& traits() const override { return traits_; }

    task<outcome> submit(outbound message) override
    {
        bool const tagged = settings_.box != nullptr;
        auto from = tagged ? ours_.tagged(message.reference, mail::sort_of_address::for_bounces) : settings_.from_address;
        auto to = message.to;
        auto const result = co_await mailer_.deliver(std::move(from), std::move(to), as_mail(std::move(message)));
        if (!result.begun)
            trouble_.ring();
        co_return read(result);
    }

    task<void> run(inbox& above) override
    {
        using namespace boost::asio::experimental::awaitable_operators;
        if (settings_.box)
            co_await (watch_relay(above) && collect(world_, *settings_.box, ours_, settings_.poll, above));
        else
            co_await watch_relay(above);
    }

private:
    std::string as_mail(outbound message) const
    {
        auto const answers_to = ours_.tagged(message.reference, mail::sort_of_address::for_answers);
        outgoing_mail what;
        what.from_name = settings_.from_name;
        what.from_address = settings_.from_address;
        what.reply_to = answers_to == settings_.from_address ? std::string{} : answers_to;
        what.to_name = std::move(message.recipient_name);
        what.to_address = std::move(message.to);
        what.subject = std::move(message.text.subject);
        what.text = std::move(message.text.body);
        what.html = with_answer_links(message.text.html, answers_to);
        what.message_id = message.reference + settings_.from_address.substr(settings_.from_address.rfind('@'));
        what.date = world_.wall();
        return write_mail(what);
    }

    /// Asks the relay whether it would take mail: at start, soon after a failure, and now and then, so that an expired
    /// certificate or a changed password is seen before the night it matters.
    task<void> watch_relay(inbox& above)
    {
        bool is_up = false;
        std::string reason;
        auto pause = first_look_again;
        while (true) {
            auto const greeted = co_await mailer_.greet();
            bool const well = greeted.code == CURLE_OK;
            if (well != is_up || greeted.error != reason)
                above.link_changed(well ? link_state::up : link_state::down, well ? "the relay greets us" : greeted.error);
            is_up = well;
            reason = greeted.error;
            if (well) {
                pause = first_look_again;
                co_await rung_or(trouble_, world_, world_.mono() + idle_look);
            } else {
                co_await world_.sleep_until(world_.mono() + pause);
                pause = std::min(pause * 2, last_look_again);
            }
        }
    }

    runtime& world_;
    smtp_settings settings_;
    mail::plus_addresses ours_;
    channel_traits traits_;
    mailer mailer_;
    bell trouble_;
};

}  // namespace

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings)
{
    return std::make_unique<smtp_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::smtp
