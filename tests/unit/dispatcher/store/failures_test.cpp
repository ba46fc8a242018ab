// SPDX-License-Identifier: Apache-2.0
// What an error of SQLite's says of the transaction it struck, and what the writer makes of it: nobody is told that nothing
// happened unless that is certain, and one bad piece of work or somebody's lock ends nothing.
#include "dispatcher/store/failures.hpp"
#include "dispatcher/store/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <filesystem>
#include <vector>

#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

using enum store_failure;
using testing::ElementsAre;

struct verdict_of_code {
    int code;
    store_failure before_commit;
    store_failure at_commit;
    store_failure committed;
};

TEST(Failures, SayNothingHappenedOnlyWhereThatIsCertain)
{
    constexpr verdict_of_code table[] = {
        {SQLITE_FULL, full, full, unknown},
        {SQLITE_BUSY, busy, busy, unknown},
        {SQLITE_BUSY_SNAPSHOT, busy, busy, unknown},
        {SQLITE_LOCKED, busy, unknown, unknown},
        {SQLITE_PROTOCOL, busy, unknown, unknown},
        {SQLITE_CONSTRAINT_NOTNULL, rejected, rejected, unknown},
        {SQLITE_CONSTRAINT_FOREIGNKEY, rejected, rejected, unknown},
        {SQLITE_ERROR, rejected, unknown, unknown},
        {SQLITE_TOOBIG, rejected, unknown, unknown},
        {SQLITE_MISMATCH, rejected, unknown, unknown},
        {SQLITE_IOERR_FSYNC, unknown, unknown, unknown},
        {SQLITE_IOERR_WRITE, unknown, unknown, unknown},
        {SQLITE_NOMEM, unknown, unknown, unknown},
        {SQLITE_READONLY_DBMOVED, unknown, unknown, unknown},
        {SQLITE_CANTOPEN, unknown, unknown, unknown},
        {SQLITE_MISUSE, unknown, unknown, unknown},
        {SQLITE_CORRUPT, corrupt, corrupt, corrupt},
        {SQLITE_NOTADB, corrupt, corrupt, unknown},
    };
    for (auto const& row : table) {
        EXPECT_EQ(failure_of(row.code, moment::before_commit), row.before_commit) << row.code;
        EXPECT_EQ(failure_of(row.code, moment::at_commit), row.at_commit) << row.code;
        EXPECT_EQ(failure_of(row.code, moment::committed), row.committed) << row.code;
    }
}

class WriterInTrouble : public testing::Test {
protected:
    WriterInTrouble() : file_(std::filesystem::temp_directory_path() / ("tocsin-failures." + std::to_string(::getpid())))
    {
        forget();
        other = std::make_unique<database>(file_.string());
        other->script("PRAGMA journal_mode = WAL; CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT NOT NULL)");
        store_listeners told;
        told.failed = [this](store_error const& error) { failures.push_back(error.failure()); };
        told.recovered = [this] { ++recoveries; };
        to = std::make_unique<writer>(
            std::make_unique<database>(file_.string()), loop.get_executor(), writer_home::callers_executor, std::move(told)
        );
    }
    ~WriterInTrouble() override { forget(); }

    /// In one group with whatever else is asked before the next play().
    void write(int id, std::optional<std::string> words) { boost::asio::co_spawn(loop, put(id, std::move(words)), boost::asio::detached); }

    void play()
    {
        loop.restart();
        loop.run();
    }

    int rows_there()
    {
        auto row = other->query("SELECT count(*) FROM kept");
        row.next();
        return static_cast<int>(row.integer(0));
    }

    boost::asio::io_context loop;
    std::unique_ptr<database> other;
    std::unique_ptr<writer> to;
    std::vector<std::optional<store_failure>> answers;  ///< nothing: written
    std::vector<store_failure> failures;
    int recoveries = 0;

private:
    task<void> put(int id, std::optional<std::string> words)
    {
        auto work = [id, words = std::move(words)](database& db) {
            return db.execute("INSERT INTO kept (id, words) VALUES (?1, ?2)", id, words);
        };
        auto const done = co_await to->run(std::move(work));
        answers.push_back(done ? std::nullopt : std::optional{done.error().failure()});
    }

    void forget() const
    {
        for (auto const* const end : {"", "-wal", "-shm"})
            std::filesystem::remove(file_.string() + end);
    }

    std::filesystem::path file_;
};

TEST_F(WriterInTrouble, SaysThatAnotherProgramHoldsTheDatabaseOnceAndGoesOnWhenItLetsGo)
{
    other->script("BEGIN IMMEDIATE");
    write(1, "words");
    play();
    write(2, "words");
    play();
    EXPECT_THAT(answers, ElementsAre(busy, busy));
    EXPECT_THAT(failures, ElementsAre(busy));
    other->script("ROLLBACK");
    EXPECT_EQ(rows_there(), 0);
    write(3, "words");
    play();
    EXPECT_EQ(answers.back(), std::nullopt);
    EXPECT_EQ(recoveries, 1);
    EXPECT_EQ(rows_there(), 1);
}

TEST_F(WriterInTrouble, LeavesOutOnePieceThatTheDatabaseRefusesAndKeepsTheOthers)
{
    write(1, "words");
    write(2, std::nullopt);
    write(1, "the same number");
    write(3, "words");
    play();
    EXPECT_THAT(answers, ElementsAre(std::nullopt, rejected, rejected, std::nullopt));
    EXPECT_THAT(failures, ElementsAre(rejected, rejected));
    EXPECT_EQ(rows_there(), 2);
    EXPECT_EQ(recoveries, 0);
}

TEST_F(WriterInTrouble, RefusesAPieceThatIsAloneAndGoesOn)
{
    write(1, std::nullopt);
    play();
    write(1, "words");
    play();
    EXPECT_THAT(answers, ElementsAre(rejected, std::nullopt));
    EXPECT_EQ(rows_there(), 1);
}

TEST_F(WriterInTrouble, IsNotWellAgainBeforeSomethingWasWritten)
{
    other->script("BEGIN IMMEDIATE");
    write(1, "words");
    play();
    other->script("ROLLBACK");
    write(2, std::nullopt);
    play();
    EXPECT_EQ(recoveries, 0);
    write(3, "words");
    play();
    EXPECT_EQ(recoveries, 1);
}

}  // namespace
}  // namespace tocsin::dispatcher
