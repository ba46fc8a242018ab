// SPDX-License-Identifier: Apache-2.0
// The chooser's second half: what each pace would cost, and what to do when the people there will not do.
#include "dispatcher/engine/chooser.hpp"

#include "dispatcher/engine/pacing.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

namespace tocsin::dispatcher {
namespace {

constexpr std::array wider_km{10, 20, 40};

int places_short(pace_price const& price, int need) { return need - price.usual.yes; }

}  // namespace

task<stored<int>> chooser::gain(mobilisation changed, int now) const
{
    auto const chosen = co_await select(std::move(changed), std::nullopt);
    if (!chosen)
        co_return chosen.error();
    co_return static_cast<int>(chosen->candidates.size()) - now;
}

task<stored<rules::offer>> chooser::try_step(mobilisation what, rules::next_step step, int now) const
{
    rules::offer found;
    found.what = step;
    auto const before = what.request.radius_km.value_or(0);
    switch (step) {
    case rules::next_step::fewer_skills: what.request.skills.clear(); break;
    case rules::next_step::another_channel:
        what.request.media = {medium::sms, medium::email};
        what.request.channels.clear();
        break;
    case rules::next_step::widen_radius:
        // The least of these that brings as many as there are now, or as many as are needed.
        for (int const km : wider_km) {
            what.request.radius_km = before + km;
            auto const more = co_await gain(what, now);
            if (!more)
                co_return more.error();
            found.people = *more;
            found.kilometres = km;
            if (*more >= std::max(now, 10 * what.request.need))
                break;
        }
        co_return found;
    }
    auto const more = co_await gain(std::move(what), now);
    if (!more)
        co_return more.error();
    found.people = *more;
    co_return found;
}

task<stored<std::vector<rules::offer>>> chooser::next_steps(mobilisation what) const
{
    auto const chosen = co_await select(what, std::nullopt);
    if (!chosen)
        co_return chosen.error();
    auto const now = static_cast<int>(chosen->candidates.size());
    std::vector<rules::offer> found;
    for (auto const& step : rules::offers(*chosen)) {
        auto const tried = co_await try_step(what, step.what, now);
        if (!tried)
            co_return tried.error();
        if (tried->people > 0)
            found.push_back(*tried);
    }
    std::stable_sort(found.begin(), found.end(), [](auto const& one, auto const& other) { return one.people > other.people; });
    co_return found;
}

task<void> chooser::price(preview& seen, plan const& chosen) const
{
    auto const now = world_.wall();
    auto what = seen.what;
    what.started = now;
    pacing_facts facts;
    facts.wanted = whole_need(what.request);
    facts.pool = chosen.people;
    facts.travel = travel_within(facts.pool, what.request.need, rules::real_minutes{what.request.by - now});
    leave_out_the_late(facts.pool, what.request.by, now);
    facts.a_minute = chosen.a_minute;
    facts.before = experience_.at(now);
    auto const shares = rules::thirds(facts.before.prior);
    for (auto const how : {pace::sparing, pace::fast, pace::all}) {
        pace_price price;
        price.pace = how;
        what.request.pace = how;
        auto const question = question_of(what, facts, now);
        price.few = rules::play_forward(question, shares[0]);
        co_await boost::asio::post(world_.executor(), boost::asio::use_awaitable);  // others want to think too
        price.usual = rules::play_forward(question, shares[1]);
        price.many = rules::play_forward(question, shares[2]);
        co_await boost::asio::post(world_.executor(), boost::asio::use_awaitable);
        seen.paces.push_back(price);
    }
}

task<stored<preview>> chooser::look_ahead(mobilisation what) const
{
    auto seen = co_await look(what);
    if (!seen || !seen->ready || what.request.need <= 0 || what.request.by <= world_.wall() || is_over(what.state))
        co_return seen;
    auto const chosen = co_await gather(what, std::nullopt);
    if (!chosen)
        co_return chosen.error();
    co_await price(*seen, *chosen);
    if (places_short(seen->paces.back(), what.request.need) <= 0)
        co_return seen;
    auto steps = co_await next_steps(what);
    if (!steps)
        co_return steps.error();
    seen->offers = std::move(*steps);
    bool const french = !std::string_view{books_.settings.language}.starts_with("en");
    auto const expected = std::to_string(seen->paces.back().usual.yes);
    seen->warnings.push_back(
        french ? "Même en sollicitant tout le monde, on attend " + expected + " oui à temps. "
               : "Even with everybody asked, " + expected + " yes are expected in time. "
    );
    seen->warnings.back() += rules::explain(seen->offers, french ? "fr" : "en");
    co_return seen;
}

}  // namespace tocsin::dispatcher
