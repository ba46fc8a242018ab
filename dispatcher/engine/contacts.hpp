// SPDX-License-Identifier: Apache-2.0
// Who was asked for real within the last month: the store's record of it in memory, for the selection. What is here may be
// some minutes behind; nobody is asked above the limits all the same, for the store counts again when it writes a wave.
#pragma once

#include "channels/port/tasks.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/select/contacts.hpp"

#include <optional>
#include <vector>

namespace tocsin::dispatcher {

class contacts {
public:
    contacts(channels::runtime& world, store& kept);

    /// Reads what is new; everything when a message that waited was cancelled since, and every ten minutes, for one may have
    /// been lost. Page by page, so that others have their turn. Safe to cancel.
    task<stored<void>> refresh();

    rules::contact_counts counts() const { return {all_, world_.wall()}; }

private:
    channels::runtime& world_;
    store& store_;
    channels::turnstile one_reads_;
    std::vector<rules::contact> all_;
    solicitation_id last_;
    std::optional<mono_time> read_anew_;
    int cancelled_ = 0;  ///< messages, when everything was read last
};

}  // namespace tocsin::dispatcher
