// SPDX-License-Identifier: Apache-2.0
// Who may see the board, and what a viewer's line tells, of the real engine on virtual time.
#include "dispatcher/api/board/room.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <set>

namespace tocsin::dispatcher::api {
namespace {

class ApiBoard : public testing::Test {
protected:
    request get(std::string const& target, std::string const& cookie = "")
    {
        request asked;
        asked.method = "GET";
        asked.target = read_target(target).value();
        asked.from = "192.0.2.7";
        if (!cookie.empty())
            asked.headers.emplace_back("cookie", cookie);
        return asked;
    }

    heard post(std::string const& target, std::string const& body, std::vector<std::pair<std::string, std::string>> headers = {})
    {
        auto asked = get(target);
        asked.method = "POST";
        asked.body = body;
        asked.headers = std::move(headers);
        return house.ask_with(std::move(asked));
    }

    static std::string header(heard const& came, std::string_view name)
    {
        for (auto const& [key, value] : came.headers)
            if (key == name)
                return value;
        return {};
    }

    std::string sign_in(std::string const& more = "", std::string const& token = "staff-token-01234")
    {
        auto const came = post("/board/session", "token=" + token + more);
        EXPECT_EQ(came.status, 303) << came.body;
        auto const cookie = header(came, "Set-Cookie");
        return cookie.substr(0, cookie.find(';'));
    }

    bool opens(std::string const& cookie) { return house.ask_with(get("/board", cookie)).body.find("id=\"channels\"") != std::string::npos; }

    /// A viewer's line; null: refused.
    std::unique_ptr<answer_stream> line(std::string const& cookie, std::string const& query = "")
    {
        auto asked = get("/board/events" + query, cookie);
        auto const admission = house.desk->admit(asked);
        EXPECT_FALSE(admission.refusal);
        auto told = house.world.get(house.desk->serve(asked));
        status = told.status;
        EXPECT_EQ(told.live, told.rest != nullptr);
        return std::move(told.rest);
    }

    std::string next(answer_stream& line) { return house.world.get(line.next()).value(); }

    std::string until(answer_stream& line, std::string_view what)
    {
        for (int i = 0; i < 100; ++i) {
            auto piece = next(line);
            if (piece.empty() || piece.find(what) != std::string::npos)
                return piece;
        }
        ADD_FAILURE() << "never told: " << what;
        return {};
    }

    std::string call(int need = 5)
    {
        auto const order = R"({"event": "crue", "zone": ["04070"], "need": )" + std::to_string(need) +
                           R"(, "by": "+3h", "at": "Digne", "minimum_age": 0, "pace": "all", "channels": ["sms"]})";
        auto const made = house.ask("POST", "/v1/mobilisations", order);
        EXPECT_EQ(made.status, 201) << made.body;
        house.play(seconds{10});
        return std::string{made.json().at("id").as_string()};
    }

    void says(int who, std::string const& text)
    {
        char number[16];
        std::snprintf(number, sizeof number, "+3363998%04d", who);
        house.ask("POST", "/v1/replies", boost::json::serialize(boost::json::object{{"from", number}, {"text", text}}));
    }

