// SPDX-License-Identifier: Apache-2.0
// The doors: HTTP/1.1 on a Unix socket and on TCP, on the one thread that thinks. Every connection is a child of a
// group; every wait for a peer has an end. What is asked and answered is the desk's business, not the doors'.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/api/exchange.hpp"
#include "dispatcher/settings/outside.hpp"

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <string>

namespace tocsin::dispatcher::api {

struct server_limits {
    std::size_t header = 16 * 1024;  ///< bytes of a request's line and fields
    seconds idle{60};                ///< between two requests of one connection
    seconds head{10};                ///< for a request's head, from its first byte
    seconds piece{20};               ///< between two pieces of a body, and for a whole one that is not streamed
    seconds writing{30};             ///< for each piece of an answer to be taken
    seconds live_writing{10};        ///< the same, of an answer that tells of what happens as it happens
    std::size_t tcp_connections = 256;  ///< when they are taken, the next caller takes the place of one that was answered
    std::size_t socket_connections = 64;  ///< a reserve: TCP callers cannot use it up
};

class server {
public:
    /// Everything handed in outlives the server.
    server(channels::runtime& world, desk& behind, server_limits limits);
    ~server();
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    /// Opens the Unix socket, mode 0660. A socket file that nobody answers at is replaced. Throws std::runtime_error
    /// with what to do when somebody does answer, when something else is in the way, or when the folder forbids it.
    void open_socket(std::filesystem::path const& path);

    /// The TCP door speaks TLS, also where it was opened by somebody else; before start(). Throws std::runtime_error with
    /// what to do.
    void speak_tls(tls_settings const& with);

    /// Opens `host:port`; port 0: the kernel chooses. Throws std::runtime_error with what to do.
    void open_tcp(std::string const& listen);

    /// Takes over a socket that listens already, Unix or TCP, in place of opening one; whoever made it keeps its file.
    /// Throws std::runtime_error for any other descriptor, and for a second of a kind.
    void take_over(int descriptor);

    bool has_socket() const;
    bool has_tcp() const;

    /// The port that was opened; 0 without one.
    std::uint16_t tcp_port() const;

    /// Accepts from now on.
    void start();

    /// Closes the doors and idle connections at once; requests under way finish until the instant, then they are
    /// cancelled. Returns when no connection is left. Not to be cancelled.
    task<void> stop(mono_time deadline);

    std::size_t connections() const;

private:
    struct doors;
    class connection;

    task<void> accept_tcp();
    task<void> accept_socket();
    task<void> pause_after_failure();
    task<void> make_room();

    channels::runtime& world_;
    desk& desk_;
    server_limits limits_;
    std::unique_ptr<doors> doors_;
    std::list<connection*> open_;
    bool stopping_ = false;
    channels::task_group acceptors_;
    channels::task_group tcp_;
    channels::task_group socket_;
};

}  // namespace tocsin::dispatcher::api
