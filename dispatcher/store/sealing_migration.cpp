// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sealing_migration.hpp"

#include "dispatcher/store/parts.hpp"
#include "dispatcher/store/personal.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {
namespace {

constexpr int rows_sealed_at_once = 1000;

constexpr auto select_people =
    "SELECT id, external_id, first_name, last_name, birth_date, mobile, email, latitude, longitude FROM volunteer WHERE id > ?1 "
    "ORDER BY id LIMIT ?2";
constexpr auto update_person = "UPDATE volunteer SET personal = ?2, mobile_ = ?3, email_ = ?4 WHERE id = ?1";
constexpr auto select_open_opt_outs = "SELECT address, at FROM opt_out";
constexpr auto insert_opt_out = "INSERT INTO sealed_opt_out (address, at) VALUES (?1, ?2)";
constexpr auto select_former = "SELECT address, volunteer FROM former_address";
constexpr auto insert_former = "INSERT INTO sealed_former (address, volunteer) VALUES (?1, ?2)";
constexpr auto select_pieces =
    "SELECT id, channel, sender, receiver, reference, total, number, body, received FROM text_piece ORDER BY id";
constexpr auto insert_piece =
    "INSERT INTO sealed_piece (id, channel, sender, receiver, reference, total, number, body, received) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr auto select_open_asked = "SELECT id, address, answer FROM solicitation WHERE id > ?1 ORDER BY id LIMIT ?2";
constexpr auto update_asked = "UPDATE solicitation SET address_ = ?2, answer_ = ?3 WHERE id = ?1";
constexpr auto select_messages =
    "SELECT id, address FROM message WHERE id > ?1 AND address IS NOT NULL ORDER BY id LIMIT ?2";
constexpr auto update_message = "UPDATE message SET address_ = ?2 WHERE id = ?1";
constexpr auto select_open_replies = "SELECT id, address, text, channel, received FROM reply WHERE id > ?1 ORDER BY id LIMIT ?2";
constexpr auto update_reply = "UPDATE reply SET address_ = ?2, text_ = ?3 WHERE id = ?1";
constexpr auto select_reply_keys =
    "SELECT id, provider_id, channel FROM reply WHERE id > ?1 AND provider_id IS NOT NULL ORDER BY id LIMIT ?2";
constexpr auto update_reply_key = "UPDATE reply SET provider_id = ?2 WHERE id = ?1";
constexpr auto ask_to_scrub = "INSERT OR REPLACE INTO house (key, value) VALUES ('scrub', '')";

constexpr auto drop_open_columns = R"sql(
ALTER TABLE volunteer DROP COLUMN first_name; ALTER TABLE volunteer DROP COLUMN last_name;
ALTER TABLE volunteer DROP COLUMN birth_date; ALTER TABLE volunteer DROP COLUMN latitude; ALTER TABLE volunteer DROP COLUMN longitude;
ALTER TABLE volunteer DROP COLUMN mobile; ALTER TABLE volunteer DROP COLUMN email;
ALTER TABLE volunteer RENAME COLUMN mobile_ TO mobile; ALTER TABLE volunteer RENAME COLUMN email_ TO email;
CREATE INDEX volunteer_mobile ON volunteer (mobile) WHERE mobile IS NOT NULL;
CREATE INDEX volunteer_email ON volunteer (email) WHERE email IS NOT NULL;
DROP TABLE opt_out; ALTER TABLE sealed_opt_out RENAME TO opt_out;
DROP TABLE former_address; ALTER TABLE sealed_former RENAME TO former_address;
ALTER TABLE solicitation DROP COLUMN address; ALTER TABLE solicitation RENAME COLUMN address_ TO address;
ALTER TABLE solicitation DROP COLUMN answer; ALTER TABLE solicitation RENAME COLUMN answer_ TO answer;
ALTER TABLE message DROP COLUMN address; ALTER TABLE message RENAME COLUMN address_ TO address;
ALTER TABLE reply DROP COLUMN address; ALTER TABLE reply RENAME COLUMN address_ TO address;
ALTER TABLE reply DROP COLUMN text; ALTER TABLE reply RENAME COLUMN text_ TO text;
DROP TABLE text_piece; ALTER TABLE sealed_piece RENAME TO text_piece;
CREATE INDEX reply_by_address ON reply (address, received);
CREATE INDEX reply_by_solicitation ON reply (solicitation) WHERE solicitation IS NOT NULL;
)sql";

