// SPDX-License-Identifier: Apache-2.0
// The adapters alone, at 1, 8 and 32 or 64 connections, against a bare loop around libcurl with the same bytes and the
// same sink: mail to Postfix's smtp-sink, HTTP to nginx. Beside them what others reach: smtp-source and nodemailer, wrk.
#include "channels/registry.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "tests/bench/bare_curl.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/program.hpp"
#include "where.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <curl/curl.h>
#include <sys/resource.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

namespace {

using namespace tocsin;
namespace fs = std::filesystem;

double seconds_since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Of this process and its threads, so not of the sinks and not of others on the machine.
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

/// Messages a second through an adapter built from its YAML, its window kept full.
double ours(std::string const& yaml, int messages, std::string const& to)
{
    boost::asio::io_context loop;
    auto const world = dispatcher::make_asio_runtime(loop.get_executor());
    channels::surroundings const around{
        *world, [](std::string const&) { return std::optional{channels::secret{"bench-bench-bench"}}; }, "http://127.0.0.1:1", TOCSIN_SOURCE_DIR "/config/gateways", "bench"};
    auto built = channels::build_channel(YAML::Load(yaml), "bench", around);
    if (!built)
        throw std::runtime_error{to_string(built.error().front())};
    auto& through = *built->adapter;
    int left = messages;
    int taken = 0;
    auto const one_after_the_other = [&]() -> task<void> {
        while (left-- > 0) {
            channels::outbound out;
            out.reference = "bench-" + std::to_string(left);
            out.to = to;
            out.text = message_text{"Crue : nous avons besoin de vous", "Repondez OUI ou NON avant 18h.", ""};
            out.deadline = world->wall() + hours{3};
            out.language = "fr";
            auto const said = co_await through.submit(std::move(out));
            taken += std::holds_alternative<channels::accepted>(said) ? 1 : 0;
        }
    };
    auto const begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < through.traits().window; ++i)
        boost::asio::co_spawn(loop, one_after_the_other(), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
    while (taken < messages && loop.run_one() > 0) {
    }
    auto const taken_in = seconds_since(begin);
    if (taken != messages)
        throw std::runtime_error{"only " + std::to_string(taken) + " of " + std::to_string(messages) + " were taken"};
    return messages / taken_in;
}

struct comparison {
    double ours;
    double bare;
    double ratio;
    double processor;  ///< time, ours / bare: holds on a busy machine too
};

/// Medians of interleaved runs.
template <class Ours, class Bare>
comparison compare(int rounds, Ours mine, Bare limit)
{
    std::vector<double> ours_each;
    std::vector<double> bare_each;
    std::vector<double> ratio;
    std::vector<double> processor;
    for (int i = 0; i < rounds; ++i) {
        auto const begin = processor_seconds();
        bare_each.push_back(limit());
        auto const between = processor_seconds();
        ours_each.push_back(mine());
        ratio.push_back(ours_each.back() / bare_each.back());
        processor.push_back((processor_seconds() - between) / (between - begin));
    }
    return {median(ours_each), median(bare_each), median(ratio), median(processor)};
}

std::string const& found(std::string const& one, std::string const& other) { return fs::exists(one) ? one : other; }

/// Whether these connections of this adapter are measured; see main().
using chosen = std::function<bool(std::string const& adapter, int connections)>;

void mail(bench::figures& out, bool quick, chosen const& wanted)
{
    auto const sink_at = found("/usr/sbin/smtp-sink", "/usr/bin/smtp-sink");
    auto const source_at = found("/usr/sbin/smtp-source", "/usr/bin/smtp-source");
    auto const port = bench::free_port();
    auto const address = "127.0.0.1:" + std::to_string(port);
    std::vector<std::string> words{sink_at, address, "1000"};
    if (::getuid() == 0)
        words.insert(words.begin() + 1, {"-u", "nobody"});  // it refuses to serve as root
    bench::program sink{words};
    if (!bench::listens(port))
        throw std::runtime_error{"smtp-sink does not listen: is postfix installed?"};
    for (int const connections : {1, 8, 32}) {
        if (!wanted("mail", connections))
            continue;
        auto const messages = quick ? 200 : connections == 1 ? 3'000 : 12'000;
        auto const lines = std::to_string(connections);
        auto const yaml = "{name: mail, type: smtp, medium: email, url: \"smtp://" + address +
                          "\", from: \"Tocsin <alerte@example.org>\", connections: " + lines + ", rate: {per_second: 1000}}";
        auto const rates = compare(
            quick ? 1 : 5,
            [&] { return ours(yaml, messages, "lou@example.org"); },
            [&] { return bench::bare_mail(port, connections, messages); }
        );
        auto const at = "mail, " + lines + (connections == 1 ? " connection: " : " connections: ");
        out.add(at + "ours", rates.ours, "mails/s");
        out.add(at + "bare libcurl", rates.bare, "mails/s");
        out.add(at + "ours / bare libcurl", rates.ratio, "x (goal 0.9)");
        out.add(at + "processor time, ours / bare libcurl", rates.processor, "x");
        {
            auto const begin = std::chrono::steady_clock::now();
            bench::program source{
                {source_at, "-s", lines, "-m", std::to_string(messages), "-l", "900", "-d", "-f", "alerte@example.org", "-t", "lou@example.org", address}};
            source.finish();
            out.add(at + "smtp-source", messages / seconds_since(begin), "mails/s");
        }
        bench::program node{{"node", TOCSIN_SOURCE_DIR "/tests/bench/peers/pool.js", std::to_string(port), lines, std::to_string(std::min(messages, 4000))}};
        auto const theirs = bench::number_in(node.finish(), "a_second");
        if (theirs > 0) {
            out.add(at + "nodemailer's pool", theirs, "mails/s");
            out.add(at + "ours / nodemailer", rates.ours / theirs, "x (goal 4)");
        } else {
            out.skipped(at + "nodemailer: it is not there (./run bench fetches it)");
        }
    }
}

void http(bench::figures& out, bool quick, fs::path const& folder, chosen const& wanted)
{
    auto const port = bench::free_port();
    auto const file = folder / "nginx.conf";
    std::ofstream{file} << "daemon off; master_process off; pid " << (folder / "nginx.pid").string() << "; error_log /dev/null;\n"
                        << "events { worker_connections 512; }\nhttp { access_log off; keepalive_requests 1000000;\n"
                        << "client_body_temp_path " << folder.string() << "; proxy_temp_path " << folder.string() << "; fastcgi_temp_path "
                        << folder.string() << "; uwsgi_temp_path " << folder.string() << "; scgi_temp_path " << folder.string() << ";\n"
                        << "server { listen 127.0.0.1:" << port << "; tcp_nodelay on; location / { return 202 \"0: Accepted for delivery\"; } } }\n";
    bench::program sink{{"/usr/sbin/nginx", "-c", file.string()}};
    if (!bench::listens(port))
        throw std::runtime_error{"nginx does not listen: is nginx-light installed?"};
    auto const url = "http://127.0.0.1:" + std::to_string(port) + "/cgi-bin/sendsms";
    auto const whole = url + "?username=tocsin&password=bench-bench-bench&from=38123&to=%2B999000000001&text=Repondez+OUI+ou+NON+avant+18h.&charset=UTF-8"
                             "&coding=0&validity=180&dlr-mask=31&dlr-url=http%3A%2F%2F127.0.0.1%3A1%2Fv1%2Fchannels%2Fsms%2Freceipts%3Ftoken"
                             "%3Dbench-bench-bench%26reference%3Dbench-1%26status%3D%25d";
    for (int const connections : {1, 8, 64}) {
        if (!wanted("http", connections))
            continue;
        auto const messages = quick ? 500 : connections == 1 ? 10'000 : 40'000;
        auto const lines = std::to_string(connections);
        auto const yaml = "{name: sms, type: http_sms, medium: sms, profile: kannel, sender: \"38123\", window: " + lines +
                          ", rate: {per_second: 1000}, callback_token: {credential: any}, variables: {url: \"" + url +
                          "\", username: tocsin, password: {credential: any}}}";
        auto const rates = compare(
            quick ? 1 : 5,
            [&] { return ours(yaml, messages, "+999000000001"); },
            [&] { return bench::bare_http(whole, connections, messages); }
        );
        auto const at = "HTTP, " + lines + (connections == 1 ? " connection: " : " connections: ");
        out.add(at + "ours", rates.ours, "requests/s");
        out.add(at + "bare libcurl", rates.bare, "requests/s");
        out.add(at + "ours / bare libcurl", rates.ratio, "x (goal 0.9)");
        out.add(at + "processor time, ours / bare libcurl", rates.processor, "x");
        bench::program wrk{{"sh", "-c", "wrk -t1 -c" + lines + " -d" + (quick ? "1" : "3") + "s '" + whole + "' | sed -n 's/Requests.sec: */{\"a_second\":/p'"}};
        out.add(at + "wrk", bench::number_in(wrk.finish(), "a_second"), "requests/s");
    }
}

}  // namespace

/// `--only mail:32` measures that alone, for a profiler.
int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    auto const only = bench::value_of(count, words, "--only", "");
    chosen const wanted = [&only](std::string const& adapter, int connections) {
        return only.empty() || only == adapter + ':' + std::to_string(connections);
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    auto const folder = fs::temp_directory_path() / ("tocsin-adapters." + std::to_string(::getpid()));
    fs::create_directories(folder);
    bench::figures out;
    mail(out, quick, wanted);
    if (fs::exists("/usr/sbin/nginx"))
        http(out, quick, folder, wanted);
    else
        out.skipped("HTTP: nginx is not installed (./run bench installs it)");
    fs::remove_all(folder);
    out.write(count, words);
    return 0;
}
