// SPDX-License-Identifier: Apache-2.0
// What is said between Tocsin and a program that is a channel (docs/adding-a-channel.md): one JSON object a line, both ways.
// Sans-I/O: bytes in, happenings out; lines out as text. It knows no process and no clock.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/port/secret.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::channels::exec {

/// The version of the protocol; both sides name it in their first line.
constexpr int protocol_version = 1;
/// A longer line from the program ends the conversation.
constexpr std::size_t longest_line = 256 * 1024;

/// What the program is told first of all.
struct introduction {
    std::string channel;
    std::string instance;
    tocsin::medium medium = medium::sms;
    std::string sender;
    std::size_t window = 1;
    std::vector<std::pair<std::string, std::string>> settings;  ///< the channel's `settings:`
    std::vector<secret> secrets;  ///< those of them that nobody else may see
};

/// The program's first line: what it can do.
struct greeted {
    bool receipts = false;
    bool two_way = false;
    bool idempotent = false;
    std::optional<std::size_t> window;
};

struct answered {
    std::string reference;
    outcome what;
};

/// `number` is the program's own, to be acknowledged.
struct receipt_news {
    std::uint64_t number = 0;
    receipt news;
};

struct reply_news {
    std::uint64_t number = 0;
    inbound_text news;
};

/// The program did something wrong, and the conversation goes on. Fit for the log.
struct fault {
    std::string what;
    bool is_forgiven = false;  ///< slow, not wrong: an answer after its time-out
};

/// There is no going on: the program must be ended. Fit for the log.
struct broken {
    std::string why;
};

using happening = std::variant<greeted, answered, receipt_news, reply_news, fault, broken>;

class conversation {
public:
    explicit conversation(introduction ours);

    /// Our first line.
    std::string hello() const;
    /// The line that hands a message over; from now on its reference may be answered, once.
    std::string submit(outbound const& message);
    /// Nobody waits for this answer any more: when it comes after all, it is no fault.
    void give_up(std::string const& reference);
    /// The line that says whether a receipt or a reply is done with ("ack"), or should come again ("again").
    static std::string acknowledge(std::uint64_t number, durability kept);

    /// Takes what the program wrote, in whatever pieces. Nothing is read after `broken`.
    std::vector<happening> hear(std::string_view bytes);

    /// A stranger's words without our secrets, numbers and addresses.
    std::string discreet(std::string_view words) const;

private:
    struct reader;

    happening read(std::string_view line);

    introduction ours_;
    std::set<std::string, std::less<>> waiting_;
    std::set<std::string, std::less<>> given_up_;
    std::string partial_;
    bool is_greeted_ = false;
    bool is_broken_ = false;
};

}  // namespace tocsin::channels::exec
