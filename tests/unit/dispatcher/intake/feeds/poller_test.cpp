// SPDX-License-Identifier: Apache-2.0
// A feed is watched, in virtual time, with a source that the test writes and the whole engine behind it.
#include "dispatcher/intake/feeds/desk.hpp"
#include "tests/unit/dispatcher/api/living_house.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::dispatcher::feeds {
namespace {

/// A server that publishes what the test says.
struct published {
    std::map<std::string, std::string> documents;  ///< by key
    std::optional<failure> trouble;
    std::string etag = "\"1\"";
    int looks = 0;
    int given = 0;
    look_request last;
};

class scripted_source final : public source {
public:
    explicit scripted_source(std::shared_ptr<published> by) : by_(std::move(by)) {}

    findings look(look_request const& asked) override
    {
        ++by_->looks;
        by_->last = asked;
        findings found;
        found.trouble = by_->trouble;
        if (found.trouble)
            return found;
        found.etag = by_->etag;
        found.digest = by_->etag;
        found.changed = found.digest != asked.digest;
        found.listed = static_cast<int>(by_->documents.size());
        for (auto const& [key, bytes] : by_->documents) {
            if (asked.known->contains(key))
                continue;
            document made;
            made.bytes = bytes;
            made.becomes.key = key;
            made.becomes.version = "1";
            found.documents.push_back(std::move(made));
            ++by_->given;
        }
        return found;
    }

    void stop() override {}

private:
    std::shared_ptr<published> by_;
};

class WatchedFeed : public testing::Test {
protected:
    WatchedFeed() { watch(house_); }

    void watch(api::living_house& house)
    {
        plan one;
        one.settings.name = "meteo";
        one.settings.type = "cap";
        one.settings.where = "feeds.example.org";
        rules::source_policy may;
        may.senders = {"vigilance@*"};
        one.settings.policy = std::make_shared<rules::source_policy const>(std::move(may));
        one.from = std::make_shared<scripted_source>(there_);
        std::vector<plan> plans;
        plans.push_back(std::move(one));
        house.watch(std::move(plans));
    }

    void poll() { house_.world.run(house_.watched->all()[0]->look_now()); }
    feed_health health() { return house_.watched->all()[0]->health(); }
    std::size_t alerts() { return house_.world.get(house_.kept->alerts(100))->size(); }

