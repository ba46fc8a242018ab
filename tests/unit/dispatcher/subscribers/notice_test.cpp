// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/subscribers/notice.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

journal_line line(std::string kind, std::string what, std::optional<mobilisation_id> about = mobilisation_id{7})
{
    journal_line made;
    made.number = 118;
    made.at = *parse_instant("2026-11-26T03:41:07Z");
    made.kind = std::move(kind);
    made.mobilisation = about;
    made.by = "alice (uid 1000)";
    made.what = std::move(what);
    return made;
}

TEST(Notice, TellsWhatBecameOfAMobilisation)
{
    auto const told = notice_of(line("state", R"({"from": "running", "state": "filled", "reason": "M. Martin"})"), "pref-04");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->id, "pref-04-118");
    EXPECT_EQ(told->type, "mobilisation.filled");
    EXPECT_EQ(
        boost::json::parse(told->body),
        boost::json::parse(R"({"id": "pref-04-118", "type": "mobilisation.filled", "at": "2026-11-26T03:41:07Z",
            "instance": "pref-04", "mobilisation": "M7", "from": "running", "state": "filled"})")
    ) << told->body;
}

TEST(Notice, LeavesOutWhatSomebodyTypedAndWhoItWas)
{
    auto const told = notice_of(
        line("raised", R"({"state": "proposed", "event": "chez M. Martin", "request": "0a", "zone": ["04"], "need": 4,
            "gravity": "real", "alert": "A3", "rule": "crue", "approved_by": "bob", "reason": "x"})"),
        "p"
    );
    ASSERT_TRUE(told);
    EXPECT_EQ(told->type, "mobilisation.proposed");
    for (auto const* personal : {"Martin", "alice", "bob", "0a\"", "reason"})
        EXPECT_EQ(told->body.find(personal), std::string::npos) << personal;
    EXPECT_NE(told->body.find("\"need\":4"), std::string::npos);
}

TEST(Notice, TellsAWaveOnceItIsWhole)
{
    EXPECT_FALSE(notice_of(line("asked", R"({"wave": "W3", "people": [1, 2], "last": false})"), "p"));
    auto const told = notice_of(line("asked", R"({"wave": "W3", "people": [1, 2], "last": true})"), "p");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->type, "mobilisation.asked");
    EXPECT_EQ(told->body.find("people"), std::string::npos);
}

TEST(Notice, IsMadeOfNothingElse)
{
    EXPECT_FALSE(notice_of(line("reply", "{}"), "p"));
    EXPECT_FALSE(notice_of(line("alert", "{}", std::nullopt), "p"));
    EXPECT_FALSE(notice_of(line("state", "no JSON"), "p"));
    EXPECT_FALSE(notice_of(line("state", "{}"), "p"));
    EXPECT_FALSE(notice_of(line("state", R"({"state": "filled"})", std::nullopt), "p"));
}

TEST(Notice, GoesToWhoeverWantsIt)
{
    notice const filled{"i", "mobilisation.filled", "{}"};
    EXPECT_TRUE(is_wanted(filled, {}));
    EXPECT_TRUE(is_wanted(filled, {"mobilisation.closed", "*.filled"}));
    EXPECT_FALSE(is_wanted(filled, {"mobilisation.closed"}));
}

/// The example of the standard's own libraries (standard-webhooks 1.0.0).
TEST(Notice, IsSignedAsTheStandardHasIt)
{
    notice const what{"msg_p5jXN8AQM9LWM0D4loKWxJek", "", R"({"test": 2432232314})"};
    channels::secret const secret{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    EXPECT_EQ(notice_signature(secret, what, 1614265330), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

}  // namespace
}  // namespace tocsin::dispatcher
