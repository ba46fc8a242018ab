// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sight.hpp"

#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/numbers.hpp"
#include "dispatcher/store/outbox.hpp"
#include "dispatcher/store/replies.hpp"
#include "dispatcher/store/writer.hpp"

namespace tocsin::dispatcher {
namespace {

#define SQL_DELIVERED "8"

constexpr int most_open = 20;

constexpr auto select_writes = "SELECT total_changes()";
constexpr auto select_coming =
    "SELECT id, volunteer, place, eta FROM solicitation WHERE mobilisation = ?1 AND state = " SQL_CONFIRMED
    " AND place IS NOT NULL ORDER BY place LIMIT ?2";
// Spelled like this, and below, so that the index of open solicitations answers.
constexpr auto count_communes =
    "SELECT coalesce(v.commune, ''), count(*) FROM solicitation s LEFT JOIN volunteer v ON v.id = s.volunteer "
    "WHERE s.mobilisation = ?1 AND s." SQL_STILL_OPEN " AND s.state = " SQL_CONFIRMED " GROUP BY 1";
constexpr auto count_confirmed_by_minute =
    "SELECT answered / 60000, count(*) FROM solicitation WHERE mobilisation = ?1 AND " SQL_STILL_OPEN " AND state = " SQL_CONFIRMED
    " AND answered IS NOT NULL GROUP BY 1 ORDER BY 1";
constexpr auto count_asked = "SELECT at / 60000, sum(asked) FROM wave WHERE mobilisation = ?1 GROUP BY 1 ORDER BY 1";
constexpr auto count_waiting = "SELECT count(*) FROM reply WHERE needs_person IS NOT NULL AND settled IS NULL";
// The message that asked first has its solicitation's number, and is no follow-up.
constexpr auto count_delivered =
    "SELECT " SQL_INSTANT("", "ended") " / 60000, count(*) FROM message "
    "WHERE id >= (SELECT min(first) FROM wave WHERE mobilisation = ?1) "
    "AND id <= (SELECT max(last) FROM wave WHERE mobilisation = ?1) AND +mobilisation = ?1 AND solicitation IS NULL "
    "AND state = " SQL_DELIVERED " AND ended IS NOT NULL GROUP BY 1 ORDER BY 1";

/// Rows of a minute and how many came in it, added up.
std::vector<rules::picture::count_since> steps(rows row)
{
    std::vector<rules::picture::count_since> found;
    int so_far = 0;
    while (row.next()) {
        so_far += static_cast<int>(row.integer(1));
        found.push_back({wall_time{minutes{row.integer(0)}}, so_far});
    }
    return found;
}

sight look_at(database& db, sight_query const& asked)
{
    sight seen;
    {
        auto row = db.query(select_writes);
        if (row.next())
            seen.writes = row.integer(0);
    }
    if (seen.writes == asked.seen) {
        seen.same = true;
        return seen;
    }
    seen.open = tables::mobilisations(db, false, most_open);
    seen.what = tables::find_mobilisation(db, asked.which);
    seen.inbox = tables::inbox(db, asked.replies);
    seen.outbox = tables::outbox_by_channel(db);
    {
        auto row = db.query(count_waiting);
        if (row.next())
            seen.waiting_replies = static_cast<int>(row.integer(0));
    }
    if (!seen.what)
        return seen;
    seen.counts = tables::tally_of(db, asked.which);
    {
        auto row = db.query(select_coming, asked.which, asked.people);
        while (row.next())
            seen.coming.push_back(
                {row.id<solicitation_id>(0), row.id<volunteer_id>(1), static_cast<int>(row.integer(2)), row.maybe_instant(3)}
            );
    }
    {
        auto row = db.query(count_communes, asked.which);
        while (row.next())
            seen.confirmed_by_commune[row.text(0)] = static_cast<int>(row.integer(1));
    }
    seen.asked = steps(db.query(count_asked, asked.which));
    seen.confirmed = steps(db.query(count_confirmed_by_minute, asked.which));
    return seen;
}

class lookout_on_sqlite final : public lookout {
public:
    explicit lookout_on_sqlite(writer& through) : writer_(through) {}

    task<stored<sight>> look(sight_query asked) override
    {
        auto work = [asked](database& db) { return look_at(db, asked); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<rules::picture::count_since>>> delivered_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return steps(db.query(count_delivered, which)); };
        return writer_.run(std::move(work));
    }

private:
    writer& writer_;
};

}  // namespace

std::unique_ptr<lookout> make_lookout(writer& through) { return std::make_unique<lookout_on_sqlite>(through); }

}  // namespace tocsin::dispatcher
