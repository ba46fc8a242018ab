// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/smtp_channel.hpp"

#include "channels/curl/transfer.hpp"
#include "channels/port/tasks.hpp"
#include "channels/smtp/mime.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>

namespace tocsin::channels::smtp {
namespace {

struct reading {
    std::string bytes;
    std::size_t at = 0;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* from)
{
    auto& source = *static_cast<reading*>(from);
    auto const length = std::min(size * count, source.bytes.size() - source.at);
    std::memcpy(into, source.bytes.data() + source.at, length);
    source.at += length;
    return length;
}

/// Failures before a mail was handed over: nothing left. Everything else that is not an answer is unknown.
bool nothing_left(int code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_PROXY ||
           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_LOGIN_DENIED ||
           code == CURLE_USE_SSL_FAILED || code == CURLE_WEIRD_SERVER_REPLY;
}

/// The first words of the server's refusal, without whatever address it repeats.
std::string reply_code(curl::transfer_result const& result)
{
    auto code = std::to_string(result.status);
    auto const& line = result.last_line;
    // RFC 2034: an enhanced status code stands behind the reply code.
    if (line.size() > 9 && line.compare(0, 3, code) == 0 && line[5] == '.' && line[4] >= '2' && line[4] <= '5')
        code += ' ' + line.substr(4, line.find(' ', 4) - 4);
    return code;
}

outcome read(curl::transfer_result const& result, bool all_given)
{
    if (result.code == CURLE_OK)
        return accepted{};
    bool const refused_here = result.status >= 400 && result.status < 600;
    if (refused_here) {
        // RFC 5321 section 4.2.1: 4yz may succeed later, 5yz will not.
        auto const lasting = result.status >= 500 ? permanence::permanent : permanence::transient;
        if (result.status == 421 || result.status == 454 || result.status == 451 || result.status == 452)
            return refused{permanence::transient, reply_code(result), "the relay cannot take it now"};
        // 530, 535 and the like speak of us, not of the recipient: the next try may find them mended.
        bool const about_us = result.status == 530 || result.status == 534 || result.status == 535 || result.status == 538;
        if (about_us)
            return refused{permanence::transient, "connect", "the relay does not accept our credentials"};
        return refused{lasting, reply_code(result), "the relay refused the mail"};
    }
    if (nothing_left(result.code) || !all_given)
        return refused{permanence::transient, "connect", result.error};
    return unknown{result.error};
}

class smtp_channel final : public channel {
public:
    smtp_channel(runtime& world, smtp_settings settings)
        : world_(world), settings_(std::move(settings)), connections_(world, settings_.connections)
    {
        traits_.medium = medium::email;
        traits_.two_way = true;
        traits_.window = settings_.connections;
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
        reading bytes;
        bytes.bytes = write_mail(what);

        struct recipient_list {
            explicit recipient_list(std::string const& address) : first(curl_slist_append(nullptr, address.c_str())) {}
            ~recipient_list() { curl_slist_free_all(first); }
            recipient_list(recipient_list const&) = delete;
            recipient_list& operator=(recipient_list const&) = delete;
            curl_slist* first;
        };
        recipient_list const to{message.to};
        std::function<void(CURL*)> configure = [this, &bytes, &to](CURL* easy) { set(easy, bytes, to.first); };
        auto const result = co_await connections_.perform(std::move(configure));
        co_return read(result, bytes.at == bytes.bytes.size());
    }

    task<void> run(inbox& above) override
    {
        // Connections are made when there is mail; a relay that is away shows in each mail's outcome.
        above.link_changed(link_state::up, "smtp");
        while (true)
            co_await world_.sleep_until(world_.mono() + hours{24});
    }

private:
    void set(CURL* easy, reading& bytes, curl_slist* to) const
    {
        curl_easy_setopt(easy, CURLOPT_URL, settings_.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(settings_.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_timeout.count()));
        curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
        curl_easy_setopt(easy, CURLOPT_MAIL_FROM, settings_.from_address.c_str());
        curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, &give);
        curl_easy_setopt(easy, CURLOPT_READDATA, &bytes);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes.bytes.size()));
        if (settings_.username.empty())
            return;
        curl_easy_setopt(easy, CURLOPT_USERNAME, settings_.username.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
    }

    runtime& world_;
    smtp_settings settings_;
    channel_traits traits_;
    curl::pool connections_;
};

}  // namespace

std::unique_ptr<channel> make_smtp_channel(runtime& world, smtp_settings settings)
{
    return std::make_unique<smtp_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::smtp
