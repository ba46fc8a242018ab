// SPDX-License-Identifier: Apache-2.0
#include "channels/curl/transfer.hpp"

#include "channels/curl/setup.hpp"
#include "channels/port/alarm.hpp"
#include "rules/words/spelling.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <curl/curl.h>

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <map>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::curl {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int at_once = 8;  // so often libcurl is called again at once; then others have their turn

struct running {
    running(asio::any_io_executor executor, std::size_t largest_body) : largest_body(largest_body), done(std::move(executor)) {}

    transfer_result result;
    std::size_t largest_body;
    bell done;
    bool finished = false;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into)
{
    auto& job = *static_cast<running*>(into);
    auto& result = job.result;
    auto const room = job.largest_body - std::min(job.largest_body, result.body.size());
    result.body.append(bytes, std::min(size * count, room));
    return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* into)
{
    auto& result = static_cast<running*>(into)->result;
    std::string_view line{bytes, size * count};
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    if (auto const colon = line.find(':'); colon != std::string_view::npos && result.headers.size() < 100) {
        auto& [name, value] = result.headers.emplace_back();
        name = line.substr(0, colon);
        for (auto& c : name)
            c = ascii_lower(c);
        auto const from = line.find_first_not_of(" \t", colon + 1);
        value = from == std::string_view::npos ? std::string_view{} : line.substr(from);
    }
    return size * count;
}

/// Called when a connection stands, just before the request leaves over it. When a kept connection breaks without an
/// answer, libcurl would send the request again by itself: the provider may have taken it the first time.
int begin_once(void* of, char*, char*, int, int)
{
    auto& result = static_cast<running*>(of)->result;
    if (result.begun)
        return CURL_PREREQFUNC_ABORT;
    result.begun = true;
    return CURL_PREREQFUNC_OK;
}

/// When libcurl wants to be called. Shared with the task that waits for it: that one may end after the pool.
struct pool_clock {
    explicit pool_clock(runtime& world) : it_is_time(world.executor()), wakes(world, it_is_time) {}

    bell it_is_time;
    alarm wakes;
    std::optional<mono_time> due;
    std::function<void()> act;  ///< empty: the pool is gone
};

task<void> keep_time(std::shared_ptr<pool_clock> clock)
{
    while (clock->act) {
        clock->act();
        if (clock->due)
            clock->wakes.at_latest(*clock->due);
        co_await clock->it_is_time.rung();
    }
}

}  // namespace

