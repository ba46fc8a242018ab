// SPDX-License-Identifier: Apache-2.0
// SMS from the outbox to the phones and the receipts back, every state durable, through fake_smsc with its log off:
// ours against the same statements and the same wire in a bare loop, and against Kannel with its spool. Rates are what
// the centre saw, from the first submission to the last acknowledged receipt.
#include "channels/smpp/smpp_channel.hpp"
#include "dispatcher/engine/house.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "tests/bench/bare_fanout.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/kannel.hpp"
#include "tests/bench/program.hpp"
#include "tests/bench/queued.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"

#include <sqlite3.h>
#include <sys/resource.h>

#include <filesystem>
#include <memory>

namespace {

using namespace tocsin;
using namespace tocsin::dispatcher;
namespace fs = std::filesystem;

double processor_seconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const seconds_of = [](timeval const& of) { return static_cast<double>(of.tv_sec) + static_cast<double>(of.tv_usec) / 1e6; };
    return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

double median(std::vector<double> each)
{
    std::sort(each.begin(), each.end());
    return each[each.size() / 2];
}

struct centre {
    explicit centre(char const* own, milliseconds receipts_after = milliseconds{0})
        : runs({bench::beside(own, "fake_smsc"), "--quiet-log", "--every-number-works", "--receipt-ms", std::to_string(receipts_after.count())}),
          port(static_cast<int>(bench::number_in("{\"port\":" + runs.line().substr(5), "port")))
    {
    }

    bench::program runs;
    int port;
};

channels::secret const house_key{std::string(32, 'k')};

/// The engine as the daemon builds it, over one SMPP channel.
struct engine {
    engine(fs::path const& file, int port, std::size_t window, double per_second)
        : world(make_asio_runtime(loop.get_executor()))
        , books(support::shipped_rulebooks())
    {
        sqlite_options options;
        options.key = house_key;
        options.path = file.string();
        options.head = options.path + ".head";  // as the daemon keeps it
        options.house_number = 1;
        kept = open_store(*world, options);
        channels::smpp::smpp_settings account;
        account.where.host = "127.0.0.1";
        account.where.port = static_cast<std::uint16_t>(port);
        account.system_id = "tocsin";
        account.sender = "38123";
        account.limits.window = window;
        wired_channel wired;
        wired.settings.name = "sms";
        wired.settings.medium = medium::sms;
        wired.settings.per_second = per_second;
        wired.adapter = channels::smpp::make_smpp_channel(*world, std::move(account));
        std::map<std::string, wired_channel> channels;
        channels.emplace("sms", std::move(wired));
        routes = std::make_unique<route_table>(std::move(channels), std::map<medium, std::vector<channels::route_leg>>{{medium::sms, channels::in_order({"sms"})}});
    }

    /// Sends what is queued until so many are delivered, or time is up. The house is up before: it has read the register
    /// and who was asked lately, which a daemon has done long before a trigger comes.
    void send(int messages, seconds at_most = hours{1})
    {
        event_recorder log;
        house whole{*world, *kept, *books, *routes, log};
        auto const play = [&]() -> task<void> {
            co_await change(mobilisation_state::running, mobilisation_state::paused);
            whole.start();
            while (log.count(events::register_loaded) == 0)
                co_await world->sleep_until(world->mono() + milliseconds{20});
            (void)co_await whole.contacts.refresh();
            co_await change(mobilisation_state::paused, mobilisation_state::running);
            whole.ring.ring_senders();
            auto const end = world->mono() + at_most;
            while (world->mono() < end) {
                auto const counts = co_await kept->tally_of(mobilisation_id{1});
                auto const delivered = counts->messages.find(message_state::delivered);
                if (delivered != counts->messages.end() && delivered->second >= messages)
                    break;
                co_await world->sleep_until(world->mono() + milliseconds{20});
            }
            whole.stop();
            co_await whole.join();
        };
        bench::run_to_end(loop, play());
    }

