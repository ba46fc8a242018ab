// SPDX-License-Identifier: Apache-2.0
// What the house relies on, asked of every adapter against its fake. The fake's own log is the witness. Where a medium cannot
// do something its traits or its subject say so, and the case ends there.
#include "channels/port/rehearsal.hpp"
#include "channels/port/tasks.hpp"
#include "channels/registry.hpp"
#include "tests/conformance/subject.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace tocsin::conformance {
namespace {

namespace fs = std::filesystem;
using channels::accepted;
using channels::outbound;
using channels::outcome;
using channels::permanence;
using channels::refused;
using channels::throttled;
using channels::unknown;

constexpr auto text_of_an_alert = "Crue à Digne : l’école ferme, cœur de ville évacué. Venez-vous ? Répondez OUI ou NON 🙂";

std::size_t entries_of(char const* folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

std::string words_of(outcome const& came)
{
    if (auto const* const no = std::get_if<refused>(&came))
        return "refused: " + no->code + ": " + no->why;
    if (auto const* const lost = std::get_if<unknown>(&came))
        return "unknown: " + lost->why;
    return std::holds_alternative<accepted>(came) ? "accepted" : "throttled";
}

std::set<std::string> ids_of(accepted const& came)
{
    std::set<std::string> all{came.part_ids.begin(), came.part_ids.end()};
    if (!came.provider_id.empty())
        all.insert(came.provider_id);
    return all;
}

class Promise : public testing::TestWithParam<subject_maker> {
protected:
    explicit Promise(seconds answers_within = seconds{2})
        : descriptors_before_(entries_of("/proc/self/fd")), threads_before_(entries_of("/proc/self/task"))
    {
        surroundings const around{world, above, folder.path(), answers_within};
        it = GetParam().make(around);
        running = std::make_unique<channels::task_group>(world.loop.get_executor());
        running->spawn(it->adapter().run(above));
        EXPECT_TRUE(world.wait_until([this] { return above.is_up(); })) << "it never said that its link is up";
    }

    ~Promise() override
    {
        waiting.cancel();
        world.run(waiting.join());
        stop();
    }

    /// As a shutting down daemon does.
    void stop()
    {
        if (!running)
            return;
        running->cancel();
        world.run(running->join());
        running.reset();
    }

    outbound message(std::string reference, std::string to)
    {
        auto const subject = it->adapter().traits().medium == medium::email ? "Alerte crue" : "";
        message_text text{subject, text_of_an_alert, ""};
        return {std::move(reference), std::move(to), "", std::move(text), world.runtime->wall() + minutes{10}, "fr"};
    }

    outcome sent(std::string reference, std::string to)
    {
        return world.get(it->adapter().submit(message(std::move(reference), std::move(to))));
    }

    task<void> keep(outbound what)
    {
        auto const reference = what.reference;
        outcomes[reference] = co_await it->adapter().submit(std::move(what));
    }

    /// Hands a message over and goes on.
    void leave(std::string reference, std::string to) { waiting.spawn(keep(message(std::move(reference), std::move(to)))); }

    std::vector<witnessed> seen_of(std::string const& to)
    {
        auto all = it->seen();
        std::erase_if(all, [&to](witnessed const& each) { return each.to != to; });
        return all;
    }

    /// Hands it over until it is accepted: after a broken link it may take a while.
    bool is_accepted_again(std::string const& to)
    {
        int tries = 0;
        return world.wait_until([&] {
            return std::holds_alternative<accepted>(sent("again-" + std::to_string(++tries), to));
        });
    }

    channels::channel_traits const& traits() { return it->adapter().traits(); }

    std::size_t descriptors_before_;
    std::size_t threads_before_;
    integration::live_world world;
    kept_news above;
    integration::temp_folder folder;
    std::map<std::string, outcome> outcomes;
    std::unique_ptr<subject> it;
    std::unique_ptr<channels::task_group> running;
    channels::task_group waiting{world.loop.get_executor()};
};

/// Ends the case where the medium or the fake has no such thing.
#define NEEDS(name, what) \
    auto const maybe_##name = (what); \
    if (!maybe_##name) { \
        RecordProperty("knows_no", #what); \
        return; \
    } \
    auto const& name = *maybe_##name

TEST(Promises, AreAskedOfEveryAdapterThereIs)
{
    std::set<std::string> asked;
    for (auto const& each : all_subjects())
        asked.insert(each.name);
    auto const types = channels::adapter_types();
    EXPECT_EQ(asked, (std::set<std::string>{types.begin(), types.end()}));
}

/// An exercise that must reach nobody is played where nobody can be reached.
TEST_P(Promise, HasAStageOnlyWhereNobodyCanBeReached)
{
    EXPECT_EQ(it->adapter().as_stage() != nullptr, GetParam().name == "sandbox");
}

TEST_P(Promise, TakesAMessageAndItArrivesAsItWasSent)
{
    ASSERT_TRUE(it->address(fate::taken, 0)) << "without a message that is taken nothing here is asked";
    auto const to = *it->address(fate::taken, 0);
    auto const came = sent("M-1", to);
    ASSERT_TRUE(std::holds_alternative<accepted>(came)) << words_of(came);
    auto const seen = seen_of(to);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen.front().text, text_of_an_alert);
    EXPECT_EQ(std::get<accepted>(came).provider_id, seen.front().id);
    EXPECT_TRUE(!traits().receipts || !seen.front().id.empty()) << "a receipt will name this id";
}

TEST_P(Promise, EveryAttemptCarriesTheSameReference)
{
    NEEDS(to, it->address(fate::taken, 0));
    sent("M-1", to);
    sent("M-1", to);
    auto const seen = seen_of(to);
    EXPECT_EQ(seen.size(), traits().idempotent ? 1U : 2U) << "idempotent or not: the traits say which";
    for (auto const& each : seen)
        EXPECT_EQ(each.reference, it->carries_references() ? "M-1" : "");
}

TEST_P(Promise, TellsARefusalForGoodFromOneForNow)
{
    NEEDS(never, it->address(fate::refused_for_good, 0));
    auto const no = sent("M-1", never);
    ASSERT_TRUE(std::holds_alternative<refused>(no)) << words_of(no);
    EXPECT_EQ(std::get<refused>(no).permanence, permanence::permanent);
    EXPECT_FALSE(std::get<refused>(no).code.empty()) << "people look the code up";

    NEEDS(later, it->address(fate::refused_for_now, 0));
    auto const not_now = sent("M-2", later);
    ASSERT_TRUE(std::holds_alternative<refused>(not_now)) << words_of(not_now);
    EXPECT_EQ(std::get<refused>(not_now).permanence, permanence::transient);
}

TEST_P(Promise, SaysThatItIsToldToSlowDown)
{
    NEEDS(to, it->address(fate::throttled, 0));
    auto const came = sent("M-1", to);
    ASSERT_TRUE(std::holds_alternative<throttled>(came)) << words_of(came);
    EXPECT_EQ(std::get<throttled>(came).retry_after.has_value(), it->says_when_to_retry());
}

TEST_P(Promise, SilenceIsUnknown)
{
    NEEDS(to, it->address(fate::silent, 0));
    auto const came = sent("M-1", to);
    EXPECT_TRUE(std::holds_alternative<unknown>(came)) << words_of(came);
    EXPECT_EQ(seen_of(to).size(), 1U) << "an adapter never repeats a message by itself";
}

TEST_P(Promise, ALineThatDropsInsteadOfAnAnswerIsUnknown)
{
    NEEDS(to, it->address(fate::cut_off, 0));
    auto const came = sent("M-1", to);
    EXPECT_TRUE(std::holds_alternative<unknown>(came)) << words_of(came);
    EXPECT_EQ(seen_of(to).size(), 1U) << "an adapter never repeats a message by itself";
    NEEDS(fine, it->address(fate::taken, 0));
    EXPECT_TRUE(is_accepted_again(fine));
}

TEST_P(Promise, GarbageEndsTheLinkAndNothingElse)
{
    NEEDS(to, it->address(fate::garbage, 0));
    auto const came = sent("M-1", to);
    EXPECT_TRUE(std::holds_alternative<unknown>(came)) << words_of(came);
    NEEDS(fine, it->address(fate::taken, 0));
    EXPECT_TRUE(is_accepted_again(fine));
}

TEST_P(Promise, NobodyThereIsARefusalForNow)
{
    NEEDS(to, it->address(fate::taken, 0));
    sent("M-0", to);
    auto const before = it->seen().size();
    if (!it->go_away())
        return;
    // The first may still find a line that looks whole.
    auto came = sent("M-1", to);
    for (int i = 2; i < 20 && !std::holds_alternative<refused>(came); ++i)
        came = sent("M-" + std::to_string(i), to);
    ASSERT_TRUE(std::holds_alternative<refused>(came)) << words_of(came);
    EXPECT_EQ(std::get<refused>(came).permanence, permanence::transient);
    EXPECT_EQ(std::get<refused>(came).code, "connect") << "by this word the sender knows that nobody is there";
    EXPECT_EQ(it->seen().size(), before);
}

TEST_P(Promise, AnswersBelongToTheirMessagesHoweverManyAreInFlight)
{
    NEEDS(fine, it->address(fate::taken, 0));
    auto const never = it->address(fate::refused_for_good, 1);
    auto const count = std::max<std::size_t>(12, 3 * std::min<std::size_t>(traits().window, 20));
    auto work = [&]() -> task<void> {
        channels::task_group in_flight{world.loop.get_executor()};
        for (std::size_t i = 0; i < count; ++i) {
            co_await in_flight.room_below(traits().window);
            in_flight.spawn(keep(message("M-" + std::to_string(i), never && i % 3 == 1 ? *never : fine)));
        }
        co_await in_flight.join();
    };
    world.run(work());
    ASSERT_EQ(outcomes.size(), count);
    std::map<std::string, std::string> ids;
    std::set<std::string> all_ids;
    for (auto const& each : it->seen()) {
        ids[each.reference] = each.id;
        all_ids.insert(each.id);
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto const reference = "M-" + std::to_string(i);
        auto const& came = outcomes.at(reference);
        if (never && i % 3 == 1)
            EXPECT_TRUE(std::holds_alternative<refused>(came)) << reference << ' ' << words_of(came);
        else if (auto const* const yes = std::get_if<accepted>(&came))
            EXPECT_TRUE(it->carries_references() ? yes->provider_id == ids.at(reference) : all_ids.erase(yes->provider_id) == 1);
        else
            ADD_FAILURE() << reference << ' ' << words_of(came);
    }
}

TEST_P(Promise, CancelledAtOnceItHasLeftWholeOrNotAtAll)
{
    NEEDS(to, it->address(fate::taken, 0));
    channels::task_group impatient{world.loop.get_executor()};
    impatient.spawn(keep(message("M-1", to)));
    impatient.cancel();
    world.run(impatient.join());
    NEEDS(other, it->address(fate::taken, 1));
    EXPECT_TRUE(is_accepted_again(other));
    auto const seen = seen_of(to);
    EXPECT_LE(seen.size(), 1U);
    for (auto const& each : seen)
        EXPECT_EQ(each.text, text_of_an_alert);
}

TEST_P(Promise, CancelledWhileNobodyIsThereItLeavesNoTrace)
{
    NEEDS(to, it->address(fate::taken, 0));
    if (!it->go_away())
        return;
    channels::task_group impatient{world.loop.get_executor()};
    impatient.spawn(keep(message("M-1", to)));
    impatient.cancel();
    world.run(impatient.join());
    EXPECT_TRUE(it->seen().empty());
}

/// Its adapter gives no message up before the case does, however slow the machine.
class LongPromise : public Promise {
protected:
    LongPromise() : Promise(minutes{5}) {}
};

TEST_P(LongPromise, CancelledWhileItWaitsForAnAnswerTheChannelStaysGood)
{
    NEEDS(silent, it->address(fate::silent, 0));
    leave("M-1", silent);
    ASSERT_TRUE(world.wait_until([&] { return it->has_seen(silent); }));
    waiting.cancel();
    world.run(waiting.join());
    EXPECT_TRUE(outcomes.empty());
    NEEDS(fine, it->address(fate::taken, 0));
    EXPECT_TRUE(is_accepted_again(fine));
}

TEST_P(Promise, RunsUntilItIsCancelledAndLeavesNothingBehind)
{
    NEEDS(to, it->address(fate::taken, 0));
    sent("M-1", to);
    EXPECT_EQ(running->size(), 1U) << "run() never returns by itself";
    stop();
    EXPECT_TRUE(world.wait_until([this] { return it->open_lines().value_or(0) == 0; })) << *it->open_lines() << " are open";
    it.reset();
    EXPECT_TRUE(world.wait_until([this] {
        // The loop itself may keep a few descriptors, and the thread that looks names up.
        return entries_of("/proc/self/fd") <= descriptors_before_ + 6 && entries_of("/proc/self/task") <= threads_before_ + 1;
    })) << entries_of("/proc/self/fd")
        << " descriptors, before " << descriptors_before_ << "; " << entries_of("/proc/self/task") << " threads, before "
        << threads_before_;
}

TEST_P(Promise, AReceiptIsAcknowledgedOnceItIsDurableAndComesAgainUntilThen)
{
    NEEDS(to, it->address(fate::taken, 0));
    above.refuses = true;
    auto const came = sent("M-1", to);
    ASSERT_TRUE(std::holds_alternative<accepted>(came)) << words_of(came);
    if (!traits().receipts) {
        world.run(world.pause(milliseconds{200}));
        EXPECT_EQ(above.refused_receipts, 0) << "its traits say that there are no receipts";
        return;
    }
    ASSERT_TRUE(world.wait_until([this] { return above.refused_receipts > 0; })) << "its traits promise receipts";
    if (GetParam().name == "sandbox")
        return;  // what it makes up itself it does not repeat
    EXPECT_EQ(it->acknowledged().value_or(0), 0);
    above.refuses = false;
    ASSERT_TRUE(world.wait_until([this] { return !above.receipts.empty(); })) << "it did not come again";
    EXPECT_TRUE(world.wait_until([this] { return it->acknowledged().value_or(1) > 0; }));
    auto const& news = above.receipts.front();
    auto const known = ids_of(std::get<accepted>(came));  // which of two parts comes first again is the centre's
    EXPECT_TRUE(known.contains(news.provider_id) || news.reference == "M-1") << "told of " << news.provider_id;
    EXPECT_EQ(news.verdict, receipt_verdict::delivered);
}

TEST_P(Promise, AReplyIsAcknowledgedOnceItIsDurableAndComesAgainUntilThen)
{
    auto const to = it->address(fate::answered, 0);
    if (!traits().two_way) {
        EXPECT_FALSE(to) << "somebody can answer, and the traits do not say so";
        return;
    }
    ASSERT_TRUE(to) << "the traits promise answers";
    bool const repeats = GetParam().name != "sandbox";  // what it makes up itself it does not repeat
    above.refuses = repeats;
    sent("M-1", *to);
    ASSERT_TRUE(!repeats || world.wait_until([this] { return above.refused_texts > 0; }));
    EXPECT_EQ(it->acknowledged().value_or(0), 0);
    above.refuses = false;
    ASSERT_TRUE(world.wait_until([this] { return !above.texts.empty(); })) << "it did not come again";
    EXPECT_FALSE(above.texts.front().text.empty());
    auto const digits = to->starts_with('+') ? to->substr(1) : *to;
    EXPECT_NE(above.texts.front().from.find(digits), std::string::npos);
}

TEST_P(Promise, NoWordOfItHoldsAnAddressOrASecret)
{
    std::vector<std::string> private_parts = it->secrets();
    std::string all_words;
    for (auto const what : every_fate) {
        auto const to = it->address(what, 3);
        if (!to)
            continue;
        private_parts.push_back(to->substr(0, to->find('@')).substr(to->starts_with('+') ? 3 : 0));
        all_words += words_of(sent("M-" + std::to_string(static_cast<int>(what)), *to)) + '\n';
    }
    it->go_away();
    all_words += words_of(sent("M-last", *it->address(fate::taken, 3))) + '\n';
    for (auto const& [state, reason] : above.links)
        all_words += reason + '\n';
    for (auto const& note : above.notes)
        all_words += note + '\n';
    for (auto const& part : private_parts)
        EXPECT_EQ(all_words.find(part), std::string::npos) << all_words;
}

TEST_P(Promise, ItsTraitsAreOfThisWorld)
{
    EXPECT_GE(traits().window, 1U);
    NEEDS(to, it->address(fate::taken, 0));
    EXPECT_EQ(traits().medium, to.find('@') == std::string::npos ? medium::sms : medium::email);
    EXPECT_EQ(traits().reach == channels::reach::sandbox, GetParam().name == "sandbox");
}

constexpr auto name_of = [](auto const& of) { return of.param.name; };
INSTANTIATE_TEST_SUITE_P(Adapters, Promise, testing::ValuesIn(all_subjects()), name_of);
INSTANTIATE_TEST_SUITE_P(Adapters, LongPromise, testing::ValuesIn(all_subjects()), name_of);

}  // namespace
}  // namespace tocsin::conformance
