// SPDX-License-Identifier: Apache-2.0
#include "rules/match/relation.hpp"

#include "rules/match/phenomenon.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

namespace tocsin::rules {
namespace {

constexpr wall_time start = from_millis(1'800'000'000'000);

alert message(std::string const& identifier, alert_kind kind, std::vector<std::string> const& about)
{
    alert said;
    said.sender = "vigilance@example.org";
    said.identifier = identifier;
    said.sent = start;
    said.kind = kind;
    for (auto const& each : about)
        said.references.push_back({said.sender, each, start});
    return said;
}

/// What a house remembers: each alert's own standing, as relate() leaves it.
class memory {
public:
    void hear(alert const& incoming)
    {
        neighbour const said{incoming.identity(), incoming.kind, incoming.references};
        auto const found = relate(said, record_);
        record_.push_back(said);
        standing_[incoming.identifier] = found.standing;
        change(found.supersedes, life::superseded);
        change(found.cancels, life::cancelled);
    }

    std::map<std::string, life> const& standing() const { return standing_; }

private:
    void change(std::vector<alert_identity> const& which, life to)
    {
        for (auto const& each : which)
            if (auto const known = standing_.find(each.identifier); known != standing_.end())
                known->second = to;
    }

    std::vector<neighbour> record_;
    std::map<std::string, life> standing_;
};

std::map<std::string, life> heard(std::vector<alert> const& messages, std::vector<std::size_t> const& order)
{
    memory house;
    for (auto const index : order)
        house.hear(messages[index]);
    return house.standing();
}

std::vector<std::size_t> in_turn(std::size_t count)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

/// The definition, word for word, over everything that was said.
life by_definition(std::vector<alert> const& all, std::string const& which)
{
    bool updated = false;
    for (auto const& each : all) {
        bool const about = std::any_of(each.references.begin(), each.references.end(), [&which](alert_identity const& reference) {
            return reference.identifier == which;
        });
        if (!about)
            continue;
        if (each.kind == alert_kind::cancel)
            return life::cancelled;
        if (each.kind == alert_kind::update) {
            updated = true;
            if (by_definition(all, each.identifier) == life::cancelled)
                return life::cancelled;
        }
    }
    return updated ? life::superseded : life::active;
}

TEST(Relation, ACancelOfTheLatestUpdateEndsWhatItHadReplacedWhateverCameFirst)
{
    std::vector<alert> const story{
        message("a", alert_kind::alert, {}), message("u", alert_kind::update, {"a"}), message("c", alert_kind::cancel, {"u"})};
    auto order = in_turn(story.size());
    do {
        auto const end = heard(story, order);
        EXPECT_EQ(end.at("a"), life::cancelled);
        EXPECT_EQ(end.at("u"), life::cancelled);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Relation, AnUpdateLeavesOnlyItselfActive)
{
    std::vector<alert> const story{
        message("a", alert_kind::alert, {}), message("u1", alert_kind::update, {"a"}),
        message("u2", alert_kind::update, {"a", "u1"})};
    auto order = in_turn(story.size());
    do {
        auto const end = heard(story, order);
        EXPECT_EQ(end.at("a"), life::superseded);
        EXPECT_EQ(end.at("u1"), life::superseded);
        EXPECT_EQ(end.at("u2"), life::active);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Relation, NobodyEndsAnothersAlert)
{
    memory house;
    house.hear(message("a", alert_kind::alert, {}));
    auto foreign = message("c", alert_kind::cancel, {"a"});
    foreign.sender = "someone@example.org";
    house.hear(foreign);
    EXPECT_EQ(house.standing().at("a"), life::active);
}

TEST(Relation, AcknowledgementsAndErrorsEndNothing)
{
    memory house;
    house.hear(message("a", alert_kind::alert, {}));
    house.hear(message("k", alert_kind::ack, {"a"}));
    house.hear(message("e", alert_kind::error, {"a"}));
    EXPECT_EQ(house.standing().at("a"), life::active);
}

TEST(Relation, ReferencesInACircleComeToAnEnd)
{
    memory house;
    house.hear(message("u1", alert_kind::update, {"u2"}));
    house.hear(message("u2", alert_kind::update, {"u1", "u2"}));
    EXPECT_EQ(house.standing().at("u1"), life::superseded);
    EXPECT_EQ(house.standing().at("u2"), life::superseded);
}

RC_GTEST_PROP(Relation, EveryOrderOfArrivalEndsAsTheDefinitionSays, ())
{
    auto const count = *rc::gen::inRange<std::size_t>(1, 6);
    std::vector<alert> story;
    for (std::size_t i = 0; i < count; ++i) {
        // A message refers to earlier ones, as any issuer's do; one of them may never reach us.
        std::vector<std::string> about;
        for (std::size_t k = 0; k < i; ++k)
            if (*rc::gen::arbitrary<bool>())
                about.push_back(std::to_string(k));
        auto const kind = *rc::gen::element(
            alert_kind::alert, alert_kind::update, alert_kind::update, alert_kind::cancel, alert_kind::ack
        );
        story.push_back(message(std::to_string(i), kind, about));
    }
    auto order = in_turn(count);
    do {
        for (auto const& [identifier, standing] : heard(story, order))
            RC_ASSERT(standing == by_definition(story, identifier));
    } while (std::next_permutation(order.begin(), order.end()));
}

/// A warning of a phenomenon over some ground, for some hours from `begin`, sent so many minutes after the start.
neighbour a_warning(std::string const& identifier, int sent, int begin, int hours_long, std::vector<std::string> ground)
{
    neighbour made{{"vigilance@example.org", identifier, start + minutes{sent}}, alert_kind::alert, {}};
    made.about.keys = {"!vigilance@example.org|3thunderstorm|Actual"};
    made.about.languages = {"fr"};
    made.about.ground = std::move(ground);
    std::sort(made.about.ground.begin(), made.about.ground.end());
    made.about.starts = start + hours{begin};
    made.about.ends = made.about.starts + hours{hours_long};
    return made;
}

neighbour cancel_of(neighbour const& which)
{
    auto sent = which.identity.sent + minutes{1};
    return {{which.identity.sender, "cancel-" + which.identity.identifier, sent}, alert_kind::cancel, {which.identity}};
}

std::map<std::string, life> standing_of(std::vector<neighbour> const& said, std::vector<std::size_t> const& order)
{
    std::vector<neighbour> record;
    std::map<std::string, life> standing;
    for (auto const index : order) {
        auto const found = relate(said[index], record);
        record.push_back(said[index]);
        standing[said[index].identity.identifier] = found.standing;
        for (auto const& [list, to] : {std::pair{&found.supersedes, life::superseded}, std::pair{&found.cancels, life::cancelled}})
            for (auto const& which : *list)
                if (auto const known = standing.find(which.identifier); known != standing.end())
                    known->second = to;
    }
    return standing;
}

TEST(Relation, AReissueUnderAnotherIdentifierStandsInThePlaceOfTheFormer)
{
    auto const first = a_warning("1", 0, 0, 12, {"nuts3=fr821"});
    auto const second = a_warning("2", 60, 1, 12, {"nuts3=fr821", "nuts3=fr822"});
    std::vector<neighbour> const story{first, second, cancel_of(second)};
    auto order = in_turn(story.size());
    do {
        auto const end = standing_of(story, order);
        EXPECT_EQ(end.at("1"), life::cancelled) << "a cancel of the latest ends what it had replaced";
        EXPECT_EQ(end.at("2"), life::cancelled);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Relation, WarningsOfOtherGroundOtherHoursOrOtherPhenomenaStandBesideOneAnother)
{
    auto const one = a_warning("1", 0, 0, 6, {"nuts3=fr821"});
    auto const elsewhere = a_warning("2", 60, 0, 6, {"nuts3=fr822"});
    auto const part = a_warning("3", 60, 0, 6, {"nuts3=fr821"});
    auto const wide = a_warning("4", 0, 0, 6, {"nuts3=fr821", "nuts3=fr822"});
    auto const tomorrow = a_warning("5", 60, 24, 6, {"nuts3=fr821"});
    auto other = a_warning("6", 60, 0, 6, {"nuts3=fr821"});
    other.about.keys = {"!vigilance@example.org|1wind|Actual"};
    auto uncoded = a_warning("7", 60, 0, 6, {"nuts3=fr821"});
    uncoded.about.keys = {"vigilance@example.org|floodwarning|Actual"};
    auto earlier = a_warning("8", 0, 0, 6, {"nuts3=fr821"});
    earlier.about.keys = uncoded.about.keys;
    EXPECT_FALSE(reissues(elsewhere, one));
    EXPECT_FALSE(reissues(part, wide)) << "what is left of the wider one still stands";
    EXPECT_FALSE(reissues(tomorrow, one));
    EXPECT_FALSE(reissues(other, one));
    EXPECT_FALSE(reissues(uncoded, earlier)) << "two rivers of one county have one event code: neither ends the other";
    EXPECT_TRUE(about_one_event(uncoded, earlier));
    EXPECT_TRUE(reissues(part, one));
}

TEST(Relation, MessagesInSeveralLanguagesAreOneWarning)
{
    auto french = a_warning("fr", 0, 0, 6, {"nuts3=fr821"});
    auto english = a_warning("en", 2, 0, 6, {"nuts3=fr821"});
    french.about.keys = {"x|vigilanceorangeorages|Actual", "=same"};
    english.about.keys = {"x|orangethunderstormwarning|Actual", "=same"};
    english.about.languages = {"en"};
    EXPECT_EQ(same_warning(english, {french}), std::vector<std::size_t>{0});
    EXPECT_EQ(relate(english, {french}).standing, life::active) << "neither replaces the other";
    auto rain = french;
    rain.identity.identifier = "rain";
    rain.about.keys = {"x|vigilanceorangepluie|Actual", "=same"};
    EXPECT_TRUE(same_warning(rain, {french}).empty()) << "in one language they are two phenomena";
}

TEST(Relation, ATestNeverEndsARealAlert)
{
    auto const real = a_warning("1", 0, 0, 6, {"nuts3=fr821"});
    auto drill = cancel_of(real);
    drill.status = alert_status::test;
    EXPECT_TRUE(relate(drill, {real}).cancels.empty());
    EXPECT_EQ(relate(real, {drill}).standing, life::active);
}

TEST(Relation, AStormOfReissuesIsOneWarningFromTheFirstToTheLast)
{
    std::vector<neighbour> storm;
    for (int i = 0; i < 40; ++i)
        storm.push_back(a_warning(std::to_string(i), i * 10, i / 6, 12, {"nuts3=fr821"}));
    auto const latest = storm.back();
    storm.pop_back();
    EXPECT_EQ(same_warning(latest, storm).size(), 39U);
    auto const found = relate(latest, storm);
    EXPECT_EQ(found.standing, life::active);
    EXPECT_EQ(found.supersedes.size(), 39U);
}

RC_GTEST_PROP(Relation, ReissuesToo, ())
{
    auto const count = *rc::gen::inRange<std::size_t>(1, 6);
    std::vector<neighbour> story;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && *rc::gen::inRange(0, 4) == 0) {
            story.push_back(cancel_of(story[*rc::gen::inRange<std::size_t>(0, i)]));
            story.back().identity.identifier += std::to_string(i);
            continue;
        }
        std::vector<std::string> ground;
        for (auto const* const each : {"a", "b", "c"})
            if (*rc::gen::arbitrary<bool>())
                ground.emplace_back(each);
        story.push_back(a_warning(std::to_string(i), *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 5), 3, ground));
    }
    auto order = in_turn(story.size());
    auto const first = standing_of(story, order);
    while (std::next_permutation(order.begin(), order.end()))
        RC_ASSERT(standing_of(story, order) == first);
}

TEST(Phenomena, AreTheSameWhicheverServiceNamesThem)
{
    auto const of = [](std::string event, std::string type) {
        alert_info info;
        info.event = std::move(event);
        if (!type.empty())
            info.parameters = {{"awareness_type", std::move(type)}};
        auto const found = phenomena_of(info);
        return std::vector<std::string>(found.begin(), found.end());
    };
    using words = std::vector<std::string>;
    EXPECT_EQ(of("Vigilance orange pluie-inondation", ""), (words{"rain", "flood"}));
    EXPECT_EQ(of("Orange rain-flood warning", "13; Rain-Flood"), (words{"rain", "flood"}));
    EXPECT_EQ(of("Vigilance rouge crue, la Bléone", ""), words{"flood"});
    EXPECT_EQ(of("whatever", "3; Thunderstorm"), words{"thunderstorm"});
    EXPECT_EQ(of("Vigilance jaune neige-verglas", "2; snow-ice"), words{"snow"});
    EXPECT_EQ(of("Événement grave", ""), words{}) << "no wind in it";
    EXPECT_EQ(of("Flash flood", "99; something"), words{"flood"});
}

TEST(SaysAnother, NeedsAnotherSenderTheSamePhenomenonAndTime)
{
    neighbour first{{"a@example.org", "1", from_millis(0)}, alert_kind::alert, {}};
    first.about.keys = {"!a@example.org|12flooding|Actual", "~flood|Actual"};
    first.about.ends = from_millis(1000);
    auto second = first;
    second.identity.sender = "b@example.org";
    EXPECT_TRUE(says_another(first, second));
    EXPECT_FALSE(says_another(first, first)) << "its own sender's is for references and re-issues";
    EXPECT_FALSE(about_one_event(first, second));
    auto later = second;
    later.about.starts = from_millis(2000);
    later.about.ends = from_millis(3000);
    EXPECT_FALSE(says_another(first, later));
    auto snow = second;
    snow.about.keys = {"~snow|Actual"};
    EXPECT_FALSE(says_another(first, snow));
}

}  // namespace
}  // namespace tocsin::rules
