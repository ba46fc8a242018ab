// SPDX-License-Identifier: Apache-2.0
// Text as HTML shows it.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::rules {

/// For content and for attributes in double quotes; control characters become blanks.
std::string escaped(std::string_view text);
void escape(std::string& to, std::string_view text);

}  // namespace tocsin::rules
