// SPDX-License-Identifier: Apache-2.0
// What is told is told once and for good: every edit, cut or reordering made behind the store's back is found.
#include "dispatcher/store/database.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

namespace tocsin::dispatcher {
namespace {

using testing::HasSubstr;

class Journal : public testing::Test {
protected:
    Journal()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "tocsin-journal.XXXXXX";
        folder = ::mkdtemp(pattern.data());
        open();
    }

    ~Journal() override
    {
        store.reset();
        std::filesystem::remove_all(folder);
    }

    std::string path() const { return folder / "tocsin.db"; }
    std::string head_path() const { return folder / "tocsin.db.head"; }

    void open()
    {
        sqlite_options options;
        options.key = channels::secret{std::string(32, 'k')};
        options.path = path();
        options.head = head_path();
        options.durable = false;
        options.home = writer_home::callers_executor;
        store = open_store(world.runtime, std::move(options));
    }

    void reopen()
    {
        store.reset();
        open();
    }

    act by(std::string who) { return {std::move(who), world.runtime.wall()}; }

    mobilisation_id raise()
    {
        mobilisation proposed;
        proposed.created = world.runtime.wall();
        proposed.origin = "alice";
        proposed.request.event = "crue";
        proposed.request.zone = {"04"};
        proposed.request.need = 3;
        proposed.request.own_text = "appelez le 06 39 98 00 01";
        proposed.request.media = {medium::sms};
        return world.get(store->create_mobilisation(proposed, ""))->id;
    }

    void decide(mobilisation_id which, mobilisation_state from, mobilisation_state to)
    {
        state_change change;
        change.id = which;
        change.from = {from};
        change.to = to;
        change.by = "bob";
        change.at = world.runtime.wall();
        ASSERT_EQ(*world.get(store->change_state(change)), change_result::done);
    }

    void tell_some()
    {
        for (int i = 0; i < 5; ++i)
            decide(raise(), mobilisation_state::proposed, mobilisation_state::approved);
    }

    /// With a connection of its own, as somebody with a shell would.
    void tamper(std::string const& sql)
    {
        store.reset();
        database behind{path()};
        behind.script("DROP TRIGGER IF EXISTS journal_line_stays; DROP TRIGGER IF EXISTS journal_line_is_kept;" + sql);
    }

    std::vector<journal_finding> verify()
    {
        auto const check = *world.get(store->check_journal({}, 1000, world.runtime.wall()));
        return check.findings;
    }

    bool held() { return world.get(store->journal_now())->held; }

    support::virtual_world world;
    std::filesystem::path folder;
    std::unique_ptr<sqlite_store> store;
};

TEST_F(Journal, TellsWhoRaisedAndWhoDecided)
{
    auto const which = raise();
    decide(which, mobilisation_state::proposed, mobilisation_state::approved);
    journal_query query;
    query.mobilisation = which;
    auto const lines = *world.get(store->journal(query));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].kind, "raised");
    EXPECT_EQ(lines[0].by, "alice");
    EXPECT_THAT(lines[0].what, HasSubstr(R"("state":"proposed")"));
    EXPECT_THAT(lines[0].what, Not(HasSubstr("06 39")));
    EXPECT_EQ(lines[1].by, "bob");
    EXPECT_THAT(lines[1].what, HasSubstr(R"("state":"approved")"));
    EXPECT_TRUE(verify().empty());
}

TEST_F(Journal, StaysWholeOverRestarts)
{
    for (int i = 0; i < 3; ++i) {
        tell_some();
        reopen();
        EXPECT_TRUE(verify().empty());
        EXPECT_FALSE(held());
    }
}

TEST_F(Journal, RefusesToBeEditedInPlace)
{
    tell_some();
    store.reset();
    database behind{path()};
    EXPECT_THROW(behind.script("UPDATE journal SET by = 'nobody' WHERE number = 2"), sqlite_failure);
    EXPECT_THROW(behind.script("DELETE FROM journal WHERE number = 2"), sqlite_failure);
}

struct tampering {
    char const* name;
    char const* sql;
    journal_defect found;
    std::int64_t line;
};

class Tampering : public Journal, public testing::WithParamInterface<tampering> {};

