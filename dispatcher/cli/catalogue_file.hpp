// SPDX-License-Identifier: Apache-2.0
// Whether gettext can be given a compiled catalogue: it believes every offset it reads there.
#pragma once

#include <string_view>

namespace tocsin::cli {

/// Whether these bytes are a whole .mo file (GNU gettext manual, 10.3; revision 0): every string lies within and ends in
/// NUL, and the hash table leads to one of them and has an end.
bool is_whole_catalogue(std::string_view bytes);

}  // namespace tocsin::cli
