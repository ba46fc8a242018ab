// SPDX-License-Identifier: Apache-2.0
// Signatures against the examples that standards and providers print.
#include "channels/http_sms/digest.hpp"
#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/profile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tocsin::channels::http_sms {
namespace {

constexpr wall_time arrival{seconds{1764000000}};

profile signed_profile(std::string const& yaml)
{
    problems found;
    yaml_map map{
        YAML::Load("request: {url: \"http://127.0.0.1/\", form: {to: \"{to}\"}}\n"
                   "receipts: {id: MessageSid, status: MessageStatus, map: {delivered: delivered}}\n" +
                   yaml),
        "", "profile.yaml", found};
    auto read = profile::read(map, [](std::string const&) { return std::optional{secret{"12345"}}; });
    map.finish();
    for (auto const& each : found)
        ADD_FAILURE() << to_string(each);
    return read;
}

webhook_request form(std::string body)
{
    webhook_request call;
    call.method = "POST";
    call.path = "/v1/channels/sms/receipts";
    call.query = "token=abc";
    call.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    call.body = std::move(body);
    return call;
}

bool is_heard(profile const& read, webhook_request const& call, wall_time at = arrival)
{
    auto const news = read.read_call(webhook_kind::receipts, call, {"https://t.example.org", at});
    EXPECT_TRUE(!news.refusal_status || *news.refusal_status == 401 || *news.refusal_status == 400);
    return !news.refusal_status;
}

TEST(Digest, IsWhatTheStandardsSay)
{
    // FIPS 180-4's "abc"; RFC 2202, case 2; RFC 4231, case 2; RFC 4648, section 10.
    EXPECT_EQ(hex(digest(hashing::sha1, std::nullopt, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(digest(hashing::md5, std::nullopt, "abc")), "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(
        hex(digest(hashing::sha256, std::nullopt, "abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(hex(digest(hashing::sha1, "Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(
        hex(digest(hashing::sha256, "Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xfb\xff", base64_alphabet::url), "-_8");
    EXPECT_EQ(from_base64("-_8"), "\xfb\xff");
    EXPECT_EQ(from_base64("+/8="), "\xfb\xff");
    EXPECT_EQ(from_base64("a b"), std::nullopt);
    EXPECT_FALSE(is_same_secret("", "a"));
    EXPECT_TRUE(is_same_secret("ab", "ab"));
}

RC_GTEST_PROP(Digest, Base64ComesBack, (std::string const& bytes))
{
    RC_ASSERT(from_base64(base64(bytes)) == bytes);
    RC_ASSERT(from_base64(base64(bytes, base64_alphabet::url)) == bytes);
}

/// https://www.twilio.com/docs/usage/security prints this call, token and signature.
TEST(Signature, OfAnAddressWithSortedParameters)
{
    auto const read = signed_profile(R"(
variables: {auth_token: {credential: x}}
signature: {header: X-Twilio-Signature, hash: sha1, key: "{auth_token}", of: "{url}{sorted_parameters}", as: base64}
)");
    auto call = form("CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212");
    call.path = "/myapp.php";
    call.query = "foo=1&bar=2";
    auto const heard = [&read](webhook_request const& one) {
        return read.read_call(webhook_kind::receipts, one, {"https://mycompany.com", arrival}).refusal_status;
    };
    EXPECT_EQ(heard(call), 401);
    call.headers.emplace_back("x-twilio-signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    EXPECT_EQ(heard(call), 400);  // genuine; it is no receipt
    call.body += "&Digits=1235";
    EXPECT_EQ(heard(call), 401);
}

TEST(Signature, WithATimeIsGoodForAWhile)
{
    auto const read = signed_profile(R"(
variables: {key: {credential: x}}
signature:
  header: X-Signature
  prefix: "v1="
  hash: sha256
  key: "{key}"
  of: "{header.x-timestamp}.{body}"
  time: "{header.x-timestamp}"
  within: 300
)");
    auto call = form("MessageSid=a&MessageStatus=delivered");
    auto const sign = [&call](std::string const& then) {
        call.headers.resize(1);
        call.headers.emplace_back("x-timestamp", then);
        call.headers.emplace_back("x-signature", "v1=" + hex(digest(hashing::sha256, "12345", then + "." + call.body)));
    };
    sign("1764000000");
    EXPECT_TRUE(is_heard(read, call));
    EXPECT_TRUE(is_heard(read, call, arrival + seconds{300}));
    EXPECT_FALSE(is_heard(read, call, arrival + seconds{301}));
    EXPECT_FALSE(is_heard(read, call, arrival - seconds{301}));
    for (auto const* odd : {"", "-1", "soon", "99999999999999999999"}) {
        sign(odd);
        EXPECT_FALSE(is_heard(read, call)) << odd;
    }
}

std::string token_for(std::string const& head, std::string const& claims, std::string const& key)
{
    auto const signed_part = base64(head, base64_alphabet::url) + '.' + base64(claims, base64_alphabet::url);
    return signed_part + '.' + base64(digest(hashing::sha256, key, signed_part), base64_alphabet::url);
}

TEST(Signature, AsATokenBindsTheBody)
{
    auto const read = signed_profile(R"(
variables: {key: {credential: x}}
signature:
  header: Authorization
  prefix: "Bearer "
  hash: sha256
  key: "{key}"
  claims: {payload_hash: {hash: sha256, of: "{body}"}}
  within: 300
)");
    auto call = form("MessageSid=a&MessageStatus=delivered");
    auto const hash = hex(digest(hashing::sha256, std::nullopt, call.body));
    std::string const good_head = R"({"typ":"JWT","alg":"HS256"})";
    auto const claims = [](std::string const& iat, std::string const& of) {
        return "{\"iat\":" + iat + ",\"payload_hash\":\"" + of + "\"}";
    };
    auto const heard = [&](std::string const& token) {
        call.headers.resize(1);
        call.headers.emplace_back("authorization", "Bearer " + token);
        return is_heard(read, call);
    };
    auto const good = token_for(good_head, claims("1764000000", hash), "12345");
    EXPECT_TRUE(heard(good));
    EXPECT_FALSE(heard(token_for(good_head, claims("1764000000", hash), "54321")));
    EXPECT_FALSE(heard(token_for(good_head, claims("1763999000", hash), "12345")));
    EXPECT_FALSE(heard(token_for(good_head, claims("\"x\"", hash), "12345")));
    EXPECT_FALSE(heard(token_for(good_head, claims("1764000000", std::string(64, '0')), "12345")));
    EXPECT_FALSE(heard(token_for(R"({"typ":"JWT","alg":"none"})", claims("1764000000", hash), "12345")));
    EXPECT_FALSE(heard(good.substr(0, good.rfind('.') + 1)));
    for (auto const* odd : {"", ".", "..", "a.b.c", "....", "\xff.\xff.\xff"})
        EXPECT_FALSE(heard(odd)) << odd;
    EXPECT_FALSE(heard(good + "."));
    call.body += "&MessageStatus=failed";
    EXPECT_FALSE(heard(good));
}

TEST(Signature, DoesNotLoadWithoutASecret)
{
    problems found;
    yaml_map map{YAML::Load("variables: {key: \"\"}\nsignature: {header: X-S, hash: sha1, key: \"{key}\", of: \"{body}{nothing}\"}"), "", "f", found};
    signature_check::read(map, read_variables(map, [](std::string const&) { return std::optional<secret>{}; }));
    std::string all;
    for (auto const& each : found)
        all += to_string(each) + '\n';
    EXPECT_NE(all.find("anybody could sign"), std::string::npos) << all;
    EXPECT_NE(all.find("{nothing} stands for nothing"), std::string::npos) << all;
}

TEST(Computed, SignsTheRequestItself)
{
    // The example of https://docs.ovh.com/gb/en/api/first-steps-with-ovh-api/ in its form: AS+CK+METHOD+URL+BODY+TIME.
    problems found;
    yaml_map map{
        YAML::Load(R"(
variables: {as: {credential: s}, ck: MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1}
computed: {signature: {hash: sha1, of: "{as}+{ck}+{method}+{url}+{body}+{timestamp}"}}
request: {url: "https://eu.api.ovh.com/1.0/sms", json: '{"a":"{to}"}', headers: {X-Ovh-Signature: "$1${signature}"}}
)"),
        "", "profile.yaml", found};
    auto const read = profile::read(map, [](std::string const&) { return std::optional{secret{"EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF"}}; });
    EXPECT_TRUE(found.empty());
    message_values of;
    of[field::to] = "x";
    of[field::timestamp] = "1366560945";
    // echo -n 'AS+CK+POST+https://eu.api.ovh.com/1.0/sms+{"a":"x"}+1366560945' | sha1sum
    EXPECT_EQ(read.request_for(of).headers.back(), "X-Ovh-Signature: $1$6a25fafc7877d730269ca3a2e92b4ca51c908104");
}

}  // namespace
}  // namespace tocsin::channels::http_sms
