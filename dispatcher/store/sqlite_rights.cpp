// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sqlite_rights.hpp"

#include "dispatcher/store/rights.hpp"
#include "dispatcher/store/writer.hpp"

namespace tocsin::dispatcher {
namespace {

class rights_on_sqlite final : public rights_store {
public:
    explicit rights_on_sqlite(writer& by) : writer_(by) {}

    task<stored<std::optional<kept_person>>> everything_about(volunteer_id which) override
    {
        auto work = [which](database& db) { return tables::everything_about(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<volunteer>>>
    restrict_person(volunteer_id which, bool restricted, std::string reason, act who) override
    {
        auto work = [which, restricted, reason = std::move(reason), who = std::move(who)](database& db) {
            return tables::restrict_person(db, which, restricted, reason, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<volunteer>>> opt_in(volunteer_id which, std::string proof, act who) override
    {
        auto work = [which, proof = std::move(proof), who = std::move(who)](database& db) {
            return tables::opt_in(db, which, proof, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<purge_step>> purge_answers(wall_time before, int limit, wall_time now) override
    {
        auto work = [before, limit, now](database& db) { return tables::purge_answers(db, before, limit, now); };
        return writer_.run(std::move(work));
    }

    task<stored<purge_step>> purge_deliveries(wall_time before, int limit, wall_time now) override
    {
        auto work = [before, limit, now](database& db) { return tables::purge_deliveries(db, before, limit, now); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> purge_replies(wall_time before, int limit, wall_time now) override
    {
        auto work = [before, limit, now](database& db) { return tables::purge_replies(db, before, limit, now); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> purge_strays(wall_time before) override
    {
        auto work = [before](database& db) { return tables::purge_strays(db, before); };
        return writer_.run(std::move(work));
    }

private:
    writer& writer_;
};

}  // namespace

std::unique_ptr<rights_store> make_rights_store(writer& by) { return std::make_unique<rights_on_sqlite>(by); }

}  // namespace tocsin::dispatcher
