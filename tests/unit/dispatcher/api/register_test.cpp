// SPDX-License-Identifier: Apache-2.0
// The register, replies, channels and call-backs of providers, asked of the real engine and store.
#include "dispatcher/api/csv.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

constexpr auto csv = "id,first_name,last_name,mobile,email,postcode,consent_sms,consent_email\n"
                     "a1,Camille,Martin,06 39 98 00 01,camille@example.org,04000,yes,yes\n"
                     "a2,Lou,Durand,0639980002,,04000,yes,no\n"
                     ",Nobody,,0639980003,,04000,yes,no\n";

class ApiRegister : public testing::Test {
protected:
    living_house house;
};

TEST_F(ApiRegister, IsImportedAsItComesAndEveryBadLineReported)
{
    // Cut in the middle of a record, and of a field.
    std::string const all = csv;
    auto const told = house.upload("/v1/volunteers", {all.substr(0, 90), all.substr(90, 1), all.substr(91)});
    EXPECT_EQ(told.status, 200);
    EXPECT_DESCRIBED("POST", "/v1/volunteers", told);
    auto const body = told.json();
    EXPECT_EQ(body.at("lines").as_int64(), 3);
    EXPECT_EQ(body.at("added").as_int64(), 2);
    EXPECT_EQ(body.at("rejected").as_int64(), 1);
    bool named = false;
    for (auto const& remark : body.at("remarks").as_array())
        named = named || (remark.at("rejected").as_bool() && remark.at("line").as_int64() == 4);
    EXPECT_TRUE(named) << told.body;
    EXPECT_EQ(told.body.find("39980003"), std::string::npos) << "the value is not repeated";
    auto const again = house.upload("/v1/volunteers", {csv});
    EXPECT_EQ(again.json().at("unchanged").as_int64(), 2);
}

TEST_F(ApiRegister, SaysWhatIsWrongInTheCallersLanguage)
{
    EXPECT_NE(house.upload("/v1/volunteers?dry_run=1", {csv}).body.find("each volunteer needs a stable one"), std::string::npos);
    house.accept_language = "fr";
    EXPECT_NE(house.upload("/v1/volunteers?dry_run=1", {csv}).body.find("chaque volontaire en a un, stable"), std::string::npos);
    EXPECT_NE(house.upload("/v1/volunteers?dry_run=1", {"a,b\n1,2\n"}).body.find("la première ligne doit nommer"), std::string::npos);
}

TEST_F(ApiRegister, ADryRunChangesNothing)
{
    EXPECT_EQ(house.upload("/v1/volunteers?dry_run=1", {csv}).json().at("lines").as_int64(), 3);
    EXPECT_TRUE(house.ask("GET", "/v1/volunteers").json().at("volunteers").as_array().empty());
}

TEST_F(ApiRegister, AnUploadThatBreaksOffNeverReadsItsCutRecord)
{
    auto const cut = house.upload("/v1/volunteers", {"id,mobile,consent_sms\nb1,0639980001,yes\nb2,06399800"}, true);
    EXPECT_EQ(cut.code(), "bad-request");
    EXPECT_EQ(house.ask("GET", "/v1/volunteers/b2").code(), "not-found");
}

TEST_F(ApiRegister, KnowsTheFormatsByName)
{
    EXPECT_EQ(house.upload("/v1/volunteers?format=xlsx", {csv}).code(), "bad-parameter");
    auto const other = house.upload("/v1/volunteers?format=jeveuxaider", {csv});
    EXPECT_DESCRIBED("POST", "/v1/volunteers", other);
    EXPECT_NE(other.json().at("failure").as_string(), "");
}

