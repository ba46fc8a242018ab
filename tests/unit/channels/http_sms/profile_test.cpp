// SPDX-License-Identifier: Apache-2.0
// A provider described in YAML: what goes out, what its answers and calls mean.
#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/profile.hpp"
#include "channels/profile_file.hpp"
#include "where.hpp"

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

message_values message()
{
    message_values of;
    of[field::to] = "+33639980001";
    of[field::to_digits] = "33639980001";
    of[field::text] = "Prêt ? \"oui\" & 50 % {to}\n";
    of[field::reference] = "04-17";
    of[field::sender] = "38123";
    of[field::receipt_url] = "https://t.example.org/r?token=a";
    of[field::validity_seconds] = "3600";
    of[field::validity_minutes] = "60";
    of[field::alphabet] = "gsm7";
    of[field::data_coding] = "0";
    of[field::timestamp] = "1764000000";
    of[field::nonce] = "00112233445566778899aabbccddeeff";
    return of;
}

constexpr wall_time now{seconds{1764000000}};

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
    what[field::reference] = "a/../b?c";
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
    what[field::reference] = "a\r\nX-Injected: 1";
    EXPECT_EQ(read.request_for(what).headers.back(), "X-Ref: aX-Injected: 1");
}

outcome answered(profile const& read, int status, std::string body = "", std::string retry = "")
{
    http_answer answer;
    answer.status = status;
    answer.body = std::move(body);
    if (!retry.empty())
        answer.headers.emplace_back("retry-after", retry);
    return read.read_answer(answer, "04-17", now);
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
    for (int const status : {301, 401, 402, 403, 407, 408, 500, 503, 0})
        EXPECT_EQ(permanence_of(answered(read, status)), permanence::transient) << status;
    for (int const status : {502, 504})
        EXPECT_TRUE(std::holds_alternative<unknown>(answered(read, status))) << status;
    EXPECT_TRUE(std::holds_alternative<throttled>(answered(read, 429)));
}

TEST(HttpProfile, WrongPasswordIsNotTheMessagesFault)
{
    auto const no = std::get<refused>(answered(profile_of(bare), 401));
    EXPECT_EQ(no.permanence, permanence::transient);
    EXPECT_EQ(no.code, "connect");
    EXPECT_EQ(no.why, "the provider does not accept our credentials (HTTP 401)");
}

TEST(HttpProfile, SaysByItsOwnWordsThatItIsOfUs)
{
    auto const read = profile_of(std::string{bare} + R"(
errors:
  ours: {status: [400], body: "signature"}
)");
    auto const no = std::get<refused>(answered(read, 400, R"({"message": "Invalid signature"})"));
    EXPECT_EQ(no.permanence, permanence::transient);
    EXPECT_EQ(no.code, "connect");
    EXPECT_EQ(no.why, "the provider does not accept our credentials, our account or our clock (HTTP 400)");
    EXPECT_EQ(permanence_of(answered(read, 400, "Invalid number")), permanence::permanent);
}

std::optional<milliseconds> wait_after(profile const& read, std::string retry)
{
    return std::get<throttled>(answered(read, 429, "", std::move(retry))).retry_after;
}

TEST(HttpProfile, RetryAfterIsReadInSecondsOrAsADate)
{
    auto const read = profile_of(bare);
    EXPECT_EQ(wait_after(read, "7"), seconds{7});
    EXPECT_EQ(wait_after(read, "99999"), hours{1});
    EXPECT_EQ(wait_after(read, "Mon, 24 Nov 2025 16:00:30 GMT"), seconds{30});
    EXPECT_EQ(wait_after(read, "Monday, 24-Nov-25 16:00:30 GMT"), seconds{30});
    EXPECT_EQ(wait_after(read, "Mon Nov 24 16:00:30 2025"), seconds{30});
    EXPECT_EQ(wait_after(read, "Tue, 24 Nov 2026 16:00:30 GMT"), hours{1});
    for (auto const* odd : {"", "-1", "soon", "1e9", "Mon, 24 Nov 2025 15:59:00 GMT"})
        EXPECT_EQ(wait_after(read, odd), std::nullopt) << odd;
    auto const busy = answered(profile_of(std::string{bare}), 503, "", "60");
    ASSERT_TRUE(std::holds_alternative<throttled>(busy)) << "RFC 9110, 15.6.4";
    EXPECT_EQ(std::get<throttled>(busy).retry_after, seconds{60});
    EXPECT_TRUE(std::holds_alternative<refused>(answered(profile_of(std::string{bare}), 503, "")));
    auto const own = profile_of(std::string{bare} + "retry_after: {header: X-Sib-Ratelimit-Reset}\n");
    http_answer answer;
    answer.status = 429;
    answer.headers.emplace_back("x-sib-ratelimit-reset", "12");
    EXPECT_EQ(std::get<throttled>(own.read_answer(answer, "", now)).retry_after, seconds{12});
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
    EXPECT_TRUE(std::holds_alternative<unknown>(answered(read, 200, "something new")));
}