TEST_P(Tampering, IsFoundAtTheNextStartAndHoldsTheSenders)
{
    tell_some();  // eleven lines
    tamper(GetParam().sql);
    open();
    EXPECT_TRUE(held());
    auto const standing = *world.get(store->journal_now());
    auto const& first = standing.findings.front();
    EXPECT_EQ(to_string(first.defect), to_string(GetParam().found));
    EXPECT_EQ(first.number, GetParam().line);
    reopen();
    EXPECT_TRUE(held()) << "a restart does not forget";
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    Tampering,
    testing::Values(
        tampering{"Author", "UPDATE journal SET by = 'carol' WHERE number = 3", journal_defect::altered, 3},
        tampering{"Instant", "UPDATE journal SET at = at + 1 WHERE number = 4", journal_defect::altered, 4},
        tampering{"Content", "UPDATE journal SET what = replace(what, 'approved', 'cancelled') WHERE number = 5", journal_defect::altered, 5},
        tampering{"Link", "UPDATE journal SET link = replace(link, substr(link, 1, 1), 'f') WHERE number = 6 AND link NOT LIKE 'f%';"
                          "UPDATE journal SET link = 'e' || substr(link, 2) WHERE number = 6", journal_defect::altered, 6},
        tampering{"Middle", "DELETE FROM journal WHERE number = 5", journal_defect::missing, 5},
        tampering{"First", "DELETE FROM journal WHERE number = 1", journal_defect::missing, 1},
        tampering{"Tail", "DELETE FROM journal WHERE number > 9", journal_defect::cut, 10},
        tampering{"TailAndHead",
                  "DELETE FROM journal WHERE number > 10; UPDATE journal_head SET number = 10, link = (SELECT link FROM journal WHERE number = 10);"
                  "UPDATE mobilisation SET state = 'proposed', approved_by = '' WHERE id = 5", journal_defect::cut, 11},
        tampering{"Sequence", "UPDATE journal SET number = 100 WHERE number = 4; UPDATE journal SET number = 4 WHERE number = 6;"
                           "UPDATE journal SET number = 6 WHERE number = 100", journal_defect::altered, 4},
        tampering{"Everything", "DELETE FROM journal; DELETE FROM journal_head; UPDATE mobilisation SET state = 'closed', closing_done = 1",
                  journal_defect::cut, 1},
        tampering{"State", "UPDATE mobilisation SET state = 'running' WHERE id = 2", journal_defect::unexplained, 0},
        tampering{"Order", "UPDATE mobilisation SET request = replace(request, '\"04\"', '\"05\"') WHERE id = 2",
                  journal_defect::unexplained, 0},
        tampering{"Slipped", "INSERT INTO mobilisation (state, request, need, until, rule, origin, approved_by, ended_by, end_reason, created) "
                             "SELECT 'approved', request, need, until, rule, origin, 'bob', '', '', created FROM mobilisation WHERE id = 1",
                  journal_defect::unexplained, 0}
    ),
    [](auto const& given) { return std::string{given.param.name}; }
);

class AgreedPlan : public Journal {
protected:
    frozen_plan freeze(mobilisation_id which, std::string digest, std::string instead_of = "")
    {
        frozen_plan plan;
        plan.digest = std::move(digest);
        plan.at = world.runtime.wall();
        plan.preview = R"({"texts":"venez"})";
        plan.people = {{volunteer_id{1}, medium::sms}, {volunteer_id{2}, medium::email}};
        plan.instead_of = std::move(instead_of);
        return *world.get(store->freeze_plan(which, plan, by("tocsind")));
    }

    void is_found(std::string const& sql, std::string const& about)
    {
        tamper(sql);
        open();
        ASSERT_TRUE(held()) << sql;
        EXPECT_THAT(world.get(store->journal_now())->findings.back().about, HasSubstr(about));
        world.get(store->accept_findings(by("alice"), "a test"));
        EXPECT_FALSE(held());
        EXPECT_TRUE(verify().empty()) << "accepted is accepted";
    }
};

