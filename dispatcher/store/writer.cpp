// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/writer.hpp"

#include "rules/words/seeded_bug.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t largest_group = 1024;

constexpr auto for_damage = ": bring back the latest backup (tocsind --restore)";

store_error error_of(sqlite_failure const& failure, moment when)
{
    auto const what = failure_of(failure.code(), when);
    return {what, failure.what() + std::string{what == store_failure::corrupt ? for_damage : ""}};
}

}  // namespace

writer::writer(
    std::unique_ptr<database> db,
    boost::asio::any_io_executor executor,
    writer_home home,
    store_listeners told,
    commit_watch watch
)
    : db_(std::move(db))
    , executor_(std::move(executor))
    , home_(home)
    , told_(std::move(told))
    , watch_(std::move(watch))
{
    if (home_ == writer_home::own_thread)
        thread_ = std::thread{[this] { serve(); }};
}

writer::~writer()
{
    *alive_ = false;
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void writer::abandon()
{
    batch dropped;
    {
        std::lock_guard const lock{mutex_};
        dropped.swap(waiting_);
    }
}

void writer::enqueue(std::unique_ptr<job> next)
{
    bool first = false;
    {
        std::lock_guard const lock{mutex_};
        first = waiting_.empty();
        waiting_.push_back(std::move(next));
    }
    if (!first)
        return;
    if (home_ == writer_home::own_thread) {
        wake_.notify_one();
        return;
    }
    auto flush = [this, alive = alive_] {
        if (!*alive)
            return;
        batch jobs;
        jobs.swap(waiting_);
        run_batch(jobs);
    };
    boost::asio::post(executor_, std::move(flush));
}

void writer::serve()
{
    while (true) {
        batch jobs;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty())
                return;
            auto const end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), largest_group));
            jobs.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
            waiting_.erase(waiting_.begin(), end);
        }
        run_batch(jobs);
    }
}

void writer::run_batch(batch& jobs)
{
    auto const before = db_->changes_ever();
    failed_now_ = false;
    if (auto const failure = run_transaction(jobs)) {
        for (auto& each : jobs)
            each->fail(*failure);
        tell(*failure);
    }
    if (takes_nothing_ && !failed_now_ && db_->changes_ever() != before)
        tell_it_is_well();
    for (auto& each : jobs)
        each->complete();
}

void writer::run_piece(job& piece)
{
    db_->execute("SAVEPOINT piece");
    try {
        piece.work(*db_);
    } catch (sqlite_failure const& failure) {
        auto const error = error_of(failure, moment::before_commit);
        // A full disk may have rolled everything back; anything worse is not for one piece of work alone.
        if (!is_harmless(error.failure()) || !db_->in_transaction())
            throw;
        db_->execute("ROLLBACK TO piece");
        piece.fail(error);
        tell(error);
    }
    db_->execute("RELEASE piece");
}

/// The error that struck the whole group, if one did; errors of one piece of work stay with it.
std::optional<store_error> writer::run_transaction(batch& jobs)
{
    auto const before = db_->changes_ever();
    auto when = moment::before_commit;
    try {
        if (!db_->in_transaction())
            db_->execute("BEGIN IMMEDIATE");
        // A piece of work alone in its group falls and stands with it.
        if (jobs.size() == 1)
            jobs.front()->work(*db_);
        else
            for (auto& each : jobs)
                run_piece(*each);
        bool const watched = watch_.before && db_->changes_ever() != before;
        if (watched)
            watch_.before(*db_);
        when = moment::at_commit;
        if (!seeded(bug::acknowledge_before_commit) || ++groups_ % 8 == 0)
            db_->execute("COMMIT");
        when = moment::committed;
        if (watched && !watch_.after())
            return store_error{store_failure::unknown, "committed, but the journal's head could not be kept"};
        return std::nullopt;
    } catch (sqlite_failure const& failure) {
        return undone(error_of(failure, when));
    } catch (std::bad_alloc const&) {
        throw;
    } catch (std::exception const& failure) {
        store_error const damage{
            store_failure::corrupt,
            "a row of the database holds what tocsin never wrote (" + std::string{failure.what()} + ')' + for_damage};
        return undone(damage);
    }
}

/// Nothing of the group stays. Gives what to tell of it: `why`, or what struck while undoing it.
store_error writer::undone(store_error why)
{
    try {
        if (db_->in_transaction())
            db_->execute("ROLLBACK");
    } catch (sqlite_failure const& second) {
        return error_of(second, moment::committed);  // who knows what stays
    }
    return why;
}

/// Full and busy are told once: whoever waits tries again and again.
void writer::tell(store_error const& failure)
{
    failed_now_ = true;
    bool const passes = failure.failure() == store_failure::full || failure.failure() == store_failure::busy;
    if (passes && std::exchange(takes_nothing_, true))
        return;
    if (!told_.failed)
        return;
    auto tell = [failed = told_.failed, failure] { failed(failure); };
    boost::asio::post(executor_, std::move(tell));
}

void writer::tell_it_is_well()
{
    takes_nothing_ = false;
    if (told_.recovered)
        boost::asio::post(executor_, told_.recovered);
}

}  // namespace tocsin::dispatcher