/// Nothing where there is nothing: an erased person's address was empty and is none now.
std::optional<sealed> address_in(database& db, std::string const& plain)
{
    return plain.empty() ? std::nullopt : std::optional{db.vault().address(plain)};
}

/// `one` reads a row and gives what writes it back, once the reading is over; its first column counts the rows.
template <class Read>
void page_by_page(database& db, char const* select, Read one)
{
    std::int64_t last = 0;
    for (bool more = true; more;) {
        std::vector<decltype(one(std::declval<rows&>()))> page;
        {
            auto row = db.query(select, last, rows_sealed_at_once);
            while (row.next()) {
                last = row.integer(0);
                page.push_back(one(row));
            }
        }
        for (auto const& write : page)
            write();
        more = !page.empty();
    }
}

void seal_people(database& db)
{
    page_by_page(db, select_people, [&db](rows& row) {
        volunteer who;
        who.id = row.id<volunteer_id>(0);
        who.external_id = row.text(1);
        who.first_name = row.text(2);
        who.last_name = row.text(3);
        who.birth_date = parse_date(row.text(4));
        if (!row.is_null(7) && !row.is_null(8))
            who.position = geo_point{row.real(7), row.real(8)};
        return [&db, id = who.id, personal = tables::seal_personal(db.vault(), who), mobile = address_in(db, row.text(5)),
                email = address_in(db, row.text(6))] { db.execute(update_person, id, personal, mobile, email); };
    });
}

void seal_outbox(database& db)
{
    page_by_page(db, select_open_asked, [&db](rows& row) {
        auto const id = row.id<solicitation_id>(0);
        auto answer = row.is_null(2) ? std::nullopt : std::optional{tables::seal_words(db.vault(), row.text(2), id)};
        return [&db, id, address = address_in(db, row.text(1)), answer = std::move(answer)] {
            db.execute(update_asked, id, address, answer);
        };
    });
    page_by_page(db, select_messages, [&db](rows& row) {
        return [&db, id = row.integer(0), address = address_in(db, row.text(1))] { db.execute(update_message, id, address); };
    });
}

void seal_replies(database& db)
{
    page_by_page(db, select_open_replies, [&db](rows& row) {
        auto const address = db.vault().address(row.text(1));
        auto const text = tables::seal_reply(db.vault(), row.text(2), row.text(3), row.instant(4));
        return [&db, id = row.integer(0), address, text] { db.execute(update_reply, id, address, text); };
    });
}

void seal_lists(database& db)
{
    {
        auto row = db.query(select_open_opt_outs);
        while (row.next())
            db.execute(insert_opt_out, db.vault().address(row.text(0)), row.integer(1));
    }
    {
        auto row = db.query(select_former);
        while (row.next())
            db.execute(insert_former, db.vault().address(row.text(0)), row.integer(1));
    }
    auto row = db.query(select_pieces);
    while (row.next()) {
        channels::text_piece piece;
        piece.from = row.text(2);
        piece.to = row.text(3);
        piece.number = static_cast<int>(row.integer(6));
        db.execute(
            insert_piece, row.integer(0), row.integer(1), db.vault().address(piece.from), piece.to, row.text(4), row.integer(5),
            piece.number, db.vault().seal(row.text(7), tables::about_piece(piece)), row.integer(8)
        );
    }
}

}  // namespace

void seal_what_lies_open(database& db)
{
    seal_people(db);
    seal_lists(db);
    seal_outbox(db);
    seal_replies(db);
    db.script(drop_open_columns);
    db.script(ask_to_scrub);
}

void seal_reply_keys(database& db)
{
    bool any = false;
    page_by_page(db, select_reply_keys, [&db, &any](rows& row) {
        any = true;
        return [&db, id = row.integer(0), key = tables::reply_key(db.vault(), row.text(1), row.text(2))] {
            db.execute(update_reply_key, id, key);
        };
    });
    if (any)
        db.script(ask_to_scrub);
}

}  // namespace tocsin::dispatcher