    living_house house;
    int status = 0;
};

TEST_F(ApiBoard, IsShutToStrangersAndToSources)
{
    auto const door = house.ask_with(get("/board"));
    EXPECT_EQ(door.status, 200);
    EXPECT_NE(door.body.find("name=\"token\""), std::string::npos);
    EXPECT_EQ(door.body.find("id=\"channels\""), std::string::npos);
    EXPECT_EQ(house.ask_with(get("/board/events")).code(), "unauthorized");
    auto source = get("/board");
    source.headers.emplace_back("authorization", "Bearer source-token-0123");
    EXPECT_EQ(house.ask_with(source).status, 403);
    EXPECT_EQ(post("/board/session", "token=source-token-0123").status, 403);
    EXPECT_EQ(post("/board/session", "token=wrong-token-000000").status, 401);
    EXPECT_EQ(post("/board/session", "").status, 401);
    EXPECT_NE(post("/board/session", "").body.find("action=\"../board/session?"), std::string::npos);  // try again from there
    EXPECT_NE(door.body.find("action=\"board/session?"), std::string::npos);
    EXPECT_FALSE(opens("tocsin_board=0000"));
}

TEST_F(ApiBoard, OpensWithATokenAndShutsAgain)
{
    auto const cookie = sign_in();
    EXPECT_TRUE(opens(cookie));
    auto const came = post("/board/session?lang=en", "token=staff-token-01234");
    EXPECT_EQ(header(came, "Location"), "../board?lang=en");
    EXPECT_TRUE(header(came, "Set-Cookie").ends_with("; HttpOnly; SameSite=Strict")) << header(came, "Set-Cookie");
    house.books->settings.http.public_url = "https://tocsin.example.org";
    EXPECT_TRUE(header(post("/board/session", "token=staff-token-01234"), "Set-Cookie").ends_with("; SameSite=Strict; Secure"));
    EXPECT_NE(cookie, header(came, "Set-Cookie").substr(0, cookie.size()));
    EXPECT_EQ(post("/board/leave", "", {{"cookie", cookie}, {"sec-fetch-site", "cross-site"}}).status, 403);
    EXPECT_TRUE(opens(cookie));
    EXPECT_EQ(post("/board/leave", "", {{"cookie", cookie}, {"sec-fetch-site", "same-origin"}}).status, 303);
    EXPECT_FALSE(opens(cookie));
}

TEST_F(ApiBoard, OpensNothingElse)
{
    auto const cookie = sign_in();
    for (auto const* const other : {"/v1/mobilisations", "/v1/volunteers", "/v1/inbox"})
        EXPECT_EQ(house.ask_with(get(other, cookie)).code(), "unauthorized") << other;
}

TEST_F(ApiBoard, EndsAfterAWhileWithoutUse)
{
    auto const used = sign_in();
    auto const left = sign_in();
    for (int i = 0; i < 20; ++i) {
        house.play(hours{8});
        EXPECT_TRUE(opens(used));
    }
    EXPECT_FALSE(opens(left));
    house.play(hours{9});
    EXPECT_FALSE(opens(used));  // a week
}

TEST_F(ApiBoard, EndsWhenTheClientIsRevoked)
{
    auto const made = house.ask("POST", "/v1/clients", R"({"name": "wall", "role": "staff", "proof": "token"})");
    auto const token = boost::json::value_to<std::string>(made.json().at("secret"));
    auto const cookie = sign_in("", token);
    auto told = line(cookie);
    ASSERT_TRUE(told);
    EXPECT_NE(until(*told, "event: part"), "");
    EXPECT_EQ(house.ask("POST", "/v1/clients/wall/revoke").status, 200);
    EXPECT_NE(until(*told, "event: end"), "");
    EXPECT_EQ(next(*told), "");
    EXPECT_FALSE(opens(cookie));
    EXPECT_EQ(post("/board/session", "token=" + token).status, 401);
}

TEST_F(ApiBoard, AnswersATokenGuessedTooOftenNoMore)
{
    int refused = 0;
    for (int i = 0; i < 60; ++i)
        refused += post("/board/session", "token=guess-" + std::to_string(i)).status == 429;
    EXPECT_GE(refused, 35);
    EXPECT_LE(refused, 45);
    EXPECT_EQ(post("/board/session", "token=staff-token-01234").status, 303) << "whoever guesses keeps nobody out";
}

TEST_F(ApiBoard, CountsWrongTokensAgainstWhoeverIsBehindTheProxy)
{
    house.at->board->proxy.callers = {"x-forwarded-for", {"192.0.2.1"}};
    auto guess = [this](std::string const& from, std::string const& forwarded) {
        auto asked = get("/board/session");
        asked.method = "POST";
        asked.body = "token=guess";
        asked.from = from;
        asked.headers.emplace_back("x-forwarded-for", forwarded);
        return house.ask_with(std::move(asked)).status;
    };
    for (int i = 0; i < 40; ++i)
        guess("192.0.2.1", "198.51.100." + std::to_string(i) + ", 203.0.113.7");  // the front part is its own invention
    EXPECT_EQ(guess("192.0.2.1", "203.0.113.7"), 429);
    EXPECT_EQ(guess("192.0.2.1", "203.0.113.8"), 401) << "another behind the same proxy is told what is wrong";
    for (int i = 0; i < 40; ++i)
        guess("192.0.2.99", "198.51.100." + std::to_string(i));  // who is no proxy says what it likes
    EXPECT_EQ(guess("192.0.2.99", "198.51.100.200"), 429);
}

TEST_F(ApiBoard, OpensForOneClientSoOftenAMinute)
{
    int refused = 0;
    for (int i = 0; i < 30; ++i)
        refused += post("/board/session", "token=staff-token-01234").status == 429;
    EXPECT_GE(refused, 5);
    house.play(minutes{5});
    EXPECT_EQ(post("/board/session", "token=staff-token-01234").status, 303);
}

TEST_F(ApiBoard, BelievesAProxyInFrontAndNobodyElse)
{
    house.at->board->proxy = {"x-remote-user", {"192.0.2.1"}, {{"alice", board_view::names}, {"wall", board_view::counts}}, board_view::nothing};
    auto as = [this](std::string const& from, std::string const& name) {
        auto asked = get("/board");
        asked.from = from;
        asked.headers.emplace_back("x-remote-user", name);
        return house.ask_with(std::move(asked));
    };
    EXPECT_NE(as("192.0.2.1", "alice").body.find("id=\"channels\""), std::string::npos);
    EXPECT_NE(as("192.0.2.1", "wall").body.find("id=\"channels\""), std::string::npos);
    EXPECT_EQ(as("192.0.2.1", "mallory").status, 403);
    EXPECT_NE(as("192.0.2.7", "alice").body.find("name=\"token\""), std::string::npos);
    EXPECT_NE(as("", "alice").body.find("name=\"token\""), std::string::npos);
}

TEST_F(ApiBoard, TellsTheWholeThenWhatChanges)
{
    house.with_people(20);
    auto const id = call();
    auto const cookie = sign_in();
    auto told = line(cookie, "?m=" + id + "&lang=en");
    ASSERT_TRUE(told);
    EXPECT_TRUE(next(*told).starts_with("retry: 3000\nevent: hello\ndata: "));
    auto const whole = until(*told, "event: part");
    for (auto const* const part : {"head", "figures", "forecast", "map-shades", "curve", "coming", "inbox", "channels"})
        EXPECT_NE(whole.find("data: " + std::string{part} + "\n"), std::string::npos) << part;
    EXPECT_NE(whole.find("<b>0</b><span>/ 5 confirmed"), std::string::npos);
    says(4, "OUI");
    auto const news = until(*told, "data: figures\n");
    EXPECT_NE(news.find("<b>1</b><span>/ 5 confirmed"), std::string::npos);
    EXPECT_NE(news.find("Camille Martin4"), std::string::npos);
    EXPECT_EQ(news.find("data: channels\n"), std::string::npos) << "nothing of the channels has changed";
    EXPECT_NE(until(*told, "event: beat"), "");
}

TEST_F(ApiBoard, ShowsNoNamesOnAWall)
{
    house.with_people(20);
    auto const id = call();
    says(4, "OUI");
    auto const wall = sign_in("&wall=1");
    auto told = line(wall, "?m=" + id);
    next(*told);
    auto const whole = until(*told, "event: part");
    EXPECT_NE(whole.find("<b>1</b>"), std::string::npos);
    EXPECT_EQ(whole.find("Camille"), std::string::npos);
    EXPECT_EQ(house.ask_with(get("/board?m=" + id, wall)).body.find("Camille"), std::string::npos);
    EXPECT_NE(house.ask_with(get("/board?m=" + id, sign_in())).body.find("Camille"), std::string::npos);
}

TEST_F(ApiBoard, ReadsOnceForAllViewersAndAtMostFourTimesASecond)
{
    house.with_people(40);
    auto const id = call(40);
    auto const cookie = sign_in();
    std::vector<std::unique_ptr<answer_stream>> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(line(cookie, "?m=" + id));
    EXPECT_EQ(house.at->board->screens.viewers(), 100U);
    std::set<std::string> wholes;
    for (auto const& each : all) {
        next(*each);
        wholes.insert(until(*each, "event: part"));
    }
    EXPECT_EQ(wholes.size(), 1U);  // the same bytes
    // Many changes within a moment are one.
    for (int i = 1; i <= 20; ++i)
        says(i, "OUI");
    int pieces = 1;
    while (next(*all[0]).find("<b>20</b>") == std::string::npos)
        ++pieces;
    EXPECT_LE(pieces, 6);
    // Whoever did not listen meanwhile gets how it stands, in one piece.
    auto const late = until(*all[1], "data: figures\n");
    EXPECT_NE(late.find("<b>20</b>"), std::string::npos);
    EXPECT_EQ(late.find("data: figures\n", late.find("data: figures\n") + 1), std::string::npos);
}

TEST_F(ApiBoard, KeepsPlacesForOtherCallers)
{
    auto const cookie = sign_in();
    std::vector<std::unique_ptr<answer_stream>> all;
    for (std::size_t i = 0; i < board::live::most_viewers; ++i)
        all.push_back(line(cookie));
    EXPECT_FALSE(line(cookie));
    EXPECT_EQ(status, 429);
    all.pop_back();
    EXPECT_TRUE(line(cookie));
}

TEST_F(ApiBoard, EndsEveryLineCleanlyWhenTheDaemonLeaves)
{
    auto told = line(sign_in());
    next(*told);
    house.at->board->screens.close();
    EXPECT_EQ(until(*told, "never"), "");
    told.reset();
    house.world.run(house.at->board->screens.join());
}

TEST_F(ApiBoard, TurnsToAMorePressingCallWhereNobodyChose)
{
    house.with_people(20);
    auto const cookie = sign_in();
    auto told = line(cookie, "?follow=1");
    next(*told);
    auto const id = call();
    EXPECT_NE(until(*told, "event: turn").find("data: " + id), std::string::npos);
    EXPECT_EQ(next(*told), "");
    EXPECT_NE(house.ask_with(get("/board", cookie)).body.find("<h1>crue</h1>"), std::string::npos);
}

TEST_F(ApiBoard, ShowsTheHouseForACallThatIsNotThere)
{
    auto const cookie = sign_in();
    for (auto const* const which : {"/board?m=M99", "/board?m=x", "/board?m="})
        EXPECT_NE(house.ask_with(get(which, cookie)).body.find("id=\"channels\""), std::string::npos) << which;
}

}  // namespace
}  // namespace tocsin::dispatcher::api