TEST_F(ApiRegister, IsSearchedAndGoneThrough)
{
    house.with_people(5);
    auto const page = house.ask("GET", "/v1/volunteers?limit=2");
    EXPECT_DESCRIBED("GET", "/v1/volunteers", page);
    EXPECT_EQ(page.json().at("volunteers").as_array().size(), 2U);
    auto const next = std::string{page.json().at("next").as_string()};
    EXPECT_EQ(
        house.ask("GET", "/v1/volunteers?limit=3&after=" + next).json().at("volunteers").at(0).at("id").as_string(),
        "v3"
    );
    EXPECT_EQ(house.ask("GET", "/v1/volunteers?q=v4").json().at("volunteers").as_array().size(), 1U);
    EXPECT_EQ(house.ask("GET", "/v1/volunteers?limit=0").code(), "bad-parameter");
    EXPECT_EQ(house.ask("GET", "/v1/volunteers?limit=1001").code(), "bad-parameter");
    EXPECT_EQ(house.ask("GET", "/v1/volunteers?after=zz").code(), "bad-parameter");
}

TEST_F(ApiRegister, ShowsOnePersonWithTheirStory)
{
    house.with_people(1);
    house.ask(
        "POST",
        "/v1/mobilisations",
        R"({"event": "c", "zone": ["04070"], "need": 1, "by": "+3h", "at": "i", "pace": "all", "minimum_age": 0})"
    );
    house.play(seconds{30});
    auto const shown = house.ask("GET", "/v1/volunteers/v1");
    EXPECT_DESCRIBED("GET", "/v1/volunteers/{external_id}", shown);
    EXPECT_EQ(shown.json().at("mobile").as_string(), "+33639980001");
    ASSERT_EQ(shown.json().at("story").as_array().size(), 1U) << shown.body;
    EXPECT_EQ(shown.json().at("story").at(0).at("purpose").as_string(), "ask");
    EXPECT_EQ(house.ask("GET", "/v1/volunteers/nobody").code(), "not-found");
}

TEST_F(ApiRegister, OptsOutAndErases)
{
    house.with_people(2);
    auto const out = house.ask("POST", "/v1/volunteers/v1/opt-out");
    EXPECT_DESCRIBED("POST", "/v1/volunteers/{external_id}/opt-out", out);
    EXPECT_EQ(out.json().at("people").as_int64(), 1);
    EXPECT_TRUE(house.ask("GET", "/v1/volunteers/v1").json().as_object().contains("opted_out"));
    auto const gone = house.ask("DELETE", "/v1/volunteers/v2");
    EXPECT_DESCRIBED("DELETE", "/v1/volunteers/{external_id}", gone);
    EXPECT_EQ(house.ask("GET", "/v1/volunteers/v2").status, 404);
    EXPECT_EQ(house.ask("DELETE", "/v1/volunteers/v2").status, 404);
    EXPECT_EQ(house.ask("POST", "/v1/volunteers/v2/opt-out").status, 404);
}

TEST_F(ApiRegister, IsTakenOutWholeInTheImportsColumns)
{
    house.with_people(1500);
    auto const out = house.ask("GET", "/v1/volunteers/export");
    EXPECT_EQ(out.status, 200);
    EXPECT_TRUE(out.body.starts_with(register_header()));
    EXPECT_EQ(std::count(out.body.begin(), out.body.end(), '\n'), 1501);
    EXPECT_NE(out.body.find("'+33639980001"), std::string::npos);
}

TEST_F(ApiRegister, ComesBackAsItWasFromItsOwnExport)
{
    constexpr auto odd =
        "id,first_name,last_name,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,availability,"
        "consent_sms,consent_email\n"
        "=7,\"Lou, dite \"\"Lou\"\"\",-Martin,0639980001,lou@example.org,04000,04070,44.09,-6.23,12.5,\"boat,psc1\","
        "\"Mo-Fr 18:00-22:00; Sa,Su 08:00-20:00\",yes,yes\n"
        "@8,Zoé,+Durand,+33639980002,,97400,97411,,,,pse2,flexible,yes,no\n";
    ASSERT_EQ(house.upload("/v1/volunteers", {odd}).json().at("added").as_int64(), 2);
    auto const before = house.ask("GET", "/v1/volunteers").body;
    auto const out = house.ask("GET", "/v1/volunteers/export").body;
    auto const again = house.upload("/v1/volunteers", {out});
    EXPECT_EQ(again.json().at("unchanged").as_int64(), 2) << again.body << out;
    EXPECT_EQ(house.ask("GET", "/v1/volunteers").body, before);
}

