// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/feeds.hpp"

namespace tocsin::dispatcher::tables {
namespace {

constexpr auto select_feed =
    "SELECT etag, last_modified, digest, succeeded, changed, as_of FROM feed WHERE name = ?1";
constexpr auto select_items =
    "SELECT key, version, sender, identifier, sent, expires, calm, listed FROM feed_item WHERE feed = ?1";
constexpr auto put_feed =
    "INSERT INTO feed (name, etag, last_modified, digest, succeeded, changed, as_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
    "ON CONFLICT DO UPDATE SET etag = ?2, last_modified = ?3, digest = ?4, succeeded = ?5, changed = ?6, as_of = ?7";
constexpr auto put_item =
    "INSERT OR REPLACE INTO feed_item (feed, key, version, sender, identifier, sent, expires, calm, listed) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr auto forget_items = "DELETE FROM feed_item WHERE feed = ?1 AND listed < ?2";
constexpr auto count_items = "SELECT count(*) FROM feed_item WHERE feed = ?1";

}  // namespace

feed_record recall_feed(database& db, std::string const& name)
{
    feed_record found;
    found.name = name;
    auto row = db.query(select_feed, name);
    if (!row.next())
        return found;
    found.etag = row.text(0);
    found.last_modified = row.text(1);
    found.digest = row.text(2);
    found.succeeded = row.maybe_instant(3);
    found.changed = row.maybe_instant(4);
    found.as_of = row.maybe_instant(5);
    auto items = db.query(select_items, name);
    while (items.next()) {
        feed_item item;
        item.key = items.text(0);
        item.version = items.text(1);
        if (auto const sent = items.maybe_instant(4))
            item.last = alert_identity{items.text(2), items.text(3), *sent};
        item.expires = items.maybe_instant(5);
        item.calm = items.integer(6) != 0;
        item.listed = items.instant(7);
        found.items.push_back(std::move(item));
    }
    return found;
}

int keep_feed(database& db, feed_record const& what, wall_time forget)
{
    db.execute(put_feed, what.name, what.etag, what.last_modified, what.digest, what.succeeded, what.changed, what.as_of);
    for (auto const& item : what.items) {
        auto const identity = item.last.value_or(alert_identity{});
        auto const sent = item.last ? std::optional{item.last->sent} : std::nullopt;
        db.execute(
            put_item, what.name, item.key, item.version, identity.sender, identity.identifier, sent, item.expires,
            std::int64_t{item.calm}, item.listed
        );
    }
    db.execute(forget_items, what.name, forget);
    auto row = db.query(count_items, what.name);
    row.next();
    return static_cast<int>(row.integer(0));
}

}  // namespace tocsin::dispatcher::tables
