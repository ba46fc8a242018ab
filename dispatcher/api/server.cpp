// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/server.hpp"

#include "dispatcher/api/authority.hpp"
#include "dispatcher/api/connection.hpp"
#include "dispatcher/api/tls.hpp"
#include "dispatcher/runtime/as_values.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <sys/resource.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin::dispatcher::api {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp_door = asio::ip::tcp;
using unix_door = asio::local::stream_protocol;

/// A descriptor kept back: when the process has no other left, giving it up lets one more caller of the socket in.
class spare_descriptor {
public:
    spare_descriptor() { take(); }
    ~spare_descriptor() { give_up(); }
    spare_descriptor(spare_descriptor const&) = delete;
    spare_descriptor& operator=(spare_descriptor const&) = delete;

    void take()
    {
        if (descriptor_ < 0)
            descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }

    bool give_up()
    {
        if (descriptor_ < 0)
            return false;
        ::close(descriptor_);
        descriptor_ = -1;
        return true;
    }

private:
    int descriptor_ = -1;
};

bool is_out_of_descriptors(error_code error)
{
    return error == boost::system::errc::too_many_files_open ||
           error == boost::system::errc::too_many_files_open_in_system;
}

/// Whether callers have taken so many descriptors that what sends messages would soon find none. The lowest free one is
/// always given, so that its number says how many are taken.
bool is_near_the_last(int descriptor)
{
    constexpr rlim_t kept_back = 64;
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && static_cast<rlim_t>(descriptor) + kept_back > limit.rlim_cur;
}

/// The kernel's word on who opened the connection (unix(7), SO_PEERCRED).
std::optional<principal> peer_of(unix_door::socket& caller)
{
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(caller.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        return std::nullopt;
    return socket_principal(who.uid);
}

[[noreturn]] void give_up(std::string const& what, std::string const& advice)
{
    throw std::runtime_error{what + ". " + advice};
}

/// Makes way for our socket: a file that a former daemon left behind, at which nobody answers.
void clear_the_way(asio::any_io_executor executor, std::filesystem::path const& path)
{
    struct stat about {};
    if (::lstat(path.c_str(), &about) != 0)
        return;
    if (!S_ISSOCK(about.st_mode))
        give_up("\"" + path.string() + "\" is in the way and is no socket", "Move it away, or set another `socket:`");
    unix_door::socket probe{executor};
    error_code error;
    probe.connect(unix_door::endpoint{path.string()}, error);
    if (error != boost::system::errc::connection_refused)
        give_up("another daemon answers at \"" + path.string() + "\"", "Stop it first, or set another `socket:`");
    ::unlink(path.c_str());
}

tcp_door::endpoint endpoint_of(std::string const& listen)
{
    auto const colon = listen.rfind(':');
    auto host = listen.substr(0, colon == std::string::npos ? 0 : colon);
    unsigned port = 0;
    auto const digits = colon == std::string::npos ? std::string{} : listen.substr(colon + 1);
    auto const [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host == "localhost")
        host = "127.0.0.1";
    error_code error;
    auto const address = asio::ip::make_address(host, error);
    if (error || digits.empty() || bad != std::errc{} || end != digits.data() + digits.size() || port > 65535)
        give_up("http.listen \"" + listen + "\" is no address and port", "Write it like 127.0.0.1:8470 or [::1]:8470");
    return {address, static_cast<std::uint16_t>(port)};
}

}  // namespace

struct server::doors {
    explicit doors(asio::any_io_executor const& executor) : tcp(executor), socket(executor) {}

    tcp_door::acceptor tcp;
    std::shared_ptr<asio::ssl::context> tls;  ///< null: without
    unix_door::acceptor socket;
    std::filesystem::path path;
    spare_descriptor spare;
};

/// A conversation that the server knows of while it lasts.
class server::connection {
public:
    static task<void> hold(server& owner, peer_stream stream, std::optional<principal> peer)
    {
        connection here{owner, std::move(stream), std::move(peer), {}};
        co_await here.talk_.run();
    }