    task<void> change(mobilisation_state from, mobilisation_state to)
    {
        state_change what;
        what.id = mobilisation_id{1};
        what.from.push_back(from);
        what.to = to;
        what.at = world->wall();
        auto const changed = co_await kept->change_state(std::move(what));
        if (!changed || *changed != change_result::done)
            throw std::runtime_error{"the mobilisation cannot be paused and resumed"};
    }

    boost::asio::io_context loop;
    std::unique_ptr<channels::runtime> world;
    std::shared_ptr<rulebooks const> books;
    std::unique_ptr<sqlite_store> kept;
    std::unique_ptr<route_table> routes;
};

double used_bytes(fs::path const& file)
{
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    return static_cast<double>(fs::file_size(file));
}

struct run_figures {
    double queued_seconds = 0;
    double sent_seconds = 0;
    double processor = 0;
    double bytes = 0;
    double all_seconds() const { return queued_seconds + sent_seconds; }
};

class fanout {
public:
    fanout(char const* own, fs::path folder, int people) : own_(own), folder_(std::move(folder)), people_(people)
    {
        fs::create_directories(folder_);
        boost::asio::io_context loop;
        auto const world = make_asio_runtime(loop.get_executor());
        sqlite_options options;
        options.key = house_key;
        options.path = (folder_ / "register.db").string();
        options.head = options.path + ".head";
        options.house_number = 1;
        auto const kept = open_store(*world, options);
        bench::run_to_end(loop, bench::fill_register(*kept, people_));
    }

    int people() const { return people_; }

    run_figures ours(int window, milliseconds receipts_after = milliseconds{0})
    {
        auto const file = fresh("ours.db");
        auto const before = used_bytes(file);
        run_figures found;
        {
            centre sink{own_, receipts_after};
            engine house{file, sink.port, static_cast<std::size_t>(window), 1'000'000};
            auto const begin = std::chrono::steady_clock::now();
            auto const used = processor_seconds();
            bench::run_to_end(house.loop, bench::queue_questions(*house.kept, *house.world, people_));
            found.queued_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            house.send(people_);
            found.processor = processor_seconds() - used;
            found.sent_seconds = bench::number_in(sink.runs.end(SIGTERM), "acknowledgements_us") / 1e6;
        }
        found.bytes = (used_bytes(file) - before) / people_;
        return found;
    }

    run_figures bare(int window, bench::bare_threads threads = bench::bare_threads::one)
    {
        auto const file = fresh("bare.db");
        run_figures found;
        centre sink{own_};
        auto const used = processor_seconds();
        found.queued_seconds = bench::bare_fanout(file.string(), house_key, people_, sink.port, window, threads).queued_seconds;
        found.processor = processor_seconds() - used;
        found.sent_seconds = bench::number_in(sink.runs.end(SIGTERM), "acknowledgements_us") / 1e6;
        return found;
    }

    /// The share of the allowed rate that was used, and the fullest sliding second at the centre.
    void pace(bench::figures& out, double per_second, seconds span)
    {
        auto const file = fresh("pace.db");
        centre sink{own_};
        engine house{file, sink.port, 100, per_second};
        auto const messages = static_cast<int>(per_second) * static_cast<int>(span.count());
        bench::run_to_end(house.loop, bench::queue_questions(*house.kept, *house.world, std::min(messages, people_)));
        house.send(std::min(messages, people_));
        auto const said = sink.runs.end(SIGTERM);
        auto const taken = bench::number_in(said, "taken") - 1;
        auto const share = taken / (bench::number_in(said, "submissions_us") / 1e6) / per_second * 100;
        auto const name = std::to_string(static_cast<int>(per_second)) + " a second";
        out.add(name + ": share of the rate used", share, "% (goal 99)");
        out.add(name + ": fullest sliding second at the centre", bench::number_in(said, "busiest_second"), "messages");
    }

private:
    fs::path fresh(std::string const& name)
    {
        for (auto const* const end : {"-wal", "-shm", ".lock"})
            fs::remove(folder_ / (name + end));
        for (std::string const end : {"", ".head", ".commits"})
            fs::copy_file(folder_ / ("register.db" + end), folder_ / (name + end), fs::copy_options::overwrite_existing);
        return folder_ / name;
    }

