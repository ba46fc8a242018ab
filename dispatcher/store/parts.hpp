// SPDX-License-Identifier: Apache-2.0
// SQL of what travels in parts: messages of ours that a provider took in several, and people's texts that come in pieces.
#pragma once

#include "dispatcher/store/counts.hpp"
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/keys.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/delivery.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::tables {

struct known_part {
    message_id message;
    mobilisation_id mobilisation;
    channel_number channel = 0;
    stored_key key;
    rules::part_verdicts verdicts;
};

/// Whether it went out in parts that are not all delivered yet.
bool has_parts(database& db, message_id which);
void forget_parts(database& db, message_id which);
void insert_parts(database& db, channel_number channel, message_id message, std::vector<std::string> const& part_ids);

/// The part that was accepted under this key.
std::optional<known_part> find_part(database& db, channel_number channel, stored_key const& key);

/// Adds a verdict on one part; gives the one on the whole message, if there is one now.
std::optional<receipt_verdict> add_verdict(database& db, known_part const& part, receipt_verdict verdict);

/// See channels::inbox. A piece that contradicts one kept under its number begins a new text.
/// What the body of a piece is sealed for.
std::string about_piece(channels::text_piece const& piece);
channels::kept_pieces keep_piece(database& db, std::string const& channel, channels::text_piece const& piece, wall_time now);
std::vector<channels::kept_pieces> pieces_before(database& db, std::string const& channel, wall_time then);
int forget_pieces(database& db, std::string const& channel, std::string const& set);

}  // namespace tocsin::dispatcher::tables
