// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/attention.hpp"
#include "dispatcher/api/civil.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher::api {
namespace {

wall_time at(std::string_view text) { return *parse_instant(text); }

house_now quiet()
{
    house_now house;
    house.now = at("2026-11-24T02:00:00Z");
    house.backed_up = house.now - hours{20};
    return house;
}

open_mobilisation call(mobilisation_state state, int confirmed = 12)
{
    open_mobilisation one;
    one.what.id = mobilisation_id{7};
    one.what.state = state;
    one.what.request.event = "Crue";
    one.what.request.need = 40;
    one.what.request.by = at("2026-11-24T05:00:00Z");
    one.what.created = at("2026-11-24T01:48:00Z");
    one.counts.confirmed = confirmed;
    return one;
}

std::vector<attention> seen(house_now const& house, language in = language::fr)
{
    return attention_for(house, in, [&](wall_time when) { return civil_text_near(when, house.now, "Europe/Paris", in); });
}

attention only(house_now const& house, language in = language::fr)
{
    auto const all = seen(house, in);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? attention{} : all.front();
}

attention only(open_mobilisation one, language in = language::fr)
{
    auto house = quiet();
    house.open = {std::move(one)};
    return only(house, in);
}

TEST(Attention, IsNothingWhenAllIsQuiet) { EXPECT_TRUE(seen(quiet()).empty()); }

TEST(Attention, ToldOfWhoeverWaitsForAYes)
{
    auto const found = only(call(mobilisation_state::proposed));
    EXPECT_EQ(found.kind, "awaits-approval");
    EXPECT_EQ(found.how, urgency::now);
    EXPECT_EQ(found.about, "M7");
    EXPECT_EQ(found.what, "M7 · Crue attend un accord depuis 12\u00a0min : 40 personnes pour 06:00.");
    auto few = call(mobilisation_state::proposed);
    few.what.request.need = 1;
    EXPECT_NE(only(few).what.find(" : 1 personne pour 06:00."), std::string::npos) << only(few).what;
    EXPECT_EQ(found.command, "tocsin approve M7");
    EXPECT_EQ(found.since, at("2026-11-24T01:48:00Z"));
    EXPECT_EQ(
        only(call(mobilisation_state::proposed), language::en).what, "M7 · Crue has waited for approval for 12\u00a0min: 40 people by 06:00."
    );
    auto late = call(mobilisation_state::proposed);
    late.what.request.by = at("2026-11-24T01:59:00Z");
    EXPECT_EQ(only(late).kind, "proposed-too-late");
    EXPECT_EQ(only(late).command, "tocsin cancel M7");
}

TEST(Attention, ACallThatGoesWellIsGoodToKnow)
{
    auto one = call(mobilisation_state::running);
    one.counts.outlook = R"({"verdict":"wait","expected":{"low":20,"middle":44,"high":60,"fills":0.4}})";
    auto const found = only(one);
    EXPECT_EQ(found.kind, "running");
    EXPECT_EQ(found.how, urgency::know);
    EXPECT_EQ(found.what, "M7 · Crue est en cours : 12 sur 40 confirmés, échéance 06:00.");
}

TEST(Attention, OneThatWillProbablyNotBeFilledIsNot)
{
    auto one = call(mobilisation_state::running);
    one.counts.outlook = R"({"verdict":"ask","expected":{"low":1,"middle":2,"high":3,"fills":0},"at_most":{"low":15,"middle":18,"high":22,"fills":0.01}})";
    EXPECT_EQ(only(one).kind, "will-not-fill");
    EXPECT_EQ(only(one).what, "M7 · Crue ne sera sans doute pas pourvue : 12 sur 40 confirmés, de 15 à 22 attendus au mieux pour 06:00.");
    one.counts.outlook = R"({"verdict":"nobody_left","expected":{"low":15,"middle":18,"high":22,"fills":0}})";
    EXPECT_EQ(only(one).kind, "will-not-fill");
    one.counts.outlook = R"({"verdict":"ask","expected":{"low":1,"middle":2,"high":3,"fills":0},"at_most":{"low":0,"middle":1,"high":2,"fills":0.01,"roles":"boat"}})";
    EXPECT_EQ(only(one).what, "M7 · Crue ne sera sans doute pas pourvue : 12 sur 40 confirmés, boat de 0 à 2 attendus au mieux pour 06:00.");
    one.counts.outlook = R"({"verdict":"nobody_left","expected":{"low":38,"middle":48,"high":62,"fills":0.9}})";
    EXPECT_EQ(only(one).kind, "running") << "everybody was asked, and they will do";
    one.counts.outlook = "garbage";
    EXPECT_EQ(only(one).kind, "running");
}

TEST(Attention, SeesDeadlinesComeAndGo)
{
    auto one = call(mobilisation_state::running);
    one.what.request.by = at("2026-11-24T02:40:00Z");
    EXPECT_EQ(only(one).kind, "deadline-near");
    EXPECT_EQ(only(one).what, "M7 · Crue : 12 sur 40 confirmés, et l'échéance est dans 40\u00a0min.");
    one.what.request.by = at("2026-11-24T02:00:00Z");
    EXPECT_EQ(only(one).kind, "overdue");
    one.what.state = mobilisation_state::filled;
    EXPECT_EQ(only(one).kind, "to-close");
    EXPECT_EQ(only(one).command, "tocsin close M7");
}

TEST(Attention, TellsAPauseAndAnExercise)
{
    auto one = call(mobilisation_state::paused);
    one.what.request.exercise = true;
    auto const found = only(one);
    EXPECT_EQ(found.kind, "paused");
    EXPECT_TRUE(found.exercise);
    EXPECT_TRUE(found.what.starts_with("EXERCICE M7")) << found.what;
    EXPECT_EQ(found.command, "tocsin resume M7");
}

TEST(Attention, CountsRepliesAndOrdersLostApart)
{
    auto house = quiet();
    auto one = call(mobilisation_state::filled, 40);
    one.counts.orders_lost = 3;
    house.open = {one};
    inbox_entry entry;
    entry.why = "unclear";
    entry.received = at("2026-11-24T01:30:00Z");
    house.inbox = {entry, entry};
    entry.why = "order-lost";
    house.inbox.push_back(entry);
    auto const all = seen(house);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].kind, "orders-lost");
    EXPECT_EQ(all[0].count, 3);
    EXPECT_EQ(all[1].kind, "replies");
    EXPECT_EQ(all[1].count, 2);
    EXPECT_EQ(all[1].what, "2 réponses attendent d'être lues, la première depuis 30\u00a0min.");
    EXPECT_EQ(all[2].kind, "filled");
}

