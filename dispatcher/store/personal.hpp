// SPDX-License-Identifier: Apache-2.0
// What the register knows of somebody and nobody is searched by: sealed as one field of their row.
#pragma once

#include "dispatcher/store/vault.hpp"
#include "rules/words/volunteer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::tables {

/// Names, birth date and the person's own position, for the row of this external id.
sealed seal_personal(vault const& with, volunteer const& who);

/// Puts them into `who`, whose external id is known. False: the field was changed, and nothing was put.
bool open_personal(vault const& with, sealed const& field, volunteer& who);

/// The words of somebody's answer, for the row of their solicitation.
sealed seal_words(vault const& with, std::string_view words, solicitation_id of);
std::optional<std::string> open_words(vault const& with, sealed const& field, solicitation_id of);

/// What came in as a reply, for the row that says over which channel and when.
sealed seal_reply(vault const& with, std::string_view text, std::string_view channel, wall_time at);
std::optional<std::string> open_reply(vault const& with, sealed const& field, std::string_view channel, wall_time at);

/// By what a reply is known when it comes again, as lies beside it: a mail's Message-ID may say who wrote it.
std::string reply_key(vault const& with, std::string_view provider_id, std::string_view channel);

/// What a sealed field of a row is sealed for.
std::string about_row(std::string_view column, std::string_view row);

}  // namespace tocsin::dispatcher::tables
