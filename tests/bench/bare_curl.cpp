// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bare_curl.hpp"

#include "channels/smtp/mime.hpp"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin::bench {
namespace {

using easy_handle = std::unique_ptr<CURL, void (*)(CURL*)>;

double seconds_since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::size_t swallow(char*, std::size_t size, std::size_t many, void*) { return size * many; }

/// libcurl's sockets on an epoll. A socket stays registered between two requests: taking it out would be a call for each.
class bare_loop {
public:
    bare_loop() : all_(curl_multi_init(), curl_multi_cleanup), epoll_(::epoll_create1(EPOLL_CLOEXEC))
    {
        curl_multi_setopt(all_.get(), CURLMOPT_SOCKETFUNCTION, &bare_loop::on_socket);
        curl_multi_setopt(all_.get(), CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(all_.get(), CURLMOPT_TIMERFUNCTION, &bare_loop::on_timer);
        curl_multi_setopt(all_.get(), CURLMOPT_TIMERDATA, this);
    }

    ~bare_loop() { ::close(epoll_); }

    void run(std::string const& url, int connections, int messages)
    {
        std::vector<easy_handle> lines;
        int begun = 0;
        int done = 0;
        for (; begun < std::min(connections, messages); ++begun) {
            auto* const one = lines.emplace_back(curl_easy_init(), curl_easy_cleanup).get();
            curl_easy_setopt(one, CURLOPT_URL, url.c_str());
            curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, swallow);
            curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
            curl_multi_add_handle(all_.get(), one);
        }
        while (done < messages) {
            turn();
            int left = 0;
            while (auto* const told = curl_multi_info_read(all_.get(), &left)) {
                auto* const one = told->easy_handle;
                if (told->data.result != CURLE_OK)
                    throw std::runtime_error{"the sink did not answer a request"};
                curl_multi_remove_handle(all_.get(), one);
                ++done;
                if (begun < messages) {
                    curl_multi_add_handle(all_.get(), one);
                    ++begun;
                }
            }
        }
        for (auto const& each : lines)
            curl_multi_remove_handle(all_.get(), each.get());
    }

private:
    static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*)
    {
        auto& own = *static_cast<bare_loop*>(self);
        if (what == CURL_POLL_REMOVE && own.wanted_[descriptor] == EPOLLIN)
            return 0;
        std::uint32_t const wants = (what == CURL_POLL_IN || what == CURL_POLL_INOUT ? EPOLLIN : 0U) |
                                    (what == CURL_POLL_OUT || what == CURL_POLL_INOUT ? EPOLLOUT : 0U);
        if (std::exchange(own.wanted_[descriptor], wants) == wants)
            return 0;
        epoll_event event{};
        event.events = wants;
        event.data.fd = descriptor;
        if (::epoll_ctl(own.epoll_, EPOLL_CTL_MOD, descriptor, &event) != 0)
            ::epoll_ctl(own.epoll_, EPOLL_CTL_ADD, descriptor, &event);
        return 0;
    }

    static int on_timer(CURLM*, long in, void* self)
    {
        static_cast<bare_loop*>(self)->timer_ = in;
        return 0;
    }

    void turn()
    {
        int running = 0;
        if (timer_ == 0) {
            timer_ = -1;
            curl_multi_socket_action(all_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
            return;
        }
        std::array<epoll_event, 64> events;
        int const many = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(timer_));
        for (int i = 0; i < many; ++i) {
            auto const& event = events[static_cast<std::size_t>(i)];
            int const happened = ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                                 ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 ? CURL_CSELECT_IN : 0);
            curl_multi_socket_action(all_.get(), event.data.fd, happened, &running);
        }
        if (many == 0 && timer_ > 0)
            curl_multi_socket_action(all_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
    }

    std::map<int, std::uint32_t> wanted_;  // stands before the handles, which are let go first
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> all_;
    int epoll_;
    long timer_ = -1;
};

std::string the_mail()
{
    channels::smtp::outgoing_mail what;
    what.from_name = "Tocsin";
    what.from_address = "alerte@example.org";
    what.to_address = "lou@example.org";
    what.subject = "Crue : nous avons besoin de vous";
    what.text = "Repondez OUI ou NON avant 18h.";
    what.message_id = "bench-12345@example.org";
    what.date = wall_time{} + hours{24 * 365 * 56};
    return channels::smtp::write_mail(what);
}

struct source {
    std::string const& bytes;
    std::size_t given;
};

std::size_t read(char* into, std::size_t size, std::size_t many, void* from)
{
    auto& mail = *static_cast<source*>(from);
    auto const some = std::min(size * many, mail.bytes.size() - mail.given);
    std::memcpy(into, mail.bytes.data() + mail.given, some);
    mail.given += some;
    return some;
}

}  // namespace

double bare_mail(int port, int connections, int messages)
{
    auto const bytes = the_mail();
    std::atomic<int> left{messages};
    auto const line = [&] {
        easy_handle const one{curl_easy_init(), curl_easy_cleanup};
        std::unique_ptr<curl_slist, void (*)(curl_slist*)> const to{curl_slist_append(nullptr, "<lou@example.org>"), curl_slist_free_all};
        auto const url = "smtp://127.0.0.1:" + std::to_string(port);
        source mail{bytes, 0};
        curl_easy_setopt(one.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(one.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(one.get(), CURLOPT_MAIL_FROM, "<alerte@example.org>");
        curl_easy_setopt(one.get(), CURLOPT_MAIL_RCPT, to.get());
        curl_easy_setopt(one.get(), CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(one.get(), CURLOPT_READFUNCTION, read);
        curl_easy_setopt(one.get(), CURLOPT_READDATA, &mail);
        while (left-- > 0) {
            mail.given = 0;
            if (curl_easy_perform(one.get()) != CURLE_OK)
                throw std::runtime_error{"the sink refused a mail"};
        }
    };
    auto const begin = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < connections; ++i)
            all.emplace_back(line);
    }
    return messages / seconds_since(begin);
}

double bare_http(std::string const& url, int connections, int messages)
{
    bare_loop loop;
    auto const begin = std::chrono::steady_clock::now();
    loop.run(url, connections, messages);
    return messages / seconds_since(begin);
}

}  // namespace tocsin::bench
