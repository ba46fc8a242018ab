// SPDX-License-Identifier: Apache-2.0
// alert → CAP 1.2 bytes, for warnings that come in another shape: from then on they are alerts like all others.
#pragma once

#include "rules/words/alert.hpp"

#include <string>

namespace tocsin::rules {

/// What the alert was made of, kept inside of it (CAP 1.2 section 3.2.3, resource).
struct cap_original {
    std::string description;
    std::string mime_type;
    std::string uri;  ///< where it was found
    std::string bytes;
};

/// UTF-8, OASIS CAP 1.2; read_cap gives an equal alert of version 1.2 where text has no blanks around it and polygons are
/// sound. The original goes with the first info; an alert without one has no place for it.
std::string write_cap(alert const& what, cap_original const& original = {});

}  // namespace tocsin::rules
