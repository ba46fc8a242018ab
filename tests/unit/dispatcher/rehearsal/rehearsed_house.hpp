// SPDX-License-Identifier: Apache-2.0
// A house with an invented register of the département 04 and a sandbox whose people answer, in virtual time: what is
// rehearsed in it can also be done.
#pragma once

#include "channels/sandbox/sandbox_channel.hpp"
#include "dispatcher/engine/house.hpp"
#include "dispatcher/rehearsal/collect.hpp"
#include "dispatcher/rehearsal/summary.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"
#include "tests/support/synthetic_register.hpp"
#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class rehearsed_house {
public:
    /// `seed` makes the people of the sandbox; `people` is how they behave.
    explicit rehearsed_house(
        int population = 5000, double per_second = 10, channels::sandbox::people people = {}, std::uint64_t seed = 1
    )
        : world(seed), books(support::shipped_rulebooks()), kept(disk.open(world.runtime))
    {
        static int count = 0;
        folder = std::filesystem::temp_directory_path() / ("tocsin-rehearsal." + std::to_string(::getpid()) + '.' + std::to_string(++count));
        own = std::make_shared<rulebooks>(*books);
        own->settings.routes = {{medium::sms, channels::in_order({"sms"})}, {medium::email, channels::in_order({"mail"})}};
        std::map<std::string, wired_channel> channels;
        for (auto const over : {medium::sms, medium::email}) {
            wired_channel wired;
            wired.settings.name = over == medium::sms ? "sms" : "mail";
            wired.settings.medium = over;
            wired.settings.per_second = per_second;
            wired.settings.price = over == medium::sms ? 0.05 : 0;
            channels::sandbox::sandbox_settings sandbox;
            sandbox.medium = over;
            sandbox.directory = folder / wired.settings.name;
            sandbox.people = people;
            wired.adapter = channels::sandbox::make_sandbox_channel(world.runtime, std::move(sandbox));
            channels.emplace(wired.settings.name, std::move(wired));
        }
        routes = std::make_unique<route_table>(std::move(channels), own->settings.routes);
        engine = std::make_unique<house>(world.runtime, *kept, *own, *routes, log);
        std::ostringstream csv;
        support::write_register(csv, books->places, "04", population, 7);
        world.run(import(csv.str()));
        engine->start();
        world.run_until_quiet();
    }

    ~rehearsed_house()
    {
        engine->stop();
        world.run(engine->join());
        std::filesystem::remove_all(folder);
    }

    /// Forty people in the middle of the département, in three hours.
    mobilisation order(int need = 40, pace how = pace::sparing, minutes by = minutes{180})
    {
        mobilisation wanted;
        wanted.request.event = "Crue";
        wanted.request.zone = {"04"};
        wanted.request.need = need;
        wanted.request.by = world.clock.wall() + by;
        wanted.request.until = wanted.request.by + hours{4};
        wanted.request.at = "Digne-les-Bains";
        wanted.request.media = {medium::sms, medium::email};
        wanted.request.template_name = "default";
        wanted.request.pace = how;
        return wanted;
    }

    /// As if it were approved at once.
    rehearsal_plan plan_for(mobilisation wanted, int runs = 20)
    {
        rehearsal_wish wish;
        wish.approval = minutes{0};
        wish.orders = {std::move(wanted)};
        wish.runs = runs;
        return plan_for(std::move(wish));
    }

    rehearsal_plan plan_for(rehearsal_wish wish)
    {
        return world.get(collect(*engine, world.runtime, *kept, *own, *routes, std::move(wish))).value();
    }

    std::vector<run_outcome> play(rehearsal_plan const& plan, std::optional<pace> at = std::nullopt)
    {
        auto const believed = believed_in(plan, own->settings.timezone);
        auto const people = make_register(plan);
        std::vector<run_outcome> runs;
        for (int run = 0; run < plan.runs; ++run)
            runs.push_back(dispatcher::play(plan, *own, people, believed, at, run, std::stop_token{}).value());
        return runs;
    }

    order_summary rehearse(rehearsal_plan const& plan)
    {
        std::vector<std::vector<run_outcome>> const all{play(plan)};
        return summarise(plan, {std::nullopt}, all).front();
    }

    support::virtual_world world;
    std::shared_ptr<rulebooks const> books;
    support::memory_disk disk;
    event_recorder log;
    std::shared_ptr<rulebooks> own;
    std::unique_ptr<sqlite_store> kept;
    std::unique_ptr<route_table> routes;
    std::unique_ptr<house> engine;
    std::filesystem::path folder;

private:
    task<void> import(std::string csv)
    {
        act who;
        auto const run = engine->registrar.begin(roster_format::csv, false, std::move(who));
        co_await run->feed(std::move(csv));
        co_await run->finish();
    }
};

}  // namespace tocsin::dispatcher
