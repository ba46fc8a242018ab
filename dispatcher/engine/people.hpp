// SPDX-License-Identifier: Apache-2.0
// The register in memory, kept in step with the store: read at start in the background, told of every change.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/select/people_index.hpp"

#include <vector>

namespace tocsin::dispatcher {

/// What those who enrolled for drills have and nobody can be given as a skill.
inline constexpr std::string_view drill_skill = "#drill";

class people {
public:
    explicit people(rulebooks const& books);

    /// Whether the whole register has been read. Until then nobody is chosen.
    bool ready() const { return ready_; }
    std::size_t size() const { return index_.size(); }
    /// Those whose row was changed by nobody that had the key, when the register was read: see register_entry.
    int damaged() const { return damaged_; }

    /// Reads everybody from the store, page by page. Safe to cancel: it begins anew when called again.
    task<stored<void>> load(store& from);

    void put(std::vector<volunteer> const& changed);
    void opt_out(std::vector<volunteer_id> const& who);
    void erase(volunteer_id who);
    /// After many changes: brings the index into order.
    void settle() { index_.settle(); }

    rules::selection select(rules::criteria const& wanted) const { return index_.select(wanted); }

private:
    rules::person as_person(volunteer const& who) const;
    rules::person as_person(register_entry const& entry) const;

    rulebooks const& books_;
    rules::people_index index_;
    bool ready_ = false;
    int damaged_ = 0;
};

}  // namespace tocsin::dispatcher
