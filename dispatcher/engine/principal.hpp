// SPDX-License-Identifier: Apache-2.0
// Who is asking. Nothing changes state without one.
#pragma once

#include "dispatcher/settings/settings.hpp"

#include <string>
#include <utility>

namespace tocsin::dispatcher {

class principal {
public:
    principal(std::string name, tocsin::dispatcher::role role, bool may_launch)
        : name_(std::move(name)), role_(role), may_launch_(may_launch)
    {
    }

    std::string const& name() const { return name_; }  ///< "alice (uid 1000)", "meteo-france"
    bool is_staff() const { return role_ == role::staff; }
    /// Its alerts may start a mobilisation by a rule's `launch`, without a person.
    bool may_launch() const { return may_launch_; }

private:
    std::string name_;
    tocsin::dispatcher::role role_;
    bool may_launch_;
};

}  // namespace tocsin::dispatcher
