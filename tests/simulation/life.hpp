// SPDX-License-Identifier: Apache-2.0
// The house of one life, wired to the world outside: for crisis.cpp and officers.cpp alone.
#pragma once

#include "tests/simulation/crisis.hpp"

#include <boost/asio/co_spawn.hpp>

namespace tocsin::simulation {

/// One life of the daemon, from its start to its kill.
struct crisis::life {
    life(crisis& outside, std::uint64_t seed)
        : runtime(outside.clock_, loop, seed)
        , store(outside.disk_.open(runtime))
        , routes(
              channels_of(outside, runtime),
              {{medium::sms, channels::in_order(names_of(outside))}, {medium::email, channels::in_order({"mail"})}}
          )
        , house(std::make_unique<dispatcher::house>(runtime, *store, *outside.books_, routes, log))
    {
    }

    static std::vector<std::string> names_of(crisis const& outside)
    {
        std::vector<std::string> names{outside.sms_.name()};
        if (outside.plan_.second_provider)
            names.push_back(outside.second_.name());
        if (!outside.dry_.reaches_people)  // what was queued for it while it was dry is still there
            names.push_back(outside.dry_.name());
        return names;
    }

    static std::map<std::string, dispatcher::wired_channel> channels_of(crisis& outside, channels::runtime& runtime)
    {
        std::map<std::string, dispatcher::wired_channel> all;
        for (auto* const each : {&outside.sms_, &outside.second_}) {
            dispatcher::wired_channel wired;
            wired.settings.name = each->name();
            wired.settings.per_second = each->per_second();
            wired.settings.breaker.receipts_within = seconds{60};
            if (outside.plan_.one_account) {
                wired.settings.account = "account";
                wired.settings.account_per_second = each->per_second();
            }
            if (outside.plan_.quota && each == &outside.sms_)
                wired.settings.day.parts = outside.plan_.volunteers / 3;
            wired.adapter = each->adapter(runtime);
            all.emplace(wired.settings.name, std::move(wired));
            if (!outside.plan_.second_provider)
                break;
        }
        dispatcher::wired_channel post;
        post.settings.name = outside.mail_.name();
        post.settings.medium = medium::email;
        post.settings.per_second = outside.mail_.per_second();
        post.adapter = outside.mail_.adapter(runtime);
        all.emplace(post.settings.name, std::move(post));
        dispatcher::wired_channel dry;
        dry.settings.name = outside.dry_.name();
        dry.settings.per_second = outside.dry_.per_second;
        dry.adapter = outside.dry_.adapter(runtime);
        all.emplace(dry.settings.name, std::move(dry));
        return all;
    }

    /// kill -9: every frame goes, nothing runs.
    void end(support::virtual_clock& clock)
    {
        clock.forget(&runtime);
        store->abandon();
        loop.kill();
    }

    template <class Work>
    void spawn(Work work)
    {
        boost::asio::co_spawn(loop, std::move(work), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
    }

    support::mortal_context loop;
    support::virtual_runtime runtime;
    dispatcher::event_recorder log;
    std::unique_ptr<dispatcher::sqlite_store> store;
    dispatcher::route_table routes;
    std::unique_ptr<dispatcher::house> house;
};

}  // namespace tocsin::simulation
