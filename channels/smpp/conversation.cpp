// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/conversation.hpp"

#include "channels/smpp/status.hpp"

#include <algorithm>
#include <cstring>

namespace tocsin::channels::smpp {
namespace {

constexpr std::size_t input_size = 2 * largest_pdu;
constexpr std::size_t least_room = 16 * 1024;
constexpr int strange_at_most = 16;  ///< PDUs that make no sense, before the peer is given up

command bind_command(line_role role)
{
    switch (role) {
    case line_role::transceiver: return command::bind_transceiver;
    case line_role::transmitter: return command::bind_transmitter;
    case line_role::receiver: return command::bind_receiver;
    }
    return command::bind_transceiver;
}

std::uint32_t on_the_wire(std::uint64_t number) { return static_cast<std::uint32_t>(number % largest_sequence + 1); }

}  // namespace

conversation::conversation(line_account const& account, line_limits const& limits, mono_time now)
    : role_(account.role)
    , limits_(limits)
    , in_(input_size)
    , heard_(now)
    , must_be_bound_(now + limits.bind_within)
{
    bind_pdu bind;
    bind.system_id = account.system_id;
    bind.password = account.password;
    bind.system_type = account.system_type;
    write_bind(out_, bind_command(role_), next_sequence(), bind);
}

std::span<std::uint8_t> conversation::room()
{
    if (read_ == filled_) {
        read_ = filled_ = 0;
    } else if (in_.size() - filled_ < least_room) {
        std::memmove(in_.data(), in_.data() + read_, filled_ - read_);
        filled_ -= read_;
        read_ = 0;
    }
    return std::span{in_}.subspan(filled_);
}

void conversation::arrived(std::size_t count, mono_time now)
{
    filled_ += count;
    heard_ = now;
}

std::optional<event> conversation::next(mono_time now)
{
    while (true) {
        if (!news_.empty()) {
            auto first = std::move(news_.front());
            news_.pop_front();
            return first;
        }
        if (state_ == state::over)
            return std::nullopt;
        auto const pdu = first_pdu(octet_view{in_}.subspan(read_, filled_ - read_));
        if (pdu.found == framing::incomplete)
            return std::nullopt;
        if (pdu.found == framing::absurd) {
            write_bare(out_, command::generic_nack, status_bad_length, 0);
            end("a PDU of an absurd length");
            continue;
        }
        read_ += pdu.header.length;
        if (auto told = read(pdu, now))
            return told;
    }
}

std::optional<event> conversation::read(framed const& pdu, mono_time now)
{
    auto const what = pdu.header.what;
    bool const may_come_unbound = is_answer(what) || what == command::enquire_link || what == command::unbind;
    if (state_ == state::binding && !may_come_unbound) {
        end("the centre spoke before the bind");
        return std::nullopt;
    }
    return is_answer(what) ? read_answer(pdu, now) : read_request(pdu);
}

std::optional<event> conversation::read_request(framed const& pdu)
{
    auto const sequence = pdu.header.sequence;
    switch (pdu.header.what) {
    case command::deliver_sm:
    case command::data_sm: {
        auto const what = pdu.header.what;
        if (auto const message = what == command::data_sm ? read_data(pdu.body) : read_message(pdu.body))
            return delivered{what, sequence, *message};
        write_bare(out_, command::generic_nack, status_bad_length, sequence);
        end(what == command::data_sm ? "a malformed data_sm" : "a malformed deliver_sm");
        break;
    }
    case command::enquire_link: write_bare(out_, command::enquire_link_resp, status_ok, sequence); break;
    case command::unbind:
        write_bare(out_, command::unbind_resp, status_ok, sequence);
        end("the centre unbound");
        break;
    case command::alert_notification: break;  // 4.12: it has no answer, and nothing to say to us
    default: nack(status_unknown_command, sequence); break;
    }
    return std::nullopt;
}

std::optional<event> conversation::read_answer(framed const& pdu, mono_time now)
{
    auto const& header = pdu.header;
    auto const number = number_of(header.sequence);
    if (!number) {
        // 4.3.1: a nack of what could not even be read has the sequence number 0.
        end(header.what == command::generic_nack ? "the centre could not read us" : "an answer to what was never asked");
        return std::nullopt;
    }
    if (state_ == state::binding) {
        if (*number == 0)
            read_bind_answer(pdu);
        else
            end("an answer to what was never asked");
        return std::nullopt;
    }
    bool const is_nack = header.what == command::generic_nack;
    if (goodbye_ == number && (is_nack || header.what == command::unbind_resp)) {
        end("unbound");
        return std::nullopt;
    }
    if (enquiry_ == number && (is_nack || header.what == command::enquire_link_resp)) {
        enquiry_.reset();
        return std::nullopt;
    }
    auto const place = in_flight_.find(*number);
    if (place == in_flight_.end())
        return read_unasked(pdu, *number);
    if (!is_nack && header.what != command::submit_sm_resp) {
        end("an answer of another kind than the question");
        return std::nullopt;
    }
    answered told;
    told.which = place->second.which;
    told.status = is_nack && header.status == status_ok ? status_unknown_command : header.status;
    told.id = is_nack ? std::string_view{} : read_text(pdu.body);
    in_flight_.erase(place);
    fill_window(now);
    unbind_when_quiet(false);
    return told;
}

/// Answered twice, or after its time.
std::optional<event> conversation::read_unasked(framed const& pdu, request_number number)
{
    auto const& header = pdu.header;
    if (header.what == command::submit_sm_resp)
        return answered_late{number, header.status, read_text(pdu.body)};
    if (header.what != command::enquire_link_resp && ++strange_ > strange_at_most)
        end("too many answers that make no sense");
    return std::nullopt;
}

void conversation::read_bind_answer(framed const& pdu)
{
    auto const& header = pdu.header;
    if (header.what != answer_to(bind_command(role_)) && header.what != command::generic_nack) {
        end("an answer of another kind than the question");
    } else if (header.what == command::generic_nack || header.status != status_ok) {
        bool const for_long = header.status == status_bad_password || header.status == status_bad_system_id;
        end("the bind was refused: " + meaning_of(header.status), for_long);
    } else {
        state_ = state::open;
        news_.push_back(bound{});
    }
}

void conversation::nack(std::uint32_t status, std::uint32_t sequence)
{
    write_bare(out_, command::generic_nack, status, sequence);
    if (++strange_ > strange_at_most)
        end("too many requests that make no sense");
}

std::uint32_t conversation::next_sequence() { return on_the_wire(sent_++); }

/// Which of our requests has this sequence number; nothing when none ever had.
std::optional<request_number> conversation::number_of(std::uint32_t sequence) const
{
    if (sequence == 0 || sequence > largest_sequence || sent_ == 0)
        return std::nullopt;
    auto const last = sent_ - 1;
    auto const back = (static_cast<std::uint64_t>(on_the_wire(last)) + largest_sequence - sequence) % largest_sequence;
    return back > last ? std::nullopt : std::optional{last - back};
}

void conversation::submit(ticket which, octet_view pdu, mono_time now)
{
    if (waiting_.empty() && in_flight_.size() < limits_.window) {
        send(which, pdu, now);
        return;
    }
    waiting later;
    later.which = which;
    later.since = now;
    later.pdu.assign(pdu.begin(), pdu.end());
    waiting_.push_back(std::move(later));
}

void conversation::send(ticket which, octet_view pdu, mono_time now)
{
    auto const at = out_.size();
    out_.insert(out_.end(), pdu.begin(), pdu.end());
    in_flight_.emplace_hint(in_flight_.end(), sent_, flying{which, now});
    renumber(out_, at, next_sequence());
}

void conversation::fill_window(mono_time now)
{
    while (state_ == state::open && !waiting_.empty() && in_flight_.size() < limits_.window) {
        send(waiting_.front().which, waiting_.front().pdu, now);
        waiting_.pop_front();
    }
}

void conversation::withdraw(ticket which)
{
    auto const place = std::find_if(waiting_.begin(), waiting_.end(), [which](auto const& each) { return each.which == which; });
    if (place == waiting_.end())
        return;
    waiting_.erase(place);
    news_.push_back(never_left{which});
}

void conversation::acknowledge(command what, std::uint32_t sequence, std::uint32_t status)
{
    if (state_ != state::over)
        write_text(out_, answer_to(what), status, sequence, "");
}

void conversation::refuse_waiting()
{
    for (auto const& each : waiting_)
        news_.push_back(never_left{each.which});
    waiting_.clear();
}

void conversation::say_goodbye(mono_time now)
{
    if (state_ == state::binding)
        end("not bound yet");
    if (state_ != state::open)
        return;
    state_ = state::leaving;
    must_unbind_ = now + limits_.goodbye_within / 2;
    must_be_gone_ = now + limits_.goodbye_within;
    refuse_waiting();
    unbind_when_quiet(false);
}

void conversation::unbind_when_quiet(bool in_any_case)
{
    if (state_ != state::leaving || goodbye_ || (!in_flight_.empty() && !in_any_case))
        return;
    goodbye_ = sent_;
    write_bare(out_, command::unbind, status_ok, next_sequence());
}

void conversation::line_failed(std::string why) { end(std::move(why)); }

void conversation::end(std::string why, bool for_long)
{
    if (state_ == state::over)
        return;
    state_ = state::over;
    for (auto const& [number, each] : in_flight_) {
        if (number < handed_)
            news_.push_back(lost{each.which, std::nullopt});
        else
            news_.push_back(never_left{each.which});
    }
    in_flight_.clear();
    refuse_waiting();
    unsay_submissions();
    news_.push_back(ended{std::move(why), for_long});
}

/// Answers and farewells may still be said after the end; what is told to have never left must not leave with them.
void conversation::unsay_submissions()
{
    octets kept;
    octet_view left{out_};
    for (auto one = first_pdu(left); one.found == framing::whole; one = first_pdu(left)) {
        auto const whole = left.first(one.header.length);
        if (one.header.what != command::submit_sm)
            kept.insert(kept.end(), whole.begin(), whole.end());
        left = left.subspan(whole.size());
    }
    out_.swap(kept);
}

void conversation::take_output(octets& into)
{
    into.clear();
    into.swap(out_);
    handed_ = sent_;
}

void conversation::tick(mono_time now)
{
    if (state_ == state::over)
        return;
    if (state_ == state::binding) {
        if (now >= must_be_bound_)
            end("no answer to the bind");
        return;
    }
    if (state_ == state::leaving && now >= must_be_gone_) {
        end("unbound without an answer");
        return;
    }
    while (!in_flight_.empty() && now >= in_flight_.begin()->second.sent + limits_.answer_within) {
        news_.push_back(lost{in_flight_.begin()->second.which, in_flight_.begin()->first});
        in_flight_.erase(in_flight_.begin());
    }
    while (!waiting_.empty() && now >= waiting_.front().since + limits_.answer_within) {
        news_.push_back(never_left{waiting_.front().which});
        waiting_.pop_front();
    }
    fill_window(now);
    unbind_when_quiet(now >= must_unbind_);
    if (enquiry_ && heard_ > enquired_)
        enquiry_.reset();
    if (enquiry_ && now >= enquired_ + limits_.enquire_within) {
        end("the centre does not answer");
    } else if (!enquiry_ && now >= heard_ + limits_.enquire_after) {
        enquiry_ = sent_;
        enquired_ = now;
        write_bare(out_, command::enquire_link, status_ok, next_sequence());
    }
}

mono_time conversation::wake_at() const
{
    if (state_ == state::binding)
        return must_be_bound_;
    auto soonest = enquiry_ ? enquired_ + limits_.enquire_within : heard_ + limits_.enquire_after;
    if (!in_flight_.empty())
        soonest = std::min<mono_time>(soonest, in_flight_.begin()->second.sent + limits_.answer_within);
    if (!waiting_.empty())
        soonest = std::min<mono_time>(soonest, waiting_.front().since + limits_.answer_within);
    return state_ == state::leaving ? std::min(soonest, goodbye_ ? must_be_gone_ : must_unbind_) : soonest;
}

}  // namespace tocsin::channels::smpp
