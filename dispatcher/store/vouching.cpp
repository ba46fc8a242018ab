// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/vouching.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/unanswered.hpp"

#include <stdexcept>

namespace tocsin::dispatcher {

commit_watch vouch_in(std::shared_ptr<kept_beside> kept)
{
    if (!kept)
        return {};
    commit_watch watch;
    // All that is asked of the database is asked before: afterwards it would have to be locked once more.
    watch.before = [kept](database& db) {
        tables::count_commits(db, kept->made + 1);
        kept->about_to_be = tables::head_of(db);
    };
    watch.after = [kept] {
        kept->commits.keep(++kept->made);
        return kept->about_to_be == kept->head.kept() || kept->head.keep(kept->about_to_be);
    };
    return watch;
}

std::vector<journal_finding> begin_journal(database& db, kept_beside* kept, wall_time now)
{
    db.script("BEGIN IMMEDIATE");
    auto const vouched = kept ? kept->head.read() : tables::head_of(db);
    auto found = tables::check_at_start(db, vouched, now);
    if (kept)
        if (auto const lost = tables::commits_lost(db, kept->commits.read().value_or(0)))
            tables::note_findings(db, found, {*lost}, now);
    if (found.empty() && vouched && vouched->number > 0)
        tables::hold_unanswered(db, *vouched, now);
    db.script("COMMIT");
    if (!kept)
        return found;
    if (!kept->head.keep(tables::head_of(db)))
        throw std::runtime_error{"cannot write beside the database: check the disk (dmesg, smartctl)"};
    kept->made = tables::commits_counted(db);
    kept->commits.keep(kept->made);
    return found;
}

}  // namespace tocsin::dispatcher
