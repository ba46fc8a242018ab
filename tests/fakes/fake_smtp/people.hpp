// SPDX-License-Identifier: Apache-2.0
// Who lives behind the relay: they answer, are away, or have no mailbox.
#pragma once

#include "tests/fakes/fake_smtp/envelope.hpp"

#include <chrono>
#include <string>

namespace tocsin::fakes {

class people {
public:
    /// What they send comes to `maildir`, after `pause`; without a maildir they are silent.
    people(std::string maildir, std::chrono::milliseconds pause);

    /// Does what the name of the recipient says.
    void live_on(envelope const& what) const;

private:
    std::string maildir_;
    std::chrono::milliseconds pause_;
};

}  // namespace tocsin::fakes
