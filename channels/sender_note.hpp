// SPDX-License-Identifier: Apache-2.0
// What is no mistake by itself, and yet will hardly do.
#pragma once

#include "rules/words/bilingual.hpp"

#include <optional>
#include <string_view>

namespace tocsin::channels {

/// Of the sender of a channel that carries SMS to real people; nothing: there is nothing to say of it.
std::optional<bilingual> note_on_sender(std::string_view sender);

}  // namespace tocsin::channels
