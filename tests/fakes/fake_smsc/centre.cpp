// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/centre.hpp"

#include <algorithm>

namespace smsc {
namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

/// E.164 when the type of number says international.
std::string as_international(submission const& message)
{
    std::string to{message.destination};
    return message.destination_ton == 1 && !to.starts_with('+') ? '+' + to : to;
}

int ending_of(std::string_view to)
{
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    if (to.size() < 2 || !digit(to[to.size() - 1]) || !digit(to[to.size() - 2]))
        return 0;
    return (to[to.size() - 2] - '0') * 10 + (to[to.size() - 1] - '0');
}

bool offers_yes(submission const& message)
{
    return shown(message.bytes, message.data_coding).find("OUI") != std::string::npos;
}

/// Runs of the centre must not give the same id again: 24 bits of tenths of a second, 28 bits of number.
std::uint64_t first_id_of_this_run()
{
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const tenths = static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(now).count() / 100);
    return std::uint64_t{0xa} << 52 | (tenths & 0xffffff) << 28;
}

}  // namespace

centre::centre(boost::asio::io_context& loop, settings settings)
    : how(std::move(settings)), log(how.log), wake_(loop), tick_(loop), next_enquiry_(clock::now() + how.enquire),
      first_id_(how.count_ids_from > 0 ? how.count_ids_from - 1 : first_id_of_this_run()), last_id_(first_id_), chance_(how.seed)
{
    look_after();
}

std::uint32_t centre::may_bind(bind_request const& asked) const
{
    if (!how.system_id.empty() && asked.system_id != how.system_id)
        return bad_system_id;
    if (!how.password.empty() && asked.password != how.password)
        return bad_password;
    return ok;
}

void centre::receives(session& line) { accounts_[line.system_id()].receivers.push_back(&line); }

void centre::leaves(session& line) { std::erase(accounts_[line.system_id()].receivers, &line); }

/// A centre that counts says every id in decimal.
digits centre::digits_for(digits how_fate_has_it) const
{
    return how.count_ids_from > 0 ? digits::decimal : how_fate_has_it;
}

fate const& centre::fate_of_message(submission const& message, std::string_view to)
{
    static fate const plain;
    if (how.every_number_works)
        return plain;
    auto const& found = fate_of(ending_of(to));
    if (found.times == 0)
        return found;
    auto const key = std::string{to} + '/' + std::to_string(message.part) + '/' + std::string{message.bytes};
    return tries_[key]++ < found.times ? found : plain;
}

bool centre::over_rate()
{
    if (how.max_per_second == 0)
        return false;
    auto const now = clock::now();
    while (!admitted_.empty() && now - admitted_.front() >= std::chrono::seconds{1})
        admitted_.pop_front();
    if (admitted_.size() >= how.max_per_second)
        return true;
    admitted_.push_back(now);
    return false;
}

void centre::submitted(session& line, header const& head, submission const& message)
{
    auto const to = as_international(message);
    static fate const too_fast{.name = "over-rate", .how = conduct::refuses, .refusal = throttled};
    bool const over = over_rate();
    log.seen.over_rate += over ? 1 : 0;
    auto const& what = over ? too_fast : fate_of_message(message, to);
    auto const number = ++last_id_;
    auto const id = written(number, digits_for(what.response_id));
    auto const status = what.how == conduct::refuses ? what.refusal : std::uint32_t{ok};
    log.submitted(line.number(), line.system_id(), message, to, id, what.name, what.taken(), status, line.unanswered());
    if (what.taken() && what.receipt_first)
        for (auto& each : receipts_of(what, message, to, written(number, digits_for(what.receipt_id)), id))
            queue_in(milliseconds{0}, line.system_id(), std::move(each));
    answer(line, head, what, id);
    if (what.taken())
        follow_up(line, message, to, what, number);
}

