// SPDX-License-Identifier: Apache-2.0
// One line to the centre, opened again for as long as the channel runs: performs what its conversation says.
#pragma once

#include "channels/policy/note_limit.hpp"
#include "channels/port/inbox.hpp"
#include "channels/port/runtime.hpp"
#include "channels/port/tasks.hpp"
#include "channels/smpp/conversation.hpp"
#include "channels/smpp/delivery.hpp"
#include "channels/smpp/settings.hpp"
#include "channels/smpp/submission.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::smpp {

/// Why a submission cannot leave when no line is open.
outcome not_connected();

/// A message of which parts were lost to the time-out: whether it was taken shows when they are answered late.
struct overdue {
    std::string reference;
    class submission* waiting = nullptr;  ///< for other parts of it, still
    std::vector<std::string> ids;  ///< one for each part, as far as they are known
    std::size_t missing = 0;
    bool rest_was_taken = false;  ///< what was answered in time
    bool was_refused = false;  ///< late
};

/// The parts of one message on their way. Destroying it gives up what has not left. `done` is rung when every part has
/// its outcome; until then it must live.
class submission {
public:
    /// `reference` outlives it.
    submission(bell& done, std::size_t parts, std::string_view reference);
    ~submission();
    submission(submission const&) = delete;
    submission& operator=(submission const&) = delete;

    bool is_settled() const { return left_ == 0; }
    /// Once it is settled.
    outcome result() { return outcome_of_parts(std::exchange(outcomes_, {})); }

private:
    friend class line;
    void settle(std::size_t part, outcome what);
    void leave_the_rest_to(overdue& late) const;

    class line* over_ = nullptr;
    std::vector<ticket> tickets_;
    std::vector<outcome> outcomes_;
    std::size_t left_;
    bell& done_;
    std::string_view reference_;
    std::shared_ptr<overdue> overdue_;
};

class line {
public:
    /// `changed` is called when it opens ("bound") and when it ends, with the reason.
    using change = std::function<void(line const& which, std::string_view reason)>;

    /// `door` lets one line at a time bind.
    line(runtime& world, smpp_settings const& settings, line_role role, turnstile& door, change changed);

    line_role role() const { return role_; }
    bool is_open() const { return talk_ && talk_->is_open(); }
    std::size_t load() const { return talk_ ? talk_->load() : 0; }

    /// Only while it is open.
    void submit(composed const& message, submission& whose);

    /// Connects, binds, serves; again after a pause when it ends. Returns when it was told to leave and has.
    task<void> keep(inbox& above);
    void leave();

private:
    friend class submission;

    /// What the centre waits to have acknowledged.
    struct request {
        command what = command::deliver_sm;
        std::uint32_t sequence = 0;
    };

    struct incoming {
        request asked;
        delivery what;
    };

    struct slot {
        submission* whose = nullptr;  ///< none: given up, or free
        std::size_t part = 0;
    };

    struct overdue_part {
        std::shared_ptr<overdue> of;
        std::size_t part = 0;
    };

    task<ended> one_life(inbox& above);
    task<void> enter();
    task<streamed<std::unique_ptr<byte_stream>>> connected();
    task<void> listen(byte_stream& stream);
    task<void> speak(byte_stream& stream);
    task<void> watch_the_time();
    task<void> hand_up(inbox& above);
    task<void> hand_up_receipts(inbox& above, std::vector<receipt> receipts, std::vector<request> asked);
    task<void> hand_up_texts(inbox& above, std::vector<incoming> texts);
    task<void> hand_up_text(inbox& above, incoming news);
    task<void> say_the_rest(byte_stream& stream);
    void perform();
    void heed(event told);
    void settle(ticket which, outcome what);
    void lose(lost const& gone);
    void settle_late(answered_late const& told);
    void tell_unreadable(inbox& above, not_understood const& what);
    void acknowledge(std::uint64_t life, request asked, std::uint32_t status);
    void stir();
    void give_up(submission& whose);
    mono_clock::duration jittered(seconds pause);

    runtime& world_;
    smpp_settings const& settings_;
    line_role role_;
    turnstile& door_;
    std::optional<turnstile::pass> in_the_door_;  ///< from before it connects until it is bound
    change changed_;
    std::unique_ptr<conversation> talk_;
    bell something_to_say_;
    bell sooner_;
    bell leave_;
    bell news_;
    bell room_;
    mono_time wake_;
    bool leaving_ = false;
    bool cut_short_ = false;  ///< the last write
    std::uint64_t life_ = 0;  ///< counts the conversations
    ended last_;

    std::vector<slot> slots_;
    std::vector<ticket> free_;
    std::deque<incoming> incoming_;
    std::map<request_number, overdue_part> overdue_;  ///< of this life
    std::vector<receipt> late_;  ///< taken, as late answers say
    note_limit notes_;
    std::size_t unacknowledged_ = 0;
};

}  // namespace tocsin::channels::smpp
