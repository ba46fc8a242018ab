// SPDX-License-Identifier: Apache-2.0
// A restart with a million people on record and a million messages waiting: the real tocsind, from its start to the first
// message at the centre, and the memory it takes.
#include "dispatcher/runtime/asio_runtime.hpp"
#include "dispatcher/runtime/events.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/program.hpp"
#include "tests/bench/queued.hpp"
#include "where.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using namespace tocsin;
namespace fs = std::filesystem;

double seconds_since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// "VmRSS" or "VmHWM", in MiB.
double memory_of(pid_t process, std::string const& which)
{
    std::ifstream in{"/proc/" + std::to_string(process) + "/status"};
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(which))
            return std::strtod(line.c_str() + which.size() + 1, nullptr) / 1024;
    return 0;
}

bool says(fs::path const& file, std::string const& what)
{
    std::ifstream in{file};
    std::string const all{std::istreambuf_iterator<char>{in}, {}};
    return all.find(what) != std::string::npos;
}

void write_configuration(fs::path const& folder, int port)
{
    std::string const config = TOCSIN_SOURCE_DIR "/config";
    std::ofstream{folder / "smpp"} << "bench";
    fs::permissions(folder / "smpp", fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream{folder / "tocsin.yaml"} << "instance: bench\ndatabase: " << (folder / "tocsin.db").string() << "\nsocket: "
                                          << (folder / "tocsin.sock").string() << "\nhttp: {listen: \"127.0.0.1:" << bench::free_port() << "\"}\ncredentials: "
                                          << folder.string() << "\nrules: " << config << "/rules\ntemplates: " << config
                                          << "/templates\ngazetteer: " << config << "/gazetteer\nholidays: " << config
                                          << "/holidays/school.csv\nchannels:\n  - {name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: "
                                          << port << ", system_id: tocsin, password: {credential: smpp}, sender: \"38123\", window: 10, rate: {per_second: 30}}\n"
                                          << "routes: {sms: [sms]}\n";
}

struct restart {
    double first_message = 0;  ///< seconds
    double loaded = 0;
    double memory = 0;  ///< MiB
    double most_memory = 0;
};

restart start_again(fs::path const& folder, char const* own)
{
    auto const witness = folder / "witness.jsonl";
    fs::remove(witness);
    bench::program centre{{bench::beside(own, "fake_smsc"), "--log", witness.string(), "--every-number-works"}};
    write_configuration(folder, std::atoi(centre.line().c_str() + 5));
    restart found;
    auto const begin = std::chrono::steady_clock::now();
    bench::program daemon{{bench::beside(own, "tocsind"), "--config", (folder / "tocsin.yaml").string()}};
    while (!says(witness, "\"submit\"") && seconds_since(begin) < 60)
        std::this_thread::sleep_for(milliseconds{5});
    found.first_message = seconds_since(begin);
    // The register is read into memory meanwhile; the event says when it is there.
    while (seconds_since(begin) < 120) {
        auto const line = daemon.line();
        if (line.empty() || line.find(dispatcher::events::register_loaded.id) != std::string::npos)
            break;
    }
    found.loaded = seconds_since(begin);
    std::this_thread::sleep_for(seconds{2});
    found.memory = memory_of(daemon.pid(), "VmRSS:");
    found.most_memory = memory_of(daemon.pid(), "VmHWM:");
    return found;
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    int const people = quick ? 5'000 : 1'000'000;
    auto const folder = fs::temp_directory_path() / ("tocsin-backlog." + std::to_string(::getpid()));
    fs::create_directories(folder);
    bench::figures out;
    {
        boost::asio::io_context loop;
        auto const world = dispatcher::make_asio_runtime(loop.get_executor());
        dispatcher::sqlite_options options;
        options.key = channels::secret{std::string(32, 'f')};
        options.path = (folder / "tocsin.db").string();
        // Where the daemon that starts again finds it.
        std::ofstream{options.path + ".key"} << std::string(64, '6') << '\n';
        fs::permissions(options.path + ".key", fs::perms::owner_read | fs::perms::owner_write);
        options.head = options.path + ".head";  // as the daemon keeps it: without one it asks a person first
        options.house_number = 1;
        auto const kept = dispatcher::open_store(*world, options);
        bench::run_to_end(loop, bench::fill_register(*kept, people));
        auto const begin = std::chrono::steady_clock::now();
        bench::run_to_end(loop, bench::queue_questions(*kept, *world, people));
        out.add("people on record and messages queued", people, "");
        out.add("queued", people / seconds_since(begin), "messages/s");
    }
    // Killed, not stopped, each time: the bench's programs end so. The first start also finds the files in no cache.
    std::vector<restart> starts;
    for (int i = 0; i < (quick ? 1 : 3); ++i)
        starts.push_back(start_again(folder, words[0]));
    std::sort(starts.begin(), starts.end(), [](auto const& a, auto const& b) { return a.first_message < b.first_message; });
    auto const& median = starts[starts.size() / 2];
    out.add("restart: to the first message at the centre", median.first_message, "s (goal 2; 1 s of it keeps the rate)");
    out.add("restart: to the register in memory", median.loaded, "s");
    out.add("memory while they wait", median.memory, "MiB (goal 300)");
    out.add("most memory since the start", median.most_memory, "MiB");
    fs::remove_all(folder);
    out.write(count, words);
    return median.memory > 0 ? 0 : 1;  // nobody was there to send anything
}
