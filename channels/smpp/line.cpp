// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/line.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <set>

namespace tocsin::channels::smpp {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

/// What the centre may have told us that is not durable yet. Above it nothing more is read from the line.
constexpr std::size_t unacknowledged_at_most = 5'000;
/// What a centre that does not read may leave us with, in octets; more than the largest window says at once, or two that
/// wait for each other would stand still. Above it nothing more is read from it either.
constexpr std::size_t unsent_at_most = 4 * 1'024 * 1'024;
constexpr seconds last_words{1};
/// How many lost parts are remembered, the newest: a line that loses more has other troubles.
constexpr std::size_t overdue_at_most = 10'000;

std::uint32_t answer_for(durability kept)
{
    switch (kept) {
    case durability::durable: return status_ok;
    case durability::not_durable: return status_try_again;
    case durability::refused: return status_not_kept;
    }
    return status_try_again;
}

}  // namespace

outcome not_connected() { return refused{permanence::transient, "connect", "there is no line to the centre"}; }

submission::submission(bell& done, std::size_t parts, std::string_view reference)
    : outcomes_(parts), left_(parts), done_(done), reference_(reference)
{
    tickets_.reserve(parts);
}

submission::~submission()
{
    if (overdue_)
        overdue_->waiting = nullptr;
    if (left_ > 0 && over_)
        over_->give_up(*this);
}

void submission::settle(std::size_t part, outcome what)
{
    outcomes_[part] = std::move(what);
    if (--left_ > 0)
        return;
    if (overdue_)
        leave_the_rest_to(*overdue_);
    done_.ring();
}

void submission::leave_the_rest_to(overdue& late) const
{
    late.waiting = nullptr;
    late.rest_was_taken = true;
    for (std::size_t part = 0; part < outcomes_.size(); ++part) {
        auto const* const taken = std::get_if<accepted>(&outcomes_[part]);
        if (taken)
            late.ids[part] = taken->provider_id;
        else if (!std::holds_alternative<unknown>(outcomes_[part]))
            late.rest_was_taken = false;
    }
}

line::line(runtime& world, smpp_settings const& settings, line_role role, turnstile& door, change changed)
    : world_(world)
    , settings_(settings)
    , role_(role)
    , door_(door)
    , changed_(std::move(changed))
    , something_to_say_(world.executor())
    , sooner_(world.executor())
    , leave_(world.executor())
    , news_(world.executor())
    , room_(world.executor())
{
}

void line::submit(composed const& message, submission& whose)
{
    whose.over_ = this;
    for (std::size_t part = 0; part < message.parts(); ++part) {
        if (free_.empty()) {
            free_.push_back(static_cast<ticket>(slots_.size()));
            slots_.emplace_back();
        }
        auto const which = free_.back();
        free_.pop_back();
        slots_[which].whose = &whose;
        slots_[which].part = part;
        whose.tickets_.push_back(which);
        talk_->submit(which, message.part(part), world_.mono());
    }
    stir();
}

void line::give_up(submission& whose)
{
    for (auto const which : whose.tickets_) {
        if (slots_[which].whose != &whose)
            continue;
        slots_[which].whose = nullptr;
        if (talk_)
            talk_->withdraw(which);
    }
    perform();
}

task<void> line::keep(inbox& above)
{
    auto pause = settings_.limits.reconnect_first;
    while (!leaving_) {
        last_ = ended{};
        auto const opened_before = world_.mono();
        auto const end = co_await one_life(above);
        in_the_door_.reset();
        if (leaving_)
            co_return;  // of our own will: nothing that anybody should be woken for
        changed_(*this, end.why);
        // A line that held for a while begins afresh; one that is refused is not knocked at.
        if (world_.mono() - opened_before > settings_.limits.reconnect_longest)
            pause = settings_.limits.reconnect_first;
        if (end.for_long)
            pause = settings_.limits.reconnect_longest;
        co_await rung_or(leave_, world_, world_.mono() + jittered(pause));
        pause = std::min(2 * pause, settings_.limits.reconnect_longest);
    }
}

/// Between half of it and all of it, so that a centre that comes back does not meet everybody at once.
mono_clock::duration line::jittered(seconds pause)
{
    auto const whole = mono_clock::duration{pause};
    return whole / 2 + mono_clock::duration{static_cast<mono_clock::rep>(world_.random() % static_cast<std::uint64_t>(whole.count() / 2 + 1))};
}

void line::leave()
{
    leaving_ = true;
    leave_.ring();
    if (!talk_)
        return;
    talk_->say_goodbye(world_.mono());
    stir();
    sooner_.ring();  // it may have ended there and then
}

task<void> line::enter() { in_the_door_.emplace(co_await door_.enter()); }

task<streamed<std::unique_ptr<byte_stream>>> line::connected()
{
    co_await (enter() || leave_.rung());
    if (leaving_)
        co_return stream_failure{"told to leave"};
    auto const until = world_.mono() + settings_.limits.connect_within;
    auto first = co_await (world_.connect(settings_.where) || rung_or(leave_, world_, until));
    if (auto* const opened = std::get_if<0>(&first))
        co_return std::move(*opened);
    co_return stream_failure{leaving_ ? "told to leave" : "no connection in time"};
}

