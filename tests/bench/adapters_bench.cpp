// SPDX-License-Identifier: Apache-2.0
// The adapters alone, at 1, 8 and 32 or 64 connections, against a bare loop around libcurl with the same bytes and the
// same sink: mail to Postfix's smtp-sink, HTTP to nginx. Beside them what others reach: smtp-source and nodemailer, wrk.
#include "channels/registry.hpp"
#include "channels/smtp/mime.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <curl/curl.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

namespace {

using namespace tocsin;
namespace fs = std::filesystem;

double seconds_since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> each)
{
    std::sort(each.begin(), each.end());
    return each[each.size() / 2];
}

std::size_t swallow(char*, std::size_t size, std::size_t many, void*) { return size * many; }

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

/// The same bytes as ours, each connection in a thread of its own, as libcurl's SMTP wants it.
double bare_mail(int port, int connections, int messages)
{
    channels::smtp::outgoing_mail what;
    what.from_name = "Tocsin";
    what.from_address = "alerte@example.org";
    what.to_address = "lou@example.org";
    what.subject = "Crue : nous avons besoin de vous";
    what.text = "Repondez OUI ou NON avant 18h.";
    what.message_id = "bench-12345@example.org";
    what.date = wall_time{} + hours{24 * 365 * 56};
    auto const bytes = channels::smtp::write_mail(what);
    struct source {
        std::string const& bytes;
        std::size_t given;
    };
    auto const read = +[](char* into, std::size_t size, std::size_t many, void* from) {
        auto& mail = *static_cast<source*>(from);
        auto const some = std::min(size * many, mail.bytes.size() - mail.given);
        std::memcpy(into, mail.bytes.data() + mail.given, some);
        mail.given += some;
        return some;
    };
    std::atomic<int> left{messages};
    auto const line = [&] {
        std::unique_ptr<CURL, void (*)(CURL*)> const one{curl_easy_init(), curl_easy_cleanup};
        std::unique_ptr<curl_slist, void (*)(curl_slist*)> const to{curl_slist_append(nullptr, "<lou@example.org>"), curl_slist_free_all};
        auto const url = "smtp://127.0.0.1:" + std::to_string(port);
        source mail{bytes, 0};
        curl_easy_setopt(one.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(one.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(one.get(), CURLOPT_MAIL_FROM, "<alerte@example.org>");
        curl_easy_setopt(one.get(), CURLOPT_MAIL_RCPT, to.get());
        curl_easy_setopt(one.get(), CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(one.get(), CURLOPT_READFUNCTION, read);
        curl_easy_setopt(one.get(), CURLOPT_READDATA, &mail);
        while (left-- > 0) {
            mail.given = 0;
            if (curl_easy_perform(one.get()) != CURLE_OK)
                throw std::runtime_error{"the sink refused a mail"};
        }
    };
    auto const begin = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < connections; ++i)
            all.emplace_back(line);
    }
    return messages / seconds_since(begin);
}

double bare_http(std::string const& url, int connections, int messages)
{
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> const all{curl_multi_init(), curl_multi_cleanup};
    std::vector<std::unique_ptr<CURL, void (*)(CURL*)>> lines;
    int begun = 0;
    int done = 0;
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < connections; ++i) {
        auto* const one = lines.emplace_back(curl_easy_init(), curl_easy_cleanup).get();
        curl_easy_setopt(one, CURLOPT_URL, url.c_str());
        curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, swallow);
        curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
        curl_multi_add_handle(all.get(), one);
        ++begun;
    }
    while (done < messages) {
        int running = 0;
        curl_multi_perform(all.get(), &running);
        int left = 0;
        bool again = false;
        while (auto* const told = curl_multi_info_read(all.get(), &left)) {
            auto* const one = told->easy_handle;
            curl_multi_remove_handle(all.get(), one);
            ++done;
            if (begun < messages) {
                curl_multi_add_handle(all.get(), one);
                ++begun;
                again = true;
            }
        }
        if (!again)
            curl_multi_poll(all.get(), nullptr, 0, 100, nullptr);
    }
    auto const taken = seconds_since(begin);
    return messages / taken;
}

struct pair_of_rates {
    double ours;
    double bare;
    double ratio;
};

/// Medians of interleaved runs.
template <class Ours, class Bare>
pair_of_rates compare(int rounds, Ours mine, Bare limit)
{
    std::vector<double> ours_each;
    std::vector<double> bare_each;
    std::vector<double> ratio;
    for (int i = 0; i < rounds; ++i) {
        bare_each.push_back(limit());
        ours_each.push_back(mine());
        ratio.push_back(ours_each.back() / bare_each.back());
    }
    return {median(ours_each), median(bare_each), median(ratio)};
}

std::string const& found(std::string const& one, std::string const& other) { return fs::exists(one) ? one : other; }

void mail(bench::figures& out, bool quick)
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
        auto const messages = quick ? 200 : connections == 1 ? 3'000 : 12'000;
        auto const lines = std::to_string(connections);
        auto const yaml = "{name: mail, type: smtp, medium: email, url: \"smtp://" + address +
                          "\", from: \"Tocsin <alerte@example.org>\", connections: " + lines + ", rate: {per_second: 1000}}";
        auto const rates = compare(
            quick ? 1 : 5,
            [&] { return ours(yaml, messages, "lou@example.org"); },
            [&] { return bare_mail(port, connections, messages); }
        );
        auto const at = "mail, " + lines + (connections == 1 ? " connection: " : " connections: ");
        out.add(at + "ours", rates.ours, "mails/s");
        out.add(at + "bare libcurl", rates.bare, "mails/s");
        out.add(at + "ours / bare libcurl", rates.ratio, "x (goal 0.9)");
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
        }
    }
}

void http(bench::figures& out, bool quick, fs::path const& folder)
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
        auto const messages = quick ? 500 : connections == 1 ? 10'000 : 40'000;
        auto const lines = std::to_string(connections);
        auto const yaml = "{name: sms, type: http_sms, medium: sms, profile: kannel, sender: \"38123\", window: " + lines +
                          ", rate: {per_second: 1000}, callback_token: {credential: any}, variables: {url: \"" + url +
                          "\", username: tocsin, password: {credential: any}}}";
        auto const rates = compare(
            quick ? 1 : 5,
            [&] { return ours(yaml, messages, "+999000000001"); },
            [&] { return bare_http(whole, connections, messages); }
        );
        auto const at = "HTTP, " + lines + (connections == 1 ? " connection: " : " connections: ");
        out.add(at + "ours", rates.ours, "requests/s");
        out.add(at + "bare libcurl", rates.bare, "requests/s");
        out.add(at + "ours / bare libcurl", rates.ratio, "x (goal 0.9)");
        bench::program wrk{{"sh", "-c", "wrk -t1 -c" + lines + " -d" + (quick ? "1" : "3") + "s '" + whole + "' | sed -n 's/Requests.sec: */{\"a_second\":/p'"}};
        out.add(at + "wrk", bench::number_in(wrk.finish(), "a_second"), "requests/s");
    }
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    auto const folder = fs::temp_directory_path() / ("tocsin-adapters." + std::to_string(::getpid()));
    fs::create_directories(folder);
    bench::figures out;
    mail(out, quick);
    if (fs::exists("/usr/sbin/nginx"))
        http(out, quick, folder);
    else
        std::printf("  (no HTTP: nginx is not installed; ./run bench installs it)\n");
    fs::remove_all(folder);
    out.write(count, words);
    return 0;
}
