// SPDX-License-Identifier: Apache-2.0
// A store whose disk is memory that survives the store: reopening it is a restart.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/sqlite_store.hpp"

#include <memory>
#include <string>

namespace tocsin::support {

class memory_disk {
public:
    memory_disk();

    /// Opens a store on this disk, working on the runtime's own loop. Several times over, one after the other.
    std::unique_ptr<dispatcher::sqlite_store> open(channels::runtime& world);

    /// Does something to it behind the store's back.
    void tamper(std::string const& sql);

    /// How many there were since it was made, as the file itself counts them.
    int commits() const;

private:
    std::string uri_;
    dispatcher::database keeper_;  // the memory lives as long as somebody holds it open
};

}  // namespace tocsin::support
