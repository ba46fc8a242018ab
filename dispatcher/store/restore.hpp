// SPDX-License-Identifier: Apache-2.0
// A backup in the place of the database: what a person would otherwise do with mv, cp and chown at four in the morning.
#pragma once

#include "channels/port/secret.hpp"

#include <filesystem>

namespace tocsin::dispatcher {

/// Puts `backup` where `database` is, while no daemon works on it, and says on standard output what it did and what is to
/// be done next. What was there is kept beside it (DATABASE.before-N). Who opted out or was erased since the backup, as far
/// as what was there can still be read, stays out. The head of the journal is not restored: the daemon holds everything
/// until somebody says why it is all right, since what waited in the backup may have been sent since.
/// `key` is what the backup is sealed with; one from before anything was sealed is sealed with it.
/// Gives 0 when it is in place; 1 when nothing was changed (the reason is on standard error).
int restore_file(std::filesystem::path const& database, std::filesystem::path const& backup, channels::secret const& key);

}  // namespace tocsin::dispatcher
