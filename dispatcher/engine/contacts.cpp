// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/contacts.hpp"

#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr int page_size = 5000;
constexpr minutes contacts_read_again{10};

int cancelled_in(std::map<std::string, std::map<message_state, int>> const& outbox)
{
    int all = 0;
    for (auto const& [channel, messages] : outbox)
        if (auto const some = messages.find(message_state::cancelled); some != messages.end())
            all += some->second;
    return all;
}

}  // namespace

contacts::contacts(channels::runtime& world, store& kept) : world_(world), store_(kept), one_reads_(world.executor()) {}

task<stored<void>> contacts::refresh()
{
    auto const my_turn = co_await one_reads_.enter();
    auto const outbox = co_await store_.outbox_by_channel();
    if (!outbox)
        co_return outbox.error();
    int const cancelled = cancelled_in(*outbox);
    bool const anew = !read_anew_ || world_.mono() >= *read_anew_ || cancelled != cancelled_;
    auto const since = world_.wall() - rules::contact_month;
    auto last = anew ? solicitation_id{} : last_;
    std::vector<rules::contact> found;
    for (bool more = true; more;) {
        auto const page = co_await store_.contacts_after(last, since, page_size);
        if (!page)
            co_return page.error();
        found.insert(found.end(), page->contacts.begin(), page->contacts.end());
        last = page->last;
        more = page->more;
    }
    if (anew) {
        all_ = std::move(found);
        read_anew_ = world_.mono() + contacts_read_again;
        cancelled_ = cancelled;
    } else {
        all_.insert(all_.end(), found.begin(), found.end());
    }
    last_ = last;
    co_return stored<void>{};
}

}  // namespace tocsin::dispatcher
