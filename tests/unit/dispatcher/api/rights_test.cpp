// SPDX-License-Identifier: Apache-2.0
// What the people of the register may ask for, and what is forgotten by itself, of the real engine and store on virtual time.
#include "dispatcher/engine/retention.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

using testing::HasSubstr;
using testing::Not;

#define EXPECT_DESCRIBED(method, pattern, came)                                                                        \
    EXPECT_EQ(house.faults(method, pattern, came), std::vector<std::string>{}) << (came).body

class Rights : public testing::Test {
protected:
    void SetUp() override { house.with_people(3); }

    /// Asks whoever may be asked; gives how many that was.
    std::size_t call()
    {
        auto const before = house.sms->submitted.size();
        house.ask(
            "POST", "/v1/mobilisations",
            R"({"event": "c", "zone": ["04070"], "need": 3, "by": "+3h", "at": "i", "pace": "all", "minimum_age": 0})"
        );
        house.play(seconds{30});
        return house.sms->submitted.size() - before;
    }

    void says(std::string const& from, std::string const& text)
    {
        ASSERT_EQ(house.ask("POST", "/v1/replies", R"({"from": ")" + from + R"(", "text": ")" + text + "\"}").status, 200);
    }

    std::string record_of(std::string const& who) { return house.ask("GET", "/v1/volunteers/" + who + "/record").body; }

    living_house house;
};

TEST_F(Rights, OnePersonSeesAllThatIsKeptOfThemAndNothingOfOthers)
{
    ASSERT_EQ(call(), 3U);
    says("+33639980001", "oui j'arrive avec Hortense");
    says("+33639980002", "non, Apollinaire est malade");
    house.ask("POST", "/v1/volunteers/v1/opt-out", R"({"proof": "letter of 3 May"})");
    auto const kept = house.ask("GET", "/v1/volunteers/v1/record");
    EXPECT_DESCRIBED("GET", "/v1/volunteers/{external_id}/record", kept);
    auto const all = kept.json();
    EXPECT_EQ(all.at("person").at("mobile").as_string(), "+33639980001");
    EXPECT_EQ(all.at("requests").at(0).at("mobilisation").as_string(), "M1");
    EXPECT_GE(all.at("messages").as_array().size(), 1U);
    EXPECT_THAT(kept.body, HasSubstr("Hortense"));
    EXPECT_THAT(kept.body, HasSubstr("letter of 3 May"));
    EXPECT_THAT(kept.body, HasSubstr(R"("kind":"imported")"));
    EXPECT_THAT(kept.body, Not(HasSubstr("Apollinaire")));
    EXPECT_THAT(kept.body, Not(HasSubstr("33639980002")));
    EXPECT_EQ(house.ask("GET", "/v1/volunteers/nobody/record").status, 404);
}

TEST_F(Rights, WhatIsWrongIsPutRight)
{
    auto const now = house.ask("PATCH", "/v1/volunteers/v1", R"({"mobile": "06 39 98 00 77", "last_name": "Tournemirette"})");
    EXPECT_DESCRIBED("PATCH", "/v1/volunteers/{external_id}", now);
    EXPECT_EQ(now.json().at("mobile").as_string(), "+33639980077");
    EXPECT_EQ(now.json().at("last_name").as_string(), "Tournemirette");
    EXPECT_EQ(call(), 3U);
    auto const& sent = house.sms->submitted;
    EXPECT_TRUE(std::any_of(sent.begin(), sent.end(), [](auto const& each) { return each.to == "+33639980077"; }));
    EXPECT_THAT(record_of("v1"), HasSubstr(R"("fields":["mobile","last_name"])")) << "the journal names the fields, not the values";
    EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/v1", R"({"mobile": "12"})").code(), "bad-parameter");
    EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/v1", R"({"colour": "red"})").code(), "bad-parameter");
    EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/v1", R"({"id": "v2"})").code(), "bad-parameter");
    EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/v1", "").code(), "bad-json");
    EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/nobody", R"({"mobile": "0639980001"})").status, 404);
}

