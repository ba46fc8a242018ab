// SPDX-License-Identifier: Apache-2.0
// The doors over real sockets: limits, time-outs, keep-alive, streaming both ways, stopping. Time is virtual.
#include "dispatcher/api/server.hpp"
#include "tests/integration/api/caller.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::dispatcher::api {
namespace {

namespace fs = std::filesystem;

class scripted_stream final : public answer_stream {
public:
    explicit scripted_stream(std::deque<stored<std::string>> pieces) : pieces_(std::move(pieces)) {}

    task<stored<std::string>> next() override
    {
        if (pieces_.empty())
            co_return std::string{};
        auto piece = std::move(pieces_.front());
        pieces_.pop_front();
        co_return piece;
    }

private:
    std::deque<stored<std::string>> pieces_;
};

/// Says back what it was asked, and waits where a test tells it to.
class echo_desk final : public desk {
public:
    explicit echo_desk(support::virtual_world& world) : world_(world) {}

    admission admit(request& head) override
    {
        ++admitted;
        if (head.target.path == "/forbidden")
            return admission{answer{403, "text/plain", "no"}};
        return admission{kind};
    }

    task<answer> serve(request& whole) override
    {
        peer = whole.peer ? whole.peer->name() : "nobody";
        if (whole.target.path == "/slow")
            co_await world_.runtime.sleep_until(world_.runtime.mono() + seconds{5});
        auto said = whole.method + ' ' + whole.target.path + ' ' + whole.body;
        if (whole.stream != nullptr) {
            auto const counted = co_await count(*whole.stream);
            said += counted;
        }
        answer told{200, "text/plain", std::move(said)};
        if (whole.target.path == "/stream") {
            told.body = "head;";
            told.rest = std::make_unique<scripted_stream>(pieces);
        }
        ++served;
        co_return told;
    }

    answer excuse(int status, std::string_view) const override { return {status, "text/plain", "excused"}; }

    body_kind kind = body_kind::whole;
    std::deque<stored<std::string>> pieces;
    std::string peer;
    int admitted = 0;
    int served = 0;
    int most_pieces = 1'000'000;

private:
    task<std::string> count(body_source& body)
    {
        std::size_t total = 0;
        for (int i = 0; i < most_pieces; ++i) {
            auto const piece = co_await body.next();
            if (!piece)
                co_return "broken after " + std::to_string(total);
            if (piece->empty())
                break;
            total += piece->size();
        }
        co_return std::to_string(total) + " bytes";
    }

