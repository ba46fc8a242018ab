// SPDX-License-Identifier: Apache-2.0
// A provider described in YAML: what goes out, what its answers and calls mean.
#include "channels/http_sms/profile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tocsin::channels::http_sms {
namespace {

std::optional<secret> credentials(std::string const& name)
{
    return name == "key" ? std::optional{secret{"s3cr3t&"}} : std::nullopt;
}

profile profile_of(std::string const& yaml)
{
    problems found;
    yaml_map map{YAML::Load(yaml), "", "profile.yaml", found};
    auto read = profile::read(map, credentials);
    map.finish();
    for (auto const& each : found)
        ADD_FAILURE() << to_string(each);
    return read;
}

problems problems_of(std::string const& yaml)
{
    problems found;
    yaml_map map{YAML::Load(yaml), "", "profile.yaml", found};
    profile::read(map, credentials);
    map.finish();
    return found;
}

values message()
{
    return {{"to", "+33639980001"},       {"to_digits", "33639980001"}, {"text", "Prêt ? \"oui\" & 50 % {to}\n"},
            {"reference", "04-17"},       {"sender", "38123"},          {"receipt_url", "https://t.example.org/r?token=a"},
            {"reply_url", ""},            {"validity_seconds", "3600"}, {"validity_minutes", "60"},
            {"alphabet", "gsm7"},         {"data_coding", "0"}};
}

TEST(HttpProfile, WritesAQuery)
{
    auto const request = profile_of(R"(
request: {method: GET, url: "http://127.0.0.1/send?v=2", query: {to: "{to}", text: "{text}", key: {credential: key}}}
)").request_for(message());
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(
        request.url,
        "http://127.0.0.1/send?v=2&to=%2B33639980001&text=Pr%C3%AAt%20%3F%20%22oui%22%20%26%2050%20%25%20%7Bto%7D%0A&key=s3cr3t%26"
    );
    EXPECT_EQ(request.body, "");
}

TEST(HttpProfile, WritesAForm)
{
    auto const request = profile_of(R"(
request: {url: "http://127.0.0.1/send", form: {dest: "{to_digits}", msg: "{text}"}, headers: {X-Key: {credential: key}}}
)").request_for(message());
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.body, "dest=33639980001&msg=Pr%C3%AAt%20%3F%20%22oui%22%20%26%2050%20%25%20%7Bto%7D%0A");
    EXPECT_EQ(
        request.headers, (std::vector<std::string>{"Content-Type: application/x-www-form-urlencoded", "X-Key: s3cr3t&"})
    );
}

TEST(HttpProfile, WritesJsonWhoseStringsStayStrings)
{
    auto const request = profile_of(R"(
request: {url: "http://127.0.0.1/send", json: '{"to": ["{to}"], "text": "{text}", "ref": "{reference}", "ttl": {validity_seconds}, "o": {}}'}
)").request_for(message());
    EXPECT_EQ(
        request.body,
        R"({"to": ["+33639980001"], "text": "Prêt ? \"oui\" & 50 % {to}\n", "ref": "04-17", "ttl": 3600, "o": {}})"
    );
}

TEST(HttpProfile, WhatAMessageBringsIsEncodedInTheAddressToo)
{
    auto const read = profile_of(R"(
variables: {base: "http://127.0.0.1:8080/v1", path: "sms/{to}"}
request: {method: PUT, url: "{base}/{path}/{reference}", json: '{"t": "{text}"}'}
)");
    auto what = message();
    what["reference"] = "a/../b?c";
    EXPECT_EQ(read.request_for(what).url, "http://127.0.0.1:8080/v1/sms/%2B33639980001/a%2F..%2Fb%3Fc");
}

TEST(HttpProfile, VariablesMaySpeakOfTheMessage)
{
    auto const request = profile_of(R"(
variables: {dlr: "{receipt_url}&ref={reference}"}
request: {method: GET, url: "http://127.0.0.1/", query: {dlr: "{dlr}"}}
)").request_for(message());
    EXPECT_EQ(request.url, "http://127.0.0.1/?dlr=https%3A%2F%2Ft.example.org%2Fr%3Ftoken%3Da%26ref%3D04-17");
}

TEST(HttpProfile, HeaderTakesNoLineBreak)
{
    auto const read = profile_of(R"(
request: {url: "http://127.0.0.1/", form: {a: b}, headers: {X-Ref: "{reference}"}}
)");
    auto what = message();
    what["reference"] = "a\r\nX-Injected: 1";
    EXPECT_EQ(read.request_for(what).headers.back(), "X-Ref: aX-Injected: 1");
}