TEST(HttpProfile, RulesLookIntoJson)
{
    auto const read = profile_of(std::string{bare} + R"(
success: {status: [200], json: {/messages/0/status/groupId: "1|3"}}
errors:
  permanent:
    - {json: {/messages/0/status/groupId: "2|5"}}
    - {status: [400], json: {/code: "21211|21610"}}
  unknown: {status: [500]}
)");
    EXPECT_TRUE(std::holds_alternative<accepted>(answered(read, 200, R"({"messages":[{"status":{"groupId":1}}]})")));
    EXPECT_EQ(permanence_of(answered(read, 200, R"({"messages":[{"status":{"groupId":5}}]})")), permanence::permanent);
    EXPECT_TRUE(std::holds_alternative<unknown>(answered(read, 200, R"({"messages":[{"status":{"groupId":15}}]})")));
    EXPECT_EQ(permanence_of(answered(read, 400, R"({"code": 21610})")), permanence::permanent);
    EXPECT_TRUE(std::holds_alternative<unknown>(answered(read, 500)));
}

TEST(HttpProfile, IdComesFromAHeaderOrAPattern)
{
    auto const header = profile_of(std::string{bare} + "id: {header: X-Message-Id}\n");
    http_answer answer;
    answer.status = 200;
    answer.headers.emplace_back("x-message-id", "h-1");
    EXPECT_EQ(std::get<accepted>(header.read_answer(answer, "own", now)).provider_id, "h-1");
    auto const pattern = profile_of(std::string{bare} + "id: {body: 'ID: *([0-9a-f]+)'}\n");
    EXPECT_EQ(std::get<accepted>(answered(pattern, 200, "OK id: 00ff17 sent")).provider_id, "00ff17");
}

constexpr auto two_way = R"(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {id: /id, reference: /ref, status: /state/code, map: {"1": delivered, "2": undeliverable, "3": expired}}
replies: {method: GET, from: msisdn, to: short, text: msg, charset: cs, id: mo, answer: OK}
)";

webhook_request posted(std::string body)
{
    webhook_request call;
    call.method = "POST";
    call.headers.emplace_back("content-type", "application/json");
    call.body = std::move(body);
    return call;
}

webhook_reading heard(profile const& read, webhook_kind kind, webhook_request const& call)
{
    return read.read_call(kind, call, {"https://t.example.org", now});
}

TEST(HttpProfile, ReadsAReceiptInJson)
{
    auto const read = profile_of(two_way);
    auto const news = heard(read, webhook_kind::receipts, posted(R"({"id": 17, "state": {"code": 2}})"));
    ASSERT_EQ(news.receipts.size(), 1U);
    EXPECT_EQ(news.receipts.front(), (receipt{"17", "", receipt_verdict::undeliverable, "2"}));
    EXPECT_FALSE(news.refusal_status);
}

TEST(HttpProfile, ReceiptOfAnUnknownStateIsHeardAndIgnored)
{
    auto const news = heard(profile_of(two_way), webhook_kind::receipts, posted(R"({"id": "x", "state": {"code": 99}})"));
    EXPECT_TRUE(news.receipts.empty());
    EXPECT_FALSE(news.refusal_status);
}

