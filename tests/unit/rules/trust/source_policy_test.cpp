// SPDX-License-Identifier: Apache-2.0
#include "rules/trust/source_policy.hpp"

#include <gtest/gtest.h>

namespace tocsin::rules {
namespace {

alert_info about(std::string event, std::string language = "fr-FR")
{
    alert_info made;
    made.event = std::move(event);
    made.language = std::move(language);
    return made;
}

alert from(std::string sender, std::vector<alert_info> infos)
{
    alert made;
    made.sender = std::move(sender);
    made.kind = alert_kind::alert;
    made.infos = std::move(infos);
    return made;
}

TEST(SourcePolicy, OfNobodyAllowsEverything)
{
    auto const any = from("who@example.org", {about("Crue")});
    EXPECT_FALSE(unwelcome(any, {}));
    EXPECT_EQ(own_events(any, {}, "fr"), std::set<std::string>{"Crue"});
}

TEST(SourcePolicy, LetsASourceSpeakForItsSendersOnly)
{
    source_policy policy;
    policy.senders = {"*@meteo.example.org"};
    EXPECT_FALSE(unwelcome(from("vigilance@meteo.example.org", {about("Crue")}), policy));
    auto const why = unwelcome(from("vigilance@example.org", {about("Crue")}), policy);
    ASSERT_TRUE(why);
    EXPECT_NE(why->en.find("*@meteo.example.org"), std::string::npos);
    // Also a message without hazards: a cancel of somebody else's warning.
    EXPECT_TRUE(unwelcome(from("vigilance@example.org", {}), policy));
    EXPECT_FALSE(unwelcome(from("vigilance@meteo.example.org", {}), policy));
}

TEST(SourcePolicy, LetsASourceSpeakOfItsEventsInAnyOfTheirLanguages)
{
    source_policy policy;
    policy.events = {"*flood*"};
    auto const both = from("s", {about("Inondation"), about("Flood warning", "en-GB")});
    EXPECT_FALSE(unwelcome(both, policy)) << "one hazard in two languages";
    EXPECT_EQ(own_events(both, policy, "fr"), std::set<std::string>{"Inondation"});
    EXPECT_TRUE(unwelcome(from("s", {about("Vent")}), policy));
}

TEST(SourcePolicy, KnowsWhichOfSeveralHazardsAreItsOwn)
{
    source_policy policy;
    policy.events = {"crue*", "12;*"};
    auto wind = about("Vent violent");
    wind.severity = severity::severe;
    auto rain = about("Pluie");
    rain.severity = severity::extreme;
    rain.parameters.push_back({"awareness_type", "12; Flooding"});
    auto const several = from("s", {about("Crue de la Bléone"), wind, rain});
    EXPECT_FALSE(unwelcome(several, policy));
    EXPECT_EQ(own_events(several, policy, "fr"), (std::set<std::string>{"Crue de la Bléone", "Pluie"}));
}

}  // namespace
}  // namespace tocsin::rules
