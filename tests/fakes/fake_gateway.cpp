// SPDX-License-Identifier: Apache-2.0
// A provider of SMS over HTTP, as a program of its own. It writes down what it took before it answers: this log is the
// witness. The last two digits of a number choose its fate (README.md). Loopback only. dialects.cpp knows how each speaks.
#include "tests/fakes/dialects.hpp"
#include "tests/fakes/inbox.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using fake::http_request;
using fake::honesty;
using fake::message;
using fake::news;
using http_response = http::response<http::string_body>;

struct options {
    unsigned short port = 0;
    std::string log;
    std::string receipts_url;
    std::string replies_url;
    milliseconds answer_delay{0};
    milliseconds receipt_delay{50};
    milliseconds reply_delay{200};
    milliseconds late{3000};
    bool every_number_works = false;
    bool idempotent = false;
    bool inbox = false;
    long long inbox_age = 0;  ///< seconds
    std::string inbox_troubles;
    std::string reply_troubles;
    std::string dialect = "plain";
    fake::account account;
};

constexpr char how_to_call[] =
    "usage: fake_gateway --log FILE [--port N] [--receipts-url URL] [--replies-url URL] [--answer-ms N]\n"
    "       [--receipt-ms N] [--reply-ms N] [--late-ms N] [--every-number-works] [--idempotent]\n"
    "       [--inbox] [--inbox-age-s N] [--inbox-troubles WORD,WORD…] [--reply-troubles WORD,WORD…]\n"
    "       [--dialect NAME] [--user U] [--password P] [--consumer C] [--signature-secret S]\n";

[[noreturn]] void usage(std::string const& why)
{
    std::fprintf(stderr, "%s\n%s", why.c_str(), how_to_call);
    std::exit(2);
}

/// http://127.0.0.1:PORT/target; nothing else is ever called.
struct loopback_url {
    explicit loopback_url(std::string const& text)
    {
        std::string const start = "http://127.0.0.1:";
        auto const slash = text.find('/', start.size());
        if (!text.starts_with(start) || slash == std::string::npos)
            usage("a URL must be http://127.0.0.1:PORT/…");
        port = static_cast<unsigned short>(std::atoi(text.substr(start.size(), slash - start.size()).c_str()));
        target = text.substr(slash);
    }

    unsigned short port = 0;
    std::string target;
};

std::int64_t microseconds_of(auto clock_now)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(clock_now.time_since_epoch()).count();
}

asio::awaitable<void> pause(milliseconds how_long)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, how_long};
    co_await timer.async_wait(asio::use_awaitable);
}

class witness {
public:
    explicit witness(std::string const& file) : descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0)
            usage("cannot write " + file);
    }

    void write(json::object line)
    {
        line["mono_us"] = microseconds_of(std::chrono::steady_clock::now());
        line["wall_us"] = microseconds_of(std::chrono::system_clock::now());
        auto const text = json::serialize(line) + '\n';
        if (::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            std::abort();
    }

private:
    int descriptor_;
};

/// Without the query: some providers are given the password there.
std::string path_of(http_request const& request)
{
    std::string const target{request.target()};
    return target.substr(0, target.find('?'));
}

long long seconds_now()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Calls that go out later, each repeated until it is answered 2xx; a forged one goes out once. One connection for each
/// kind, as a provider has.
class caller {
public:
    enum class kind { receipts, replies };

    caller(asio::io_context& loop, fake::dialect const& how, kind which, std::string url, witness& log)
        : loop_(loop), how_(how), which_(which), url_(std::move(url)), log_(log), wake_(loop)
    {
        asio::co_spawn(loop, work(), asio::detached);
    }

    void call_in(milliseconds delay, news what, honesty with = honesty::genuine)
    {
        auto url = which_ == kind::receipts ? what.about.receipts_url : what.about.replies_url;
        if (url.empty())
            url = url_;
        if (url.empty())
            return;
        due_.emplace(std::chrono::steady_clock::now() + delay, item{std::move(url), std::move(what), with});
        wake_.cancel();
    }

private:
    struct item {
        std::string url;
        news what;
        honesty with;
    };

    using time_point = std::chrono::steady_clock::time_point;

    asio::awaitable<void> work()
    {
        while (true) {
            auto const now = std::chrono::steady_clock::now();
            if (!due_.empty() && due_.begin()->first <= now) {
                auto const first = take_first();
                std::vector<news> all{first.what};
                while (first.with == honesty::genuine && belongs_to(first, now) && all.size() < how_.most_receipts())
                    all.push_back(take_first().what);
                co_await call(first, all);
                continue;
            }
            wake_.expires_at(due_.empty() ? now + std::chrono::hours{1} : due_.begin()->first);
            error_code ignored;
            co_await wake_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        }
    }