TEST(HttpProfile, AStatusMayBeNamedByHowItBegins)
{
    auto const read = profile_of(R"(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {id: /id, status: /s, map: {DELIVERED_*: delivered, DELIVERED_TO_OPERATOR: buffered, DELIVERED_T*: expired, "*": undeliverable}}
)");
    std::pair<char const*, receipt_verdict> const told[] = {
        {"DELIVERED_TO_OPERATOR", receipt_verdict::buffered},
        {"DELIVERED_TO_HANDSET", receipt_verdict::expired},
        {"DELIVERED_", receipt_verdict::delivered},
        {"DELIVERED", receipt_verdict::undeliverable},
        {"*", receipt_verdict::undeliverable}};
    for (auto const& [status, verdict] : told) {
        auto const news = heard(read, webhook_kind::receipts, posted(R"({"id": "x", "s": ")" + std::string{status} + "\"}"));
        ASSERT_EQ(news.receipts.size(), 1U) << status;
        EXPECT_EQ(news.receipts.front().verdict, verdict) << status;
    }
}

/// config/gateways/NAME.yaml, without what an administrator would give.
profile shipped(std::string const& name, std::string const& variables)
{
    auto node = YAML::LoadFile(TOCSIN_SOURCE_DIR "/config/gateways/" + name + ".yaml");
    for (auto const& given : YAML::Load(variables))
        node["variables"][given.first.as<std::string>()] = given.second;
    return profile_of(YAML::Dump(node));
}

TEST(ShippedProfile, InfobipsRefusalOfASecondMessageWithOneIdMeansThatTheFirstWasTaken)
{
    auto const read = shipped("infobip", "{base: 'http://127.0.0.1', api_key: key}");
    auto const told = [&read](std::string const& group, std::string const& name) {
        return answered(
            read,
            200,
            R"({"messages":[{"messageId":"04-17","status":{"groupId":)" + group + R"(,"name":")" + name + R"("}}]})"
        );
    };
    EXPECT_EQ(std::get<accepted>(told("1", "PENDING_ACCEPTED")).provider_id, "04-17");
    EXPECT_EQ(std::get<accepted>(told("5", "REJECTED_DUPLICATE_MESSAGE_ID")).provider_id, "04-17");
    EXPECT_EQ(permanence_of(told("5", "REJECTED_DESTINATION")), permanence::permanent);
    EXPECT_EQ(permanence_of(told("5", "REJECTED_NOT_ENOUGH_CREDITS")), permanence::transient);
    EXPECT_EQ(permanence_of(told("5", "REJECTED_FLOODING_FILTER")), permanence::transient);
}

TEST(HttpProfile, ReceiptThatNamesNoMessageIsRefused)
{
    auto const read = profile_of(two_way);
    for (auto const* body : {"", "{", "[]", "{}", R"({"state": {"code": 1}})", R"({"id": "x"})", "null", "\xff"})
        EXPECT_EQ(heard(read, webhook_kind::receipts, posted(body)).refusal_status, 400) << body;
}

TEST(HttpProfile, ReadsAReplyFromAQuery)
{
    webhook_request call;
    call.method = "GET";
    call.query = "msisdn=%2B33639980001&short=38123&msg=Oui%2C+j%27arrive+%C3%A0+18h&mo=m%2F1";
    auto const news = heard(profile_of(two_way), webhook_kind::replies, call);
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies.front(), (inbound_text{"+33639980001", "38123", "Oui, j'arrive à 18h", "m/1"}));
    EXPECT_EQ(news.answer, "OK");
}

TEST(HttpProfile, ReplyInLatin1BecomesUtf8)
{
    webhook_request call;
    call.method = "GET";
    call.query = "msisdn=33639980001&msg=d%E9sol%E9";
    auto const news = heard(profile_of(two_way), webhook_kind::replies, call);
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies.front().text, "désolé");
}

TEST(HttpProfile, ReplyInAnotherAlphabetIsReadWhereTheCallSaysSo)
{
    webhook_request call;
    call.method = "GET";
    call.query = "msisdn=33639980001&msg=%00O%00U%00I%00%0A%d8%3d%dc%4d&cs=UTF-16BE";
    auto const news = heard(profile_of(two_way), webhook_kind::replies, call);
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies.front().text, "OUI\n👍");
}

