// SPDX-License-Identifier: Apache-2.0
// The composition root: builds every part, wires, starts, drains, stops. The only place that sees it all.
#pragma once

#include "dispatcher/findings.hpp"

#include <filesystem>

namespace tocsin::dispatcher {

/// Everything the configuration names is read and built, and nothing is started.
findings check(std::filesystem::path const& file);

/// Puts a backup in the place of the configuration's database; see store/restore.hpp.
int restore(std::filesystem::path const& file, std::filesystem::path const& backup);

/// Runs until SIGTERM or SIGINT, then drains; SIGHUP reads the configuration again (engine/renewal.hpp). Returns the exit status: 0 after a stop, 1 when it cannot start (the
/// reason is on standard error) or the database could not say whether a write happened.
int run(std::filesystem::path const& file);

}  // namespace tocsin::dispatcher
