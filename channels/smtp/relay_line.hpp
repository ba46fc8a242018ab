// SPDX-License-Identifier: Apache-2.0
// One connection to a relay and what libcurl asks of it. Blocks its thread; what a word means is decided elsewhere.
#pragma once

#include "channels/curl/severable.hpp"
#include "channels/port/tasks.hpp"
#include "channels/smtp/mailer.hpp"

#include <array>
#include <atomic>
#include <string>

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

/// One connection to the relay and what libcurl asks of it; lives on its own thread, except for hang_up().
class line {
public:
    /// Throws std::runtime_error when libcurl has no more room. `settings` outlive it.
    explicit line(relay_settings const& settings);
    ~line();
    line(line const&) = delete;
    line& operator=(line const&) = delete;

    /// Blocks until the relay has answered, or until the order is abandoned and the line hung up.
    void send(order& mail);

    /// From any thread: whatever waits for the relay stops waiting.
    void hang_up() { socket_.sever(); }

private:
    void set_up();
    void set(order& mail, void* to);
    int try_once(order& mail, void* to);
    bool line_had_gone() const;

    static line& of(void* self) { return *static_cast<line*>(self); }
    static std::size_t give(char* into, std::size_t size, std::size_t count, void* self);
    static std::size_t take_line(char* bytes, std::size_t size, std::size_t count, void* self);
    static int begin(void* self, char*, char*, int, int);
    static int go_on(void* self, long, long, long, long);

    relay_settings const& settings_;
    void* easy_;  ///< CURL*
    order* now_ = nullptr;
    std::size_t given_ = 0;
    std::array<char, 256> sentence_{};  ///< CURL_ERROR_SIZE
    curl::severable socket_;
};

}  // namespace tocsin::channels::smtp