task<ended> line::one_life(inbox& above)
{
    auto stream = co_await connected();
    if (!stream)
        co_return ended{stream.error().why()};
    line_account account;
    account.role = role_;
    account.system_id = settings_.system_id;
    account.password = settings_.password.reveal();
    account.system_type = settings_.system_type;
    talk_ = std::make_unique<conversation>(account, settings_.limits, world_.mono());
    cut_short_ = false;
    ++life_;
    // However this life ends, nobody waits for an answer afterwards.
    struct farewell {
        line& of;
        explicit farewell(line& of) : of(of) {}
        ~farewell()
        {
            of.talk_->line_failed("cancelled");
            of.perform();
            of.talk_.reset();
            of.incoming_.clear();
            of.overdue_.clear();
            of.late_.clear();
            of.unacknowledged_ = 0;
        }
    } const at_the_end{*this};
    if (leaving_)
        talk_->say_goodbye(world_.mono());
    stir();
    auto& open = **stream;
    co_await (listen(open) || speak(open) || watch_the_time() || hand_up(above));
    co_await say_the_rest(open);
    co_return last_;
}

task<void> line::listen(byte_stream& stream)
{
    while (!talk_->has_ended()) {
        while (unacknowledged_ >= unacknowledged_at_most || talk_->unsent() > unsent_at_most)
            co_await room_.rung();
        auto const got = co_await stream.read_some(talk_->room());
        if (got)
            talk_->arrived(*got, world_.mono());
        else
            talk_->line_failed(got.error().why());
        perform();
    }
}

/// All that was said since the last write goes in one.
task<void> line::speak(byte_stream& stream)
{
    octets leaving;
    while (!talk_->has_ended()) {
        co_await something_to_say_.rung();
        while (talk_->has_output() && !talk_->has_ended()) {
            talk_->take_output(leaving);
            cut_short_ = true;
            auto const sent = co_await stream.write(leaving);
            cut_short_ = !sent;
            room_.ring();
            if (sent)
                continue;
            talk_->line_failed(sent.error().why());
            perform();
        }
    }
}

/// The answer to an unbind, or the reason for leaving; no longer than a moment. After a write that was cut it would be read as
/// the rest of a PDU: a text with another end.
task<void> line::say_the_rest(byte_stream& stream)
{
    if (cut_short_)
        co_return;
    octets leaving;
    talk_->take_output(leaving);
    if (!leaving.empty())
        co_await (stream.write(leaving) || world_.sleep_until(world_.mono() + last_words));
}

task<void> line::watch_the_time()
{
    while (!talk_->has_ended()) {
        wake_ = talk_->wake_at();
        co_await rung_or(sooner_, world_, wake_);
        talk_->tick(world_.mono());
        perform();
    }
}

/// After anything that may have given the conversation something to say, or to wait for.
void line::stir()
{
    if (talk_->has_output())
        something_to_say_.ring();
    if (talk_->wake_at() < wake_)
        sooner_.ring();
}

void line::perform()
{
    if (!talk_)
        return;
    while (auto told = talk_->next(world_.mono()))
        heed(std::move(*told));
    stir();
}

void line::heed(event told)
{
    if (auto const* const answer = std::get_if<answered>(&told)) {
        if (answer->status == status_ok)
            settle(answer->which, accepted{std::string{answer->id}});
        else
            settle(answer->which, outcome_of(answer->status, settings_.statuses));
    } else if (auto const* const gone = std::get_if<lost>(&told)) {
        lose(*gone);
    } else if (auto const* const kept = std::get_if<never_left>(&told)) {
        settle(kept->which, not_connected());
    } else if (auto const* const brought = std::get_if<delivered>(&told)) {
        incoming arrived;
        arrived.asked = {brought->what, brought->sequence};
        arrived.what = read_delivery(brought->message, settings_.alphabet);
        incoming_.push_back(std::move(arrived));
        ++unacknowledged_;
        news_.ring();
    } else if (auto const* const late = std::get_if<answered_late>(&told)) {
        settle_late(*late);
    } else if (auto* const end = std::get_if<ended>(&told)) {
        last_ = std::move(*end);
        sooner_.ring();
    } else {
        in_the_door_.reset();
        changed_(*this, "bound");
    }
}

void line::settle(ticket which, outcome what)
{
    auto const done = slots_[which];
    slots_[which].whose = nullptr;
    free_.push_back(which);
    if (done.whose)
        done.whose->settle(done.part, std::move(what));
}

/// Its outcome is unknown now; an answer that comes all the same tells it later.
void line::lose(lost const& gone)
{
    auto const& slot = slots_[gone.which];
    auto* const whose = slot.whose;
    if (whose && gone.may_come_late) {
        if (!whose->overdue_) {
            whose->overdue_ = std::make_shared<overdue>();
            whose->overdue_->reference = whose->reference_;
            whose->overdue_->waiting = whose;
            whose->overdue_->ids.resize(whose->outcomes_.size());
        }
        ++whose->overdue_->missing;
        overdue_.emplace_hint(overdue_.end(), *gone.may_come_late, overdue_part{whose->overdue_, slot.part});
        if (overdue_.size() > overdue_at_most)
            overdue_.erase(overdue_.begin());
    }
    settle(gone.which, unknown{"no answer came"});
}

