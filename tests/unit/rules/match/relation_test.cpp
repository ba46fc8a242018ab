// SPDX-License-Identifier: Apache-2.0
#include "rules/match/relation.hpp"

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
        auto const found = relate(incoming, record_);
        record_.push_back({incoming.identity(), incoming.kind, incoming.references});
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

}  // namespace
}  // namespace tocsin::rules
