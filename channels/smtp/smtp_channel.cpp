// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/smtp_channel.hpp"

#include "channels/smtp/mailer.hpp"
#include "channels/smtp/mime.hpp"
#include "rules/words/spelling.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>

namespace tocsin::channels::smtp {
namespace {

/// The first words of the server's refusal, without whatever address it repeats.
std::string reply_code(mail_result const& result)
{
    auto code = std::to_string(result.status);
    auto const& line = result.refusal_line;
    // RFC 2034: an enhanced status code stands behind the reply code.
    if (line.size() > 9 && line.compare(0, 3, code) == 0 && line[5] == '.' && line[4] >= '2' && line[4] <= '5')
        code += ' ' + line.substr(4, line.find(' ', 4) - 4);
    return code;
}

/// Relays have no reply code for "slower, please": their words say it.
bool asks_for_a_pause(std::string const& line)
{
    constexpr auto words = std::to_array<std::string_view>(
        {"rate limit", "ratelimit", "sending rate", "too many", "too fast", "slow down", "throttl", "4.7.28"}
    );
    std::string lower;
    for (char const c : line)
        lower += ascii_lower(c);
    return std::any_of(words.begin(), words.end(), [&lower](auto word) { return lower.find(word) != std::string::npos; });
}

/// RFC 5321, section 4.2: 4yz may succeed later, 5yz will not.
outcome read(mail_result const& result)
{
    if (result.code == CURLE_OK)
        return accepted{};
    if (!result.begun)
        return refused{permanence::transient, "connect", result.error};
    if (result.status >= 500 && result.status < 600) {
        // 530 and the like speak of us, not of the recipient: they may be mended before the next try.
        if (result.status == 530 || result.status == 535 || result.status == 538)
            return refused{permanence::transient, "connect", "the relay does not accept our credentials"};
        return refused{permanence::permanent, reply_code(result), "the relay refused the mail"};
    }
    if (result.status >= 400) {
        if (asks_for_a_pause(result.refusal_line))
            return throttled{};
        return refused{permanence::transient, reply_code(result), "the relay cannot take it now"};
    }
    if (!result.all_given)
        return refused{permanence::transient, "connect", result.error};
    return unknown{result.error};
}

class smtp_channel final : public channel {
public:
    smtp_channel(runtime& world, smtp_settings settings)
        : world_(world), settings_(std::move(settings)), mailer_(world, settings_.relay)
    {
        traits_.medium = medium::email;
        traits_.two_way = true;
        traits_.window = settings_.relay.connections;
    }

    channel_traits const& traits() const override { return traits_; }

    task<outcome> submit(outbound message) override
    {
        auto const at = settings_.from_address.rfind('@');
        mail what;
        what.from_name = settings_.from_name;
        what.from_address = settings_.from_address;
        what.reply_to = settings_.reply_to;
        what.to_name = message.recipient_name;
        what.to_address = message.to;
        what.subject = message.text.subject;
        what.text = message.text.body;
        what.html = message.text.html;
        what.message_id = message.reference + settings_.from_address.substr(at);
        what.date = world_.wall();
        auto const result = co_await mailer_.deliver(settings_.from_address, std::move(message.to), write_mail(what));
        co_return read(result);
    }

    task<void> run(inbox& above) override
    {
        // Connections are made when there is mail; a relay that is away shows in each mail's outcome.
        above.link_changed(link_state::up, "smtp");
        while (true)
            co_await world_.sleep_until(world_.mono() + hours{24});
    }

private:
    runtime& world_;
    smtp_settings settings_;
    channel_traits traits_;
    mailer mailer_;
};

}  // namespace

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings)
{
    return std::make_unique<smtp_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::smtp