    char const* own_;
    fs::path folder_;
    int people_;
};

struct at_window {
    std::vector<double> ours;
    std::vector<double> bare;
    std::vector<double> ratio;
    std::vector<double> two_threads;
    std::vector<double> queued;
    std::vector<double> processor;
    std::vector<double> processor_bare;
    std::vector<double> bytes;
};

/// A smaller window is all on the wire or all on its way to the disk: a thread more is only one to be woken.
constexpr int worth_overlapping = 64;

/// Interleaved rounds; returns our median rate.
double compare(bench::figures& out, fanout& all, int window, int rounds)
{
    at_window each;
    int const people = all.people();
    for (int i = 0; i < rounds; ++i) {
        auto const limit = all.bare(window);
        auto const mine = all.ours(window);
        each.ours.push_back(people / mine.sent_seconds);
        each.bare.push_back(people / limit.sent_seconds);
        each.ratio.push_back(limit.sent_seconds / mine.sent_seconds);
        each.queued.push_back(limit.queued_seconds / mine.queued_seconds);
        if (window < worth_overlapping)
            each.two_threads.push_back(limit.sent_seconds / all.bare(window, bench::bare_threads::two).sent_seconds);
        each.processor.push_back(mine.processor / people * 1e6);
        each.processor_bare.push_back(limit.processor / people * 1e6);
        each.bytes.push_back(mine.bytes);
    }
    auto const at = "window " + std::to_string(window) + ": ";
    out.add(at + "sent, accepted, delivered, durable", median(each.ours), "messages/s");
    out.add(at + "the same in a bare loop", median(each.bare), "messages/s");
    out.add(at + "ours / bare", median(each.ratio), "x (goal 0.7)");
    if (!each.two_threads.empty())
        out.add(at + "bare with its statements on another thread / bare", median(each.two_threads), "x");
    out.add(at + "queued: ours / bare", median(each.queued), "x");
    out.add(at + "processor time, ours", median(each.processor), "us/message");
    out.add(at + "processor time, bare", median(each.processor_bare), "us/message");
    if (window == 100)
        out.add("database, a finished message", median(each.bytes), "bytes (goal 150)");
    return median(each.ours);
}

/// Receipts alone: the centre gives them when all has been submitted, and each is acknowledged after its commit.
void receipts_alone(bench::figures& out, fanout& all, milliseconds after)
{
    auto const seconds_for_all = all.ours(1000, after).sent_seconds - std::chrono::duration<double>(after).count();
    out.add("receipts, acknowledged when durable", all.people() / seconds_for_all, "receipts/s");
}

}  // namespace

/// `--window N` measures that one alone, ours and the bare loop's, for a profiler.
int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    int const one = std::atoi(bench::value_of(count, words, "--window", "0").c_str());
    int const rounds = quick ? 1 : 3;
    auto const folder = fs::temp_directory_path() / ("tocsin-fanout." + std::to_string(::getpid()));
    fs::create_directories(folder);
    bench::figures out;
    {
        fanout few{words[0], folder / "few", quick ? 2'000 : 40'000};
        fanout many{words[0], folder / "many", quick ? 2'000 : 200'000};
        if (one > 0) {
            compare(out, one < 100 ? few : many, one, rounds);
            fs::remove_all(folder);
            return 0;
        }
        compare(out, few, 10, rounds);
        auto const at_hundred = compare(out, many, 100, rounds);
        compare(out, many, 1000, rounds);
        receipts_alone(out, many, quick ? milliseconds{500} : seconds{5});
        few.pace(out, 30, quick ? seconds{3} : seconds{20});
        few.pace(out, 1000, quick ? seconds{2} : seconds{10});
        centre sink{words[0]};
        if (auto const theirs = bench::kannel_messages_a_second(folder, sink.port, sink.runs, quick ? 200 : 4000)) {
            out.add("Kannel with its spool (never synced), same centre", *theirs, "messages/s");
            out.add("ours at window 100 / Kannel", at_hundred / *theirs, "x (goal 50)");
        } else {
            out.skipped("Kannel with its spool: kannel is not installed");
        }
    }
    fs::remove_all(folder);
    out.write(count, words);
    return 0;
}
