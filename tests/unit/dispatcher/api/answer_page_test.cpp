// SPDX-License-Identifier: Apache-2.0
// What the browser tests cannot bring about: a full disk, an erased person, a week that passes, a rehearsal.
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

struct AnswerPages : testing::Test {
    living_house house;

    void SetUp() override
    {
        house.engine->links.open(channels::secret{std::string(32, 'k')}, "https://tocsin.example.org");
        house.upload(
            "/v1/volunteers",
            {"id,first_name,last_name,language,email,postcode,commune,consent_email\n"
             "v1,Lou,Martin,it,lou@example.org,04000,04070,yes\nv2,Ana,Martin,xx,ana@example.org,04000,04070,yes\n"}
        );
        house.accept_language = "de";
        house.start();
    }

    void call(std::string const& more = "")
    {
        house.ask(
            "POST", "/v1/mobilisations",
            R"({"event": "crue", "zone": ["04070"], "need": 1, "by": "+3h", "at": "Digne", "minimum_age": 0, "pace": "all",
                "channels": ["email"])" + more + "}"
        );
        house.play(minutes{2});
        auto const first = house.ask_as(std::nullopt, "GET", "/r/" + token(1)).body;
        lou = first.find("Lou") != std::string::npos ? 1 : 2;
        ana = 3 - lou;
    }

    std::string token(std::int64_t message) const { return engine().links.token_of(message_id{message}); }
    tocsin::dispatcher::house const& engine() const { return *house.engine; }

    heard get(std::string const& query = "") { return get(query, lou); }

    heard get(std::string const& query, std::int64_t message)
    {
        return house.ask_as(std::nullopt, "GET", "/r/" + token(message) + query);
    }

    heard post(std::string const& answer, heard const& page) { return post(answer, page, lou); }

    heard post(std::string const& answer, heard const& page, std::int64_t message)
    {
        auto const at = page.body.find("name=\"once\" value=\"");
        auto const value = at == std::string::npos ? std::string{} : page.body.substr(at + 19, 32);
        return house.ask_as(std::nullopt, "POST", "/r/" + token(message), "once=" + value + "&answer=" + answer);
    }

    static std::string header(heard const& came, std::string_view name)
    {
        for (auto const& [key, value] : came.headers)
            if (key == name)
                return value;
        return {};
    }

    std::int64_t lou = 0;  ///< whose message has which number is chance
    std::int64_t ana = 0;

    std::string counted(std::string_view what)
    {
        return boost::json::serialize(house.ask("GET", "/v1/mobilisations/M1").json().at(what));
    }
};

TEST_F(AnswerPages, SpeakThePersonsLanguageElseTheBrowsers)
{
    call();
    EXPECT_NE(get().body.find("lang=\"it\""), std::string::npos);
    EXPECT_NE(get("", ana).body.find("<html lang=\"de\">"), std::string::npos) << "nobody speaks xx";
    EXPECT_NE(get("?lang=uk").body.find("<html lang=\"uk\">"), std::string::npos);
    EXPECT_NE(get("?lang=%3Cb%3E").body.find("<html lang=\"it\">"), std::string::npos);
}

TEST_F(AnswerPages, CountOnceAndAtOnce)
{
    call();
    auto const page = get();
    auto const came = post("yes", page);
    EXPECT_EQ(came.status, 303);
    EXPECT_EQ(header(came, "Location"), token(lou));
    EXPECT_EQ(post("yes", page).status, 303);
    EXPECT_EQ(counted("confirmed"), "1");
    EXPECT_NE(get().body.find("Contiamo su di lei"), std::string::npos);
    EXPECT_NE(house.ask("GET", "/v1/audit").body.find("\"by\":\"page\""), std::string::npos);
}

TEST_F(AnswerPages, SayThatNothingWasRecordedWhenNothingWas)
{
    call();
    house.kept->pretend_full(true);
    heard came;
    heard page;
    std::string before;
    for (int i = 0; i < 300 && came.status != 503; ++i) {  // until what room there was is used up
        house.play(seconds{2});
        page = get();
        before = counted("confirmed");
        came = post(before == "0" ? "yes" : "no", page);
    }
    ASSERT_EQ(came.status, 503);
    EXPECT_NE(header(came, "Retry-After"), "");
    EXPECT_EQ(came.body.find("Lou"), std::string::npos);
    EXPECT_EQ(counted("confirmed"), before);
    house.kept->pretend_full(false);
    EXPECT_EQ(post(before == "0" ? "yes" : "no", page).status, 303) << "the same touch again";
    // After five answers to one person a yes is for staff to look at.
    bool const is_for_staff = house.ask("GET", "/v1/inbox").body.find("too-many") != std::string::npos;
    EXPECT_TRUE(is_for_staff || counted("confirmed") != before);
}

TEST_F(AnswerPages, AreGoneWithWhoeverWasErasedAndAWeekAfterTheEnd)
{
    call();
    auto const stale = get("", ana);
    EXPECT_EQ(house.ask("DELETE", "/v1/volunteers/v1").status, 200);
    auto const gone = get();
    EXPECT_EQ(gone.status, 404);
    EXPECT_EQ(gone.body, house.ask_as(std::nullopt, "GET", "/r/nothing").body) << "as any wrong link";
    EXPECT_EQ(post("yes", stale, ana).status, 303);
    house.ask("POST", "/v1/mobilisations/M1/cancel");
    house.play(hours{24 * 6});
    EXPECT_NE(get("?lang=en", ana).body.find("cancelled"), std::string::npos);
    house.play(hours{25});
    EXPECT_EQ(get("", ana).status, 404);
    EXPECT_EQ(post("no", stale, ana).status, 404);
}

TEST_F(AnswerPages, OfARehearsalOptNobodyOut)
{
    call(R"(, "exercise": true)");
    auto const page = get("?lang=en");
    ASSERT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("EXERCISE"), std::string::npos);
    EXPECT_EQ(post("stop", page).status, 303);
    EXPECT_EQ(counted("declined"), "1");
    auto const person = house.ask("GET", "/v1/volunteers/v1");
    ASSERT_EQ(person.status, 200);
    EXPECT_EQ(person.body.find("\"opted_out\":\"2"), std::string::npos) << person.body;
    // The same touch where it counts, so that the line above cannot be true for another reason.
    call();
    lou = lou + 2;
    EXPECT_EQ(post("stop", get()).status, 303);
    EXPECT_NE(house.ask("GET", "/v1/volunteers/v1").body.find("\"opted_out\":\"2"), std::string::npos);
}

TEST_F(AnswerPages, TellAWrongLinkFromARightOneByNothingButTheLink)
{
    call();
    auto wrong = token(lou);
    wrong.back() = wrong.back() == 'a' ? 'b' : 'a';
    auto const no = house.ask_as(std::nullopt, "GET", "/r/" + wrong);
    EXPECT_EQ(no.status, 404);
    EXPECT_EQ(no.type, "text/html; charset=utf-8");
    EXPECT_EQ(header(no, "Content-Security-Policy"), header(get(), "Content-Security-Policy"));
    // Beyond what mail scanners do, whoever tries wrong ones waits; right ones are not held up by that.
    int refused = 0;
    for (int i = 0; i < 700; ++i)
        refused += house.ask_as(std::nullopt, "GET", "/r/x" + std::to_string(i)).status == 429;
    EXPECT_GE(refused, 90);
    EXPECT_EQ(get().status, 200);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