outcome answered(profile const& read, int status, std::string body = "", std::string retry = "")
{
    http_answer answer;
    answer.status = status;
    answer.body = std::move(body);
    if (!retry.empty())
        answer.headers.emplace_back("retry-after", retry);
    return read.read_answer(answer, "04-17");
}

permanence permanence_of(outcome const& came)
{
    EXPECT_TRUE(std::holds_alternative<refused>(came));
    return std::holds_alternative<refused>(came) ? std::get<refused>(came).permanence : permanence::transient;
}

constexpr auto bare = "request: {url: \"http://127.0.0.1/\", form: {to: \"{to}\"}}\n";

TEST(HttpProfile, AnswersWithoutRulesMeanTheUsual)
{
    auto const read = profile_of(bare);
    for (int const status : {200, 201, 202, 204})
        EXPECT_EQ(std::get<accepted>(answered(read, status)).provider_id, "04-17") << status;
    for (int const status : {400, 404, 410, 413, 422})
        EXPECT_EQ(permanence_of(answered(read, status)), permanence::permanent) << status;
    for (int const status : {301, 401, 402, 403, 407, 408, 500, 502, 503, 504, 0})
        EXPECT_EQ(permanence_of(answered(read, status)), permanence::transient) << status;
    EXPECT_TRUE(std::holds_alternative<throttled>(answered(read, 429)));
}

TEST(HttpProfile, WrongPasswordIsNotTheMessagesFault)
{
    auto const no = std::get<refused>(answered(profile_of(bare), 401));
    EXPECT_EQ(no.permanence, permanence::transient);
    EXPECT_EQ(no.code, "connect");
}

TEST(HttpProfile, RetryAfterIsReadInSeconds)
{
    auto const read = profile_of(bare);
    EXPECT_EQ(std::get<throttled>(answered(read, 429, "", "7")).retry_after, seconds{7});
    for (auto const* odd : {"", "-1", "soon", "1e9", "99999", "Wed, 21 Oct 2026 07:28:00 GMT"})
        EXPECT_EQ(std::get<throttled>(answered(read, 429, "", odd)).retry_after, std::nullopt) << odd;
}

TEST(HttpProfile, OwnRulesComeFirst)
{
    auto const read = profile_of(std::string{bare} + R"(
success: {status: [200], body: '"status": *"ok"'}
errors:
  throttled: {body: "queue full"}
  permanent: {status: [200, 403], body: "invalid|blacklist"}
  transient: {body: "maintenance"}
id: {json: /messages/0/id}
)");
    EXPECT_EQ(
        std::get<accepted>(answered(read, 200, R"({"status": "ok", "messages": [{"id": 4711}]})")).provider_id, "4711"
    );
    EXPECT_EQ(std::get<accepted>(answered(read, 200, R"({"status":"ok"})")).provider_id, "04-17");
    EXPECT_TRUE(std::holds_alternative<throttled>(answered(read, 503, "Queue full")));
    EXPECT_EQ(permanence_of(answered(read, 200, R"({"status":"Invalid number"})")), permanence::permanent);
    EXPECT_EQ(permanence_of(answered(read, 403, "on our blacklist")), permanence::permanent);
    EXPECT_EQ(permanence_of(answered(read, 400, "maintenance")), permanence::transient);
    EXPECT_EQ(permanence_of(answered(read, 200, "something new")), permanence::transient);
}

TEST(HttpProfile, IdComesFromAHeaderOrAPattern)
{
    auto const header = profile_of(std::string{bare} + "id: {header: X-Message-Id}\n");
    http_answer answer;
    answer.status = 200;
    answer.headers.emplace_back("x-message-id", "h-1");
    EXPECT_EQ(std::get<accepted>(header.read_answer(answer, "own")).provider_id, "h-1");
    auto const pattern = profile_of(std::string{bare} + "id: {body: 'ID: *([0-9a-f]+)'}\n");
    EXPECT_EQ(std::get<accepted>(answered(pattern, 200, "OK id: 00ff17 sent")).provider_id, "00ff17");
}

constexpr auto two_way = R"(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {id: /id, reference: /ref, status: /state/code, map: {"1": delivered, "2": undeliverable, "3": expired}}
replies: {method: GET, from: msisdn, to: short, text: msg, id: mo, answer: OK}
)";

webhook_request posted(std::string body)
{
    webhook_request call;
    call.method = "POST";
    call.headers.emplace_back("content-type", "application/json");
    call.body = std::move(body);
    return call;
}