TEST_F(Rights, WhatIsPutRightLeavesTheRestAsItWas)
{
    house.upload("/v1/volunteers", {"id,first_name,mobile,postcode,commune,latitude,longitude,skills,consent_sms\n"
                                    "w1,Zoé,0639980050,04000,04070,44.0923,6.2356,boat;driver,yes\n"});
    auto const mail = house.ask("PATCH", "/v1/volunteers/w1", R"({"email": "zoe@example.org"})");
    EXPECT_EQ(mail.status, 200) << mail.body;
    EXPECT_EQ(mail.json().at("skills").as_array().size(), 2U) << mail.body;
    EXPECT_EQ(mail.json().at("latitude").to_number<double>(), 44.0923);
    auto const skills = house.ask("PATCH", "/v1/volunteers/w1", R"({"skills": ["boat", "nurse", "driver"]})");
    EXPECT_EQ(skills.json().at("skills").as_array().size(), 3U) << skills.body;
    auto const moved = house.ask("PATCH", "/v1/volunteers/w1", R"({"postcode": "04100"})");
    EXPECT_EQ(moved.json().at("commune").as_string(), "04112") << "where the postcode is";
    EXPECT_FALSE(moved.json().as_object().contains("latitude"));
    for (auto const* const wrong : {R"({"skills": [1]})", R"({"mobile": {}})", R"({"mobile": [["x"]]})"})
        EXPECT_EQ(house.ask("PATCH", "/v1/volunteers/w1", wrong).code(), "bad-parameter") << wrong;
}

TEST_F(Rights, OneOfTwoAtAnAddressComesBackWithoutTheOther)
{
    auto const two = [this] {
        return house.upload("/v1/volunteers", {"id,mobile,email,postcode,commune,consent_sms\n"
                                               "w1,0639980050,both@example.org,04000,04070,yes\n"
                                               "w2,0639980051,both@example.org,04000,04070,yes\n"});
    };
    two();
    house.ask("POST", "/v1/volunteers/w1/opt-out");
    auto const is_out = [this](std::string const& who) {
        return house.ask("GET", "/v1/volunteers/" + who).json().as_object().contains("opted_out");
    };
    ASSERT_TRUE(is_out("w1") && is_out("w2"));
    house.ask("POST", "/v1/volunteers/w1/opt-in", R"({"proof": "at the desk"})");
    two();
    EXPECT_FALSE(is_out("w1"));
    EXPECT_TRUE(is_out("w2")) << "whatever is imported";
}

TEST_F(Rights, WhoIsRestrictedAndWritesIsForAPerson)
{
    ASSERT_EQ(call(), 3U);
    house.ask("POST", "/v1/volunteers/v1/restriction", R"({"reason": "asked us to wait"})");
    house.play(seconds{10});
    house.sms->submitted.clear();
    says("+33639980001", "oui");
    house.play(seconds{10});
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("confirmed").as_int64(), 0);
    EXPECT_TRUE(house.sms->submitted.empty()) << "not even an answer";
    EXPECT_THAT(house.ask("GET", "/v1/inbox").body, HasSubstr("restricted"));
}

TEST_F(Rights, WhoIsRestrictedIsKeptAndLeftAlone)
{
    auto const still = house.ask("POST", "/v1/volunteers/v1/restriction", R"({"reason": "contests their address"})");
    EXPECT_DESCRIBED("POST", "/v1/volunteers/{external_id}/restriction", still);
    EXPECT_TRUE(still.json().as_object().contains("restricted"));
    EXPECT_EQ(call(), 2U);
    house.ask("PATCH", "/v1/volunteers/v1", R"({"first_name": "Zoé"})");
    EXPECT_TRUE(house.ask("GET", "/v1/volunteers/v1").json().as_object().contains("restricted")) << "whatever is imported";
    house.ask("POST", "/v1/volunteers/v1/restriction", R"({"reason": "settled", "lift": true})");
    house.ask("POST", "/v1/mobilisations/M1/cancel");
    house.play(minutes{1});
    house.sms->submitted.clear();
    EXPECT_EQ(call(), 3U);
    EXPECT_EQ(house.ask("POST", "/v1/volunteers/v1/restriction", "{}").code(), "bad-parameter") << "why is for the journal";
}

