// SPDX-License-Identifier: Apache-2.0
#include "channels/curl/transfer.hpp"

#include "channels/curl/setup.hpp"
#include "channels/port/tasks.hpp"
#include "rules/words/spelling.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <curl/curl.h>

#include <map>
#include <stdexcept>

namespace tocsin::channels::curl {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t largest_body = 64 * 1024;

struct running {
    explicit running(asio::any_io_executor executor) : done(std::move(executor)) {}

    transfer_result result;
    bell done;
    bool finished = false;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into)
{
    auto& result = static_cast<running*>(into)->result;
    auto const room = largest_body - std::min(largest_body, result.body.size());
    result.body.append(bytes, std::min(size * count, room));
    return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* into)
{
    auto& result = static_cast<running*>(into)->result;
    std::string line(bytes, size * count);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.pop_back();
    if (auto const colon = line.find(':'); colon != std::string::npos && result.headers.size() < 100) {
        std::string name = line.substr(0, colon);
        for (auto& c : name)
            c = ascii_lower(c);
        auto const from = line.find_first_not_of(" \t", colon + 1);
        result.headers.emplace_back(std::move(name), from == std::string::npos ? "" : line.substr(from));
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

}  // namespace

struct pool::body {
    body(runtime& world_, std::size_t connections) : world(world_), chores(world_.executor()), alarm(world_.executor())
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
        chores.spawn(keep_time());
    }

    ~body()
    {
        chores.cancel();
        curl_multi_cleanup(multi);
        for (auto& [descriptor, socket] : sockets)
            socket->watched.release();  // libcurl closed it
    }

    /// One of libcurl's sockets while it wants to hear of it.
    struct socket {
        explicit socket(asio::any_io_executor executor, int descriptor) : watched(executor, descriptor) {}

        asio::posix::stream_descriptor watched;
        int wants = 0;
        bool reading = false;
        bool writing = false;
    };

    static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*)
    {
        static_cast<body*>(self)->watch(descriptor, what);
        return 0;
    }

    static int on_timer(CURLM*, long milliseconds_from_now, void* self)
    {
        auto& own = *static_cast<body*>(self);
        own.due = milliseconds_from_now < 0 ? std::nullopt : std::optional{own.world.mono() + milliseconds{milliseconds_from_now}};
        own.alarm.ring();
        return 0;
    }

    void watch(int descriptor, int what)
    {
        auto const known = sockets.find(descriptor);
        if (what == CURL_POLL_REMOVE) {
            if (known != sockets.end()) {
                known->second->wants = 0;
                known->second->watched.release();  // libcurl closes it, or keeps it for later
                sockets.erase(known);
            }
            return;
        }
        auto const which =
            known != sockets.end() ? known->second
                                   : sockets.emplace(descriptor, std::make_shared<socket>(world.executor(), descriptor)).first->second;
        which->wants = what;
        arm(which, descriptor);
    }

    void arm(std::shared_ptr<socket> const& which, int descriptor)
    {
        if ((which->wants & CURL_POLL_IN) != 0 && !which->reading) {
            which->reading = true;
            auto ready = [this, which, descriptor, alive = alive](error_code error) {
                which->reading = false;
                if (*alive && !error)
                    act(which, descriptor, CURL_CSELECT_IN);
            };
            which->watched.async_wait(asio::posix::stream_descriptor::wait_read, std::move(ready));
        }
        if ((which->wants & CURL_POLL_OUT) != 0 && !which->writing) {
            which->writing = true;
            auto ready = [this, which, descriptor, alive = alive](error_code error) {
                which->writing = false;
                if (*alive && !error)
                    act(which, descriptor, CURL_CSELECT_OUT);
            };
            which->watched.async_wait(asio::posix::stream_descriptor::wait_write, std::move(ready));
        }
    }

    void act(std::shared_ptr<socket> const& which, int descriptor, int happened)
    {
        auto const current = sockets.find(descriptor);
        if (current == sockets.end() || current->second != which)
            return;  // libcurl let go of it, or the number serves another connection by now
        if ((which->wants & (happened == CURL_CSELECT_IN ? CURL_POLL_IN : CURL_POLL_OUT)) == 0)
            return;
        int still_running = 0;
        curl_multi_socket_action(multi, descriptor, happened, &still_running);
        collect();
        auto const again = sockets.find(descriptor);
        if (again != sockets.end() && again->second == which)
            arm(which, descriptor);
    }

    task<void> keep_time()
    {
        while (true) {
            if (due && *due <= world.mono()) {
                due.reset();
                int still_running = 0;
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &still_running);
                collect();
                continue;
            }
            co_await rung_or(alarm, world, due.value_or(world.mono() + hours{1}));
        }
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
            job.result.error = curl_easy_strerror(message->data.result);
            curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &job.result.status);
            job.finished = true;
            job.done.ring();
        }
    }

    runtime& world;
    CURLM* multi = nullptr;
    task_group chores;
    bell alarm;
    std::optional<mono_time> due;
    std::map<int, std::shared_ptr<socket>> sockets;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

pool::pool(runtime& world, std::size_t connections) : body_(std::make_unique<body>(world, connections)) {}

pool::~pool() { *body_->alive = false; }

task<transfer_result> pool::perform(std::function<void(CURL*)> configure)
{
    struct easy_handle {
        easy_handle() : easy(curl_easy_init()) {}
        ~easy_handle() { curl_easy_cleanup(easy); }
        easy_handle(easy_handle const&) = delete;
        easy_handle& operator=(easy_handle const&) = delete;
        CURL* easy;
    };
    // Leaves the pool whatever happens, cancellation included.
    struct membership {
        membership(CURLM* multi_, CURL* easy_) : multi(multi_), easy(easy_) { curl_multi_add_handle(multi, easy); }
        ~membership() { curl_multi_remove_handle(multi, easy); }
        membership(membership const&) = delete;
        membership& operator=(membership const&) = delete;
        CURLM* multi;
        CURL* easy;
    };

    running job{body_->world.executor()};
    easy_handle const handle;
    curl_easy_setopt(handle.easy, CURLOPT_PRIVATE, &job);
    curl_easy_setopt(handle.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(handle.easy, CURLOPT_PREREQFUNCTION, &begin_once);
    curl_easy_setopt(handle.easy, CURLOPT_PREREQDATA, &job);
    curl_easy_setopt(handle.easy, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(handle.easy, CURLOPT_WRITEDATA, &job);
    curl_easy_setopt(handle.easy, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(handle.easy, CURLOPT_HEADERDATA, &job);
    curl_easy_setopt(handle.easy, CURLOPT_PROXY, "");  // never through a proxy that the environment names
    configure(handle.easy);
    membership const member{body_->multi, handle.easy};
    while (!job.finished)
        co_await job.done.rung();
    co_return std::move(job.result);
}

}  // namespace tocsin::channels::curl
