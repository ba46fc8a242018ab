// SPDX-License-Identifier: Apache-2.0
// A client that does exactly what a test says, byte by byte, while the daemon's loop is run by hand on virtual time.
#pragma once

#include "tests/support/virtual_runtime.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::api {

class caller {
public:
    /// Both abort the test program when the connection cannot be made.
    caller(support::virtual_world& world, std::filesystem::path const& socket);
    caller(support::virtual_world& world, std::uint16_t port);
    ~caller();
    caller(caller const&) = delete;
    caller& operator=(caller const&) = delete;

    void send(std::string_view bytes);
    /// Everything that comes until `count` whole answers are there or the daemon closes.
    std::string hear(int count = 1);
    /// Sends and hears one answer.
    std::string ask(std::string_view bytes);
    /// Whether the daemon has closed, once all is quiet.
    bool is_closed();
    void close();

private:
    bool receive();

    support::virtual_world& world_;
    int descriptor_ = -1;
    std::string heard_;
    bool closed_ = false;
};

/// How many whole HTTP answers the bytes hold: Content-Length, chunks, or nothing but a head.
int whole_answers(std::string_view bytes);

int status_of(std::string_view answer);
std::string body_of(std::string_view answer);

}  // namespace tocsin::dispatcher::api