TEST(HttpProfile, CallsInAnotherMethodAreRefused)
{
    auto const read = profile_of(two_way);
    webhook_request get;
    get.method = "GET";
    get.query = "id=1&state=1";
    EXPECT_EQ(heard(read, webhook_kind::receipts, get).refusal_status, 405);
    EXPECT_EQ(heard(read, webhook_kind::replies, posted("{}")).refusal_status, 405);
    EXPECT_EQ(heard(profile_of(bare), webhook_kind::replies, get).refusal_status, 404);
}

TEST(HttpProfile, ReadsManyReceiptsOfOneCall)
{
    auto const read = profile_of(R"(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {each: /results, id: /messageId, status: /status/groupName, code: /error/name, map: {DELIVERED: delivered, "*": undeliverable}}
replies: {each: "", from: /from, text: /text}
)");
    auto const news = heard(read, webhook_kind::receipts, posted(R"({"results": [
        {"messageId": "a", "status": {"groupName": "DELIVERED"}, "error": {"name": "NO_ERROR"}},
        {"messageId": "b", "status": {"groupName": "REJECTED"}}, {"status": 1}, 7, null]})"));
    ASSERT_EQ(news.receipts.size(), 2U);
    EXPECT_EQ(news.receipts[0], (receipt{"a", "", receipt_verdict::delivered, "DELIVERED NO_ERROR"}));
    EXPECT_EQ(news.receipts[1], (receipt{"b", "", receipt_verdict::undeliverable, "REJECTED"}));
    EXPECT_FALSE(news.refusal_status);
    for (auto const* body : {R"({"results": []})", R"({"results": [{}, 1]})", R"({"result": 1})", "[]", ""})
        EXPECT_EQ(heard(read, webhook_kind::receipts, posted(body)).refusal_status, 400) << body;
    std::string many = R"({"results": [)";
    for (int i = 0; i < 20'000; ++i)
        many += R"({"messageId": "x)" + std::to_string(i) + R"(", "status": {"groupName": "DELIVERED"}}, )";
    auto const all = heard(read, webhook_kind::receipts, posted(many + "7]}"));
    ASSERT_EQ(all.receipts.size(), 20'000U) << "what is answered with 200 is kept, all of it";
    EXPECT_EQ(all.receipts.back().provider_id, "x19999");
    auto const replies = heard(read, webhook_kind::replies, posted(R"([{"from": "1", "text": "a"}, {"from": "2", "text": "b"}])"));
    EXPECT_EQ(replies.replies.size(), 2U);
    EXPECT_EQ(heard(read, webhook_kind::replies, posted(R"({"from": "1", "text": "a"})")).replies.size(), 1U);
}

TEST(HttpProfile, OneAddressMayBringBothKinds)
{
    auto const read = profile_of(R"(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {when: {/msg_status: "sent|delivered"}, id: /messageId, status: /msg_status, map: {delivered: delivered}}
replies: {when: {/msg_status: replied}, from: /to, text: /reply}
)");
    auto const call = posted(R"({"msg_status": "replied", "to": "33639980001", "reply": "OUI", "messageId": 17})");
    auto const news = heard(read, webhook_kind::receipts, call);
    EXPECT_TRUE(news.receipts.empty());
    ASSERT_EQ(news.replies.size(), 1U);
    EXPECT_EQ(news.replies[0].text, "OUI");
    // What neither asks for was heard, and is no reason to call again.
    auto const other = heard(read, webhook_kind::receipts, posted(R"({"msg_status": "skipped", "messageId": 17})"));
    EXPECT_TRUE(other.receipts.empty() && other.replies.empty() && !other.refusal_status);
    EXPECT_EQ(heard(read, webhook_kind::receipts, posted("no JSON")).refusal_status, 400);
}

TEST(HttpProfile, ChoosesByTheMessage)
{
    auto const read = profile_of(R"(
choose: {coding: {alphabet: {gsm7: 7bit, ucs2: 8bit}}, two_way: {sender: {"": "true", "*": "false"}}}
request:
  url: "http://127.0.0.1/"
  skip_empty: true
  json: '{"coding": "{coding}", "sender": "{sender}", "senderForResponse": {two_way}, "receivers": ["{to}"], "o": {"e": ""}}'
)");
    auto what = message();
    EXPECT_EQ(
        read.request_for(what).body,
        R"({"coding":"7bit","sender":"38123","senderForResponse":false,"receivers":["+33639980001"],"o":{}})"
    );
    what[field::sender] = "";
    what[field::alphabet] = "ucs2";
    EXPECT_EQ(
        read.request_for(what).body,
        R"({"coding":"8bit","senderForResponse":true,"receivers":["+33639980001"],"o":{}})"
    );
}

TEST(HttpProfile, KeepsTheValidityWithinTheProvidersLimits)
{
    auto const read = profile_of(R"(
limits: {validity_seconds: {least: 20, most: 3000}, validity_minutes: {most: 100}}
request: {url: "http://127.0.0.1/", form: {s: "{validity_seconds}", m: "{validity_minutes}"}}
)");
    auto what = message();
    EXPECT_EQ(read.request_for(what).body, "s=3000&m=60");
    what[field::validity_seconds] = "7";
    EXPECT_EQ(read.request_for(what).body, "s=20&m=60");
}

TEST(HttpProfile, CredentialIsNeverTakenForAPlaceholder)
{
    auto const odd = [](std::string const&) { return std::optional{secret{"p{text}w"}}; };
    problems found;
    yaml_map map{YAML::Load("variables: {pw: {credential: x}}\nrequest: {url: \"http://127.0.0.1/\", form: {pw: \"{pw}\"}}"), "", "", found};
    EXPECT_EQ(profile::read(map, odd).request_for(message()).body, "pw=p%7Btext%7Dw");
}

TEST(HttpProfile, SaysWhichVariablesAreLeftToTheAdministrator)
{
    auto const found = problems_of("needs: {account: the account's number}\n" + std::string{bare});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(to_string(found[0]).find("variables.account: is missing: the account's number"), std::string::npos) << to_string(found[0]);
}

TEST(HttpProfile, SaysEverythingThatIsWrongAtOnce)
{
    auto const found = problems_of(R"(request:
  method: PATCH
  url: "http://127.0.0.1/{recipient}"
  query: {key: {credential: other}}
  form: {to: "{to}"}
  json: '{"a": "{texte}", }'
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
          "profile.yaml:6 request.json: {texte} stands for nothing", "profile.yaml:6 request.json: is not JSON",
          "profile.yaml:7 request.colour: is no key here",
          "profile.yaml:8 success.body:", "profile.yaml:9 receipts.map.1: write buffered, delivered",
          "profile.yaml:9 receipts.id: a receipt needs", "profile.yaml:10 replies.method: write GET or POST",
          "replies.from: is missing", "replies.text: is missing"})
        EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nin\n" << all;
}

