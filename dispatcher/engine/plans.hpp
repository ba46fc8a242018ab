// SPDX-License-Identifier: Apache-2.0
// A plan that people can agree to: what they were shown as one text that is kept, and one digest of all that it binds.
#pragma once

#include "dispatcher/engine/preview.hpp"
#include "dispatcher/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

/// SHA-256 over the order (zone, need, times, words, media, channels, exercise …), every text in every language, the
/// channels that would carry them, the list of people with their medium, and its length. In hexadecimal.
std::string digest_of(preview const& shown, std::vector<planned_person> const& people);

/// What was shown, as JSON, without the mobilisation itself.
std::string write_preview(preview const& shown);

/// Reads what write_preview wrote, about `what`. Throws std::runtime_error on anything else.
preview read_preview(std::string_view json, mobilisation const& what);

}  // namespace tocsin::dispatcher