TEST(HttpProfile, ReadsAReceiptInJson)
{
    auto const read = profile_of(two_way);
    auto const news = read.read_call(webhook_kind::receipts, posted(R"({"id": 17, "state": {"code": 2}})"));
    ASSERT_EQ(news.receipts.size(), 1U);
    EXPECT_EQ(news.receipts.front(), (receipt{"17", "", receipt_verdict::undeliverable, "2"}));
    EXPECT_FALSE(news.refusal_status);
}

TEST(HttpProfile, ReceiptOfAnUnknownStateIsHeardAndIgnored)
{
    auto const news = profile_of(two_way).read_call(webhook_kind::receipts, posted(R"({"id": "x", "state": {"code": 99}})"));
    EXPECT_TRUE(news.receipts.empty());
    EXPECT_FALSE(news.refusal_status);
}

TEST(HttpProfile, ReceiptThatNamesNoMessageIsRefused)
{
    auto const read = profile_of(two_way);
    for (auto const* body : {"", "{", "[]", "{}", R"({"state": {"code": 1}})", R"({"id": "x"})", "null", "\xff"})
        EXPECT_EQ(read.read_call(webhook_kind::receipts, posted(body)).refusal_status, 400) << body;
}

TEST(HttpProfile, ReadsAReplyFromAQuery)
{
    webhook_request call;
    call.method = "GET";
    call.query = "msisdn=%2B33639980001&short=38123&msg=Oui%2C+j%27arrive+%C3%A0+18h&mo=m%2F1";
    auto const news = profile_of(two_way).read_call(webhook_kind::replies, call);
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies.front(), (inbound_text{"+33639980001", "38123", "Oui, j'arrive à 18h", "m/1"}));
    EXPECT_EQ(news.answer, "OK");
}

TEST(HttpProfile, ReplyInLatin1BecomesUtf8)
{
    webhook_request call;
    call.method = "GET";
    call.query = "msisdn=33639980001&msg=d%E9sol%E9";
    auto const news = profile_of(two_way).read_call(webhook_kind::replies, call);
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies.front().text, "désolé");
}

TEST(HttpProfile, CallsInAnotherMethodAreRefused)
{
    auto const read = profile_of(two_way);
    webhook_request get;
    get.method = "GET";
    get.query = "id=1&state=1";
    EXPECT_EQ(read.read_call(webhook_kind::receipts, get).refusal_status, 405);
    EXPECT_EQ(read.read_call(webhook_kind::replies, posted("{}")).refusal_status, 405);
    EXPECT_EQ(profile_of(bare).read_call(webhook_kind::replies, get).refusal_status, 404);
}

TEST(HttpProfile, SaysEverythingThatIsWrongAtOnce)
{
    auto const found = problems_of(R"(request:
  method: PATCH
  url: "http://127.0.0.1/{recipient}"
  query: {key: {credential: other}}
  form: {to: "{to}"}
  json: '{"a": "{texte}"}'
  colour: red
success: {body: "(("}
receipts: {status: s, map: {"1": gone}}
replies: {method: DELETE}
)");
    std::string all;
    for (auto const& each : found)
        all += to_string(each) + '\n';
    EXPECT_EQ(all.find("s3cr3t"), std::string::npos);
    for (auto const* expected :
         {"profile.yaml:2 request.method: write GET, POST or PUT", "profile.yaml:3 request.url: {recipient} stands for nothing",
          "profile.yaml:4 request.query.key: the credential \"other\"", "profile.yaml:6 request.json: a request has a form or a json",
          "profile.yaml:6 request.json: {texte} stands for nothing", "profile.yaml:7 request.colour: is no key here",
          "profile.yaml:8 success.body:", "profile.yaml:9 receipts.map.1: write buffered, delivered",
          "profile.yaml:9 receipts.id: a receipt needs", "profile.yaml:10 replies.method: write GET or POST",
          "replies.from: is missing", "replies.text: is missing"})
        EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nin\n" << all;
}

RC_GTEST_PROP(HttpProfile, PercentEncodingReadsBack, (std::string const& text))
{
    RC_ASSERT(percent_decoded(percent_encoded(text)) == text);
    auto const list = parameters(percent_encoded(text) + "=" + percent_encoded(text));
    RC_ASSERT(list.size() == 1U);
    RC_ASSERT(list.front() == std::pair(text, text));
}

}  // namespace
}  // namespace tocsin::channels::http_sms