    item take_first()
    {
        auto taken = due_.begin()->second;
        due_.erase(due_.begin());
        return taken;
    }

    bool belongs_to(item const& first, time_point now) const
    {
        return which_ == kind::receipts && !due_.empty() && due_.begin()->first <= now &&
               due_.begin()->second.url == first.url && due_.begin()->second.with == honesty::genuine;
    }

    asio::awaitable<void> call(item const& first, std::vector<news> const& all)
    {
        while (true) {
            auto const made = which_ == kind::receipts ? how_.receipts(all, first.url, first.with, seconds_now())
                                                       : how_.reply(first.what, first.url, first.with, seconds_now());
            auto const status = co_await try_call(made);
            if (first.with == honesty::forged)
                log_.write({{"event", "forged"}, {"id", first.what.id}, {"status", status}});
            if ((status >= 200 && status < 300) || first.with == honesty::forged)
                co_return;
            link_.reset();
            co_await pause(milliseconds{100});
        }
    }

    /// The status that came back; 0 when none did.
    asio::awaitable<int> try_call(fake::call const& made)
    {
        loopback_url const to{made.url};
        error_code failed;
        if (!link_ || port_ != to.port) {
            port_ = to.port;
            link_ = std::make_unique<tcp::socket>(loop_);
            tcp::endpoint const there{asio::ip::address_v4::loopback(), to.port};
            co_await link_->async_connect(there, asio::redirect_error(asio::use_awaitable, failed));
            if (failed)
                co_return 0;
            link_->set_option(tcp::no_delay{true}, failed);
        }
        http_request request{made.method == "GET" ? http::verb::get : http::verb::post, to.target, 11};
        request.set(http::field::host, "127.0.0.1:" + std::to_string(to.port));
        for (auto const& [name, value] : made.headers)
            request.set(name, value);
        request.body() = made.body;
        request.prepare_payload();
        co_await http::async_write(*link_, request, asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return 0;
        boost::beast::flat_buffer buffer;
        http_response response;
        co_await http::async_read(*link_, buffer, response, asio::redirect_error(asio::use_awaitable, failed));
        if (failed)
            co_return 0;
        if (!response.keep_alive())
            link_.reset();
        co_return static_cast<int>(response.result_int());
    }

    asio::io_context& loop_;
    fake::dialect const& how_;
    kind which_;
    std::string url_;  ///< of the account; a message may bring its own
    witness& log_;
    asio::steady_timer wake_;
    std::multimap<time_point, item> due_;
    std::unique_ptr<tcp::socket> link_;
    unsigned short port_ = 0;
};

/// What is done with one submission. No status: the line stays silent, or drops.
struct verdict {
    std::optional<unsigned> status = 202;
    std::string name = "accepted";
    bool taken = true;
    bool drops = false;
    bool garbage = false;  ///< instead of an answer
};

class gateway {
public:
    gateway(asio::io_context& loop, options const& how, fake::dialect const& speaks)
        : loop_(loop)
        , how_(how)
        , speaks_(speaks)
        , log_(how.log)
        , receipts_(loop, speaks, caller::kind::receipts, how.receipts_url, log_)
        , replies_(loop, speaks, caller::kind::replies, how.replies_url, log_)
        , inbox_(how.inbox_troubles, how.reply_troubles)
    {
    }

