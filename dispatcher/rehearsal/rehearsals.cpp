// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/rehearsals.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr seconds interest{5};
constexpr int niceness = 10;

/// In Linux the nice value is a thread's own (setpriority(2)). Where it is not allowed the scheduler shares evenly.
void step_back() { static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness)); }

std::vector<std::optional<pace>> paces_of(rehearsal_plan const& plan)
{
    if (plan.paces.empty())
        return {std::nullopt};
    return {plan.paces.begin(), plan.paces.end()};
}

}  // namespace

/// What the two threads share.
struct rehearsals::stage {
    std::mutex guard;
    rehearsal_view seen;

    /// On the other thread, to the end or until it is stopped.
    void play(rulebooks const& books, std::stop_token const& stop)
    {
        auto const& plan = *seen.plan;  // set before the thread began, and constant
        auto const believed = believed_in(plan, books.settings.timezone);
        {
            std::lock_guard const lock{guard};
            seen.yes = plan.share ? rules::belief::range{plan.share->low, std::sqrt(plan.share->low * plan.share->high), plan.share->high}
                                  : believed.yes();
            seen.half_after_minutes = rules::delay::usual_minutes * believed.slowness().middle;
        }
        auto const people = make_register(plan);
        auto const paces = paces_of(plan);
        std::vector<std::vector<run_outcome>> runs(paces.size());
        for (int run = 0; run < plan.runs && !stop.stop_requested(); ++run)
            for (std::size_t i = 0; i < paces.size(); ++i) {
                auto played = dispatcher::play(plan, books, people, believed, paces[i], run, stop);
                if (!played && !stop.stop_requested())
                    throw std::runtime_error{"a run came to no end"};
                if (!played)
                    break;
                runs[i].push_back(std::move(*played));
                std::lock_guard const lock{guard};
                ++seen.played;
            }
        auto found = summarise(plan, paces, runs);
        std::lock_guard const lock{guard};
        seen.found = std::move(found);
        seen.state = seen.played == seen.to_play ? rehearsal_state::done : rehearsal_state::stopped;
    }

    void fail(std::string why)
    {
        std::lock_guard const lock{guard};
        seen.state = rehearsal_state::failed;
        seen.why = std::move(why);
    }
};

rehearsals::~rehearsals() = default;

std::optional<std::int64_t> rehearsals::start(rehearsal_plan plan, mono_time now)
{
    if (latest_) {
        std::lock_guard const lock{latest_->guard};
        if (latest_->seen.state == rehearsal_state::running && now - looked_ < interest)
            return std::nullopt;
    }
    thread_.request_stop();
    looked_ = now;
    latest_ = std::make_shared<stage>();
    latest_->seen.number = ++count_;
    latest_->seen.to_play = plan.runs * static_cast<int>(std::max<std::size_t>(1, plan.paces.size()));
    latest_->seen.plan = std::make_shared<rehearsal_plan const>(std::move(plan));
    auto before = std::make_shared<std::jthread>(std::move(thread_));
    thread_ = std::jthread{[shared = latest_, before, &books = books_](std::stop_token const& stop) {
        step_back();
        if (before->joinable())
            before->join();
        try {
            shared->play(books, stop);
        } catch (std::exception const& failure) {
            shared->fail(failure.what());
        }
    }};
    return count_;
}

std::optional<rehearsal_view> rehearsals::look(std::int64_t number, mono_time now)
{
    if (!latest_ || latest_->seen.number != number)
        return std::nullopt;
    looked_ = now;
    std::lock_guard const lock{latest_->guard};
    return latest_->seen;
}

bool rehearsals::playing() const
{
    if (!latest_)
        return false;
    std::lock_guard const lock{latest_->guard};
    return latest_->seen.state == rehearsal_state::running;
}

bool rehearsals::stop(std::int64_t number)
{
    if (!latest_ || latest_->seen.number != number)
        return false;
    thread_.request_stop();
    return true;
}

std::optional<mono_time> rehearsals::forgotten_at() const
{
    if (!playing() || thread_.get_stop_token().stop_requested())
        return std::nullopt;
    return looked_ + interest;
}

void rehearsals::forget(mono_time now)
{
    auto const due = forgotten_at();
    if (due && now >= *due)
        thread_.request_stop();
}

std::string_view to_string(rehearsal_state value)
{
    switch (value) {
    case rehearsal_state::running: return "running";
    case rehearsal_state::done: return "done";
    case rehearsal_state::stopped: return "stopped";
    case rehearsal_state::failed: return "failed";
    }
    return "?";
}

}  // namespace tocsin::dispatcher
