// SPDX-License-Identifier: Apache-2.0
// The journal of a database file, verified without a daemon: on a copy, on another machine, after the fact.
#pragma once

#include <string>

namespace tocsin::dispatcher {

/// Opens the file read-only and says on standard output, line by line, what is wrong with its journal, and its head. With
/// the copy of the head beside the file (FILE.head), if there is one. Gives 0: whole; 1: something is wrong with it, or it
/// cannot be read (the reason is on standard error).
int audit_file(std::string const& path);

}  // namespace tocsin::dispatcher
