// SPDX-License-Identifier: Apache-2.0
// Mobilisations that a message of the risk service ended, told apart from those that a person ended.
#pragma once

#include "rules/words/mobilisation.hpp"

#include <string>

namespace tocsin::dispatcher {

inline constexpr char const* ended_by_alert = "alert of ";  ///< no principal's name holds a space

/// For `ended_by`; `origin` is who brought the alert.
inline std::string by_alert_of(std::string const& origin) { return ended_by_alert + origin; }

/// Nobody decided that it was not needed: what asks for it again is asked for again.
inline bool was_withdrawn(mobilisation const& what)
{
    return what.state == mobilisation_state::cancelled && what.ended_by.starts_with(ended_by_alert);
}

}  // namespace tocsin::dispatcher