    /// Shakes hands first; whoever takes too long, or shows a certificate that is nobody's, is gone.
    static task<void> hold_secure(server& owner, peer_stream::plain_stream socket)
    {
        using namespace asio::experimental::awaitable_operators;
        auto const trust = owner.doors_->tls;
        auto line = std::make_unique<peer_stream::secure_stream>(std::move(socket), *trust);
        auto const shaken = co_await (
            line->async_handshake(asio::ssl::stream_base::server, as_values) ||
            owner.world_.sleep_until(owner.world_.mono() + owner.limits_.head)
        );
        if (shaken.index() == 1 || std::get<0>(std::get<0>(shaken)))
            co_return;
        auto names = certificate_names(line->native_handle());
        connection here{owner, peer_stream{std::move(line)}, std::nullopt, std::move(names)};
        co_await here.talk_.run();
    }

    void close_if_idle() { talk_.close_if_idle(); }
    bool close_if_kept() { return talk_.close_if_kept(); }
    bool is_staff() const { return staff_; }

private:
    connection(
        server& owner, peer_stream stream, std::optional<principal> peer, std::vector<std::string> certificate_names
    )
        : owner_(owner)
        , staff_(peer.has_value())
        , talk_(
              owner.world_, owner.desk_, owner.limits_, owner.stopping_, std::move(stream), std::move(peer),
              std::move(certificate_names)
          )
        , place_(owner.open_.insert(owner.open_.end(), this))
    {}

public:
    ~connection() { owner_.open_.erase(place_); }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;

private:
    server& owner_;
    bool staff_;  ///< came through the Unix socket
    conversation talk_;
    std::list<connection*>::iterator place_;
};

server::server(channels::runtime& world, desk& behind, server_limits limits)
    : world_(world)
    , desk_(behind)
    , limits_(limits)
    , doors_(std::make_unique<doors>(world.executor()))
    , acceptors_(world.executor())
    , tcp_(world.executor())
    , socket_(world.executor())
{}

server::~server() = default;

void server::open_socket(std::filesystem::path const& path)
{
    clear_the_way(world_.executor(), path);
    error_code error;
    auto& door = doors_->socket;
    door.open(unix_door{}, error);
    if (!error)
        door.bind(unix_door::endpoint{path.string()}, error);
    // Before listen() nobody can connect, so that the mode is right from the first caller on.
    if (!error && ::chmod(path.c_str(), 0660) != 0)
        error = error_code{errno, boost::system::system_category()};
    if (!error)
        door.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        give_up(
            "the socket \"" + path.string() + "\" cannot be opened: " + error.message(),
            "Does its folder exist, and may this user write there?"
        );
    doors_->path = path;
}

void server::speak_tls(tls_settings const& with) { doors_->tls = make_tls_context(with); }

void server::open_tcp(std::string const& listen)
{
    auto const where = endpoint_of(listen);
    error_code error;
    auto& door = doors_->tcp;
    door.open(where.protocol(), error);
    if (!error)
        door.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error)
        door.bind(where, error);
    if (!error)
        door.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        give_up(
            "http.listen \"" + listen + "\" cannot be opened: " + error.message(),
            "Is another program using the port? `ss -ltnp` shows which"
        );
}

void server::take_over(int descriptor)
{
    sockaddr_storage where{};
    socklen_t size = sizeof where;
    int listens = 0;
    socklen_t flag = sizeof listens;
    bool const sound = ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&where), &size) == 0 &&
                       ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &flag) == 0 && listens != 0;
    error_code error;
    if (sound && where.ss_family == AF_UNIX && !has_socket())
        doors_->socket.assign(unix_door{}, descriptor, error);
    else if (sound && (where.ss_family == AF_INET || where.ss_family == AF_INET6) && !has_tcp())
        doors_->tcp.assign(where.ss_family == AF_INET ? tcp_door::v4() : tcp_door::v6(), descriptor, error);
    else
        error = boost::system::errc::make_error_code(boost::system::errc::not_a_socket);
    if (error)
        give_up(
            "a socket handed over at the start cannot be used: " + error.message(),
            "tocsind.socket may have one Unix stream socket and one TCP port"
        );
}