    asio::awaitable<void> accept(tcp::acceptor& door)
    {
        while (true) {
            tcp::socket client{loop_};
            co_await door.async_accept(client, asio::use_awaitable);
            client.set_option(tcp::no_delay{true});
            asio::co_spawn(loop_, serve(std::move(client), ++connections_), asio::detached);
        }
    }

private:
    asio::awaitable<void> serve(tcp::socket client, int connection)
    {
        boost::beast::flat_buffer buffer;
        error_code failed;
        while (true) {
            http_request request;
            co_await http::async_read(client, buffer, request, asio::redirect_error(asio::use_awaitable, failed));
            if (failed)
                co_return;
            auto const objection = speaks_.objection(request, seconds_now());
            if (auto const news = how_.inbox && objection == 0 ? inbox_.asked(request, seconds_now()) : std::nullopt) {
                log_.write(
                    {{"event", "inbox"},
                     {"asked", news->asked},
                     {"target", request.target()},
                     {"status", news->silent ? 0 : news->said.status},
                     {"listed", news->listed}}
                );
                if (news->silent) {
                    char byte = 0;
                    co_await client.async_read_some(asio::buffer(&byte, 1), asio::redirect_error(asio::use_awaitable, failed));
                    co_return;
                }
                auto response = answer(news->said);
                co_await http::async_write(client, response, asio::redirect_error(asio::use_awaitable, failed));
                if (failed)
                    co_return;
                continue;
            }
            auto const asked = read_message(request);
            if (objection != 0 || !asked) {
                auto const why = speaks_.said_no(request, objection, seconds_now());
                log_.write({{"event", "no"}, {"target", path_of(request)}, {"status", why.status}, {"said", why.body}});
                auto no = answer(why);
                co_await http::async_write(client, no, asio::redirect_error(asio::use_awaitable, failed));
                if (failed)
                    co_return;
                continue;
            }
            auto const key = key_of(*asked);
            auto const known = ids_.find(key);
            auto const id = how_.idempotent && known != ids_.end() ? known->second : speaks_.id_for(++sequence_, *asked);
            auto const what = judge(*asked);
            witnessed(*asked, what, id, connection);
            if (what.taken && ids_.emplace(key, id).second)
                follow_up(*asked, id);
            if (what.drops)
                co_return;
            bool const is_late = !how_.every_number_works && (asked->fate == 74 || asked->fate == 84);
            auto const delay = is_late ? how_.late : how_.answer_delay;
            if (delay.count() > 0)
                co_await pause(delay);
            if (what.garbage) {
                static constexpr char noise[] = "\x16\x03\x01\0\xff\r\n250 OK\r\n\r\n";
                co_await asio::async_write(client, asio::buffer(noise, sizeof noise - 1), asio::redirect_error(asio::use_awaitable, failed));
                co_return;
            }
            if (!what.status) {
                char byte = 0;  // silent until the client hangs up
                co_await client.async_read_some(asio::buffer(&byte, 1), asio::redirect_error(asio::use_awaitable, failed));
                co_return;
            }
            auto response = answer(said(what, id, *asked));
            co_await http::async_write(client, response, asio::redirect_error(asio::use_awaitable, failed));
            if (failed)
                co_return;
        }
    }

    /// The number with its plus and its fate; some dialects leave the plus out.
    std::optional<message> read_message(http_request const& request) const
    {
        auto read = speaks_.read(request);
        if (!read || read->to.size() < 4)
            return std::nullopt;
        if (!read->to.starts_with('+') && how_.dialect != "plain")
            read->to.insert(read->to.begin(), '+');
        read->fate = std::atoi(read->to.substr(read->to.size() - 2).c_str());
        return read;
    }

    /// Not every provider is told a reference.
    static std::string key_of(message const& asked) { return asked.reference.empty() ? asked.to + asked.text : asked.reference; }

    verdict judge(message const& asked)
    {
        if (how_.idempotent && ids_.contains(key_of(asked)))
            return {202, "repeated", false};
        if (how_.every_number_works)
            return {};
        auto const before = tries_[key_of(asked)]++;
        switch (asked.fate) {
        case 70: return before == 0 ? verdict{429, "throttled", false} : verdict{};
        case 71: return before < 2 ? verdict{503, "unavailable", false} : verdict{};
        case 72: return {400, "invalid", false};
        case 73: return {std::nullopt, "silent"};
        case 74: return {202, "late"};
        case 75: return {std::nullopt, "dropped", true, true};
        case 76: return {500, "failing", false};
        case 77: return {403, "barred", false};
        case 83: return before == 0 ? verdict{std::nullopt, "garbage", true, false, true} : verdict{};
        case 84: return {202, "receipt-first"};
        default: return {};
        }
    }

    void witnessed(message const& asked, verdict const& what, std::string const& id, int connection)
    {
        log_.write(
            {{"id", id},
             {"reference", asked.reference},
             {"to", asked.to},
             {"text", asked.text},
             {"sender", asked.sender},
             {"fate", what.name},
             {"taken", what.taken},
             {"connection", connection}}
        );
    }

