// SPDX-License-Identifier: Apache-2.0
// Whether a channel works, judged by what came of what it was handed. Pure: the instant is handed in.
//
// Two answers. May something be handed over now? (Yes, or while nothing gets through, now and then one as a probe.) And
// does it ail, why and since when? That is what policy/failover moves messages by.
#pragma once

#include "rules/words/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace tocsin::channels {

/// What a channel may ail from. The first three let nothing through; with the others messages still pass.
enum class ailment { link_down, errors, silent, failing, throttled, slow, no_receipts };

std::string_view to_string(ailment value);

/// What an answer to a submission says of the channel, not of the message.
enum class answer_kind {
    taken,  ///< accepted, or refused for a reason that lies in the message
    failed,  ///< nobody there, an error of the provider's, no usable answer
    throttled,
};

struct breaker_settings {
    /// So many, with nothing taken between, open it; or three within 5 s or more, two that came late within 3 s or more. [1, 1000]
    int errors_in_a_row = 5;
    seconds silence{4};  ///< no answer at all for so long, with messages in flight, opens it
    seconds slow{3};  ///< half of the answers later than this, or all of them for 5 s: slow
    seconds receipts_within{60};  ///< nine of ten accepted messages without a receipt after so long: it loses them
    seconds probe_every{5};  ///< how often one message tries it while it is open

    friend bool operator==(breaker_settings const&, breaker_settings const&) = default;
};

enum class breaker_state { closed, open, half_open };

std::string_view to_string(breaker_state value);

struct ailing {
    ailment what = ailment::errors;
    mono_time since;
};

class breaker {
public:
    explicit breaker(breaker_settings settings = {}) : settings_(settings) {}

    /// Whether a message may be handed over; when not, `next_probe` says when one may.
    bool lets_through(mono_time now) const { return state_ == breaker_state::closed || now >= probe_at_; }
    mono_time next_probe() const { return probe_at_; }
    breaker_state state() const { return state_; }

    /// One message was handed over; while open it is the probe.
    void sent(mono_time now);
    /// Its answer came `after` it was sent. Every `sent` is followed by one `answered` or `withdrawn`.
    void answered(mono_time now, answer_kind how, mono_clock::duration after);
    /// It never left, for a reason that says nothing of the channel.
    void withdrawn();
    /// It asked for patience until then. A long pause is an ailment at once.
    void asked_to_wait(mono_time now, mono_time until);
    void link(mono_time now, bool up);
    /// The provider accepted a message and owes a receipt, or sent one.
    void owes_receipt(mono_time now);
    void receipt(mono_time now);

    /// Notes what time alone brings (silence, missing receipts). Nothing: it is well. Ask at least once a second.
    std::optional<ailing> look(mono_time now);

    /// As `look` last found it.
    std::optional<ailing> const& found() const { return ailing_; }
    /// Whether `look` may find something new before long.
    bool is_watched(mono_time now) const;

    /// When it last took a message; nothing: never, as far as this life knows.
    std::optional<mono_time> last_taken() const { return last_taken_; }
    std::optional<mono_time> last_receipt() const { return last_receipt_; }

private:
    /// What happened within one second.
    struct tally {
        mono_time second;
        int taken = 0;
        int failed = 0;
        int slow = 0;
        int owed = 0;
        int receipts = 0;
    };

    tally& at(mono_time now);
    void open(mono_time now, ailment why, mono_time since);
    void close();
    void note_taken(mono_time now, bool slow, mono_time left);
    bool errs_too_often(mono_time now) const;
    std::optional<ailing> judge(mono_time now) const;

    breaker_settings settings_;
    breaker_state state_ = breaker_state::closed;
    ailment opened_for_ = ailment::errors;
    mono_time opened_since_{};
    mono_time probe_at_{};
    seconds probe_pause_{1};
    int in_flight_ = 0;
    mono_time quiet_since_{};  ///< last answer, or the first submission after an idle time
    int errors_ = 0;  ///< in a row
    mono_time errors_since_{};
    int late_errors_ = 0;  ///< of these
    int broken_lines_ = 0;  ///< in a row, with messages on them
    mono_time broken_since_{};
    int throttles_ = 0;  ///< in a row
    mono_time throttled_since_{};
    mono_time throttled_at_{};  ///< the last one, or the end of the pause it asked for
    std::optional<mono_time> waits_until_;
    int slow_in_a_row_ = 0;  ///< messages taken, each late
    mono_time slow_since_{};  ///< when the first of them left
    mono_time slow_at_{};  ///< the last answer of them
    bool link_up_ = true;
    std::optional<mono_time> last_taken_;
    std::optional<mono_time> last_receipt_;
    std::optional<ailing> ailing_;
    std::deque<tally> log_;
    bool owes_ = false;  ///< receipts may still turn out to be missing
};

}  // namespace tocsin::channels
