// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/relay_line.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace tocsin::channels::smtp {
namespace {

static_assert(CURL_ERROR_SIZE == 256 && std::is_same_v<curl_off_t, long>);

struct recipient_list {
    explicit recipient_list(std::string const& address) : first(curl_slist_append(nullptr, address.c_str())) {}
    ~recipient_list() { curl_slist_free_all(first); }
    recipient_list(recipient_list const&) = delete;
    recipient_list& operator=(recipient_list const&) = delete;
    curl_slist* first;
};

}  // namespace

line::line(relay_settings const& settings) : settings_(settings), easy_(curl_easy_init())
{
    if (!easy_)
        throw std::runtime_error{"libcurl cannot start a connection"};
    set_up();
}

line::~line() { curl_easy_cleanup(easy_); }

std::size_t line::give(char* into, std::size_t size, std::size_t count, void* self)
{
    auto& own = of(self);
    auto const& mail = own.now_->mail;
    auto const length = std::min(size * count, mail.size() - own.given_);
    std::memcpy(into, mail.data() + own.given_, length);
    own.given_ += length;
    return length;
}

std::size_t line::take_line(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& own = of(self);
    std::string text(bytes, size * count);
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n'))
        text.pop_back();
    if (!text.starts_with('4') && !text.starts_with('5'))
        return size * count;
    own.now_->result.refusal_line = text;
    // After a refused mail libcurl says QUIT and waits for the answer: let it find the end of the line instead.
    bool const is_last = text.size() < 4 || text[3] != '-';
    if (own.now_->result.begun && is_last)
        own.socket_.stop_listening();
    return size * count;
}

/// The relay has greeted us, and let us in where it asks for a password.
int line::begin(void* self, char*, char*, int, int)
{
    of(self).now_->result.begun = true;
    return CURL_PREREQFUNC_OK;
}

int line::go_on(void* self, long, long, long, long) { return of(self).now_->abandoned ? 1 : 0; }

/// What every mail of this line has in common. libcurl waits for the relay in its own calls: see the header.
void line::set_up()
{
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");  // never through a proxy that the environment names
    socket_.attach(easy_);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, sentence_.data());
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &line::take_line);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &line::take_line);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &line::begin);
    curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy_, CURLOPT_XFERINFOFUNCTION, &line::go_on);
    curl_easy_setopt(easy_, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &line::give);
    curl_easy_setopt(easy_, CURLOPT_READDATA, this);
    curl_easy_setopt(easy_, CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy_, CURLOPT_USE_SSL, static_cast<long>(settings_.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!settings_.ca_file.empty())
        curl_easy_setopt(easy_, CURLOPT_CAINFO, settings_.ca_file.c_str());
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_timeout.count()));
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
    if (settings_.username.empty())
        return;
    curl_easy_setopt(easy_, CURLOPT_USERNAME, settings_.username.c_str());
    curl_easy_setopt(easy_, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
}

/// What differs from one mail to the next; a greeting is a mail without sender and recipient.
void line::set(order& mail, void* to)
{
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, mail.only_greets ? "NOOP" : nullptr);
    curl_easy_setopt(easy_, CURLOPT_MAIL_FROM, mail.only_greets ? nullptr : mail.from.c_str());
    curl_easy_setopt(easy_, CURLOPT_MAIL_RCPT, mail.only_greets ? nullptr : to);
    curl_easy_setopt(easy_, CURLOPT_UPLOAD, mail.only_greets ? 0L : 1L);
    curl_easy_setopt(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.mail.size()));
}

int line::try_once(order& mail, void* to)
{
    given_ = 0;
    mail.result = {};
    sentence_.front() = 0;
    set(mail, to);
    auto const code = curl_easy_perform(easy_);
    auto& result = mail.result;
    result.code = static_cast<int>(code);
    result.error = sentence_.front() != 0 ? sentence_.data() : curl_easy_strerror(code);
    result.sender_refused = code == CURLE_SEND_ERROR && result.error.starts_with("MAIL failed");  // as libcurl's lib/smtp.c says it
    result.all_given = given_ == mail.mail.size();
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &result.status);
    curl_off_t took = 0;
    curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &took);
    result.took = std::chrono::microseconds{took};
    return result.code;
}

/// A kept connection had ended while nobody used it (RFC 5321 section 3.8: 421, or just the end), or we had cut it ourselves
/// when an earlier mail was given up. Not one byte of this mail was handed over.
bool line::line_had_gone() const
{
    long fresh_connections = 0;
    curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &fresh_connections);
    auto const& result = now_->result;
    bool const lost = result.code == CURLE_SEND_ERROR || result.code == CURLE_RECV_ERROR || result.code == CURLE_GOT_NOTHING;
    bool const unsaid = result.refusal_line.empty() || result.refusal_line.starts_with("421");
    return lost && unsaid && fresh_connections == 0 && given_ == 0;
}

void line::send(order& mail)
{
    now_ = &mail;
    recipient_list const to{mail.to};
    if (try_once(mail, to.first) == CURLE_OK || mail.abandoned || !line_had_gone())
        return;
    try_once(mail, to.first);  // libcurl has dropped the dead connection
}

}  // namespace tocsin::channels::smtp
