// SPDX-License-Identifier: Apache-2.0
// One line of a client: bytes in, bytes out, no socket. Knows binding, keep-alive and what was handed over but not yet
// acknowledged; what becomes of a message is the centre's matter.
#pragma once

#include "tests/fakes/fake_smsc/wire.hpp"
#include "tests/fakes/fake_smsc/witness.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smsc {

class centre;

class session : public std::enable_shared_from_this<session> {
public:
    enum class line { open, closing };

    /// `flush` is called when there is something in `out`, or the line is to close.
    session(centre& at, int number, std::function<void()> flush);

    /// Reads whole PDUs from the front and says how many bytes they were.
    std::size_t take(std::string_view bytes);
    /// The line is gone: what was not acknowledged goes to another.
    void gone();

    void respond(std::uint32_t command, std::uint32_t status, std::uint32_t sequence, std::string_view id);
    void answered() { --unanswered_; }
    /// Nothing more is read or written; the line stays.
    void hang();
    void close();

    bool has_room() const;
    void deliver(delivery what);
    /// Takes back what was sent before `then` and never acknowledged.
    std::vector<delivery> unacknowledged_since(moment then);
    void enquire();

    int number() const { return number_; }
    std::string const& system_id() const { return system_id_; }
    std::size_t unanswered() const { return unanswered_; }
    void flush() { flush_(); }

    std::string out;
    line state = line::open;

private:
    struct sent {
        delivery what;
        moment at;
    };

    void act(header const& head, std::string_view body);
    void bind(header const& head, std::string_view body);
    void acknowledge(header const& head);
    void forget_acknowledged();

    centre& at_;
    int number_;
    std::function<void()> flush_;
    std::string system_id_;
    bool bound_ = false;
    bool transmits_ = false;
    bool receives_ = false;
    bool hung_ = false;
    std::size_t unanswered_ = 0;
    std::uint32_t first_sequence_ = 1;  ///< of sent_
    std::deque<std::optional<sent>> sent_;  ///< by sequence number; empty where it was acknowledged
    std::size_t on_the_way_ = 0;
};

}  // namespace smsc
