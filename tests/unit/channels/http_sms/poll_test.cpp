// SPDX-License-Identifier: Apache-2.0
// Replies that a provider keeps to be asked for: the requests, how its answers are read, what is asked next and when.
#include "channels/http_sms/profile.hpp"
#include "channels/port/recurring_trouble.hpp"
#include "where.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>

namespace tocsin::channels::http_sms {
namespace {

std::optional<secret> poll_credentials(std::string const& name) { return secret{"the " + name}; }

struct read_poll_profile {
    problems found;
    profile read;
};

read_poll_profile read_poll(YAML::Node const& node)
{
    read_poll_profile made;
    yaml_map map{node, "", "profile.yaml", made.found};
    made.read = profile::read(map, poll_credentials);
    map.finish();
    return made;
}

read_poll_profile polled(std::string const& poll)
{
    return read_poll(YAML::Load("request: {url: \"http://127.0.0.1/sms\", form: {to: \"{to}\"}, headers: {X-Key: {credential: key}}}\npoll:\n" + poll));
}

constexpr auto whole_replies = R"(
  list: {url: "http://127.0.0.1/in", query: {after: "{since_seconds}"}}
  each: /messages
  reply: {id: /sid, from: /from, to: /to, text: /body, when: {/direction: inbound}}
)";

constexpr auto named_replies = R"(
  list: {url: "http://127.0.0.1/in"}
  each: /found
  id: /n
  fetch: {url: "http://127.0.0.1/in/{reply_id}"}
  reply: {from: /from, text: /text}
)";

profile shipped_ovh()
{
    auto node = YAML::LoadFile(TOCSIN_SOURCE_DIR "/config/gateways/ovh.yaml");
    node["variables"]["service"] = "sms-ab12345-1";
    node["variables"]["application_key"] = "key";
    node["variables"]["application_secret"] = "secret";
    node["variables"]["consumer_key"] = "consumer";
    auto made = read_poll(node);
    for (auto const& each : made.found)
        ADD_FAILURE() << to_string(each);
    return std::move(made.read);
}

message_values poll_values(std::string since, std::string id = "")
{
    message_values of;
    of[field::timestamp] = "1764000000";
    of[poll_field::since] = std::move(since);
    of[poll_field::since_seconds] = "1763900000";
    of[poll_field::reply_id] = std::move(id);
    return of;
}

std::vector<std::string> ids_of(std::optional<std::vector<listed_reply>> const& list)
{
    std::vector<std::string> ids;
    for (auto const& each : list.value_or(std::vector<listed_reply>{}))
        ids.push_back(each.id);
    return ids;
}

TEST(HttpPoll, OvhIsAskedAsItDocuments)
{
    auto const ovh = shipped_ovh();
    ASSERT_TRUE(ovh.polls());
    auto const list = ovh.list_request(poll_values("2026-11-24T03:00:00+00:00"));
    EXPECT_EQ(list.method, "GET");
    EXPECT_EQ(list.url, "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/incoming?creationDatetime.from=2026-11-24T03%3A00%3A00%2B00%3A00");
    EXPECT_EQ(list.body, "");
    // printf %s 'secret+consumer+GET+URL++1764000000' | sha1sum
    EXPECT_EQ(
        list.headers,
        (std::vector<std::string>{
            "X-Ovh-Application: key", "X-Ovh-Consumer: consumer", "X-Ovh-Timestamp: 1764000000",
            "X-Ovh-Signature: $1$c5a833314c8e127eb50ac5150c560b8c639a6b41"})
    );
    auto const one = ovh.fetch_request(poll_values("", "41000000"));
    EXPECT_EQ(one.url, "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/incoming/41000000");
    EXPECT_EQ(one.headers.back(), "X-Ovh-Signature: $1$f323104cac5ae07540a1815d4c398929c9b90f47");
}

TEST(HttpPoll, OvhsAnswersAreReadInTheOrderInWhichTheyCame)
{
    auto const ovh = shipped_ovh();
    EXPECT_EQ(ids_of(ovh.polling().list_in("[41000010, 999, 41000002, 41000010]")), (std::vector<std::string>{"999", "41000002", "41000010"}));
    auto const came = ovh.polling().reply_in(
        R"({"id": 41000002, "sender": "+33639980090", "message": "OUI, à 18h", "creationDatetime": "2026-11-24T04:00:00+01:00", "credits": 0, "tag": ""})",
        "41000002"
    );
    EXPECT_TRUE(came.understood);
    EXPECT_EQ(came.text, (inbound_text{"+33639980090", "", "OUI, à 18h", "41000002"}));
}