struct pool::body {
    body(runtime& world_, std::size_t connections, std::function<void(CURL*)> prepare_, std::size_t largest_body_)
        : world(world_)
        , prepare(std::move(prepare_))
        , largest_body(largest_body_)
        , events(world_.executor(), ::epoll_create1(EPOLL_CLOEXEC))
        , chores(world_.executor())
        , clock(std::make_shared<pool_clock>(world_))
    {
        set_up();
        multi = curl_multi_init();
        if (!multi)
            throw std::runtime_error{"libcurl cannot start a pool of connections"};
        auto const most = static_cast<long>(connections);
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &body::on_socket);
        curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &body::on_timer);
        curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
        curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
        curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
        clock->act = [this] { act_on_time(); };
        chores.spawn(keep_time(clock));
        listen();
    }

    ~body()
    {
        clock->act = nullptr;
        chores.cancel();
        for (auto* const easy : idle)
            curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
    }

    struct socket {
        std::uint32_t wants = 0;  ///< what the epoll knows; 0: it does not know it
        bool lasting = false;  ///< a connection's, and not the resolver's: it is known until it is closed
        bool idle = false;  ///< of no transfer
    };

    static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*)
    {
        static_cast<body*>(self)->watch(descriptor, what);
        return 0;
    }

    /// libcurl has opened a connection's socket.
    static int on_open(void* self, curl_socket_t descriptor, curlsocktype)
    {
        static_cast<body*>(self)->sockets[descriptor].lasting = true;
        return CURL_SOCKOPT_OK;
    }

    static int on_close(void* self, curl_socket_t descriptor)
    {
        static_cast<body*>(self)->sockets.erase(descriptor);
        return ::close(descriptor);  // the kernel takes it out of the epoll
    }

    static int on_timer(CURLM*, long milliseconds_from_now, void* self)
    {
        static_cast<body*>(self)->set_alarm(milliseconds_from_now);
        return 0;
    }

    void set_alarm(long milliseconds_from_now)
    {
        auto& due = clock->due;
        due = milliseconds_from_now < 0 ? std::nullopt : std::optional{world.mono() + milliseconds{milliseconds_from_now}};
        if (milliseconds_from_now > 0)
            clock->wakes.at_latest(*due);
    }

    /// After whatever may make libcurl ask to be called at once, as a new transfer does. Never within a call of its own.
    void act_on_time()
    {
        for (int i = 0; i < at_once && is_due(); ++i) {
            clock->due.reset();
            int still_running = 0;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &still_running);
        }
        collect();
        if (is_due())
            clock->it_is_time.ring();
    }

    bool is_due() const { return clock->due && *clock->due <= world.mono(); }

    /// What libcurl waits for at a connection mostly stays the same from one transfer to the next: the kernel is told of
    /// what differs, and keeps an idle connection until something happens there.
    void watch(int descriptor, int what)
    {
        auto& known = sockets[descriptor];
        known.idle = what == CURL_POLL_REMOVE;
        if (known.idle) {
            if (!known.lasting)
                let_go(descriptor);
            return;
        }
        std::uint32_t const wants = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
        if (known.wants == wants)
            return;
        epoll_event wanted{};
        wanted.events = wants;
        wanted.data.fd = descriptor;
        ::epoll_ctl(events.native_handle(), known.wants != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &wanted);
        known.wants = wants;
    }

    void let_go(int descriptor)
    {
        ::epoll_ctl(events.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
        sockets.erase(descriptor);
    }

    void listen()
    {
        auto act = [this, alive = alive](error_code error) {
            if (!*alive || error)
                return;
            act_on_events();
            listen();
        };
        events.async_wait(asio::posix::stream_descriptor::wait_read, std::move(act));
    }

    void act_on_events()
    {
        std::array<epoll_event, 64> happened{};
        int still_running = 0;
        for (auto const& each : what_happened(happened)) {
            auto const known = sockets.find(each.data.fd);
            if (known == sockets.end())
                continue;
            if (known->second.idle) {
                // Its other side hung up, or speaks unasked: libcurl sees that when it wants to use it again.
                ::epoll_ctl(events.native_handle(), EPOLL_CTL_DEL, each.data.fd, nullptr);
                known->second.wants = 0;
                continue;
            }
            int const what = ((each.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                             ((each.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 ? CURL_CSELECT_IN : 0);
            curl_multi_socket_action(multi, each.data.fd, what, &still_running);
        }
        act_on_time();
    }

    /// With one connection it can only be that one: not asking the kernel is a tenth of a request saved.
    std::span<epoll_event const> what_happened(std::span<epoll_event> room)
    {
        if (sockets.size() == 1 && !sockets.begin()->second.idle) {
            auto const& [descriptor, known] = *sockets.begin();
            room[0].events = known.wants;
            room[0].data.fd = descriptor;
            return room.first(1);
        }
        auto const many = ::epoll_wait(events.native_handle(), room.data(), static_cast<int>(room.size()), 0);
        return room.first(static_cast<std::size_t>(std::max(0, many)));
    }

    /// Wakes those whose transfer has ended.
    void collect()
    {
        int left = 0;
        while (auto const* const message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            char* user = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
            auto& job = *reinterpret_cast<running*>(user);
            job.result.code = static_cast<int>(message->data.result);
            if (message->data.result != CURLE_OK)
                job.result.error = curl_easy_strerror(message->data.result);
            curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &job.result.status);
            job.finished = true;
            job.done.ring();
        }
    }

    /// One used before, if there is one.
    CURL* take_handle()
    {
        if (idle.empty())
            return make_handle();
        auto* const easy = idle.back();
        idle.pop_back();
        return easy;
    }

    CURL* make_handle()
    {
        auto* const easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
        curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &body::on_open);
        curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &body::on_close);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
        curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &begin_once);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_header);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");  // never through a proxy that the environment names
        prepare(easy);
        return easy;
    }

    runtime& world;
    std::function<void(CURL*)> prepare;
    std::size_t largest_body;
    CURLM* multi = nullptr;
    asio::posix::stream_descriptor events;  ///< an epoll of libcurl's sockets: the loop is woken once for all of them
    task_group chores;
    std::shared_ptr<pool_clock> clock;
    std::vector<CURL*> idle;
    std::map<int, socket> sockets;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

pool::pool(runtime& world, std::size_t connections, std::function<void(CURL*)> prepare, std::size_t largest_body)
    : body_(std::make_unique<body>(world, connections, std::move(prepare), largest_body))
{
}

pool::~pool() { *body_->alive = false; }

task<transfer_result> pool::perform(std::function<void(CURL*)> configure)
{
    // Leaves the pool whatever happens, cancellation included.
    struct membership {
        explicit membership(pool::body& owner_) : owner(owner_), easy(owner_.take_handle()) {}
        ~membership()
        {
            if (added)
                curl_multi_remove_handle(owner.multi, easy);
            owner.idle.push_back(easy);
        }
        membership(membership const&) = delete;
        membership& operator=(membership const&) = delete;

        void begin()
        {
            curl_multi_add_handle(owner.multi, easy);
            added = true;
            owner.act_on_time();
        }

        pool::body& owner;
        CURL* easy;
        bool added = false;
    };

    running job{body_->world.executor(), body_->largest_body};
    membership member{*body_};
    curl_easy_setopt(member.easy, CURLOPT_PRIVATE, &job);
    curl_easy_setopt(member.easy, CURLOPT_PREREQDATA, &job);
    curl_easy_setopt(member.easy, CURLOPT_WRITEDATA, &job);
    curl_easy_setopt(member.easy, CURLOPT_HEADERDATA, &job);
    configure(member.easy);
    member.begin();
    while (!job.finished)
        co_await job.done.rung();
    co_return std::move(job.result);
}

}  // namespace tocsin::channels::curl
