// SPDX-License-Identifier: Apache-2.0
#include "channels/policy/breaker.hpp"

#include <algorithm>

namespace tocsin::channels {
namespace {

constexpr seconds answers_count_for{30};
constexpr seconds receipts_count_for{60};
constexpr int fewest_answers = 20;  // below that a share says nothing
constexpr int fewest_errors = 3;  // of a channel that has little to send, and tries it again only after a pause
constexpr int fewest_throttles = 2;
constexpr seconds long_enough{5};  // for those few to say something
constexpr int fewest_late_errors = 2;  // each kept its message waiting: a third would come too late
constexpr seconds late_enough{1};
constexpr seconds late_errors_over{3};
constexpr int fewest_slow = 2;  // with none in time between: a hiccup is over after one window
constexpr int fewest_broken_lines = 3;
constexpr seconds first_probe_pause{1};

}  // namespace

std::string_view to_string(ailment value)
{
    switch (value) {
    case ailment::link_down: return "link-down";
    case ailment::errors: return "errors";
    case ailment::silent: return "silent";
    case ailment::failing: return "failing";
    case ailment::throttled: return "throttled";
    case ailment::slow: return "slow";
    case ailment::no_receipts: return "no-receipts";
    }
    return "?";
}

std::string_view to_string(breaker_state value)
{
    switch (value) {
    case breaker_state::closed: return "closed";
    case breaker_state::open: return "open";
    case breaker_state::half_open: return "half-open";
    }
    return "?";
}

breaker::tally& breaker::at(mono_time now)
{
    auto const second = std::chrono::floor<seconds>(now.time_since_epoch());
    auto const horizon = settings_.receipts_within + receipts_count_for + seconds{1};
    while (!log_.empty() && log_.front().second + horizon < now)
        log_.pop_front();
    if (log_.empty() || log_.back().second.time_since_epoch() < second) {
        log_.emplace_back();
        log_.back().second = mono_time{second};
    }
    return log_.back();
}

void breaker::open(mono_time now, ailment why, mono_time since)
{
    if (state_ != breaker_state::closed)
        return;
    state_ = breaker_state::open;
    opened_for_ = why;
    opened_since_ = since;
    probe_pause_ = std::min(first_probe_pause, settings_.probe_every);
    probe_at_ = now + probe_pause_;
}

void breaker::close()
{
    state_ = breaker_state::closed;
    errors_ = 0;
    late_errors_ = 0;
}

bool breaker::errs_too_often(mono_time now) const
{
    auto const over = now - errors_since_;
    return errors_ >= settings_.errors_in_a_row || (errors_ >= fewest_errors && over >= long_enough) ||
           (late_errors_ >= fewest_late_errors && over >= late_errors_over);
}

void breaker::sent(mono_time now)
{
    if (in_flight_++ == 0)
        quiet_since_ = now;
    if (state_ == breaker_state::closed)
        return;
    state_ = breaker_state::half_open;
    probe_at_ = now + probe_pause_;
    probe_pause_ = std::min(probe_pause_ * 2, settings_.probe_every);
}

void breaker::withdrawn() { in_flight_ = std::max(0, in_flight_ - 1); }

void breaker::answered(mono_time now, answer_kind how, mono_clock::duration after)
{
    in_flight_ = std::max(0, in_flight_ - 1);
    quiet_since_ = now;
    auto& second = at(now);
    bool const slow = after > settings_.slow;
    second.slow += slow ? 1 : 0;
    switch (how) {
    case answer_kind::taken:
        ++second.taken;
        last_taken_ = now;
        broken_lines_ = 0;
        throttles_ = 0;  // but a pause it asked for holds: this one left before
        note_taken(now, slow, now - after);
        close();
        break;
    case answer_kind::failed:
        ++second.failed;
        if (errors_++ == 0)
            errors_since_ = now;
        late_errors_ += after >= late_enough ? 1 : 0;
        if (errs_too_often(now))
            open(now, ailment::errors, errors_since_);
        if (state_ == breaker_state::half_open)
            state_ = breaker_state::open;
        break;
    case answer_kind::throttled:
        // Somebody is there and asks for patience: that is the pace's business, unless nothing else ever comes.
        if (now - throttled_at_ > answers_count_for)
            throttles_ = 0;  // an overload of another hour
        throttled_at_ = std::max(throttled_at_, now);
        if (throttles_++ == 0)
            throttled_since_ = now;
        broken_lines_ = 0;
        close();
        break;
    }
}

void breaker::note_taken(mono_time now, bool slow, mono_time left)
{
    if (!slow || now - slow_at_ > answers_count_for)
        slow_in_a_row_ = 0;
    if (!slow)
        return;
    slow_at_ = now;
    if (slow_in_a_row_++ == 0)
        slow_since_ = left;
}

void breaker::asked_to_wait(mono_time now, mono_time until)
{
    throttled_at_ = std::max(throttled_at_, until);
    if (until - now >= long_enough)
        waits_until_ = until;
}

void breaker::link(mono_time now, bool up)
{
    // A line that comes back at once and breaks under each message: that it came back says nothing.
    bool const breaks = link_up_ && !up && (in_flight_ > 0 || errors_ > 0);
    if (breaks && broken_lines_++ == 0)
        broken_since_ = now;
    bool const again = broken_lines_ >= fewest_broken_lines && now - broken_since_ >= long_enough;
    link_up_ = up;
    if (!up)
        open(now, ailment::link_down, again ? broken_since_ : now);
    else if (state_ != breaker_state::closed)
        probe_at_ = now;
    if (up && opened_for_ == ailment::link_down)
        close();
}

void breaker::owes_receipt(mono_time now)
{
    ++at(now).owed;
    owes_ = true;
}

void breaker::receipt(mono_time now)
{
    ++at(now).receipts;
    last_receipt_ = now;
}

std::optional<ailing> breaker::judge(mono_time now) const
{
    if (state_ != breaker_state::closed)
        return ailing{opened_for_, opened_since_};
    int answers = 0;
    int failed = 0;
    int slow = 0;
    int owed = 0;
    int receipts = 0;
    auto const receipts_since = now - settings_.receipts_within - receipts_count_for;
    for (auto const& each : log_) {
        if (each.second > now - answers_count_for) {
            answers += each.taken + each.failed;
            failed += each.failed;
            slow += each.slow;
        }
        if (each.second <= receipts_since)
            continue;
        receipts += each.receipts;
        if (each.second <= now - settings_.receipts_within - seconds{1})
            owed += each.owed;
    }
    if (answers >= fewest_answers && failed * 2 >= answers)
        return ailing{ailment::failing, now};
    if (waits_until_ && now < *waits_until_)
        return ailing{ailment::throttled, now};
    // Until now or the end of a pause it asked for; an answer that is not there yet, for want of a slot, says nothing.
    if (throttles_ >= fewest_throttles && throttled_at_ - throttled_since_ >= long_enough)
        return ailing{ailment::throttled, throttled_since_};
    bool const lately = now - slow_at_ <= answers_count_for;
    if (slow_in_a_row_ >= fewest_slow && lately && now - slow_since_ >= long_enough)
        return ailing{ailment::slow, slow_since_};
    if (answers >= fewest_answers && slow * 2 >= answers)
        return ailing{ailment::slow, now};
    if (owed >= fewest_answers && receipts * 10 <= owed)
        return ailing{ailment::no_receipts, now};
    return std::nullopt;
}

bool breaker::is_watched(mono_time now) const
{
    bool const ill = state_ != breaker_state::closed || ailing_ || errors_ > 0 || throttles_ > 0;
    return in_flight_ > 0 || owes_ || (ill && now - quiet_since_ < minutes{1});
}

std::optional<ailing> breaker::look(mono_time now)
{
    if (auto const since = quiet_since_ + settings_.silence; in_flight_ > 0 && now >= since)
        open(since, ailment::silent, since);
    auto const found = judge(now);
    owes_ = owes_ && log_.back().second + settings_.receipts_within + receipts_count_for >= now;
    if (!found)
        ailing_.reset();
    else if (ailing_)
        ailing_->what = found->what;
    else
        ailing_ = found;
    return ailing_;
}

}  // namespace tocsin::channels