TEST_F(AgreedPlan, ThatIsNotTheOneOnRecordHoldsTheSenders)
{
    freeze(raise(), "d1");
    reopen();
    ASSERT_FALSE(held());
    is_found("UPDATE plan SET preview = replace(preview, 'venez', 'fuyez')", "M1 plan ");
    is_found("UPDATE plan SET people = '1s '", "M1 plan ");
}

TEST_F(AgreedPlan, AcceptedAsItIsHidesNoOtherOrder)
{
    freeze(raise(), "d1");
    is_found("UPDATE plan SET people = '1s '", "M1 plan ");
    is_found("UPDATE mobilisation SET request = replace(request, '\"04\"', '\"05\"')", "M1 order ");
}

TEST_F(AgreedPlan, WasAgreedToByThoseWhomTheJournalNames)
{
    auto const which = raise();
    freeze(which, "d1");
    assent_record given;
    given.id = which;
    given.who = by("carol");
    given.digest = "d1";
    given.break_glass = "seule \"de garde\" : la digue cède";
    ASSERT_EQ(world.get(store->assent_to(given))->verdict, assent_verdict::done);
    reopen();
    ASSERT_FALSE(held());
    auto const before = world.get(store->find_mobilisation(which))->value();
    is_found("UPDATE mobilisation SET approved_by = 'dave'", "M1 approved_by dave");
    is_found("UPDATE mobilisation SET break_glass = ''", "M1 break_glass ");
    is_found("UPDATE mobilisation SET break_glass = 'dave' || substr(break_glass, 6)", "M1 break_glass ");
    auto const after = world.get(store->find_mobilisation(which))->value();
    EXPECT_EQ(after.approved_by, "carol");
    EXPECT_EQ(after.break_glass, before.break_glass);
}

TEST_F(AgreedPlan, OfARuleOrOfNobodyIsNotSaidToBeSomebodys)
{
    raise();
    mobilisation launched;
    launched.created = world.runtime.wall();
    launched.request.event = "crue";
    launched.request.zone = {"04"};
    launched.state = mobilisation_state::approved;
    launched.approved_by = "rule grave";
    world.get(store->create_mobilisation(launched, ""));
    reopen();
    ASSERT_FALSE(held());
    is_found("UPDATE mobilisation SET approved_by = 'bob' WHERE id = 1", "M1 approved_by bob");
    is_found("UPDATE mobilisation SET approved_by = '' WHERE id = 2", "M2 approved_by ");
}

TEST_F(AgreedPlan, StandsInForNoneButTheOneThatItNames)
{
    auto const which = raise();
    EXPECT_EQ(freeze(which, "d1").digest, "d1");
    EXPECT_EQ(freeze(which, "d2").digest, "d1");
    EXPECT_EQ(freeze(which, "d3", "d1").digest, "d3");
    EXPECT_EQ(freeze(which, "d4", "d1").digest, "d3");
    reopen();
    EXPECT_FALSE(held());
}

TEST_F(AgreedPlan, OfAnExerciseIsNotMadeRealByOneWordOfTheDatabase)
{
    mobilisation practice;
    practice.created = world.runtime.wall();
    practice.request.event = "crue";
    practice.request.zone = {"04"};
    practice.request.exercise = true;
    world.get(store->create_mobilisation(practice, ""));
    is_found("UPDATE mobilisation SET gravity = 'real'", "M1 gravity real");
    store.reset();
    database behind{path()};
    auto row = behind.query("SELECT gravity FROM mobilisation");
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.text(0), "rehearsal") << "nobody's word makes it real";
}

/// A kill after the commit of whatever `act` does, and before the head beside the database is kept: nobody was told of it.
class Unanswered : public Journal {
protected:
    void unanswered(std::function<void()> const& act)
    {
        std::filesystem::copy_file(head_path(), folder / "before");
        act();
        store.reset();
        std::filesystem::rename(folder / "before", head_path());
    }

    mobilisation_state state_of(mobilisation_id which) { return world.get(store->find_mobilisation(which))->value().state; }
};

