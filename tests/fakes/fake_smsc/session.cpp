// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/session.hpp"

#include "tests/fakes/fake_smsc/centre.hpp"

namespace smsc {

session::session(centre& at, int number, std::function<void()> flush) : at_(at), number_(number), flush_(std::move(flush)) {}

std::size_t session::take(std::string_view bytes)
{
    std::size_t used = 0;
    while (state == line::open && bytes.size() - used >= header_size) {
        if (hung_)
            return bytes.size();
        auto const head = read_header(bytes.data() + used);
        if (head.length < header_size || head.length > longest_pdu) {
            at_.log.happened(number_, "garbage");
            append_header(out, generic_nack, bad_length, 0);
            close();
            break;
        }
        if (bytes.size() - used < head.length)
            break;
        act(head, bytes.substr(used + header_size, head.length - header_size));
        used += head.length;
    }
    return used;
}

void session::act(header const& head, std::string_view body)
{
    switch (head.command) {
    case bind_receiver:
    case bind_transmitter:
    case bind_transceiver: bind(head, body); return;
    case enquire_link: append_header(out, enquire_link | response, ok, head.sequence); return;
    case enquire_link | response: at_.log.happened(number_, "alive"); return;
    case deliver_sm | response: acknowledge(head); return;
    case unbind:
        at_.log.happened(number_, "unbind");
        append_header(out, unbind | response, ok, head.sequence);
        close();
        return;
    case unbind | response: close(); return;
    case generic_nack: at_.log.happened(number_, "nacked"); return;
    case submit_sm: break;
    default: append_header(out, generic_nack, bad_command, head.sequence); return;
    }
    if (!transmits_) {
        respond(submit_sm, bad_bind_state, head.sequence, "");
        return;
    }
    auto const message = read_submission(body);
    if (!message) {
        at_.log.happened(number_, "malformed");
        respond(submit_sm, bad_length, head.sequence, "");
        return;
    }
    ++unanswered_;
    at_.submitted(*this, head, *message);
}

void session::bind(header const& head, std::string_view body)
{
    auto const asked = read_bind(body);
    if (!asked) {
        respond(head.command, bad_length, head.sequence, "");
        return;
    }
    auto const status = bound_ ? std::uint32_t{already_bound} : at_.may_bind(*asked);
    auto const* const kind = head.command == bind_receiver ? "receiver"
        : head.command == bind_transmitter                 ? "transmitter"
                                                           : "transceiver";
    at_.log.bound(number_, *asked, kind, status);
    respond(head.command, status, head.sequence, status == ok ? "fake" : "");
    if (status != ok) {
        if (!bound_)
            close();
        return;
    }
    bound_ = true;
    system_id_ = asked->system_id;
    transmits_ = head.command != bind_receiver;
    receives_ = head.command != bind_transmitter;
    if (receives_)
        at_.receives(*this);
}

void session::respond(std::uint32_t command, std::uint32_t status, std::uint32_t sequence, std::string_view id)
{
    if (hung_ || state != line::open)
        return;
    if (status == ok || command != submit_sm)
        append_response(out, command, status, sequence, id);
    else
        append_header(out, command | response, status, sequence);  // 4.4.2: no body when it went wrong
}

void session::hang()
{
    hung_ = true;
    at_.leaves(*this);
}

void session::close()
{
    state = line::closing;
    at_.leaves(*this);
}

void session::gone()
{
    at_.leaves(*this);
    std::vector<delivery> left;
    for (auto& each : sent_)
        if (each)
            left.push_back(std::move(each->what));
    sent_.clear();
    on_the_way_ = 0;
    at_.bring_back(system_id_, std::move(left));
}

bool session::has_room() const { return on_the_way_ < at_.how.delivery_window && !hung_ && state == line::open; }

void session::deliver(delivery what)
{
    ++what.tries;
    auto const sequence = first_sequence_ + static_cast<std::uint32_t>(sent_.size());
    append_delivery(out, sequence, what);
    sent_.push_back(sent{std::move(what), std::chrono::steady_clock::now()});
    ++on_the_way_;
}

void session::enquire()
{
    if (hung_ || state != line::open || !bound_)
        return;
    append_header(out, enquire_link, ok, first_sequence_ + static_cast<std::uint32_t>(sent_.size()));
    sent_.emplace_back();  // its number is used up
}

void session::acknowledge(header const& head)
{
    auto const place = head.sequence - first_sequence_;
    if (place >= sent_.size() || !sent_[place]) {
        at_.log.happened(number_, "strange-acknowledgement");
        return;
    }
    auto const what = std::move(sent_[place]->what);
    sent_[place].reset();
    --on_the_way_;
    forget_acknowledged();
    at_.log.acknowledged(number_, what, head.status);
    bool const later = head.status == receiver_busy || head.status == queue_full || head.status == throttled
        || head.status == system_error;
    if (later)
        at_.deliver_later(system_id_, what);
}

void session::forget_acknowledged()
{
    while (!sent_.empty() && !sent_.front()) {
        sent_.pop_front();
        ++first_sequence_;
    }
}

std::vector<delivery> session::unacknowledged_since(moment then)
{
    std::vector<delivery> back;
    for (auto& each : sent_) {
        if (each && each->at > then)
            break;
        if (each) {
            back.push_back(std::move(each->what));
            each.reset();
            --on_the_way_;
        }
    }
    forget_acknowledged();
    return back;
}

}  // namespace smsc