    std::shared_ptr<published> there_ = std::make_shared<published>();
    api::living_house house_;
};

TEST_F(WatchedFeed, WhatItListsIsTakenOnceWithItsSource)
{
    there_->documents["a"] = api::cap_alert("a");
    poll();
    poll();
    EXPECT_EQ(there_->given, 1);
    EXPECT_EQ(alerts(), 1U);
    EXPECT_EQ((*house_.world.get(house_.kept->alerts(1)))[0].origin, "meteo");
    EXPECT_EQ(house_.world.get(house_.kept->mobilisations(true, 10))->size(), 1U);
    EXPECT_EQ(there_->last.etag, "\"1\"") << "from then on it is asked only for what is new";
    EXPECT_EQ(health().state, feed_state::well);
    EXPECT_EQ(health().taken, 1);
}

TEST_F(WatchedFeed, KnowsAfterARestartWhatItTook)
{
    there_->documents["a"] = api::cap_alert("a");
    poll();
    watch(house_);
    poll();
    EXPECT_EQ(there_->given, 1);
    EXPECT_EQ(there_->last.etag, "\"1\"");
    EXPECT_EQ(alerts(), 1U);
}

TEST_F(WatchedFeed, AnEntryThatVanishesIsNotCancelledAndAHistoryPublishedAnewCallsNobody)
{
    there_->documents["a"] = api::cap_alert("a");
    poll();
    there_->documents.clear();
    there_->etag = "\"2\"";
    poll();
    EXPECT_EQ((*house_.world.get(house_.kept->mobilisations(true, 10)))[0].state, mobilisation_state::proposed);
    for (auto const* const name : {"x", "y", "z"})
        there_->documents[name] = api::cap_alert("a");
    there_->etag = "\"3\"";
    poll();
    EXPECT_EQ(alerts(), 1U) << "the same alert under other names is the same alert";
    EXPECT_EQ(house_.world.get(house_.kept->mobilisations(true, 10))->size(), 1U);
}

TEST_F(WatchedFeed, WhatIsNoAlertIsRefusedOnceAndSaid)
{
    there_->documents["a"] = "<html/>";
    auto foreign = api::cap_alert("b");
    foreign.replace(foreign.find("vigilance@"), 10, "stranger@");
    there_->documents["b"] = foreign;
    poll();
    poll();
    EXPECT_EQ(there_->given, 2);
    EXPECT_EQ(health().refused, 2);
    EXPECT_EQ(house_.log.count(events::feed_document_refused), 2);
    EXPECT_EQ(alerts(), 0U);
}

TEST_F(WatchedFeed, AFullDiskLosesNothing)
{
    auto large = api::cap_alert("a");
    large.insert(large.find("<parameter>"), "<description>" + std::string(500'000, 'x') + "</description>");
    there_->documents["a"] = large;
    house_.kept->pretend_full(true);
    poll();
    EXPECT_EQ(alerts(), 0U);
    house_.kept->pretend_full(false);
    poll();
    EXPECT_EQ(alerts(), 1U);
}

TEST_F(WatchedFeed, SilenceIsAnAlarmOnceAndEndsByItself)
{
    house_.watched->start();
    house_.play(seconds{1});
    EXPECT_EQ(there_->looks, 1);
    there_->trouble = failure{{"rien", "nothing"}};
    house_.play(minutes{9});
    EXPECT_EQ(house_.log.count(events::feed_failing), 1);
    EXPECT_EQ(house_.log.count(events::feed_silent), 0);
    house_.play(minutes{60});
    EXPECT_EQ(house_.log.count(events::feed_silent), 1) << "told once";
    EXPECT_LE(there_->looks, 30) << "a server in trouble is left some peace";
    auto const status = house_.ask("GET", "/v1/mobilisations");
    EXPECT_EQ(status.json().at("feed_troubles").at(0).at("state").as_string(), "silent");
    EXPECT_THAT(house_.faults("GET", "/v1/mobilisations", status), testing::IsEmpty());
    EXPECT_NE(house_.ask("GET", "/metrics").body.find("tocsin_feed_up{feed=\"meteo\"} 0"), std::string::npos);
    there_->trouble.reset();
    house_.play(minutes{6});
    EXPECT_EQ(house_.log.count(events::feed_well), 1);
    EXPECT_NE(house_.ask("GET", "/metrics").body.find("tocsin_feed_up{feed=\"meteo\"} 1"), std::string::npos);
    house_.watched->stop();
    house_.world.run(house_.watched->join());
}

TEST_F(WatchedFeed, TheApiShowsItAndLooksAtOnce)
{
    there_->documents["a"] = api::cap_alert("a");
    auto const before = house_.ask("GET", "/v1/feeds");
    EXPECT_EQ(before.json().at("feeds").at(0).at("state").as_string(), "starting");
    auto const polled = house_.ask("POST", "/v1/feeds/meteo/poll", "{}");
    EXPECT_EQ(polled.status, 200);
    EXPECT_EQ(polled.json().at("taken").as_int64(), 1);
    EXPECT_EQ(polled.json().at("state").as_string(), "well");
    EXPECT_THAT(house_.faults("GET", "/v1/feeds", before), testing::IsEmpty());
    EXPECT_THAT(house_.faults("POST", "/v1/feeds/{name}/poll", polled), testing::IsEmpty());
    EXPECT_EQ(house_.ask("POST", "/v1/feeds/nobody/poll", "{}").status, 404);
}

}  // namespace
}  // namespace tocsin::dispatcher::feeds