TEST_F(Unanswered, StartLongAgoWaitsForAPerson)
{
    auto const which = raise();
    unanswered([&] { decide(which, mobilisation_state::proposed, mobilisation_state::approved); });
    world.play(minutes{11});
    open();
    EXPECT_EQ(state_of(which), mobilisation_state::paused);
    EXPECT_FALSE(held());
    EXPECT_TRUE(verify().empty());
    decide(which, mobilisation_state::paused, mobilisation_state::running);
    reopen();
    EXPECT_EQ(state_of(which), mobilisation_state::approved) << "whoever resumed it was told";
}

TEST_F(Unanswered, StartOfJustNowGoesOn)
{
    auto const which = raise();
    unanswered([&] { decide(which, mobilisation_state::proposed, mobilisation_state::approved); });
    world.play(minutes{9});
    open();
    EXPECT_EQ(state_of(which), mobilisation_state::approved);
}

TEST_F(Unanswered, StartThatWasAnsweredGoesOnHoweverLongAgo)
{
    auto const which = raise();
    decide(which, mobilisation_state::proposed, mobilisation_state::approved);
    unanswered([&] { decide(which, mobilisation_state::approved, mobilisation_state::running); });  // the house's own doing
    world.play(hours{5});
    open();
    EXPECT_EQ(state_of(which), mobilisation_state::approved);
}

TEST_F(Journal, FindsARewrittenChainByAHeadKeptElsewhere)
{
    tell_some();
    auto const head = world.get(store->journal_now())->head;
    EXPECT_FALSE(*world.get(store->compare_head(head)));
    auto other = head;
    other.link.front() = other.link.front() == '0' ? '1' : '0';
    auto const found = *world.get(store->compare_head(other));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->defect, journal_defect::other_history);
    other = head;
    other.number += 1;
    EXPECT_EQ((*world.get(store->compare_head(other)))->defect, journal_defect::cut);
}

TEST_F(Journal, MissesTheHeadThatStoodBesideTheDatabase)
{
    tell_some();
    store.reset();
    std::filesystem::remove(head_path());
    open();
    EXPECT_TRUE(held());
}

TEST_F(Journal, KeepsItsHeadBesideTheDatabaseBeforeItAnswers)
{
    tell_some();
    auto const head = world.get(store->journal_now())->head;
    std::ifstream in{head_path()};
    std::int64_t number = 0;
    std::string link;
    in >> number >> link;
    EXPECT_EQ(number, head.number);
    EXPECT_EQ(link, head.link);
}

TEST_F(Journal, ClaimsNothingWhileHeldAndGoesOnOnceAccepted)
{
    volunteer who;
    who.external_id = "v1";
    who.mobile = phone::from_e164("+33639980001");
    who.mobile_takes_sms = true;
    who.consent_sms = true;
    world.get(store->import_volunteers({who}, by("alice")));
    auto const which = raise();
    decide(which, mobilisation_state::proposed, mobilisation_state::approved);
    std::string const channel = "sms-main";
    wave_record wave;
    wave.mobilisation = which;
    wave.deadline = world.runtime.wall() + hours{3};
    rendered_text text;
    text.language = "fr";
    text.text.body = "ask";
    wave.texts = {text};
    asked_person one;
    one.volunteer = volunteer_id{1};
    one.channel = &channel;
    wave.people = {one};
    ASSERT_EQ(world.get(store->open_wave(wave))->messages, 1);
    tamper("UPDATE journal SET by = 'carol' WHERE number = 2");
    open();
    auto const claim = [&] {
        auto turn = std::make_shared<channel_turn>();
        turn->channel = channel;
        turn->limit = 10;
        turn->now = world.runtime.wall();
        return world.get(store->take_turn(turn))->claimed.messages.size();
    };
    EXPECT_EQ(claim(), 0U);
    ASSERT_TRUE(world.get(store->accept_findings(by("alice"), "looked at with bob")));
    EXPECT_FALSE(held());
    EXPECT_EQ(claim(), 1U);
    reopen();
    EXPECT_FALSE(held());
    auto const findings = verify();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_TRUE(findings.front().accepted);
    tamper("UPDATE journal SET by = 'dave' WHERE number = 2");
    open();
    EXPECT_TRUE(held()) << "what was accepted is one alteration, not every other one of that line";
}

}  // namespace
}  // namespace tocsin::dispatcher
