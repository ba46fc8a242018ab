// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace tocsin::dispatcher {

/// For whoever reads that a file beside the database, or the database itself, cannot be opened: the system's word for
/// `error` (errno) in brackets, and what to do.
inline std::string reason_and_remedy(int error)
{
    auto const said = " (" + std::generic_category().message(error) + "): ";
    switch (error) {
    case EROFS:
        return said + "the disk takes no writes, as after an error: see dmesg, check the file system (fsck), mount it for writing";
    case EIO: return said + "check the disk (dmesg, smartctl)";
    case ENOSPC:
    case EDQUOT: return said + "free some space on that disk";
    default: return said + "give the user tocsin write access to that folder";
    }
}

}  // namespace tocsin::dispatcher
