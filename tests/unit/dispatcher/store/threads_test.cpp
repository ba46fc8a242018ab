// SPDX-License-Identifier: Apache-2.0
// Whatever hops between threads: the store's writer, and errands that block. `./run tsan` plays it under ThreadSanitizer.
#include "channels/port/errands.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "dispatcher/store/writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include <unistd.h>

namespace tocsin::dispatcher {
namespace {

constexpr int writers = 16;
constexpr int rows_each = 100;

class Threads : public testing::Test {
protected:
    Threads() : file_(std::filesystem::temp_directory_path() / ("tocsin-threads." + std::to_string(::getpid())))
    {
        forget();
        database fresh{file_.string()};
        fresh.script("PRAGMA journal_mode = WAL; CREATE TABLE kept (id INTEGER PRIMARY KEY, words TEXT NOT NULL)");
    }
    ~Threads() override { forget(); }

    std::unique_ptr<writer> begin(std::function<void(store_error const&)> failed)
    {
        auto db = std::make_unique<database>(file_.string());
        commit_watch watch;
        watch.before = [](database&) {};
        watch.after = [] { return true; };
        return std::make_unique<writer>(std::move(db), loop.get_executor(), writer_home::own_thread, store_listeners{std::move(failed), nullptr}, std::move(watch));
    }

    void start(task<void> what) { boost::asio::co_spawn(loop, std::move(what), boost::asio::detached); }

    boost::asio::io_context loop;
    std::unique_ptr<channels::runtime> world = make_asio_runtime(loop.get_executor());

private:
    void forget() const
    {
        for (auto const* const end : {"", "-wal", "-shm"})
            std::filesystem::remove(file_.string() + end);
    }

    std::filesystem::path file_;
};

task<void> write_rows(writer& to, std::set<std::string>& said)
{
    for (int i = 0; i < rows_each; ++i) {
        auto work = [words = "words that fit into no small string, " + std::to_string(i)](database& db) {
            db.execute("INSERT INTO kept (words) VALUES (?1)", words);
            return std::to_string(db.last_row());
        };
        auto const row = co_await to.run(std::move(work));
        if (row)
            said.insert(*row);
    }
}

TEST_F(Threads, EachHearsOfItsOwnWorkFromTheWriter)
{
    std::set<std::string> said;
    auto const to = begin(nullptr);
    for (int i = 0; i < writers; ++i)
        start(write_rows(*to, said));
    loop.run();
    EXPECT_EQ(said.size(), static_cast<std::size_t>(writers * rows_each));
}

task<void> write_nonsense(writer& to, int& errors)
{
    auto work = [](database& db) { return db.execute("INSERT INTO kept (id, words) VALUES (1, NULL)"); };
    auto const none = co_await to.run(std::move(work));
    errors += none ? 0 : 1;
}

TEST_F(Threads, AFailureIsToldOnTheLoopBeforeThoseWhoWaited)
{
    int told = 0;
    int errors = 0;
    auto const to = begin([&](store_error const&) { told += errors == 0 ? 1 : 0; });
    start(write_nonsense(*to, errors));
    loop.run();
    EXPECT_EQ(told, 1);
    EXPECT_EQ(errors, 1);
}

task<void> run_errands(channels::errands& through, int& count)
{
    for (int i = 0; i < rows_each; ++i) {
        std::function<void()> work = [&count] { ++count; };
        co_await through.run(std::move(work));
        ++count;
    }
}

TEST_F(Threads, WhatAnErrandDidIsSeenAfterIt)
{
    int count = 0;
    channels::errands through{*world};
    start(run_errands(through, count));
    loop.run();
    EXPECT_EQ(count, 2 * rows_each);
}

}  // namespace
}  // namespace tocsin::dispatcher
