// SPDX-License-Identifier: Apache-2.0
// The message centre behind all lines: who may bind, what becomes of each message, and which line hears of it.
#pragma once

#include "tests/fakes/fake_smsc/deliveries.hpp"
#include "tests/fakes/fake_smsc/fates.hpp"
#include "tests/fakes/fake_smsc/session.hpp"
#include "tests/fakes/fake_smsc/settings.hpp"
#include "tests/fakes/fake_smsc/witness.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace smsc {

class centre {
public:
    centre(boost::asio::io_context& loop, settings how);

    std::uint32_t may_bind(bind_request const& asked) const;
    void receives(session& line);
    void leaves(session& line);
    void submitted(session& line, header const& head, submission const& message);
    void deliver_later(std::string const& system_id, delivery what);
    /// To the front: they were first in line before.
    void bring_back(std::string const& system_id, std::vector<delivery> what);
    /// Hands out what waits, as far as the lines have room. Call it when a batch was read.
    void hand_out(std::string const& system_id);

    settings const how;
    witness log;

private:
    struct account {
        std::deque<delivery> waiting;
        std::vector<session*> receivers;
        std::size_t next = 0;
    };

    using action = std::function<void()>;

    digits digits_for(digits how_fate_has_it) const;
    fate const& fate_of_message(submission const& message, std::string_view to);
    bool over_rate();
    void answer(session& line, header const& head, fate const& what, std::string const& id);
    void respond_in(std::chrono::milliseconds delay, session& line, header const& head, std::string const& id);
    void break_off(session& line, header const& head, fate const& what, std::string const& id);
    void follow_up(session& line, submission const& message, std::string_view to, fate const& what, std::uint64_t number);
    bool phone_answers(submission const& message, std::string_view to);
    void queue_in(std::chrono::milliseconds delay, std::string const& system_id, delivery what);
    void in(std::chrono::milliseconds delay, action what);
    void wait();
    void look_after();
    void serve_again();

    boost::asio::steady_timer wake_;
    boost::asio::steady_timer tick_;
    std::map<moment, std::vector<action>> agenda_;  ///< by the millisecond
    std::map<std::string, account> accounts_;
    std::map<std::string, int> tries_;  ///< of messages whose fate changes
    std::set<std::string, std::less<>> answered_;  ///< phones that have answered once
    std::deque<moment> admitted_;  ///< in the last second
    unsigned ticks_ = 0;
    moment next_enquiry_;
    std::uint64_t first_id_;
    std::uint64_t last_id_;
    std::mt19937_64 chance_;
};

}  // namespace smsc
