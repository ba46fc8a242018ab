// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/escalating.hpp"

namespace tocsin::dispatcher {
namespace {

constexpr seconds escalating_looks_again{15};  // whom the first message did not reach is asked again "at once": no later than this
constexpr int people_at_once = 1000;  // a page leaves room for other writers

}  // namespace

escalating::escalating(
    channels::runtime& world, store& kept, route_table const& routes, bells& ring, event_log& log
)
    : world_(world), store_(kept), routes_(routes), ring_(ring), log_(log)
{
}

task<void> escalating::run()
{
    while (true) {
        co_await look();
        co_await world_.sleep_until(world_.mono() + escalating_looks_again);
    }
}

task<void> escalating::look()
{
    auto const open = co_await store_.mobilisations(false, 1000);
    if (!open)
        co_return;
    for (auto const& each : *open)
        if (each.state == mobilisation_state::running && each.request.escalate)
            co_await ask_again(each);
}

task<void> escalating::ask_again(mobilisation what)
{
    auto const& request = what.request;
    auto const to = routes_.carriers(request.escalate->to, request.gravity(), request.channels);
    if (to.empty())
        co_return;  // the preview warned
    int asked = 0;
    solicitation_id last;
    for (bool more = true; more;) {
        escalation_page page;
        page.mobilisation = what.id;
        page.how = *request.escalate;
        page.to = to;
        page.after = last;
        page.limit = people_at_once;
        page.now = world_.wall();
        page.deadline = request.by;
        auto const treated = co_await store_.ask_again(std::move(page));
        if (!treated)
            break;  // looked at again later
        asked += treated->asked;
        more = treated->more;
        last = treated->last;
        if (treated->asked > 0)
            ring_.ring_senders();
    }
    if (asked > 0)
        log_.report(
            events::asked_again,
            {{"mobilisation", to_string(what.id)},
             {"asked", asked},
             {"medium", std::string{to_string(request.escalate->to)}},
             {"cause", std::string{to_string(request.escalate->when)}}}
        );
}

}  // namespace tocsin::dispatcher
