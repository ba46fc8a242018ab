// SPDX-License-Identifier: Apache-2.0
// The whole database for whoever keeps it elsewhere. Who took it is in the journal before it leaves.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/routes.hpp"

namespace tocsin::dispatcher::api {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

class copy_stream final : public answer_stream {
public:
    explicit copy_stream(backup copy) : copy_(std::move(copy)) {}

    task<stored<std::string>> next() override { co_return copy_.read(piece_size); }

private:
    backup copy_;
};

task<answer> back_up(api_house& at, request& asked)
{
    journal_note taken;
    taken.kind = "backup";
    taken.who = act_of(at, asked);
    taken.what = "{}";
    auto const noted = co_await at.kept.note(std::move(taken));
    if (!noted)
        co_return store_answer(noted.error(), asked.language);
    auto made = co_await at.backups.make();
    if (!made) {
        at.log.report(events::backup_failed, {{"by", asked.by->name()}, {"why", made.error().why()}});
        co_return store_answer(made.error(), asked.language);
    }
    at.last_backup = {true, at.world.wall()};
    at.log.report(
        events::backup_made,
        {{"by", asked.by->name()}, {"lines", made->head().number}, {"whole", std::string{made->whole() ? "yes" : "no"}}}
    );
    answer told{200, "application/vnd.sqlite3", ""};
    told.headers.emplace_back("Content-Disposition", "attachment; filename=\"tocsin.db\"");
    told.rest = std::make_unique<copy_stream>(std::move(*made));
    co_return told;
}

constexpr route backup_table[] = {
    {"POST", "/v1/backup", access::staff, body_kind::none, back_up},
};

}  // namespace

std::span<route const> backup_routes() { return backup_table; }

}  // namespace tocsin::dispatcher::api