TEST_F(ApiRegister, CountsWhoMatchesWithoutAPlaceToCome)
{
    house.with_people(3);
    auto const funnel = house.ask(
        "POST",
        "/v1/volunteers/funnel",
        R"({"event": "c", "zone": ["04070"], "need": 1, "by": "+3h", "skills": ["boat"], "minimum_age": 0})"
    );
    EXPECT_DESCRIBED("POST", "/v1/volunteers/funnel", funnel);
    EXPECT_EQ(funnel.json().at("population").as_int64(), 3);
    EXPECT_EQ(funnel.json().at("candidates").as_int64(), 1);
}

class ApiReplies : public ApiRegister {
protected:
    void SetUp() override
    {
        house.with_people(3);
        house.ask(
            "POST",
            "/v1/mobilisations",
            R"({"event": "c", "zone": ["04070"], "need": 1, "by": "+3h", "at": "i", "pace": "all", "minimum_age": 0})"
        );
        house.play(seconds{30});
    }
};

TEST_F(ApiReplies, AreRecordedAsSomebodySaidThem)
{
    auto const said = house.ask("POST", "/v1/replies", R"({"from": "06 39 98 00 01", "text": "oui j'arrive"})");
    EXPECT_EQ(said.status, 200) << said.body;
    EXPECT_DESCRIBED("POST", "/v1/replies", said);
    EXPECT_EQ(said.json().at("state").as_string(), "confirmed");
    EXPECT_EQ(said.json().at("mobilisation").as_string(), "M1");
    EXPECT_TRUE(said.json().at("filled_now").as_bool());
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("confirmed").as_int64(), 1);
}

TEST_F(ApiReplies, RefuseWhatIsNoAddressWithoutRepeatingIt)
{
    auto const no = house.ask("POST", "/v1/replies", R"({"from": "06 39 98 00", "text": "oui"})");
    EXPECT_EQ(no.code(), "bad-address");
    EXPECT_EQ(no.body.find("06 39 98 00\""), std::string::npos);
    EXPECT_EQ(house.ask("POST", "/v1/replies", R"({"from": "+33639980001", "text": ""})").code(), "bad-parameter");
    EXPECT_EQ(house.ask("POST", "/v1/replies", "oui").code(), "bad-json");
}

TEST_F(ApiReplies, ThatNeedAPersonWaitInTheInboxUntilSettled)
{
    house.ask("POST", "/v1/replies", R"({"from": "+33639980002", "text": "peut-être, ça dépend de la route"})");
    auto const box = house.ask("GET", "/v1/inbox");
    EXPECT_DESCRIBED("GET", "/v1/inbox", box);
    ASSERT_EQ(box.json().at("replies").as_array().size(), 1U);
    auto const id = std::string{box.json().at("replies").at(0).at("id").as_string()};
    auto const settled = house.ask("POST", "/v1/inbox/" + id + "/settle");
    EXPECT_DESCRIBED("POST", "/v1/inbox/{id}/settle", settled);
    EXPECT_TRUE(house.ask("GET", "/v1/inbox").json().at("replies").as_array().empty());
    EXPECT_EQ(house.ask("POST", "/v1/inbox/R99/settle").status, 404);
}

class ApiWebhooks : public ApiReplies {
protected:
    heard call(std::string const& method, std::string const& target, std::string body = "")
    {
        return house.ask_as(std::nullopt, method, target, std::move(body));
    }

    void understands(channels::webhook_reading what)
    {
        house.sms->reading = [this, what](channels::webhook_kind kind, channels::webhook_request const& request) {
            asked_kind = kind;
            asked = request;
            return what;
        };
    }

    channels::webhook_kind asked_kind{};
    channels::webhook_request asked;
};

