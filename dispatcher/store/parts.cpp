// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/parts.hpp"

#include "dispatcher/store/personal.hpp"
#include "rules/provider_id.hpp"

#include <charconv>

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto insert_part = "INSERT OR IGNORE INTO message_part (channel, provider_key, message) VALUES (?1, ?2, ?3)";
constexpr auto select_part =
    "SELECT p.message, p.verdicts, m.mobilisation FROM message_part p JOIN message m ON m.id = p.message "
    "WHERE p.channel = ?1 AND p.provider_key = ?2 ORDER BY p.message DESC LIMIT 1";
constexpr auto update_verdicts =
    "UPDATE message_part SET verdicts = ?4 WHERE channel = ?1 AND provider_key = ?2 AND message = ?3";
constexpr auto select_verdicts = "SELECT verdicts FROM message_part WHERE message = ?1";
constexpr auto delete_parts = "DELETE FROM message_part WHERE message = ?1";

#define SAME_TEXT "channel = ?1 AND sender = ?2 AND receiver = ?3 AND reference = ?4 AND total = ?5"

constexpr auto select_contradiction =
    "SELECT EXISTS (SELECT 1 FROM text_piece WHERE " SAME_TEXT " AND number = ?6 AND body <> ?7)";
// A phone that counts its references from the front again. What there is of the former text keeps waiting beside it.
constexpr auto set_former_aside =
    "UPDATE text_piece SET reference = reference || '.' || (SELECT min(id) FROM text_piece WHERE " SAME_TEXT
    ") WHERE " SAME_TEXT;
constexpr auto insert_piece =
    "INSERT OR IGNORE INTO text_piece (channel, sender, receiver, reference, total, number, body, received) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

#define PIECES "SELECT id, sender, receiver, reference, total, number, body FROM text_piece "

constexpr auto select_pieces = PIECES "WHERE " SAME_TEXT " ORDER BY id";
constexpr auto select_old_pieces = PIECES "WHERE channel = ?1 AND received < ?2 ORDER BY sender, receiver, reference, total, id";
constexpr auto delete_pieces =
    "DELETE FROM text_piece WHERE (channel, sender, receiver, reference, total) = "
    "(SELECT channel, sender, receiver, reference, total FROM text_piece WHERE id = ?2 AND channel = ?1)";

constexpr std::string_view set_prefix = "pieces-";

std::string set_of(std::int64_t first) { return std::string{set_prefix} + std::to_string(first); }

bool same_text(channels::text_piece const& left, channels::text_piece const& right)
{
    return left.from == right.from && left.to == right.to && left.reference == right.reference && left.total == right.total;
}

/// Rows in order, one set for each text.
std::vector<channels::kept_pieces> read_sets(vault const& with, rows row)
{
    std::vector<channels::kept_pieces> sets;
    while (row.next()) {
        channels::text_piece piece;
        piece.from = with.open_address(row.field(1)).value_or("");
        piece.to = row.text(2);
        piece.reference = row.text(3);
        piece.total = static_cast<int>(row.integer(4));
        piece.number = static_cast<int>(row.integer(5));
        piece.body = with.open(row.field(6), about_piece(piece)).value_or("");
        if (sets.empty() || !same_text(sets.back().pieces.front(), piece)) {
            sets.emplace_back();
            sets.back().durability = channels::durability::durable;
            sets.back().set = set_of(row.integer(0));
        }
        sets.back().pieces.push_back(std::move(piece));
    }
    return sets;
}

}  // namespace

std::string about_piece(channels::text_piece const& piece)
{
    return about_row("piece", std::to_string(piece.number) + ' ' + piece.from + ' ' + piece.to);
}

bool has_parts(database& db, message_id which)
{
    auto row = db.query(select_verdicts, which);
    return row.next();
}

void forget_parts(database& db, message_id which) { db.execute(delete_parts, which); }

void insert_parts(database& db, channel_number channel, message_id message, std::vector<std::string> const& part_ids)
{
    for (auto const& id : part_ids)
        if (!id.empty())
            db.execute(insert_part, channel, key_of(rules::provider_key(id)), message);
}

std::optional<known_part> find_part(database& db, channel_number channel, stored_key const& key)
{
    auto row = db.query(select_part, channel, key);
    if (!row.next())
        return std::nullopt;
    known_part part;
    part.message = row.id<message_id>(0);
    part.verdicts = rules::part_verdicts{row.integer(1)};
    part.mobilisation = row.id<mobilisation_id>(2);
    part.channel = channel;
    part.key = key;
    return part;
}

std::optional<receipt_verdict> add_verdict(database& db, known_part const& part, receipt_verdict verdict)
{
    auto now = part.verdicts;
    now.add(verdict);
    db.execute(update_verdicts, part.channel, part.key, part.message, now.stored());
    std::vector<rules::part_verdicts> all;
    {
        auto row = db.query(select_verdicts, part.message);
        while (row.next())
            all.emplace_back(row.integer(0));
    }
    auto const whole = rules::verdict_of_parts(all);
    if (whole == receipt_verdict::delivered)
        forget_parts(db, part.message);  // nothing outranks it
    return whole;
}

channels::kept_pieces keep_piece(database& db, std::string const& channel, channels::text_piece const& piece, wall_time now)
{
    auto const number = number_of_channel(db, channel);
    auto const from = db.vault().address(piece.from);
    auto const body = db.vault().seal(piece.body, about_piece(piece));
    bool contradicts = false;
    {
        auto row = db.query(
            select_contradiction, number, from, piece.to, piece.reference, piece.total, piece.number, body
        );
        contradicts = row.next() && row.integer(0) != 0;
    }
    if (contradicts)
        db.execute(set_former_aside, number, from, piece.to, piece.reference, piece.total);
    db.execute(
        insert_piece, number, from, piece.to, piece.reference, piece.total, piece.number, body, now
    );
    auto sets = read_sets(db.vault(), db.query(select_pieces, number, from, piece.to, piece.reference, piece.total));
    return sets.empty() ? channels::kept_pieces{} : std::move(sets.front());
}

std::vector<channels::kept_pieces> pieces_before(database& db, std::string const& channel, wall_time then)
{
    return read_sets(db.vault(), db.query(select_old_pieces, number_of_channel(db, channel), then));
}

int forget_pieces(database& db, std::string const& channel, std::string const& set)
{
    std::int64_t first = 0;
    auto const digits = std::string_view{set}.substr(std::min(set.size(), set_prefix.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), first);
    return db.execute(delete_pieces, number_of_channel(db, channel), first);
}

}  // namespace tocsin::dispatcher::tables
