// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/past.hpp"

#include "dispatcher/store/addresses.hpp"
#include "dispatcher/store/message_instants.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/writer.hpp"

namespace tocsin::dispatcher {
namespace {

// The message that asked first has its solicitation's number.
constexpr auto select_sent_to =
    "SELECT s.wave, m.purpose, t.medium, c.name, m.state, coalesce(m.code, ''), " SQL_ADDRESS("m.", "s.") ", "
    "m.possible_duplicate, t.parts, " SQL_INSTANT("m.", "accepted") ", " SQL_INSTANT("m.", "ended") " "
    "FROM solicitation s JOIN message m ON m.id = s.id OR m.solicitation = s.id "
    "JOIN text t ON t.id = m.text JOIN channel c ON c.id = m.channel WHERE s.id = ?1 ORDER BY m.id";

constexpr auto select_backup =
    "SELECT max(at) FROM journal WHERE number > (SELECT max(number) FROM journal) - 100000 AND kind = 'backup'";

asked_story story_of(database& db, report_row who)
{
    asked_story story;
    auto row = db.query(select_sent_to, who.solicitation);
    while (row.next()) {
        story.wave = row.id<wave_id>(0);
        sent_message sent;
        sent.purpose = numbered<purpose>(row.integer(1));
        sent.medium = parse_medium(row.text(2)).value_or(medium::sms);
        sent.channel = row.text(3);
        sent.state = numbered<message_state>(row.integer(4));
        sent.code = row.text(5);
        sent.masked = mask_address(db.vault().open_address(row.field(6)).value_or(""));
        sent.possible_duplicate = row.integer(7) != 0;
        sent.parts = static_cast<int>(row.integer(8));
        sent.accepted = row.maybe_instant(9);
        sent.ended = row.maybe_instant(10);
        story.sent.push_back(std::move(sent));
    }
    story.who = std::move(who);
    return story;
}

class historian_on_sqlite final : public historian {
public:
    explicit historian_on_sqlite(writer& through) : writer_(through) {}

    task<stored<std::vector<asked_story>>> people_of(mobilisation_id which, solicitation_id after, int limit) override
    {
        auto work = [which, after, limit](database& db) {
            std::vector<asked_story> page;
            for (auto& each : tables::report_of(db, which, after, limit))
                page.push_back(story_of(db, std::move(each)));
            return page;
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<wall_time>>> last_backup() override
    {
        auto work = [](database& db) -> std::optional<wall_time> {
            auto row = db.query(select_backup);
            return row.next() ? row.maybe_instant(0) : std::nullopt;
        };
        return writer_.run(std::move(work));
    }

private:
    writer& writer_;
};

}  // namespace

std::unique_ptr<historian> make_historian(writer& through) { return std::make_unique<historian_on_sqlite>(through); }

}  // namespace tocsin::dispatcher