TEST_F(ApiWebhooks, HandTheCallToTheChannelsReaderAsItCame)
{
    channels::webhook_reading news;
    news.receipts.emplace_back("p1", "", receipt_verdict::delivered, "DELIVRD");
    news.answer_type = "application/xml";
    news.answer = "<ok/>";
    understands(news);
    auto const told = call("POST", "/v1/channels/sms-main/receipts?key=a%20b", "id=p1&status=1");
    EXPECT_EQ(told.status, 200);
    EXPECT_EQ(told.type, "application/xml");
    EXPECT_EQ(told.body, "<ok/>");
    EXPECT_EQ(asked_kind, channels::webhook_kind::receipts);
    EXPECT_EQ(asked.method, "POST");
    EXPECT_EQ(asked.path, "/v1/channels/sms-main/receipts");
    EXPECT_EQ(asked.query, "key=a%20b");
    EXPECT_EQ(asked.body, "id=p1&status=1");
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("messages").at("delivered").as_int64(), 1);
}

TEST_F(ApiWebhooks, BringRepliesThatCountOnce)
{
    channels::webhook_reading news;
    news.replies.emplace_back("33639980001", "38123", "OUI", "mo-7");
    understands(news);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(call("GET", "/v1/channels/sms-main/replies?x=1").status, 200);
    EXPECT_EQ(asked.method, "GET");
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("confirmed").as_int64(), 1);
}

TEST_F(ApiWebhooks, TakeAQueryThatOnlyTheirReaderCanRead)
{
    channels::webhook_reading news;
    news.replies.emplace_back("33639980001", "38123", "OUI", "mo-8");
    understands(news);
    for (auto const* odd : {"text=Oui%0Aje+viens", "text=%00O%00U%00I", "text=d%E9sol%E9"}) {
        EXPECT_EQ(call("GET", std::string{"/v1/channels/sms-main/replies?"} + odd).status, 200);
        EXPECT_EQ(asked.query, odd);
        EXPECT_EQ(house.ask("GET", std::string{"/v1/mobilisations?"} + odd).status, 400);
    }
}

TEST_F(ApiWebhooks, KeepAThousandReceiptsOfOneCallInOneCommit)
{
    channels::webhook_reading news;
    news.receipts.emplace_back("p1", "", receipt_verdict::delivered, "DELIVRD");
    for (int i = 2; i <= 1000; ++i)
        news.receipts.emplace_back("q" + std::to_string(i), "", receipt_verdict::delivered, "DELIVRD");
    understands(news);
    auto const before = house.disk.commits();
    EXPECT_EQ(call("POST", "/v1/channels/sms-main/receipts").status, 200);
    EXPECT_EQ(house.disk.commits() - before, 1);
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("messages").at("delivered").as_int64(), 1);
}

TEST_F(ApiWebhooks, KeepManyRepliesOfOneCallInFewCommitsAndInTheirOrder)
{
    channels::webhook_reading news;
    for (int i = 0; i < 98; ++i)
        news.replies.emplace_back("3363998" + std::to_string(5000 + i), "38123", "OUI", "mo-" + std::to_string(i));
    news.replies.emplace_back("33639980001", "38123", "OUI", "mo-98");
    news.replies.emplace_back("33639980001", "38123", "NON", "mo-99");
    understands(news);
    auto const before = house.disk.commits();
    EXPECT_EQ(call("POST", "/v1/channels/sms-main/replies").status, 200);
    EXPECT_LE(house.disk.commits() - before, 5);
    auto const status = house.ask("GET", "/v1/mobilisations/M1").json();
    EXPECT_EQ(status.at("declined").as_int64(), 1) << "the last word counts";
}

TEST_F(ApiWebhooks, AreRefusedWithTheReadersWordAndAnEventButNoAddress)
{
    channels::webhook_reading no;
    no.refusal_status = 401;
    no.refusal = "The signature is missing.";
    understands(no);
    auto const told = call("POST", "/v1/channels/sms-main/replies", "from=+33639980001");
    EXPECT_EQ(told.status, 401);
    EXPECT_EQ(told.code(), "webhook-refused");
    EXPECT_EQ(house.log.count(events::webhook_refused), 1);
    EXPECT_EQ(house.log.last(events::webhook_refused, "channel"), "sms-main");
    EXPECT_EQ(told.body.find("39980001"), std::string::npos);
}

