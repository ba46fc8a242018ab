// SPDX-License-Identifier: Apache-2.0
// The whole engine, wired once: what production, the simulation and the benchmarks run alike. Steps know the store and
// the floors below, never each other; only this file sees them all.
#pragma once

#include "dispatcher/engine/answer_links.hpp"
#include "dispatcher/engine/audit.hpp"
#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/channel_inbox.hpp"
#include "dispatcher/engine/chooser.hpp"
#include "dispatcher/engine/closing.hpp"
#include "dispatcher/engine/contacts.hpp"
#include "dispatcher/engine/decisions.hpp"
#include "dispatcher/engine/escalating.hpp"
#include "dispatcher/engine/experience.hpp"
#include "dispatcher/engine/ledger.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/engine/proposals.hpp"
#include "dispatcher/engine/receipts.hpp"
#include "dispatcher/engine/registrar.hpp"
#include "dispatcher/engine/replies.hpp"
#include "dispatcher/engine/routes.hpp"
#include "dispatcher/engine/routing.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/engine/sender.hpp"
#include "dispatcher/engine/waves.hpp"

#include <memory>
#include <vector>

namespace tocsin::dispatcher {

class house {
public:
    /// Everything handed in outlives the house.
    house(channels::runtime& world, store& kept, rulebooks const& books, route_table& routes, event_log& log);

    /// Sets every step going. Start-up is recovery: every bell rings once and there is no other path.
    void start();
    /// Lets nothing more leave, and waits until what is on the wire is answered and written down, or until `until`.
    task<void> drain(mono_time until);
    /// Asks every step to unwind; join() waits for it. What is in flight stays `sending` for the next life.
    void stop();
    task<void> join();

    bells ring;
    answer_links links;  ///< none until they are opened, before start()
    tocsin::dispatcher::ledgers ledgers;
    people who;
    tocsin::dispatcher::experience learnt;
    tocsin::dispatcher::contacts contacts;
    tocsin::dispatcher::chooser chooser;
    tocsin::dispatcher::proposals proposals;
    tocsin::dispatcher::decisions decisions;
    tocsin::dispatcher::receipts receipts;
    tocsin::dispatcher::replies replies;
    tocsin::dispatcher::registrar registrar;
    tocsin::dispatcher::audit audit;

private:
    task<void> fill_memory();

    channels::runtime& world_;
    store& store_;
    event_log& log_;
    waves waves_;
    closing closing_;
    routing routing_;
    escalating escalating_;
    std::vector<std::unique_ptr<channel_inbox>> inboxes_;
    std::vector<std::unique_ptr<sender>> senders_;
    route_table& routes_;
    channels::task_group steps_;
};

}  // namespace tocsin::dispatcher
