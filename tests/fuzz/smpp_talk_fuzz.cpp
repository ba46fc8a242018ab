// SPDX-License-Identifier: Apache-2.0
// Any sequence of bytes heard, submissions, silences and goodbyes: each submission ends exactly once, the end is told once
// and last, every byte it sends is a PDU, and none of a submission after the end.
#include "channels/smpp/conversation.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

using namespace tocsin::channels::smpp;

class one_talk {
public:
    explicit one_talk(line_limits const& limits) : it_(account(), limits, now_) {}

    static line_account account()
    {
        line_account made;
        made.system_id = "tocsin";
        made.password = "secret";
        return made;
    }

    void hear(octet_view bytes)
    {
        while (!bytes.empty() && !it_.has_ended()) {
            auto const room = it_.room();
            auto const some = std::min(room.size(), bytes.size());
            if (some == 0)
                std::abort();
            std::copy_n(bytes.begin(), some, room.begin());
            it_.arrived(some, now_);
            bytes = bytes.subspan(some);
            listen();
        }
    }

    void act(std::uint8_t what)
    {
        now_ += tocsin::milliseconds{500};
        if (what % 4 == 0 && it_.is_open()) {
            octets pdu;
            write_message(pdu, command::submit_sm, 0, message_pdu{});
            it_.submit(static_cast<ticket>(ends_.size()), pdu, now_);
            ends_.push_back(0);
        } else if (what % 4 == 1) {
            send();
        } else if (what % 4 == 2) {
            it_.acknowledge(what % 8 == 2 ? command::deliver_sm : command::data_sm, what, 0);
        } else if (what == 255) {
            it_.say_goodbye(now_);
        } else {
            it_.withdraw(what % 16U);
        }
        if (it_.wake_at() <= now_)
            it_.tick(now_);
        listen();
    }

    void end()
    {
        it_.line_failed("the end");
        listen();
        send();
        if (ended_ != 1)
            std::abort();
        for (int const count : ends_)
            if (count != 1)
                std::abort();
    }

private:
    void listen()
    {
        while (auto const told = it_.next(now_)) {
            if (ended_ > 0)
                std::abort();
            if (auto const* const a = std::get_if<answered>(&*told))
                ++ends_.at(a->which);
            else if (auto const* const l = std::get_if<lost>(&*told))
                ++ends_.at(l->which);
            else if (auto const* const n = std::get_if<never_left>(&*told))
                ++ends_.at(n->which);
            else if (std::holds_alternative<ended>(*told))
                ++ended_;
        }
    }

    void send()
    {
        octets out;
        it_.take_output(out);
        for (octet_view left{out}; !left.empty();) {
            auto const pdu = first_pdu(left);
            if (pdu.found != framing::whole || (it_.has_ended() && pdu.header.what == command::submit_sm))
                std::abort();
            left = left.subspan(pdu.header.length);
        }
    }

    tocsin::mono_time now_{};
    conversation it_;
    std::vector<int> ends_;
    int ended_ = 0;
};

}  // namespace

/// The input is a row of acts: a length, so many bytes to hear, and an act.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    line_limits limits;
    limits.window = 3;
    one_talk talk{limits};
    octets bound;
    write_text(bound, command{0x80000009}, 0, 1, "");
    talk.hear(bound);
    octet_view left{bytes, size};
    while (left.size() >= 2) {
        auto const length = std::min<std::size_t>(left[0], left.size() - 2);
        talk.hear(left.subspan(1, length));
        talk.act(left[1 + length]);
        left = left.subspan(length + 2);
    }
    talk.end();
    return 0;
}