TEST_F(Rights, AQuestionOnItsWayDoesNotReachWhoIsRestricted)
{
    ASSERT_EQ(call(), 3U);
    says("+33639980001", "oui");
    house.play(seconds{10});
    house.sms->submitted.clear();
    house.ask("POST", "/v1/volunteers/v1/restriction", R"({"reason": "asked us to wait"})");
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("confirmed").as_int64(), 0) << "their place is given back";
    house.ask("POST", "/v1/mobilisations/M1/cancel");
    house.play(minutes{1});
    for (auto const& each : house.sms->submitted)
        EXPECT_NE(each.to, "+33639980001");
}

TEST_F(Rights, WhoOptedOutMayComeBackAndTheJournalSaysHow)
{
    house.ask("POST", "/v1/volunteers/v1/opt-out");
    EXPECT_EQ(call(), 2U);
    EXPECT_EQ(house.ask("POST", "/v1/volunteers/v1/opt-in", "{}").code(), "bad-parameter");
    auto const back = house.ask("POST", "/v1/volunteers/v1/opt-in", R"({"proof": "came to the desk"})");
    EXPECT_DESCRIBED("POST", "/v1/volunteers/{external_id}/opt-in", back);
    EXPECT_FALSE(back.json().as_object().contains("opted_out"));
    house.ask("POST", "/v1/mobilisations/M1/cancel");
    house.play(minutes{1});
    EXPECT_EQ(call(), 3U);
    EXPECT_THAT(record_of("v1"), HasSubstr("came to the desk"));
}

TEST_F(Rights, WhatWasKeptLongEnoughIsForgottenOnSchedule)
{
    house.books->settings.keep_answers = hours{24};  // days of a month are long to play
    house.books->settings.keep_deliveries = hours{72};
    ASSERT_EQ(call(), 3U);
    says("+33639980001", "oui avec Hortense");
    says("+33639980009", "qui est-ce ?");
    house.play(seconds{10});
    house.ask("POST", "/v1/mobilisations/M1/cancel");
    house.play(hours{1});

    retention forgets{house.world.runtime, house.kept->rights(), *house.books, house.log};
    EXPECT_EQ(*house.world.get(forgets.forget()), 0) << "nothing is old enough";
    EXPECT_THAT(record_of("v1"), HasSubstr("Hortense"));
    house.play(hours{25});
    EXPECT_GT(*house.world.get(forgets.forget()), 0);
    EXPECT_THAT(record_of("v1"), Not(HasSubstr("Hortense")));
    EXPECT_THAT(house.ask("GET", "/v1/inbox").body, Not(HasSubstr("qui est-ce"))) << "also what was about nothing";
    EXPECT_EQ(house.ask("GET", "/v1/mobilisations/M1").json().at("asked").as_int64(), 3) << "the figures stay";
    EXPECT_EQ(house.log.count(events::forgotten), 1);
    EXPECT_EQ(*house.world.get(forgets.forget()), 0) << "once";

    says("+33639980001", "merci, dit Hortense");
    EXPECT_THAT(record_of("v1"), HasSubstr("Hortense")) << "late, and not forgotten at once";
    house.play(hours{25});
    EXPECT_GT(*house.world.get(forgets.forget()), 0);
    EXPECT_THAT(record_of("v1"), Not(HasSubstr("Hortense"))) << "a late word has its time too";

    house.play(hours{72});
    EXPECT_GT(*house.world.get(forgets.forget()), 0) << "what providers called each message";
    EXPECT_EQ(*house.world.get(forgets.forget()), 0);
    EXPECT_FALSE(house.world.get(house.kept->journal_now())->held);
}

TEST_F(Rights, WhatStillRunsIsNotForgottenHoweverOld)
{
    house.ask(
        "POST", "/v1/mobilisations",
        R"({"event": "c", "zone": ["04070"], "need": 3, "by": "+3h", "at": "i", "pace": "all", "minimum_age": 0})"
    );
    house.play(seconds{30});
    says("+33639980001", "oui avec Hortense");
    retention forgets{house.world.runtime, house.kept->rights(), *house.books, house.log};
    house.books->settings.keep_answers = hours{0};
    house.play(minutes{30});
    EXPECT_EQ(*house.world.get(forgets.forget()), 0);
    EXPECT_THAT(record_of("v1"), HasSubstr("Hortense"));
}

}  // namespace
}  // namespace tocsin::dispatcher::api