void centre::answer(session& line, header const& head, fate const& what, std::string const& id)
{
    // Long enough for a receipt that goes first to be on another line, if it must.
    auto const delay = what.receipt_first ? std::max(how.answer_delay, milliseconds{30}) : how.answer_delay;
    switch (what.how) {
    case conduct::answers: respond_in(delay, line, head, id); return;
    case conduct::answers_without_id: respond_in(delay, line, head, ""); return;
    case conduct::answers_late: respond_in(how.late, line, head, id); return;
    case conduct::answers_twice:
        respond_in(delay, line, head, id);
        line.respond(submit_sm, ok, head.sequence, id);
        return;
    case conduct::refuses:
        line.respond(submit_sm, what.refusal, head.sequence, "");
        line.answered();
        return;
    case conduct::nacks:
        append_header(line.out, generic_nack, system_error, head.sequence);
        line.answered();
        return;
    case conduct::sends_unknown_first:
        append_header(line.out, 0x0001'0204, ok, 1);  // a vendor's own command
        respond_in(delay, line, head, id);
        return;
    case conduct::stays_silent: return;
    case conduct::answers_garbage:
    case conduct::answers_half_and_drops:
    case conduct::answers_half_and_hangs:
    case conduct::answers_absurd_length:
    case conduct::drops_untaken:
    case conduct::drops_instead:
    case conduct::drops_after:
    case conduct::unbinds_after: break_off(line, head, what, id); return;
    }
}

void centre::respond_in(milliseconds delay, session& line, header const& head, std::string const& id)
{
    auto const respond = [sequence = head.sequence, id](session& to) {
        to.respond(submit_sm, ok, sequence, id);
        to.answered();
    };
    if (delay.count() == 0) {
        respond(line);
        return;
    }
    in(delay, [respond, weak = line.weak_from_this()] {
        if (auto const still = weak.lock()) {
            respond(*still);
            still->flush();
        }
    });
}

void centre::break_off(session& line, header const& head, fate const& what, std::string const& id)
{
    std::string whole;
    append_response(whole, submit_sm, ok, head.sequence, id);
    switch (what.how) {
    case conduct::answers_garbage:
        line.out += "HTTP/1.1 400 Bad Request\r\n";
        for (int i = 0; i < 64; ++i)
            line.out += static_cast<char>(chance_());
        line.hang();
        return;
    case conduct::answers_absurd_length:
        whole[0] = 0x7f;
        line.out += whole;
        line.hang();
        return;
    case conduct::answers_half_and_hangs:
        line.out += whole.substr(0, whole.size() / 2);
        line.hang();
        return;
    case conduct::answers_half_and_drops: line.out += whole.substr(0, whole.size() / 2); break;
    case conduct::drops_after: line.out += whole; break;
    case conduct::unbinds_after:
        line.out += whole;
        append_header(line.out, unbind, ok, 0x7fff'fff0);
        line.answered();
        return;  // the client answers, then the line closes
    default: break;
    }
    line.close();
}

void centre::follow_up(session& line, submission const& message, std::string_view to, fate const& what, std::uint64_t number)
{
    auto const id = written(number, digits_for(what.response_id));
    auto const wanted = message.registered_delivery & 3;
    if (how.receipts && wanted != 0 && !what.receipt_first) {
        auto delay = how.receipt_delay;
        if (how.receipt_spread.count() > 0)
            delay += milliseconds{chance_() % static_cast<std::uint64_t>(how.receipt_spread.count())};
        for (auto& each : receipts_of(what, message, to, written(number, digits_for(what.receipt_id)), id)) {
            if (wanted == 2 && each.story == "DELIVRD")
                continue;
            bool const twice = how.receipts_twice_percent > 0 && chance_() % 100 < how.receipts_twice_percent;
            if (twice)
                queue_in(delay + milliseconds{chance_() % 500}, line.system_id(), each);
            queue_in(delay, line.system_id(), std::move(each));
            delay += milliseconds{how.receipt_delay.count() > 0 ? 30 : 0};
        }
    }
    if (!what.reply.empty() && message.part == 1 && phone_answers(message, to))
        for (auto& each : replies_of(what, message, to, id))
            queue_in(how.reply_delay, line.system_id(), std::move(each));
}

/// A phone answers the first text it gets, and each that offers OUI: it does not answer a confirmation.
bool centre::phone_answers(submission const& message, std::string_view to)
{
    return answered_.emplace(to).second || offers_yes(message);
}

void centre::queue_in(milliseconds delay, std::string const& system_id, delivery what)
{
    if (delay.count() == 0) {
        accounts_[system_id].waiting.push_back(std::move(what));
        return;
    }
    in(delay, [this, system_id, what = std::move(what)] {
        accounts_[system_id].waiting.push_back(what);
        hand_out(system_id);
    });
}

void centre::deliver_later(std::string const& system_id, delivery what)
{
    ++log.seen.deliveries_repeated;
    queue_in(std::max(how.resend / 4, milliseconds{50}), system_id, std::move(what));
}

void centre::bring_back(std::string const& system_id, std::vector<delivery> what)
{
    auto& waiting = accounts_[system_id].waiting;
    log.seen.deliveries_repeated += what.size();
    waiting.insert(waiting.begin(), std::make_move_iterator(what.begin()), std::make_move_iterator(what.end()));
}

void centre::hand_out(std::string const& system_id)
{
    auto& to = accounts_[system_id];
    std::size_t full = 0;
    std::vector<session*> spoken_to;
    while (!to.waiting.empty() && full < to.receivers.size()) {
        auto& line = *to.receivers[to.next++ % to.receivers.size()];
        if (!line.has_room()) {
            ++full;
            continue;
        }
        full = 0;
        line.deliver(std::move(to.waiting.front()));
        to.waiting.pop_front();
        if (std::ranges::find(spoken_to, &line) == spoken_to.end())
            spoken_to.push_back(&line);
    }
    for (auto* line : spoken_to)
        line->flush();
}

void centre::in(milliseconds delay, action what)
{
    auto const due = std::chrono::time_point_cast<milliseconds>(clock::now() + delay);
    bool const sooner = agenda_.empty() || due < agenda_.begin()->first;
    agenda_[due].push_back(std::move(what));
    if (sooner)
        wait();
}

void centre::wait()
{
    wake_.expires_at(agenda_.begin()->first);
    wake_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled)
            return;
        while (!agenda_.empty() && agenda_.begin()->first <= clock::now()) {
            auto const due = std::move(agenda_.begin()->second);
            agenda_.erase(agenda_.begin());
            for (auto const& each : due)
                each();
        }
        if (!agenda_.empty())
            wait();
    });
}

/// Every hundredth of a second: is the witness itself in time? Every tenth: is everybody served?
void centre::look_after()
{
    tick_.expires_after(milliseconds{10});
    tick_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled)
            return;
        auto const late = clock::now() - tick_.expiry();
        if (late > milliseconds{20})
            log.stalled(std::chrono::duration_cast<std::chrono::microseconds>(late));
        if (++ticks_ % 10 == 0)
            serve_again();
        look_after();
    });
}

/// Repeats what was not acknowledged, and asks whether the clients are there.
void centre::serve_again()
{
    auto const now = clock::now();
    bool const enquires = how.enquire.count() > 0 && now >= next_enquiry_;
    if (enquires)
        next_enquiry_ = now + how.enquire;
    for (auto& [system_id, its] : accounts_) {
        for (auto* line : its.receivers) {
            bring_back(system_id, line->unacknowledged_since(now - how.resend));
            if (enquires) {
                line->enquire();
                line->flush();
            }
        }
        hand_out(system_id);
    }
}

}  // namespace smsc