/// What would only show at the first message, or at the first receipt that finds none.
TEST(HttpProfile, SaysWhatWouldBeWrittenWrong)
{
    auto const found = problems_of(R"(request:
  url: "file:///etc/passwd"
  json: '{"to": {to_digits}, "body": {text}, "from": "{sender"}'
id: {json: id}
success: {status: [200]}
success: {status: [202]}
)");
    std::string all;
    for (auto const& each : found)
        all += to_string(each) + '\n';
    for (auto const* expected :
         {"profile.yaml:2 request.url: begins with neither https:// nor http://", "profile.yaml:3 request.json: {sender lacks its closing brace",
          "profile.yaml:3 request.json: is not JSON", "profile.yaml:4 id.json: write a JSON pointer", "success: stands here twice"})
        EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nin\n" << all;
    EXPECT_EQ(found.size(), 5U) << all;
    EXPECT_TRUE(problems_of(R"(request: {url: "{api}/sms", json: '{"to": {to_digits}, "minutes": {validity_minutes}, "text": "{text}"}'}
variables: {api: "https://api.example.org"}
)").empty());
}

TEST(HttpProfile, SaysHowTheFileOfAProfileMayBeNamed)
{
    problems found;
    read_profile(YAML::Load("{profile: Acme}"), "tocsin.yaml", "gateways", found);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(to_string(found[0]).find("lower-case letters, digits and dashes"), std::string::npos) << to_string(found[0]);
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