TEST(HttpPoll, AnIdCannotLeadElsewhere)
{
    auto const ovh = shipped_ovh();
    EXPECT_EQ(ovh.fetch_request(poll_values("", "../jobs?x=1")).url, "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/incoming/..%2Fjobs%3Fx%3D1");
}

TEST(HttpPoll, WhatIsNoListIsNone)
{
    auto const ovh = shipped_ovh();
    for (auto const* body : {"", "<html>", "{\"message\": \"no\"}", "\"41\"", "[41000010", "null"})
        EXPECT_FALSE(ovh.polling().list_in(body)) << body;
    EXPECT_TRUE(ovh.polling().list_in("[]"));
    EXPECT_EQ(ids_of(ovh.polling().list_in("[null, {}, [], \"\", 7, \"" + std::string(300, 'x') + "\"]")), std::vector<std::string>{"7"});
}

TEST(HttpPoll, WhatIsNoReplyIsNotUnderstood)
{
    auto const ovh = shipped_ovh();
    for (auto const* body : {"", "<html>", "[]", "{}", R"({"id": 7, "message": "OUI"})", R"({"id": 7, "sender": "", "message": "OUI"})"}) {
        auto const came = ovh.polling().reply_in(body, "7");
        EXPECT_FALSE(came.understood || came.text) << body;
    }
}

TEST(HttpPoll, AListMayBringWholeReplies)
{
    auto const made = polled(whole_replies);
    ASSERT_TRUE(made.found.empty()) << to_string(made.found.front());
    auto const request = made.read.list_request(poll_values(""));
    EXPECT_EQ(request.url, "http://127.0.0.1/in?after=1763900000");
    EXPECT_EQ(request.headers, std::vector<std::string>{"X-Key: the key"});
    auto const list = made.read.polling().list_in(R"({"messages": [
        {"sid": "SM2", "direction": "inbound", "from": "+33639980091", "to": "38123", "body": "non"},
        {"sid": "SM1", "direction": "outbound", "from": "38123", "to": "+33639980091", "body": "Venez"},
        {"sid": "SM0", "direction": "inbound", "from": "+33639980090", "to": "38123", "body": "oui"},
        {"direction": "inbound", "from": "+33639980092", "to": "38123", "body": "sans nom"}]})");
    ASSERT_TRUE(list);
    EXPECT_EQ(
        *list,
        (std::vector{
            listed_reply{"SM2", inbound_text{"+33639980091", "38123", "non", "SM2"}},
            listed_reply{"SM0", inbound_text{"+33639980090", "38123", "oui", "SM0"}}})
    );
    auto const newest = polled(std::string{whole_replies} + "  newest_first: true\n");
    EXPECT_EQ(
        ids_of(newest.read.polling().list_in(R"({"messages": [{"sid": "b", "direction": "inbound", "from": "1", "body": ""},
            {"sid": "a", "direction": "inbound", "from": "1", "body": ""}]})")),
        (std::vector<std::string>{"a", "b"})
    );
}

TEST(HttpPoll, AnEntryMayHoldItsIdSomewhere)
{
    auto const made = polled(named_replies);
    ASSERT_TRUE(made.found.empty()) << to_string(made.found.front());
    EXPECT_EQ(ids_of(made.read.polling().list_in(R"({"found": [{"n": "b-2"}, {"n": "a-1"}, {"m": 1}]})")), (std::vector<std::string>{"b-2", "a-1"}));
    EXPECT_EQ(made.read.polling().reply_in(R"({"from": "33639980090", "text": "oui"})", "b-2").text->provider_id, "b-2");
}