bool server::has_socket() const { return doors_->socket.is_open(); }

bool server::has_tcp() const { return doors_->tcp.is_open(); }

std::uint16_t server::tcp_port() const
{
    error_code error;
    auto const where = doors_->tcp.local_endpoint(error);
    return error ? std::uint16_t{0} : where.port();
}

void server::start()
{
    if (doors_->socket.is_open())
        acceptors_.spawn(accept_socket());
    if (doors_->tcp.is_open())
        acceptors_.spawn(accept_tcp());
}

std::size_t server::connections() const { return open_.size(); }

/// Without it a lasting failure of accept() would turn the loop into a spin.
task<void> server::pause_after_failure() { co_await world_.sleep_until(world_.mono() + milliseconds{100}); }

/// A browser keeps its line open after it has its page, and ten thousand people open one: the line that came first makes
/// way for the next, once it was answered.
task<void> server::make_room()
{
    while (tcp_.size() >= limits_.tcp_connections) {
        auto const first = std::find_if(open_.begin(), open_.end(), [](connection* each) {
            return !each->is_staff() && each->close_if_kept();
        });
        if (first != open_.end())
            co_return;
        co_await world_.sleep_until(world_.mono() + milliseconds{10});  // all are being answered, or have not asked yet
    }
}

task<void> server::accept_tcp()
{
    for (;;) {
        co_await make_room();
        co_await tcp_.room_below(limits_.tcp_connections);
        auto [error, caller] = co_await doors_->tcp.async_accept(as_values);
        if (error == asio::error::operation_aborted)
            co_return;
        error_code ignored;
        if (!error && is_near_the_last(caller.native_handle())) {
            caller.close(ignored);
            error = asio::error::no_descriptors;
        }
        if (error) {
            co_await pause_after_failure();
            continue;
        }
        caller.set_option(tcp_door::no_delay{true}, ignored);
        peer_stream::plain_stream line{std::move(caller)};
        if (doors_->tls)
            tcp_.spawn(connection::hold_secure(*this, std::move(line)));
        else
            tcp_.spawn(connection::hold(*this, peer_stream{std::move(line)}, std::nullopt));
    }
}

task<void> server::accept_socket()
{
    for (;;) {
        co_await socket_.room_below(limits_.socket_connections);
        auto [error, caller] = co_await doors_->socket.async_accept(as_values);
        if (error == asio::error::operation_aborted)
            co_return;
        if (is_out_of_descriptors(error) && doors_->spare.give_up())
            continue;  // the staff's own door goes first
        if (error) {
            co_await pause_after_failure();
            continue;
        }
        doors_->spare.take();
        auto who = peer_of(caller);
        if (who)
            socket_.spawn(connection::hold(*this, peer_stream{peer_stream::plain_stream{std::move(caller)}}, std::move(who)));
    }
}

task<void> server::stop(mono_time deadline)
{
    using namespace asio::experimental::awaitable_operators;
    stopping_ = true;
    acceptors_.cancel();
    co_await acceptors_.join();
    error_code ignored;
    doors_->tcp.close(ignored);
    doors_->socket.close(ignored);
    if (!doors_->path.empty())
        ::unlink(doors_->path.c_str());
    for (auto* const each : open_)
        each->close_if_idle();
    co_await ((tcp_.join() && socket_.join()) || world_.sleep_until(deadline));
    tcp_.cancel();
    socket_.cancel();
    co_await tcp_.join();
    co_await socket_.join();
}

}  // namespace tocsin::dispatcher::api
