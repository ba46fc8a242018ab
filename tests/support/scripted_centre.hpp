// SPDX-License-Identifier: Apache-2.0
// An SMPP message centre in the same process, over a virtual net. Behaves well unless its script says otherwise; what it
// was sent is its log. (tests/fakes/fake_smsc is the independent one.)
#pragma once

#include "channels/port/tasks.hpp"
#include "channels/smpp/pdu.hpp"
#include "tests/support/virtual_net.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::support {

class scripted_centre {
public:
    using octets = channels::smpp::octets;

    struct taken {
        std::uint32_t sequence = 0;
        std::string id;
        std::string to;
        std::uint8_t esm_class = 0;
        std::string text;  ///< user data, as octets
        int line = 0;  ///< counted from 1
    };

    scripted_centre(channels::runtime& world, virtual_net& net, std::uint16_t port);

    /// Appends what to say to a submission instead of taking it well. `id` is the one it would be given.
    std::function<void(taken const& what, octets& say)> on_submit;
    std::uint32_t bind_status = 0;
    bool answers_binds = true;
    std::size_t most_lines = 100;  ///< a bind more is refused with ESME_RALYBND
    bool answers_enquiries = true;
    bool answers_unbind = true;

    std::vector<taken> log;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> acknowledged;  ///< sequence, status
    std::vector<channels::smpp::pdu_header> others;  ///< everything else it heard
    int binds = 0;
    int unbinds = 0;
    int unanswered = 0;
    int most_unanswered = 0;

    /// Says this on the newest line.
    void say(octets const& bytes);
    /// Ends every line as a crash would.
    void hang_up();
    bool has_line() const { return !lines_.empty(); }

private:
    struct line {
        line(virtual_net::line stream, channels::runtime& world, int number)
            : stream(std::move(stream)), something(world.executor()), number(number)
        {
        }
        virtual_net::line stream;
        channels::bell something;
        int number;
        octets out;
        bool closing = false;
    };

    task<void> serve(std::shared_ptr<line> which);
    task<void> listen(line& which);
    task<void> speak(line& which);
    void heed(line& which, channels::smpp::framed const& pdu);

    channels::runtime& world_;
    std::list<std::shared_ptr<line>> lines_;
    int opened_ = 0;
    int ids_ = 0;
    channels::task_group serving_;
};

/// A receipt as Appendix B has it, in a deliver_sm.
scripted_centre::octets receipt_for(std::uint32_t sequence, std::string const& id, std::string const& state);
/// Somebody's answer in the default alphabet (ASCII will do).
scripted_centre::octets reply_from(std::uint32_t sequence, std::string const& from, std::string const& text);

}  // namespace tocsin::support