TEST(HttpPoll, SaysWhatIsWrongAndWhatToWrite)
{
    auto const wrong = [](std::string const& poll) {
        std::vector<std::string> all;
        for (auto const& each : polled(poll).found)
            all.push_back(std::to_string(each.line) + ' ' + each.key + ": " + each.what);
        return all;
    };
    EXPECT_EQ(
        wrong("  every: 0\n  fetch: {url: \"http://127.0.0.1/in\"}\n  colour: red\n"),
        (std::vector<std::string>{
            "3 poll.list: is missing; write how replies are listed, as list: {url: \"https://api.example.org/incoming\", query: {from: \"{since}\"}}",
            "4 poll.fetch: does not say which reply it asks for; write {reply_id} into its url or query",
            "3 poll.every: \"0\" is not a number between 1 and 3600",
            "3 poll.reply: is missing; write where the parts of a reply stand, as reply: {from: /sender, text: /message}",
            "5 poll.colour: is no key here; there are: each, every, fetch, id, list, look_back, newest_first, reply"})
    );
    EXPECT_EQ(
        wrong("  list: {url: \"http://127.0.0.1/{to}\"}\n  each: found\n  reply: {from: /a, text: /b}\n"),
        (std::vector<std::string>{
            "3 poll.list.url: {to} stands for nothing; there are: sender, timestamp, nonce, since, since_seconds, reply_id; others go under variables",
            "4 poll.each: write the JSON pointer of the list, as /results, or \"\" when the whole body is one",
            "5 poll.reply.id: is missing: a reply is listed again and again, and taken once by its id; write id: /id"})
    );
    EXPECT_EQ(wrong("  - a\n").front(), "3 poll: expected a map of keys; write `key: value` lines");
    auto const unlike = read_poll(YAML::Load("request: {url: \"http://127.0.0.1/{since}\"}\npoll: yes"));
    ASSERT_EQ(unlike.found.size(), 2U);
    EXPECT_EQ(unlike.found[0].key, "request.url");
    EXPECT_EQ(unlike.found[1].what, "write how replies are asked for, as the profile ovh does, or `no` for not at all");
    auto const none = read_poll(YAML::Load("request: {url: \"http://127.0.0.1/\"}\npoll: no"));
    EXPECT_TRUE(none.found.empty());
    EXPECT_FALSE(none.read.polls());
}

// --- what is asked next ---------------------------------------------------------------------------------------------------