TEST(Attention, SaysWhatFailsTheWorstFirst)
{
    auto house = quiet();
    house.channels = {{"mail", "slow", true}, {"sms", "link-down", false}};
    house.feeds = {{"meteo", false}, {"crues", true}};
    house.journal_held = true;
    house.disk_full = true;
    house.database_busy = true;
    std::string kinds;
    for (auto const& each : seen(house))
        kinds += each.kind + ' ' + each.about + ',';
    EXPECT_EQ(kinds, "disk-full ,database-busy ,journal-held ,channel sms,channel mail,feed meteo,feed crues,");
    EXPECT_EQ(seen(house)[3].what, "Canal sms : la liaison est coupée ; ses messages attendent.");
}

TEST(Attention, TellsOfAChannelThatFailsAndOfItsRepliesApart)
{
    auto house = quiet();
    house.channels = {{"mail", "replies-unread", false, house.now - minutes{12}}, {"mail", "errors", true}};
    auto const told = seen(house);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].kind, "replies-unread");
    EXPECT_EQ(told[0].what, "Canal mail : ses réponses ne peuvent être lues depuis 12\u00a0min.");
    EXPECT_EQ(told[0].since, house.now - minutes{12});
    EXPECT_EQ(told[1].what, "Canal mail : il ne répond que des erreurs ; un autre porte ses messages.");
}

TEST(Attention, RemembersBackups)
{
    auto house = quiet();
    house.backed_up = house.now - hours{9 * 24};
    EXPECT_EQ(only(house).what, "La dernière sauvegarde date de 9\u00a0j.");
    house.backed_up.reset();
    EXPECT_EQ(only(house, language::en).what, "No backup is known of.");
    house.anybody = false;
    EXPECT_EQ(only(house).kind, "register-empty");
    house.register_ready = false;
    EXPECT_EQ(only(house).kind, "register-loading");
}

TEST(Civil, SaysTheDayOnlyWhereItIsAnother)
{
    auto const now = at("2026-11-24T02:00:00Z");
    EXPECT_EQ(civil_text_near(at("2026-11-24T22:59:00Z"), now, "Europe/Paris", language::fr), "23:59");
    EXPECT_EQ(civil_text_near(at("2026-11-24T23:00:00Z"), now, "Europe/Paris", language::fr), "25/11 00:00");
    EXPECT_EQ(civil_text_near(at("2026-11-24T23:00:00Z"), now, "Europe/Paris", language::en), "25 Nov 00:00");
    EXPECT_EQ(civil_text(at("2026-07-01T00:00:00Z"), "Europe/Paris"), "01/07/2026 02:00");
    EXPECT_EQ(civil_text(now, "Nowhere/Land"), "2026-11-24T02:00:00Z");
}

}  // namespace
}  // namespace tocsin::dispatcher::api
