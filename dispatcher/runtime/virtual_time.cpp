// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/virtual_time.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <vector>

namespace tocsin::dispatcher {

namespace asio = boost::asio;
using boost::system::error_code;

wall_time virtual_clock::wall() const
{
    return wall_start_ + std::chrono::floor<milliseconds>(now_.time_since_epoch());
}

virtual_clock::ticket virtual_clock::add(mono_time due, void const* owner, std::unique_ptr<waker> which)
{
    ticket const place{std::max(due, now_), ++sequence_};
    sleepers_.emplace(place, sleeper{owner, std::move(which)});
    return place;
}

std::unique_ptr<virtual_clock::waker> virtual_clock::take(ticket which)
{
    auto const place = sleepers_.find(which);
    if (place == sleepers_.end())
        return nullptr;
    auto taken = std::move(place->second.which);
    sleepers_.erase(place);
    return taken;
}

void virtual_clock::forget(void const* owner)
{
    // Destroying a sleeper destroys a coroutine frame, which may add or take others: collect first.
    std::vector<std::unique_ptr<waker>> forgotten;
    for (auto place = sleepers_.begin(); place != sleepers_.end();) {
        if (place->second.owner == owner) {
            forgotten.push_back(std::move(place->second.which));
            place = sleepers_.erase(place);
        } else {
            ++place;
        }
    }
}

void virtual_clock::wake_next()
{
    auto const first = sleepers_.begin();
    now_ = std::max(now_, first->first.first);
    auto const which = std::move(first->second.which);
    sleepers_.erase(first);
    which->wake();
}

void virtual_clock::move_to(mono_time instant)
{
    if (!sleepers_.empty())
        instant = std::min(instant, next_due());
    now_ = std::max(now_, instant);
}

namespace {

template <class Handler>
struct sleeping final : virtual_clock::waker {
    sleeping(Handler handler, asio::any_io_executor loop) : handler(std::move(handler)), loop(std::move(loop)) {}

    void wake() override { finish(error_code{}); }

    void finish(error_code result)
    {
        auto resume = [handler = std::move(handler), result]() mutable { std::move(handler)(result); };
        asio::post(loop, std::move(resume));
    }

    Handler handler;
    asio::any_io_executor loop;
};

struct start_sleep {
    virtual_clock& clock;
    void const* owner;
    asio::any_io_executor loop;

    template <class Handler>
    void operator()(Handler&& handler, mono_time due) const
    {
        using kind = sleeping<std::decay_t<Handler>>;
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto const place = clock.add(due, owner, std::make_unique<kind>(std::forward<Handler>(handler), loop));
        if (slot.is_connected())
            slot.assign([&clock = clock, place](asio::cancellation_type) {
                if (auto const which = clock.take(place))
                    static_cast<kind&>(*which).finish(asio::error::operation_aborted);
            });
    }
};

}  // namespace

virtual_runtime::virtual_runtime(virtual_clock& clock, asio::io_context& loop, std::uint64_t seed)
    : clock_(clock), loop_(loop), state_(seed)
{
}

virtual_runtime::~virtual_runtime() { clock_.forget(this); }

task<void> virtual_runtime::sleep_until(mono_time instant)
{
    start_sleep start{clock_, this, loop_.get_executor()};
    co_await asio::async_initiate<asio::use_awaitable_t<> const&, void(error_code)>(start, asio::use_awaitable, instant);
}

task<channels::streamed<std::unique_ptr<channels::byte_stream>>> virtual_runtime::connect(channels::endpoint)
{
    co_return channels::stream_failure{"Connection refused"};
}

channels::streamed<std::unique_ptr<channels::child_process>> virtual_runtime::spawn(channels::program const&)
{
    return channels::stream_failure{"No such file or directory"};
}

std::uint64_t next_of(std::uint64_t& state)
{
    std::uint64_t mixed = (state += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
}

}  // namespace tocsin::dispatcher
