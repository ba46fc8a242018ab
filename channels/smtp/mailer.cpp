// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/mailer.hpp"

#include "channels/curl/setup.hpp"
#include "channels/curl/severable.hpp"
#include "channels/port/tasks.hpp"

#include <boost/asio/post.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tocsin::channels::smtp {

/// One mail on its way, or only a greeting; shared by the loop and the thread that sends it.
struct order {
    explicit order(boost::asio::any_io_executor loop) : only_greets(true), answered(std::move(loop)) {}

    order(boost::asio::any_io_executor loop, std::string from_, std::string to_, std::string mail_)
        : from(std::move(from_)), to(std::move(to_)), mail(std::move(mail_)), answered(std::move(loop))
    {
    }

    bool const only_greets = false;
    std::string from;
    std::string to;
    std::string mail;
    mail_result result;  ///< the thread's until it has told the loop
    std::atomic<bool> abandoned = false;
    bool finished = false;  ///< the loop's
    bell answered;
};

namespace {

struct recipient_list {
    explicit recipient_list(std::string const& address) : first(curl_slist_append(nullptr, address.c_str())) {}
    ~recipient_list() { curl_slist_free_all(first); }
    recipient_list(recipient_list const&) = delete;
    recipient_list& operator=(recipient_list const&) = delete;
    curl_slist* first;
};

/// One connection to the relay and what libcurl asks of it; lives on its own thread, except for hang_up().
class line {
public:
    explicit line(relay_settings const& settings) : settings_(settings), easy_(curl_easy_init())
    {
        if (!easy_)
            throw std::runtime_error{"libcurl cannot start a connection"};
    }

    ~line() { curl_easy_cleanup(easy_); }
    line(line const&) = delete;
    line& operator=(line const&) = delete;

    void send(order& mail);

    /// From any thread: whatever waits for the relay stops waiting.
    void hang_up() { socket_.sever(); }

private:
    void set_up(CURL* easy);
    void set(order& mail, curl_slist* to);
    int try_once(order& mail, curl_slist* to);
    bool line_had_gone() const;

    static line& of(void* self) { return *static_cast<line*>(self); }
    static std::size_t give(char* into, std::size_t size, std::size_t count, void* self);
    static std::size_t take_line(char* bytes, std::size_t size, std::size_t count, void* self);
    static int begin(void* self, char*, char*, int, int);
    static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    relay_settings const& settings_;
    CURL* easy_;
    order* now_ = nullptr;
    std::size_t given_ = 0;
    std::array<char, CURL_ERROR_SIZE> sentence_{};
    curl::severable socket_;
};

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

int line::go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return of(self).now_->abandoned ? 1 : 0; }

/// What every mail of this line has in common. libcurl waits for the relay in its own calls: see the header.
void line::set_up(CURL* easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // never through a proxy that the environment names
    socket_.attach(easy);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, sentence_.data());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &line::take_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &line::take_line);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &line::begin);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &line::go_on);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_URL, settings_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(settings_.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!settings_.ca_file.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
    if (settings_.username.empty())
        return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, settings_.username.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, settings_.password.reveal().c_str());
}

void line::set(order& mail, curl_slist* to)
{
    curl_easy_reset(easy_);  // keeps the connection
    set_up(easy_);
    if (mail.only_greets) {
        curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, "NOOP");
        return;
    }
    curl_easy_setopt(easy_, CURLOPT_MAIL_FROM, mail.from.c_str());
    curl_easy_setopt(easy_, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(easy_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &line::give);
    curl_easy_setopt(easy_, CURLOPT_READDATA, this);
    curl_easy_setopt(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.mail.size()));
}

int line::try_once(order& mail, curl_slist* to)
{
    given_ = 0;
    mail.result = {};
    sentence_.front() = 0;
    set(mail, to);
    auto const code = curl_easy_perform(easy_);
    auto& result = mail.result;
    result.code = static_cast<int>(code);
    result.error = sentence_.front() != 0 ? sentence_.data() : curl_easy_strerror(code);
    result.all_given = given_ == mail.mail.size();
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &result.status);
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

}  // namespace