    void follow_up(message const& asked, std::string const& id)
    {
        auto const fate = how_.every_number_works ? 0 : asked.fate;
        auto const receipt = [&](char const* status, milliseconds later = milliseconds{0}) {
            receipts_.call_in(how_.receipt_delay + later, {id, asked, status});
        };
        if (fate == 86)
            receipts_.call_in(milliseconds{0}, {id, asked, "undelivered"}, honesty::forged);
        if (fate == 80)
            receipt("undelivered");
        else if (fate == 82)
            receipt("buffered");
        if (fate != 78 && fate != 80)
            receipt("delivered", milliseconds{fate == 82 ? 100 : 0});
        if (fate == 79)
            receipt("delivered", milliseconds{50});

        auto const reply = [&](char const* text, honesty with = honesty::genuine) {
            replies_.call_in(how_.reply_delay, {"R-" + id, asked, text}, with);
        };
        if (how_.inbox && fate >= 90) {
            if (asked.text.find("OUI") == std::string::npos)
                return;
            auto const then = seconds_now() + (how_.reply_delay.count() + 999) / 1000;
            auto const* const text = fate <= 93 ? "OUI" : fate <= 96 ? "Non désolé" : fate == 97 ? "STOP" : fate == 98 ? "c'est où ?" : "oui";
            auto const known = inbox_.put(asked, text, then, then - how_.inbox_age, fate == 99 ? 2 : 1);
            log_.write({{"event", "kept"}, {"id", known}, {"from", asked.to}, {"text", text}});
            return;
        }
        if (fate == 87)
            reply("STOP", honesty::forged);
        if (fate >= 90 && fate <= 93)
            reply("OUI");
        else if (fate >= 94 && fate <= 96)
            reply("Non désolé");
        else if (fate == 97)
            reply("STOP");
        else if (fate == 98)
            reply("c'est où ?");
        else if (fate == 99)
            for (int i = 0; i < 2; ++i)
                reply("oui");
    }

    fake::reply_to_submission said(verdict const& what, std::string const& id, message const& asked) const
    {
        if (*what.status == 202)
            return speaks_.accepted(id, asked);
        return *what.status == 400 ? speaks_.invalid(asked) : speaks_.failed(*what.status);
    }

    static http_response answer(fake::reply_to_submission const& said)
    {
        http_response response{static_cast<http::status>(said.status), 11};
        response.set(http::field::content_type, said.type);
        if (said.status == 429)
            response.set(http::field::retry_after, "1");
        response.body() = said.body;
        response.prepare_payload();
        return response;
    }

    asio::io_context& loop_;
    options how_;
    fake::dialect const& speaks_;
    witness log_;
    caller receipts_;
    caller replies_;
    fake::inbox inbox_;
    int connections_ = 0;
    int sequence_ = 0;
    std::map<std::string, int> tries_;
    std::map<std::string, std::string> ids_;  ///< of what was taken, by reference
};

options read_options(int count, char** words)
{
    options read;
    for (int i = 1; i < count; ++i) {
        std::string const name = words[i];
        if (name == "--help") {
            std::fputs(how_to_call, stdout);
            std::exit(0);
        }
        if (name == "--every-number-works") {
            read.every_number_works = true;
            continue;
        }
        if (name == "--idempotent") {
            read.idempotent = true;
            continue;
        }
        if (name == "--inbox") {
            read.inbox = true;
            continue;
        }
        if (i + 1 == count)
            usage(name + " lacks its value");
        std::string const value = words[++i];
        auto const duration = milliseconds{std::atoi(value.c_str())};
        if (name == "--port")
            read.port = static_cast<unsigned short>(std::atoi(value.c_str()));
        else if (name == "--log")
            read.log = value;
        else if (name == "--receipts-url")
            read.receipts_url = value;
        else if (name == "--replies-url")
            read.replies_url = value;
        else if (name == "--answer-ms")
            read.answer_delay = duration;
        else if (name == "--receipt-ms")
            read.receipt_delay = duration;
        else if (name == "--reply-ms")
            read.reply_delay = duration;
        else if (name == "--late-ms")
            read.late = duration;
        else if (name == "--inbox-age-s")
            read.inbox_age = std::atoll(value.c_str());
        else if (name == "--inbox-troubles")
            read.inbox_troubles = value;
        else if (name == "--reply-troubles")
            read.reply_troubles = value;
        else if (name == "--dialect")
            read.dialect = value;
        else if (name == "--user")
            read.account.user = value;
        else if (name == "--password")
            read.account.password = value;
        else if (name == "--consumer")
            read.account.consumer = value;
        else if (name == "--signature-secret")
            read.account.signature_secret = value;
        else
            usage("unknown option " + name);
    }
    if (read.log.empty())
        usage("--log is missing");
    return read;
}

}  // namespace

int main(int count, char** words)
{
    auto const how = read_options(count, words);
    asio::io_context loop{1};
    asio::signal_set stop{loop, SIGINT, SIGTERM};
    stop.async_wait([&loop](error_code, int) { loop.stop(); });
    tcp::acceptor door{loop, tcp::endpoint{asio::ip::address_v4::loopback(), how.port}};
    auto const speaks = fake::make_dialect(how.dialect, how.account);
    if (!speaks)
        usage("--dialect: plain, kannel, ovh, twilio, vonage, brevo, infobip or smsmode");
    gateway provider{loop, how, *speaks};
    asio::co_spawn(loop, provider.accept(door), asio::detached);
    std::printf("port %d\n", door.local_endpoint().port());
    std::fflush(stdout);
    loop.run();
    return 0;
}
