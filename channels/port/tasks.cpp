// SPDX-License-Identifier: Apache-2.0
#include "channels/port/tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cassert>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <utility>
#include <vector>

namespace tocsin::channels {

namespace asio = boost::asio;
using boost::system::error_code;
using ring_channel = asio::experimental::channel<void(error_code)>;

/// The flag is the bell; the channel only wakes who waits for it. A channel whose last waiting receiver was cancelled takes
/// no message until the next one waits (Boost 1.81, channel_service::cancel_by_key): on its own it would lose that ring.
struct bell::body {
    explicit body(asio::any_io_executor executor) : waking(std::move(executor), 1) {}
    bool rung = false;
    ring_channel waking;
};

bell::bell(asio::any_io_executor executor) : body_(std::make_unique<body>(std::move(executor))) {}

bell::~bell() = default;

void bell::ring()
{
    if (std::exchange(body_->rung, true))
        return;  // whoever waits is on the way already
    body_->waking.try_send(error_code{});
}

task<void> bell::rung()
{
    while (!body_->rung)
        co_await body_->waking.async_receive(asio::use_awaitable);
    body_->rung = false;
}

task<void> rung_or(bell& which, runtime& world, mono_time instant)
{
    using namespace asio::experimental::awaitable_operators;
    co_await (which.rung() || world.sleep_until(instant));
}

namespace {

/// Whether a task ended because it was asked to. Both sides of `a || b` may have been, which Asio reports as several.
bool is_cancellation(std::exception_ptr const& failure)
{
    try {
        std::rethrow_exception(failure);
    } catch (boost::system::system_error const& error) {
        return error.code() == asio::error::operation_aborted ||
               error.code() == asio::experimental::error::channel_cancelled;
    } catch (asio::multiple_exceptions const& several) {
        return is_cancellation(several.first_exception());
    } catch (...) {
        return false;
    }
}

}  // namespace

struct task_group::body {
    explicit body(asio::any_io_executor executor) : executor(std::move(executor)) {}

    struct child {
        explicit child(std::uint64_t number) : number(number) {}
        asio::cancellation_signal stops;
        std::uint64_t number;
    };

    asio::any_io_executor executor;
    std::list<child> children;
    std::uint64_t spawned = 0;
    std::list<std::unique_ptr<bell>> waiting;

    void one_ended(std::list<child>::iterator which)
    {
        children.erase(which);
        for (auto& waiter : waiting)
            waiter->ring();
    }
};

task_group::task_group(asio::any_io_executor executor) : body_(std::make_shared<body>(std::move(executor))) {}

task_group::~task_group() { cancel(); }

void task_group::spawn(task<void> child)
{
    auto const node = body_->children.emplace(body_->children.end(), ++body_->spawned);
    auto ended = [kept = body_, node](std::exception_ptr failure) {
        kept->one_ended(node);
        if (failure && !is_cancellation(failure))
            std::rethrow_exception(failure);
    };
    asio::co_spawn(body_->executor, std::move(child), asio::bind_cancellation_slot(node->stops.slot(), std::move(ended)));
}

void task_group::cancel()
{
    if (body_->children.empty())
        return;
    // Within the loop, now if we are there: outside, co_spawn (Boost 1.81) would pass the signal on later, to a child that may
    // have ended by then. The last child's end may destroy the group.
    auto stop = [kept = body_, last = body_->spawned] {
        std::vector<asio::cancellation_signal*> all;
        for (auto& child : kept->children)
            if (child.number <= last)
                all.push_back(&child.stops);
        for (auto* child : all)
            child->emit(asio::cancellation_type::terminal);
    };
    asio::dispatch(body_->executor, std::move(stop));
}

task<void> task_group::join() { co_await room_below(1); }

task<void> task_group::room_below(std::size_t limit)
{
    auto const kept = body_;
    if (kept->children.size() < limit)
        co_return;
    auto const place = kept->waiting.insert(kept->waiting.end(), std::make_unique<bell>(kept->executor));
    struct removal {
        body& owner;
        std::list<std::unique_ptr<bell>>::iterator place;
        removal(body& owner, std::list<std::unique_ptr<bell>>::iterator place) : owner(owner), place(place) {}
        ~removal() { owner.waiting.erase(place); }
    } const remove{*kept, place};
    while (kept->children.size() >= limit)
        co_await (*place)->rung();
}

std::size_t task_group::size() const { return body_->children.size(); }

struct turnstile::body {
    explicit body(asio::any_io_executor executor) : executor(std::move(executor)) {}

    asio::any_io_executor executor;
    bool taken = false;
    std::deque<std::shared_ptr<bell>> queue;
};

turnstile::turnstile(asio::any_io_executor executor) : body_(std::make_unique<body>(std::move(executor))) {}

turnstile::~turnstile() = default;

turnstile::pass::~pass()
{
    if (owner_)
        owner_->leave();
}

task<turnstile::pass> turnstile::enter()
{
    while (body_->taken) {
        auto const turn = std::make_shared<bell>(body_->executor);
        body_->queue.push_back(turn);
        try {
            co_await turn->rung();
        } catch (...) {
            // Either still queued, or already called: then the turn is passed on.
            auto& queue = body_->queue;
            if (auto const place = std::find(queue.begin(), queue.end(), turn); place != queue.end())
                queue.erase(place);
            else if (!body_->taken)
                leave();
            throw;
        }
    }
    body_->taken = true;
    co_return pass{this};
}

void turnstile::leave()
{
    body_->taken = false;
    if (body_->queue.empty())
        return;
    auto const next = body_->queue.front();
    body_->queue.pop_front();
    next->ring();
}

}  // namespace tocsin::channels