struct mailer::body {
    /// A thread and its line.
    struct worker {
        explicit worker(relay_settings const& settings) : connection(settings) {}

        line connection;
        std::shared_ptr<order> busy_with;
        std::thread thread;
    };

    body(runtime& world, relay_settings settings_) : loop(world.executor()), settings(std::move(settings_))
    {
        curl::set_up();
        workers.reserve(settings.connections);
    }

    ~body()
    {
        {
            std::lock_guard const lock{mutex};
            closing = true;
            for (auto const& each : workers) {
                if (each->busy_with)
                    each->busy_with->abandoned = true;
                each->connection.hang_up();
            }
        }
        wanted.notify_all();
        for (auto const& each : workers)
            each->thread.join();
    }

    void add(std::shared_ptr<order> const& mail)
    {
        std::unique_lock lock{mutex};
        queue.push_back(mail);
        if (queue.size() > idle && workers.size() < settings.connections) {
            workers.push_back(std::make_unique<worker>(settings));
            auto& fresh = *workers.back();
            fresh.thread = std::thread{[this, &fresh] { work(fresh); }};
        }
        lock.unlock();
        wanted.notify_one();
    }

    void abandon(std::shared_ptr<order> const& mail)
    {
        std::lock_guard const lock{mutex};
        mail->abandoned = true;
        std::erase(queue, mail);
        for (auto const& each : workers)
            if (each->busy_with == mail)
                each->connection.hang_up();
    }

    void work(worker& self)
    {
        sigset_t every_signal;
        sigfillset(&every_signal);
        pthread_sigmask(SIG_BLOCK, &every_signal, nullptr);  // they are the main thread's
        std::unique_lock lock{mutex};
        while (true) {
            ++idle;
            wanted.wait(lock, [this] { return closing || !queue.empty(); });
            --idle;
            if (closing)
                return;
            auto const mail = queue.front();
            queue.pop_front();
            self.busy_with = mail;
            lock.unlock();
            self.connection.send(*mail);
            auto tell = [mail] {
                mail->finished = true;
                mail->answered.ring();
            };
            lock.lock();
            self.busy_with.reset();
            if (!closing)
                boost::asio::post(loop, std::move(tell));
        }
    }

    boost::asio::any_io_executor loop;
    relay_settings const settings;
    std::mutex mutex;
    std::condition_variable wanted;
    std::deque<std::shared_ptr<order>> queue;
    std::vector<std::unique_ptr<worker>> workers;
    std::size_t idle = 0;
    bool closing = false;
};

mailer::mailer(runtime& world, relay_settings settings) : body_(std::make_unique<body>(world, std::move(settings))) {}

mailer::~mailer() = default;

task<mail_result> mailer::deliver(std::string from, std::string to, std::string mail)
{
    return follow(std::make_shared<order>(body_->loop, std::move(from), std::move(to), std::move(mail)));
}

task<mail_result> mailer::greet() { return follow(std::make_shared<order>(body_->loop)); }

task<mail_result> mailer::follow(std::shared_ptr<order> mail)
{
    // Gives the mail up on every way out; when it has been answered this does nothing.
    struct membership {
        membership(body& owner_, std::shared_ptr<order> const& mail_) : owner(owner_), mail(mail_) { owner.add(mail); }
        ~membership()
        {
            if (!mail->finished)
                owner.abandon(mail);
        }
        membership(membership const&) = delete;
        membership& operator=(membership const&) = delete;
        body& owner;
        std::shared_ptr<order> const& mail;
    };

    membership const member{*body_, mail};
    while (!mail->finished)
        co_await mail->answered.rung();
    co_return std::move(mail->result);
}

}  // namespace tocsin::channels::smtp