    support::virtual_world& world_;
};

class Doors : public testing::Test {
protected:
    Doors()
    {
        std::string pattern = (fs::temp_directory_path() / "tocsin-doors-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        limits.tcp_connections = 4;
        limits.socket_connections = 2;
        open();
    }

    ~Doors() override
    {
        if (doors)
            stop();
        fs::remove_all(folder);
    }

    void open()
    {
        doors = std::make_unique<server>(world.runtime, behind, limits);
        doors->open_socket(path());
        doors->open_tcp("127.0.0.1:0");
        doors->start();
        world.run_until_quiet();
    }

    void stop()
    {
        world.run(doors->stop(world.runtime.mono() + seconds{10}));
        EXPECT_EQ(doors->connections(), 0U);
        doors.reset();
    }

    fs::path path() const { return folder / "tocsin.sock"; }

    fs::path folder;
    support::virtual_world world;
    echo_desk behind{world};
    server_limits limits;
    std::unique_ptr<server> doors;
};

TEST_F(Doors, AnswerOnBothAndTheKernelNamesTheSocketsCaller)
{
    caller local{world, path()};
    auto const told = local.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(told), 200);
    EXPECT_EQ(body_of(told), "GET /hello ");
    EXPECT_TRUE(behind.peer.ends_with("(uid " + std::to_string(::getuid()) + ")")) << behind.peer;
    caller remote{world, doors->tcp_port()};
    EXPECT_EQ(status_of(remote.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    EXPECT_EQ(behind.peer, "nobody");
    EXPECT_NE(told.find("Cache-Control: no-store"), std::string::npos);
}

TEST_F(Doors, OnlyTheGroupMayOpenTheSocket)
{
    struct stat about {};
    ASSERT_EQ(::stat(path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0660U);
}

TEST_F(Doors, KeepAConnectionForTheNextRequestEvenWhenItCameAlready)
{
    caller one{world, path()};
    auto const both = [&] {
        one.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
        return one.hear(2);
    }();
    EXPECT_EQ(whole_answers(both), 2);
    EXPECT_NE(both.find("POST /a hi"), std::string::npos);
    EXPECT_NE(both.find("GET /b "), std::string::npos);
    EXPECT_FALSE(one.is_closed());
    EXPECT_EQ(status_of(one.ask("GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), 200);
    EXPECT_TRUE(one.is_closed());
}

TEST_F(Doors, AnswerHeadWithTheLengthAndNoBody)
{
    caller one{world, path()};
    one.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(one.is_closed());
    auto const head = one.hear(1);
    EXPECT_NE(head.find("Content-Length: 8\r\n"), std::string::npos) << head;
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST_F(Doors, RefuseHeadersAboveTheirLimit)
{
    caller one{world, path()};
    auto const told = one.ask("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
    EXPECT_EQ(status_of(told), 431);
    EXPECT_EQ(behind.admitted, 0);
    EXPECT_TRUE(one.is_closed());
}

TEST_F(Doors, RefuseBodiesAboveTheRoutesLimitHoweverTheyCome)
{
    behind.kind = body_kind::small;
    caller promised{world, path()};
    EXPECT_EQ(status_of(promised.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n")), 413);
    caller chunked{world, path()};
    auto const chunk = "4000\r\n" + std::string(0x4000, 'x') + "\r\n";
    auto const told = chunked.ask(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk + chunk + chunk
    );
    EXPECT_EQ(status_of(told), 413);
    caller none{world, doors->tcp_port()};
    behind.kind = body_kind::none;
    EXPECT_EQ(status_of(none.ask("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")), 413);
    EXPECT_EQ(behind.served, 0);
    behind.kind = body_kind::small;
    caller just{world, doors->tcp_port()};
    EXPECT_EQ(
        status_of(just.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n" + std::string(65536, 'x'))),
        200
    );
}

TEST_F(Doors, DeclineWhatIsNoHttp)
{
    for (std::string const& bad : {
             std::string{"\x16\x03\x01\x02\x00\x01\x00"} + "\r\n\r\n",
             std::string{"GET\r\n\r\n"},
             std::string{"GET / HTTP/9.9\r\n\r\n"},
             std::string{"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"},
             std::string{"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
             std::string{"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"},
             std::string{"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
             std::string{"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"},
             std::string{"GET / HTTP/1.1\r\nbad header\r\n\r\n"},
         }) {
        caller one{world, path()};
        EXPECT_EQ(status_of(one.ask(bad)), 400) << bad;
        EXPECT_TRUE(one.is_closed());
    }
    EXPECT_EQ(behind.served, 0);
}

TEST_F(Doors, GiveSlowCallersUpOneByOne)
{
    caller idle{world, path()};
    world.run_until_quiet();
    world.play(seconds{59});
    EXPECT_FALSE(idle.is_closed());
    world.play(seconds{5});
    EXPECT_TRUE(idle.is_closed());

    caller dripping{world, doors->tcp_port()};
    dripping.send("GET / HT");
    for (int i = 0; i < 9; ++i) {
        world.play(seconds{1});
        dripping.send("T");
    }
    EXPECT_FALSE(dripping.is_closed());
    world.play(seconds{2});
    EXPECT_EQ(status_of(dripping.hear()), 408);

    caller stalled{world, doors->tcp_port()};
    stalled.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    world.play(seconds{21});
    EXPECT_EQ(status_of(stalled.hear()), 408);
    EXPECT_EQ(behind.served, 0);
}

TEST_F(Doors, GiveAReaderUpThatTakesNothing)
{
    behind.pieces.assign(200, std::string(256 * 1024, 'x'));
    caller deaf{world, doors->tcp_port()};
    deaf.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    world.play(seconds{31});
    world.play(seconds{3});
    EXPECT_EQ(doors->connections(), 0U);
}

TEST_F(Doors, InviteABodyThatWaitsForIt)
{
    caller one{world, path()};
    one.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(one.hear(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(body_of(one.ask("hi")), "POST / hi");
    EXPECT_EQ(
        status_of(one.ask("POST /forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")),
        403
    ) << "nobody is invited in vain";
}

TEST_F(Doors, ReadAStreamedBodyOfAnySize)
{
    behind.kind = body_kind::streamed;
    caller one{world, path()};
    one.send("POST /import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    auto const chunk = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
    for (int i = 0; i < 20; ++i)
        one.send(chunk);
    EXPECT_EQ(body_of(one.ask("0\r\n\r\n")), "POST /import 20971520 bytes");
    caller whole{world, path()};
    EXPECT_EQ(
        body_of(whole.ask("POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde")), "POST /import 5 bytes"
    );
}

TEST_F(Doors, TellAHandlerThatABodyBrokeOff)
{
    behind.kind = body_kind::streamed;
    caller one{world, path()};
    one.send("POST /import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    one.close();
    world.play(seconds{3});
    EXPECT_EQ(behind.served, 1);
    EXPECT_EQ(doors->connections(), 0U);
}

TEST_F(Doors, AnswerEarlyWithoutCuttingTheAnswerOff)
{
    behind.kind = body_kind::streamed;
    behind.most_pieces = 1;
    caller one{world, doors->tcp_port()};
    one.send("POST /import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    auto const chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 10; ++i)
        one.send(chunk);
    EXPECT_EQ(status_of(one.hear()), 200);
}

TEST_F(Doors, StreamAnAnswerInChunksOrToTheEndForOldClients)
{
    behind.pieces = {std::string{"one;"}, std::string{"two;"}};
    caller one{world, path()};
    auto const told = one.ask("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(body_of(told), "head;one;two;");
    EXPECT_TRUE(told.ends_with("0\r\n\r\n"));
    EXPECT_EQ(status_of(one.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200) << "and the connection goes on";
    caller old{world, path()};
    old.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(old.is_closed() || old.is_closed());
    auto const whole = old.hear();
    EXPECT_TRUE(whole.starts_with("HTTP/1.0 200")) << whole;
    EXPECT_TRUE(whole.ends_with("\r\n\r\nhead;one;two;")) << whole;
}

TEST_F(Doors, CutAnAnswerThatCannotBeFinishedSoThatItIsNotTakenForWhole)
{
    behind.pieces = {std::string{"one;"}, store_error{store_failure::unknown, "gone"}, std::string{"two;"}};
    caller one{world, path()};
    auto const told = one.ask("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(told.find("one;"), std::string::npos);
    EXPECT_EQ(told.find("two;"), std::string::npos);
    EXPECT_FALSE(told.ends_with("0\r\n\r\n"));
    EXPECT_TRUE(one.is_closed());
}

TEST_F(Doors, KeepAReserveForTheSocketWhenTcpIsFull)
{
    std::deque<caller> crowd;
    for (int i = 0; i < 10; ++i)
        crowd.emplace_back(world, doors->tcp_port());
    world.run_until_quiet();
    EXPECT_EQ(doors->connections(), 4U);
    caller staff{world, path()};
    EXPECT_EQ(status_of(staff.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    // A place that becomes free goes to the next in the queue.
    EXPECT_EQ(status_of(crowd[0].ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")), 200);
    crowd[0].close();
    world.play(seconds{3});
    EXPECT_EQ(status_of(crowd[4].ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
}

TEST_F(Doors, LetWhoeverComesNextHaveThePlaceOfALineThatIsOnlyKept)
{
    // As browsers do: each asks, and keeps its line for the next page.
    std::deque<caller> crowd;
    for (int i = 0; i < 12; ++i) {
        crowd.emplace_back(world, doors->tcp_port());
        EXPECT_EQ(status_of(crowd.back().ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200) << i;
        world.play(milliseconds{20});
    }
    EXPECT_LE(doors->connections(), 4U);
    EXPECT_TRUE(crowd.front().is_closed());
    EXPECT_EQ(status_of(crowd.back().ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200) << "the latest keeps its own";
    // The socket's callers make way for nobody.
    caller staff{world, path()};
    EXPECT_EQ(status_of(staff.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    crowd.emplace_back(world, doors->tcp_port());
    EXPECT_EQ(status_of(crowd.back().ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    EXPECT_FALSE(staff.is_closed());
}

TEST_F(Doors, SurviveHavingNoDescriptorLeft)
{
    caller waiting{world, path()};
    EXPECT_EQ(status_of(waiting.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    std::vector<int> taken;
    int const staff_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::close(staff_socket);
    caller remote{world, doors->tcp_port()};
    world.run_until_quiet();
    rlimit few = before;
    few.rlim_cur = static_cast<rlim_t>(::dup(0)) + 3;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    {
        caller first{world, doors->tcp_port()};
        for (int extra = ::dup(0); extra >= 0; extra = ::dup(0))
            taken.push_back(extra);
        world.run_until_quiet();
        world.play(seconds{2});  // it waits between two tries and does not spin
        EXPECT_EQ(status_of(remote.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200) << "who is in stays served";
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
        for (int const each : taken)
            ::close(each);
        world.play(seconds{1});
        EXPECT_EQ(status_of(first.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    }
}

TEST_F(Doors, TakeAStaleSocketButNotALivingOneNorAFile)
{
    server second{world.runtime, behind, limits};
    EXPECT_THROW(second.open_socket(path()), std::runtime_error) << "the first daemon answers there";
    caller still{world, path()};
    EXPECT_EQ(status_of(still.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    still.close();

    auto const file = folder / "notes.txt";
    std::ofstream{file} << "mine";
    EXPECT_THROW(second.open_socket(file), std::runtime_error);
    EXPECT_TRUE(fs::is_regular_file(file));
    EXPECT_THROW(second.open_socket(folder / "none" / "x.sock"), std::runtime_error);

    auto const stale = folder / "stale.sock";
    {
        boost::asio::io_context loop;
        support::virtual_runtime other{world.clock, loop, 1};
        server killed{other, behind, limits};
        killed.open_socket(stale);
    }
    ASSERT_TRUE(fs::exists(stale));
    server third{world.runtime, behind, limits};
    EXPECT_NO_THROW(third.open_socket(stale));
}

TEST_F(Doors, SayWhatIsWrongWithAnAddress)
{
    server other{world.runtime, behind, limits};
    for (auto const* bad : {"", "8470", "nowhere:1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x", "1.2.3:4"})
        EXPECT_THROW(other.open_tcp(bad), std::runtime_error) << bad;
    EXPECT_THROW(other.open_tcp("127.0.0.1:" + std::to_string(doors->tcp_port())), std::runtime_error);
}

TEST_F(Doors, StopByLettingRequestsFinishAndSendingTheIdleHome)
{
    caller idle{world, path()};
    EXPECT_EQ(status_of(idle.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
    caller busy{world, doors->tcp_port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const before = world.runtime.mono();
    stop();
    EXPECT_GE(world.runtime.mono() - before, seconds{5});
    EXPECT_LT(world.runtime.mono() - before, seconds{10});
    auto const told = busy.hear();
    EXPECT_EQ(status_of(told), 200);
    EXPECT_NE(told.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_FALSE(fs::exists(path()));
}

TEST_F(Doors, StopAtTheDeadlineWhateverIsStillGoingOn)
{
    caller busy{world, doors->tcp_port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const before = world.runtime.mono();
    world.run(doors->stop(before + seconds{1}));
    EXPECT_EQ(world.runtime.mono() - before, seconds{1});
    EXPECT_EQ(doors->connections(), 0U);
    EXPECT_EQ(behind.served, 0);
    doors.reset();
    EXPECT_TRUE(busy.is_closed());
}

}  // namespace
}  // namespace tocsin::dispatcher::api
