// SPDX-License-Identifier: Apache-2.0
// Who is asking. Nothing changes state without one.
#pragma once

#include "dispatcher/settings/settings.hpp"
#include "rules/trust/source_policy.hpp"

#include <memory>
#include <string>
#include <utility>

namespace tocsin::dispatcher {

class principal {
public:
    /// Without a policy it may speak of everything; then no signature is asked of its alerts either.
    principal(
        std::string name, tocsin::dispatcher::role role, bool may_launch,
        std::shared_ptr<rules::source_policy const> policy = nullptr
    )
        : name_(std::move(name)), role_(role), may_launch_(may_launch), policy_(std::move(policy))
    {
    }

    std::string const& name() const { return name_; }  ///< "alice (uid 1000)", "meteo-france"
    bool is_staff() const { return role_ == role::staff; }
    /// Its alerts may start a mobilisation by a rule's `launch`, without a person.
    bool may_launch() const { return may_launch_; }
    /// What its alerts may be about; null: anything.
    rules::source_policy const* policy() const { return policy_.get(); }

private:
    std::string name_;
    tocsin::dispatcher::role role_;
    bool may_launch_;
    std::shared_ptr<rules::source_policy const> policy_;
};

}  // namespace tocsin::dispatcher