TEST_F(ApiWebhooks, AreUnknownForAChannelThatHasNone)
{
    house.mail->has_webhooks = false;
    EXPECT_EQ(call("POST", "/v1/channels/mail/receipts").status, 404);
    EXPECT_EQ(call("POST", "/v1/channels/nobody/receipts").status, 404);
}

TEST_F(ApiWebhooks, NeverListenToHead)
{
    channels::webhook_reading news;
    news.replies.emplace_back("33639980001", "38123", "OUI", "mo-8");
    understands(news);
    EXPECT_EQ(call("HEAD", "/v1/channels/sms-main/replies").status, 405);
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("confirmed").as_int64(), 0);
}

TEST_F(ApiWebhooks, AreToldToCallAgainWhenNothingCanBeMadeDurable)
{
    channels::webhook_reading news;
    news.replies.emplace_back("33639980001", "38123", "OUI " + std::string(200'000, 'x'), "mo-9");
    understands(news);
    house.kept->pretend_full(true);
    auto const told = call("POST", "/v1/channels/sms-main/replies");
    EXPECT_EQ(told.status, 503);
    EXPECT_EQ(told.code(), "store-unavailable");
    house.kept->pretend_full(false);
    EXPECT_EQ(call("POST", "/v1/channels/sms-main/replies").status, 200);
}

class ApiChannels : public ApiRegister {};

TEST_F(ApiChannels, AreListedWithWhatTheyHold)
{
    auto const list = house.ask("GET", "/v1/channels");
    EXPECT_DESCRIBED("GET", "/v1/channels", list);
    EXPECT_EQ(list.json().at("channels").as_array().size(), 2U);
}

TEST_F(ApiChannels, SayWhileTheirRepliesCannotBeRead)
{
    house.start();
    auto const mail = [this] { return house.ask("GET", "/v1/channels").json().at("channels").as_array().at(0).as_object(); };
    auto const troubles = [this] { return house.ask("GET", "/v1/attention").json().at("attention").as_array(); };
    auto const quiet = troubles().size();
    ASSERT_EQ(mail().at("name").as_string(), "mail");
    EXPECT_FALSE(mail().contains("replies_unread"));
    auto const since = format_instant(house.world.runtime.wall());
    house.mail->inbox->replies_unread("the server does not answer");
    house.play(minutes{5});
    house.mail->inbox->replies_unread("the connection broke");

    EXPECT_EQ(mail().at("replies_unread").at("since").as_string(), since) << "since the first look that failed";
    EXPECT_EQ(mail().at("replies_unread").at("why").as_string(), "the connection broke") << "of the last";
    EXPECT_EQ(mail().at("link").as_string(), "up") << "it sends";
    EXPECT_DESCRIBED("GET", "/v1/channels", house.ask("GET", "/v1/channels"));
    auto const attention = house.ask("GET", "/v1/attention");
    EXPECT_DESCRIBED("GET", "/v1/attention", attention);
    ASSERT_EQ(troubles().size(), quiet + 1);
    EXPECT_NE(attention.body.find(R"("kind":"replies-unread","what":"Channel mail: its replies cannot be read, for 5)"), std::string::npos)
        << attention.body;
    auto const ready = house.ask("GET", "/readyz");
    EXPECT_DESCRIBED("GET", "/readyz", ready);
    EXPECT_EQ(ready.status, 200);
    EXPECT_EQ(ready.json().at("routes").at("email-sandbox").as_string(), "degraded");
    EXPECT_EQ(ready.json().at("routes").at("sms").as_string(), "ok");
    EXPECT_NE(house.ask("GET", "/metrics").body.find("tocsin_channel_replies_unread{channel=\"mail\"} 1\n"), std::string::npos);

    house.mail->inbox->replies_unread("");
    EXPECT_FALSE(mail().contains("replies_unread"));
    EXPECT_EQ(troubles().size(), quiet);
    EXPECT_EQ(house.ask("GET", "/readyz").json().at("routes").at("email-sandbox").as_string(), "ok");
    EXPECT_NE(house.ask("GET", "/metrics").body.find("tocsin_channel_replies_unread{channel=\"mail\"} 0\n"), std::string::npos);
}

TEST_F(ApiChannels, AreTestedWithOneTextOnceThatIsConfirmed)
{
    auto const unsure = house.ask("POST", "/v1/channels/sms-main/test", R"({"to": "06 39 98 00 01"})");
    EXPECT_EQ(unsure.code(), "confirmation-needed");
    EXPECT_EQ(unsure.status, 409);
    EXPECT_TRUE(house.sms->submitted.empty());
    auto const sent = house.ask("POST", "/v1/channels/sms-main/test", R"({"to": "06 39 98 00 01", "confirm": true})");
    EXPECT_DESCRIBED("POST", "/v1/channels/{name}/test", sent);
    EXPECT_EQ(sent.json().at("outcome").as_string(), "accepted");
    ASSERT_EQ(house.sms->submitted.size(), 1U);
    EXPECT_EQ(house.sms->submitted[0].to, "+33639980001");
    EXPECT_TRUE(house.sms->submitted[0].reference.starts_with("test-"));
    EXPECT_EQ(house.ask("POST", "/v1/channels/mail/test", R"({"to": "lou@example.org"})").status, 200)
        << "reaches nobody";
    EXPECT_EQ(house.ask("POST", "/v1/channels/mail/test", R"({"to": "06 39 98 00 01"})").code(), "bad-address");
    EXPECT_EQ(house.ask("POST", "/v1/channels/none/test", R"({"to": "lou@example.org"})").code(), "not-found");
}

class ApiHealth : public ApiRegister {
protected:
    heard ask(std::string const& target) { return house.ask_as(std::nullopt, "GET", target); }
};

TEST_F(ApiHealth, IsToldToAnybody)
{
    EXPECT_EQ(ask("/healthz").status, 200);
    EXPECT_EQ(ask("/readyz").status, 503) << "the register has not been read";
    house.start();
    auto const ready = ask("/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_DESCRIBED("GET", "/readyz", ready);
    EXPECT_DESCRIBED("GET", "/healthz", ask("/healthz"));
}

TEST_F(ApiHealth, TurnsRedOnAFullDisk)
{
    house.start();
    house.counted.report(events::store_full, {});
    auto const red = ask("/readyz");
    EXPECT_EQ(red.status, 503);
    EXPECT_DESCRIBED("GET", "/readyz", red);
    EXPECT_EQ(red.json().at("store").as_string(), "full");
    EXPECT_EQ(ask("/healthz").status, 200) << "a restart would not help";
}

TEST_F(ApiHealth, MetricsHoldNothingPersonal)
{
    house.with_people(3);
    house.ask(
        "POST",
        "/v1/mobilisations",
        R"({"event": "c", "zone": ["04070"], "need": 1, "by": "+3h", "at": "i", "pace": "all", "minimum_age": 0})"
    );
    house.play(seconds{30});
    auto const metrics = ask("/metrics");
    EXPECT_EQ(metrics.type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(metrics.body.find("tocsin_messages{channel=\"sms-main\",state=\"accepted\"} 3\n"), std::string::npos)
        << metrics.body;
    EXPECT_NE(metrics.body.find("tocsin_mobilisations{state=\"running\"} 1\n"), std::string::npos);
    for (auto const* personal : {"3998", "Camille", "Martin"})
        EXPECT_EQ(metrics.body.find(personal), std::string::npos) << personal;
}

TEST_F(ApiRegister, AFullDiskIsSaidPlainlyAndNothingIsHalfDone)
{
    house.with_people(1);
    house.kept->pretend_full(true);
    auto const no = house.ask("POST", "/v1/alerts", cap_alert("full") + std::string(100'000, ' '));
    EXPECT_EQ(no.code(), "store-unavailable") << no.body;
    EXPECT_EQ(no.status, 503);
    house.kept->pretend_full(false);
    EXPECT_EQ(house.ask("POST", "/v1/alerts", cap_alert("full") + std::string(100'000, ' ')).status, 201);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
