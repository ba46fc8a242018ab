// SPDX-License-Identifier: Apache-2.0
// A stranger's words, made fit for the log: what looks like a number or an address is taken out, and so are our secrets.
#pragma once

#include "channels/port/secret.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::exec {

/// One line of at most 300 bytes, valid UTF-8. Six digits or more in a row, however spaced, become "(number)", a word with
/// an @ in it "(address)", a secret "(secret)".
std::string discreet(std::string_view words, std::vector<secret> const& secrets);

}  // namespace tocsin::channels::exec
