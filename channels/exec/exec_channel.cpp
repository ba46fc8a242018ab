// SPDX-License-Identifier: Apache-2.0
#include "channels/exec/exec_channel.hpp"

#include "channels/exec/life.hpp"
#include "channels/policy/backoff.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace tocsin::channels::exec {
namespace {

namespace asio = boost::asio;
namespace this_coro = asio::this_coro;

constexpr minutes held{1};  // a program that ran for so long is started again at once

class exec_channel final : public channel {
public:
    exec_channel(runtime& world, exec_settings settings) : world_(world), settings_(std::move(settings))
    {
        traits_.medium = settings_.ours.medium;
        traits_.window = settings_.ours.window;
        // Nobody knows yet. A call in the first seconds of a house is not refused for a silence that is about to end.
        traits_.two_way = true;
    }

    channel_traits const& traits() const override { return traits_; }

    task<outcome> submit(outbound message) override
    {
        auto const now = life_;
        if (now)
            co_return co_await now->submit(std::move(message));
        co_return not_now("the program is not running");
    }

    task<void> run(inbox& above) override
    {
        backoff pause;
        while (true) {
            auto const begun = world_.mono();
            auto started = world_.spawn(settings_.what);
            std::string why;
            if (started)
                why = co_await live(std::move(*started), above);
            else
                why = started.error().why();
            above.link_changed(link_state::down, why);
            if (world_.mono() - begun >= held)
                pause.reset();
            co_await world_.sleep_until(world_.mono() + pause.next(world_.random()));
        }
    }

private:
    /// One life, farewell included: whoever cancels waits for that.
    task<std::string> live(std::unique_ptr<child_process> child, inbox& above)
    {
        life::greeting_heard heard = [this](greeted const& it) { adopt(it); };
        auto const now = std::make_shared<life>(world_, settings_, std::move(child), above, std::move(heard));
        life_ = now;
        bool is_stopped = false;
        try {
            co_await now->talk();
        } catch (...) {
            is_stopped = true;
        }
        life_.reset();
        co_await this_coro::throw_if_cancelled(false);
        // The program may have ended by itself in the very moment of the cancelling: then nothing threw.
        auto const before = co_await this_coro::cancellation_state;
        is_stopped |= before.cancelled() != asio::cancellation_type::none;
        co_await this_coro::reset_cancellation_state(asio::enable_terminal_cancellation(), asio::disable_cancellation());
        auto why = co_await now->farewell();
        auto const asked = co_await this_coro::cancellation_state;
        is_stopped |= asked.cancelled() != asio::cancellation_type::none;
        co_await this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        co_await this_coro::throw_if_cancelled(true);
        if (is_stopped)
            throw boost::system::system_error{asio::error::operation_aborted};
        co_return why;
    }

    void adopt(greeted const& it)
    {
        traits_.receipts = it.receipts;
        traits_.two_way = it.two_way;
        traits_.idempotent = it.idempotent;
        traits_.window = std::min(settings_.ours.window, it.window.value_or(settings_.ours.window));
    }

    runtime& world_;
    exec_settings settings_;
    channel_traits traits_;
    std::shared_ptr<life> life_;
};

}  // namespace

std::unique_ptr<channel> make_exec_channel(runtime& world, exec_settings settings)
{
    return std::make_unique<exec_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::exec