constexpr wall_time noon{seconds{1'764'000'000}};
constexpr mono_time zero{};
constexpr hours two_days{48};

std::vector<listed_reply> listing(std::initializer_list<char const*> ids)
{
    std::vector<listed_reply> list;
    for (auto const* each : ids)
        list.emplace_back(each);
    return list;
}

TEST(HttpPoll, TheFirstLookGoesFarBackAndLaterOnesAFewHours)
{
    poll_memory memory{two_days};
    EXPECT_EQ(memory.since(noon), noon - two_days);
    auto const list = listing({"1", "2"});
    memory.taken("1");
    memory.gone_through(list, noon);
    EXPECT_EQ(memory.since(noon + seconds{10}), noon + seconds{10} - two_days) << "2 is not taken yet";
    memory.taken("2");
    memory.gone_through(list, noon + seconds{10});
    EXPECT_EQ(memory.since(noon + seconds{20}), noon + seconds{10} - hours{3});
    EXPECT_EQ(memory.since(noon + hours{1}), noon + seconds{10} - hours{3}) << "nobody answered for an hour";
    EXPECT_EQ(memory.since(noon + hours{72}), noon + hours{24}) << "never farther than at the start";
    EXPECT_EQ(memory.since(noon - hours{1}), noon - hours{4}) << "the clock was set back";
}

TEST(HttpPoll, WhatWasTakenIsNotWantedAgainAndForgottenOnceItIsNotListed)
{
    poll_memory memory{two_days};
    memory.taken("1");
    memory.taken("2");
    EXPECT_FALSE(memory.wants("1", zero));
    EXPECT_TRUE(memory.wants("3", zero));
    memory.gone_through(listing({"2", "3"}), noon);
    EXPECT_EQ(memory.size(), 1U);
    EXPECT_FALSE(memory.wants("2", zero));
}

TEST(HttpPoll, WhatCannotBeReadIsPutOffLongerEachTimeAndHoldsTheWindowOpen)
{
    poll_memory memory{two_days};
    std::vector<milliseconds> delays;
    auto now = zero;
    for (int i = 0; i < 8; ++i) {
        memory.put_off("7", now, 0);
        auto const begun = now;
        while (!memory.wants("7", now))
            now += seconds{1};
        delays.push_back(std::chrono::ceil<milliseconds>(now - begun));
    }
    EXPECT_EQ(delays.front(), seconds{5});
    EXPECT_TRUE(std::is_sorted(delays.begin(), delays.end()));
    EXPECT_EQ(delays.back(), seconds{150}) << "half of five minutes";
    memory.gone_through(listing({"7"}), noon);
    EXPECT_TRUE(memory.has_put_off());
    EXPECT_EQ(memory.since(noon), noon - two_days);
    memory.taken("7");
    memory.gone_through(listing({"7"}), noon);
    EXPECT_FALSE(memory.has_put_off());
    EXPECT_EQ(memory.since(noon), noon - hours{3});
}

/// A provider that lists what came since, in any order and as often as it likes; we fail now and then, and start anew.
RC_GTEST_PROP(HttpPollMemory, MissesNothingAndIsBoundedByTheList, ())
{
    auto const arrivals = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40'000));
    std::set<std::string> taken;
    std::optional<poll_memory> memory{two_days};
    for (int minute = 0; minute <= 40'000 / 60 + 60; minute += 5) {
        auto const now = noon + minutes{minute};
        if (*rc::gen::weightedElement<bool>({{1, true}, {60, false}}))
            memory.emplace(two_days);
        auto const since = memory->since(now);
        std::vector<listed_reply> list;
        for (std::size_t i = 0; i < arrivals.size(); ++i)
            if (auto const came = noon + seconds{arrivals[i]}; came <= now && came >= since)
                list.emplace_back(std::to_string(i));
        for (auto const& each : list) {
            if (!memory->wants(each.id, zero + minutes{minute}))
                continue;
            if (*rc::gen::weightedElement<bool>({{1, true}, {20, false}})) {
                memory->put_off(each.id, zero + minutes{minute}, 0);
            } else {
                memory->taken(each.id);
                taken.insert(each.id);
            }
        }
        memory->gone_through(list, now);
        RC_ASSERT(memory->size() <= list.size());
    }
    RC_ASSERT(taken.size() == arrivals.size());
}

TEST(HttpPoll, PausesVaryGrowAfterFailuresAndObeyTheProvider)
{
    poll_pace pace{seconds{20}};
    for (std::uint64_t const chance : {0ULL, 1ULL, 77'777ULL, ~0ULL}) {
        auto const pause = pace.after_success(chance);
        EXPECT_GE(pause, seconds{15});
        EXPECT_LE(pause, seconds{25});
    }
    EXPECT_NE(pace.after_success(0), pace.after_success(5'000));
    auto const first = pace.after_failure(std::nullopt, 0);
    EXPECT_GE(first, seconds{20});
    auto last = first;
    for (int i = 0; i < 10; ++i)
        last = pace.after_failure(std::nullopt, ~0ULL);
    EXPECT_GT(last, first);
    EXPECT_LE(last, minutes{5});
    EXPECT_EQ(pace.after_failure(minutes{30}, 0), minutes{30});
    EXPECT_GE(pace.after_failure(seconds{1}, 0), seconds{150});
    pace.after_success(0);
    EXPECT_EQ(pace.after_failure(std::nullopt, 0), first);
}

TEST(HttpPoll, AFailureIsToldWithoutTheAnswersWords)
{
    EXPECT_EQ(poll_failure(200), "");
    EXPECT_EQ(poll_failure(500), "HTTP 500");
    EXPECT_NE(poll_failure(403).find("right"), std::string::npos);
}

TEST(RecurringTrouble, EachReasonIsToldOnceUntilItIsWellAgain)
{
    recurring_trouble trouble{"ill", "well"};
    EXPECT_EQ(trouble.hears(""), "");
    EXPECT_EQ(trouble.hears("HTTP 500"), "ill: HTTP 500");
    EXPECT_EQ(trouble.hears("HTTP 500"), "");
    EXPECT_EQ(trouble.hears("HTTP 429"), "ill: HTTP 429");
    EXPECT_EQ(trouble.hears("HTTP 500"), "");
    EXPECT_EQ(trouble.hears(""), "well");
    EXPECT_EQ(trouble.hears(""), "");
    EXPECT_EQ(trouble.hears("HTTP 500"), "ill: HTTP 500");
}

}  // namespace
}  // namespace tocsin::channels::http_sms
