// SPDX-License-Identifier: Apache-2.0
// What is said on one line to a message centre, from the bind to the goodbye. Sans-I/O: it is told which bytes arrived
// and what time it is; it says what to send, what happened, and when it wants to be woken. SMPP 3.4, chapters 2 and 4.
//
// A submission ends in exactly one of answered, lost (its bytes may have left and no answer came) and never_left. What is
// lost to the time-out may be answered late after all.
#pragma once

#include "channels/smpp/pdu.hpp"
#include "channels/smpp/settings.hpp"
#include "rules/words/time.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin::channels::smpp {

/// The caller's own number for a submission.
using ticket = std::uint32_t;

struct bound {};

struct answered {
    ticket which = 0;
    std::uint32_t status = 0;
    std::string_view id;  ///< lives until the next call of next() or room()
};

/// The number of one request on this line, never used again.
using request_number = std::uint64_t;

struct lost {
    ticket which = 0;
    std::optional<request_number> may_come_late;  ///< while the line stands
};

/// An answer to what was lost, or to what was answered before.
struct answered_late {
    request_number which = 0;
    std::uint32_t status = 0;
    std::string_view id;  ///< lives until the next call of next() or room()
};

struct never_left {
    ticket which = 0;
};

/// To be acknowledged as the kind of request that it is (deliver_sm or data_sm), with the same sequence number.
struct delivered {
    command what = command::deliver_sm;
    std::uint32_t sequence = 0;
    message_pdu message;  ///< views that live until the next call of next() or room()
};

/// The last event. `for_long`: the centre will not have us before a person acts.
struct ended {
    std::string why;
    bool for_long = false;
};

using event = std::variant<bound, answered, lost, never_left, delivered, answered_late, ended>;

struct line_account {
    line_role role = line_role::transceiver;
    std::string_view system_id;
    std::string_view password;
    std::string_view system_type;
};

class conversation {
public:
    /// The bind stands in the output at once.
    conversation(line_account const& account, line_limits const& limits, mono_time now);

    /// Where the next bytes of the peer are to be put; tell how many with arrived(), then ask next() until it has nothing.
    std::span<std::uint8_t> room();
    void arrived(std::size_t count, mono_time now);
    std::optional<event> next(mono_time now);

    /// Sends a submit_sm (its sequence number is written here), or keeps it until the window has room. Only while
    /// is_open(). Its outcome comes as an event.
    void submit(ticket which, octet_view pdu, mono_time now);
    /// The caller gave up: nothing leaves that has not left. The answer, if one comes, is an event all the same.
    void withdraw(ticket which);
    void acknowledge(command what, std::uint32_t sequence, std::uint32_t status);
    /// Takes nothing more, waits for the answers outstanding (for half its time at most), unbinds, ends.
    void say_goodbye(mono_time now);
    /// The line broke.
    void line_failed(std::string why);
    /// Tells the time; at wake_at() at the latest.
    void tick(mono_time now);
    mono_time wake_at() const;

    bool is_open() const { return state_ == state::open; }
    bool has_ended() const { return state_ == state::over; }
    std::size_t load() const { return in_flight_.size() + waiting_.size(); }

    bool has_output() const { return !out_.empty(); }
    std::size_t unsent() const { return out_.size(); }
    /// Swaps what is to be sent into `into`. From here on it may have left.
    void take_output(octets& into);

private:
    enum class state { binding, open, leaving, over };

    struct flying {
        ticket which;
        mono_time sent;
    };

    struct waiting {
        ticket which;
        mono_time since;
        octets pdu;
    };

    std::uint32_t next_sequence();
    std::optional<request_number> number_of(std::uint32_t sequence) const;
    std::optional<event> read_unasked(framed const& pdu, request_number number);
    void send(ticket which, octet_view pdu, mono_time now);
    void fill_window(mono_time now);
    void unbind_when_quiet(bool in_any_case);
    void end(std::string why, bool for_long = false);
    void refuse_waiting();
    void unsay_submissions();
    std::optional<event> read(framed const& pdu, mono_time now);
    std::optional<event> read_request(framed const& pdu);
    std::optional<event> read_answer(framed const& pdu, mono_time now);
    void read_bind_answer(framed const& pdu);
    void nack(std::uint32_t status, std::uint32_t sequence);

    line_role role_;
    line_limits limits_;
    state state_ = state::binding;

    octets in_;
    std::size_t read_ = 0;  ///< in_[read_, filled_) is not read yet
    std::size_t filled_ = 0;
    octets out_;

    // Our requests are counted from 0; on the wire they are 1 to 0x7fffffff, and round again.
    std::uint64_t sent_ = 0;
    std::uint64_t handed_ = 0;  ///< those below may have left
    std::map<request_number, flying> in_flight_;
    std::deque<waiting> waiting_;
    std::optional<request_number> enquiry_;
    std::optional<request_number> goodbye_;

    mono_time heard_;
    mono_time enquired_;
    mono_time must_be_bound_;
    mono_time must_unbind_;
    mono_time must_be_gone_;
    int strange_ = 0;
    std::deque<event> news_;
};

}  // namespace tocsin::channels::smpp
