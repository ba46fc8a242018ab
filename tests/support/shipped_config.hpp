// SPDX-License-Identifier: Apache-2.0
// The configuration as shipped, for tests that want the real thing.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"

namespace tocsin::support {

/// Settings that point at config/ of this source tree.
dispatcher::settings shipped_settings();

/// Loaded once; throws with the first problem when the shipped configuration is unsound.
std::shared_ptr<dispatcher::rulebooks const> shipped_rulebooks();

}  // namespace tocsin::support
