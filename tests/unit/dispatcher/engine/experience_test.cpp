// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/experience.hpp"

#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <gtest/gtest.h>

namespace tocsin::dispatcher {
namespace {

class Experience : public testing::Test {
protected:
    /// A mobilisation over one medium of which one in `one_in` said yes `after` the question; then it was closed.
    void past(int people, int one_in, minutes after, medium over = medium::sms, bool exercise = false)
    {
        std::vector<volunteer> batch;
        for (int i = 0; i < people; ++i) {
            volunteer who;
            auto const number = std::to_string(++last_);
            who.external_id = "v" + number;
            who.mobile = phone::from_e164("+3363998" + std::string(4 - number.size(), '0') + number);
            who.mobile_takes_sms = true;
            who.email = mailbox::parse("v" + number + "@example.org");
            who.consent_sms = who.consent_email = true;
            batch.push_back(who);
        }
        world.get(store->import_volunteers(batch, act{"officer", world.runtime.wall()}));
        mobilisation call;
        call.state = mobilisation_state::approved;
        call.created = world.runtime.wall();
        call.request.zone = {"04"};
        call.request.need = people;
        call.request.by = world.runtime.wall() + hours{4};
        call.request.until = call.request.by + hours{4};
        call.request.exercise = exercise;
        auto const id = world.get(store->create_mobilisation(call, ""))->id;
        wave_record wave;
        wave.mobilisation = id;
        wave.at = world.runtime.wall();
        wave.deadline = call.request.by;
        rendered_text words;
        words.medium = over;
        words.language = "fr";
        wave.texts.push_back(words);
        for (int i = last_ - people + 1; i <= last_; ++i) {
            asked_person one;
            one.volunteer = volunteer_id{i};
            one.medium = over;
            one.channel = &channel;
            wave.people.push_back(one);
        }
        ASSERT_EQ(world.get(store->open_wave(wave))->messages, people);
        channel_turn take;
        take.channel = channel;
        take.limit = 1000;
        take.now = world.runtime.wall();
        auto const sent = world.get(store->take_turn(std::make_shared<channel_turn const>(take)))->claimed.messages;
        channel_turn told;
        told.channel = channel;
        told.now = world.runtime.wall();
        for (auto const& each : sent)
            told.outcomes.push_back({each.id, channels::accepted{""}, world.runtime.wall(), false});
        world.get(store->take_turn(std::make_shared<channel_turn const>(told)));
        world.play(after);
        for (std::size_t i = 0; i < sent.size(); i += static_cast<std::size_t>(one_in)) {
            reply_record yes;
            yes.channel = channel;
            yes.address = store->envelope_of(sent[i]).value().address;
            yes.text.text = "OUI";
            yes.at = world.runtime.wall();
            world.get(store->take_reply(yes));
        }
        world.play(hours{3});
        state_change end;
        end.id = id;
        end.from = {mobilisation_state::running, mobilisation_state::filled};
        end.to = mobilisation_state::closed;
        end.at = world.runtime.wall();
        ASSERT_EQ(*world.get(store->change_state(end)), change_result::done);
        while (*world.get(store->close_some(id, 100, world.runtime.wall())) > 0) {
        }
    }

    known_before learnt()
    {
        experience all{world.runtime, *store, "Europe/Paris"};
        world.run(all.refresh());
        return all.at(world.runtime.wall());
    }

    int last_ = 0;
    std::string const channel = "line";
    support::virtual_world world;
    support::memory_disk disk;
    std::unique_ptr<sqlite_store> store = disk.open(world.runtime);
};

TEST_F(Experience, StartsFromWhatIsKnownInGeneral)
{
    auto const before = learnt();
    EXPECT_EQ(before.prior, known_at_first(world.runtime.wall(), "Europe/Paris").prior);
    EXPECT_EQ(before.curves, (std::vector<rules::channel_curve>{{}, {}}));
}

TEST_F(Experience, LearnsHowManySayYesAndHowSoon)
{
    auto const began = world.runtime.wall();
    for (int i = 0; i < 4; ++i) {
        past(100, 4, minutes{5});
        world.play(hours{21} - minutes{5});  // the same hour of the next day
    }
    experience all{world.runtime, *store, "Europe/Paris"};
    world.run(all.refresh());
    auto const now = all.at(began);
    auto const cold = known_at_first(began, "Europe/Paris");
    EXPECT_EQ(now.prior.learnt_from, 4);
    EXPECT_NEAR(now.prior.yes.middle, 0.25, 0.08);
    EXPECT_LT(now.prior.yes.width, cold.prior.yes.width);
    EXPECT_LT(now.prior.slowness.middle, cold.prior.slowness.middle);
    EXPECT_EQ(all.at(began + hours{12}).prior.learnt_from, 0) << "the other half of the day is another matter";
}

TEST_F(Experience, TellsMailFromSms)
{
    past(100, 4, minutes{5});
    past(100, 20, minutes{60}, medium::email);
    auto const now = learnt();
    ASSERT_EQ(now.curves.size(), 2U);
    EXPECT_EQ(now.curves[0], rules::channel_curve{});
    EXPECT_LT(now.curves[1].yes, 0.7);
    EXPECT_GT(now.curves[1].slowness, 1.5);
}

TEST_F(Experience, AnExerciseAndAHandfulTeachNothing)
{
    past(100, 2, minutes{1}, medium::sms, true);
    past(5, 1, minutes{1});
    EXPECT_EQ(learnt().prior.learnt_from, 0);
}

}  // namespace
}  // namespace tocsin::dispatcher
