// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/retention.hpp"

namespace tocsin::dispatcher {
namespace {

constexpr int rows_forgotten_at_once = 2000;

}  // namespace

retention::retention(channels::runtime& world, rights_store& kept, rulebooks const& books, event_log& log)
    : world_(world), store_(kept), books_(books), log_(log)
{}

task<void> retention::run()
{
    while (true) {
        co_await world_.sleep_until(world_.mono() + minutes{5});
        (void)co_await forget();
        co_await world_.sleep_until(world_.mono() + minutes{55});
    }
}

task<stored<int>> retention::forget()
{
    auto const answers = co_await forget_with(&rights_store::purge_answers, books_.settings.keep_answers);
    if (!answers)
        co_return answers;
    auto const before = world_.wall() - books_.settings.keep_answers;
    int replies = 0;
    for (int some = rows_forgotten_at_once; some == rows_forgotten_at_once;) {
        auto const gone = co_await store_.purge_replies(before, rows_forgotten_at_once, world_.wall());
        if (!gone)
            co_return gone;
        some = *gone;
        replies += some;
    }
    auto const strays = co_await store_.purge_strays(before);
    if (!strays)
        co_return strays;
    auto const deliveries = co_await forget_with(&rights_store::purge_deliveries, books_.settings.keep_deliveries);
    if (!deliveries)
        co_return deliveries;
    int const rows = *answers + replies + *strays + *deliveries;
    if (rows > 0)
        log_.report(events::forgotten, {{"answers", *answers + replies + *strays}, {"deliveries", *deliveries}});
    co_return rows;
}

task<stored<int>> retention::forget_with(purge what, hours kept_for)
{
    int rows = 0;
    while (true) {
        auto const step = co_await (store_.*what)(world_.wall() - kept_for, rows_forgotten_at_once, world_.wall());
        if (!step)
            co_return step.error();
        if (!step->mobilisation)
            co_return rows;
        rows += step->rows;
    }
}

}  // namespace tocsin::dispatcher