/// As a receipt by our own reference: the message was taken, and what is said by these ids is about it. While other parts
/// are on their way it is not late yet.
void line::settle_late(answered_late const& told)
{
    auto const place = overdue_.find(told.which);
    if (place == overdue_.end())
        return;
    auto const [message, part] = std::move(place->second);
    overdue_.erase(place);
    bool const taken = told.status == status_ok;
    --message->missing;
    if (message->waiting) {
        auto& known = message->waiting->outcomes_[part];
        known = taken ? outcome{accepted{std::string{told.id}}} : outcome_of(told.status, settings_.statuses);
        return;
    }
    message->ids[part] = told.id;
    message->was_refused = message->was_refused || !taken;
    if (message->missing > 0 || message->was_refused || !message->rest_was_taken)
        return;
    receipt news{"", message->reference, receipt_verdict::buffered, "answered late"};
    if (message->ids.size() == 1)
        news.provider_id = std::move(message->ids.front());
    else
        news.part_ids = std::move(message->ids);
    late_.push_back(std::move(news));
    news_.ring();
}

void line::tell_unreadable(inbox& above, not_understood const& what)
{
    if (!notes_.lets_through(world_.mono()))
        return;
    auto const held = notes_.take_held();
    above.ailing(
        "the centre sent what cannot be read and was refused: " + what.why +
        (held > 0 ? "; " + std::to_string(held) + " more were not shown" : "")
    );
}

/// Nobody is left to acknowledge to when the line ended meanwhile: the centre will repeat it.
void line::acknowledge(std::uint64_t life, request asked, std::uint32_t status)
{
    if (!talk_ || life != life_)
        return;
    talk_->acknowledge(asked.what, asked.sequence, status);
    --unacknowledged_;
    room_.ring();
    stir();
}

/// What arrives while a group is being made durable is the next group.
task<void> line::hand_up(inbox& above)
{
    while (true) {
        while (incoming_.empty() && late_.empty())
            co_await news_.rung();
        auto receipts = std::exchange(late_, {});  // before what the centre then said of them
        std::vector<request> acknowledged;
        std::vector<incoming> texts;
        for (auto& each : incoming_) {
            if (auto* const news = std::get_if<receipt>(&each.what)) {
                receipts.push_back(std::move(*news));
                acknowledged.push_back(each.asked);
            } else {
                texts.push_back(std::move(each));
            }
        }
        incoming_.clear();
        if (!receipts.empty())
            co_await hand_up_receipts(above, std::move(receipts), std::move(acknowledged));
        if (!texts.empty())
            co_await hand_up_texts(above, std::move(texts));
    }
}

/// `asked`: of the last ones, those that the centre waits for an answer to. Refused together, each is tried alone: one that
/// cannot be kept takes none with it.
task<void> line::hand_up_receipts(inbox& above, std::vector<receipt> receipts, std::vector<request> asked)
{
    auto const together = receipts;
    auto const kept = co_await above.receipts_arrived(std::move(receipts));
    if (kept != durability::refused || together.size() == 1) {
        for (auto const each : asked)
            acknowledge(life_, each, answer_for(kept));
        co_return;
    }
    auto const unasked = together.size() - asked.size();
    for (std::size_t i = 0; i < together.size(); ++i) {
        auto one = together[i];
        auto const alone = co_await above.receipt_arrived(std::move(one));
        if (i >= unasked)
            acknowledge(life_, asked[i - unasked], answer_for(alone));
    }
}

/// Side by side, but those of one sender in the order in which they came.
task<void> line::hand_up_texts(inbox& above, std::vector<incoming> texts)
{
    task_group together{world_.executor()};
    std::set<std::string> senders;
    for (auto& each : texts) {
        std::string from;
        if (auto const* const text = std::get_if<inbound_text>(&each.what))
            from = text->from;
        else if (auto const* const piece = std::get_if<text_piece>(&each.what))
            from = piece->from;
        if (!senders.insert(from).second) {
            co_await together.join();
            senders = {from};
        }
        together.spawn(hand_up_text(above, std::move(each)));
    }
    co_await together.join();
}

task<void> line::hand_up_text(inbox& above, incoming news)
{
    auto const life = life_;
    auto status = status_not_understood;
    if (auto const* const riddle = std::get_if<not_understood>(&news.what)) {
        tell_unreadable(above, *riddle);
    } else if (auto* const text = std::get_if<inbound_text>(&news.what)) {
        status = answer_for(co_await above.text_arrived(std::move(*text)));
    } else if (auto* const piece = std::get_if<text_piece>(&news.what)) {
        auto const so_far = co_await above.piece_arrived(std::move(*piece));
        status = answer_for(so_far.durability);
        auto whole = put_together(so_far);
        if (status == status_ok && whole)
            status = answer_for(co_await above.text_arrived(std::move(*whole)));
    }
    acknowledge(life, news.asked, status);
}

}  // namespace tocsin::channels::smpp
