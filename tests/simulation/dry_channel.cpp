// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/dry_channel.hpp"

#include "channels/port/rehearsal.hpp"

namespace tocsin::simulation {
namespace {

constexpr hours a_day{24};

channels::channel_traits traits_of(channels::reach reach)
{
    channels::channel_traits traits;
    traits.reach = reach;
    traits.idempotent = true;
    traits.window = 2;
    return traits;
}

}  // namespace

/// As somebody sets it to a provider by mistake.
class mistaken_adapter : public channels::channel {
public:
    mistaken_adapter(dry_channel& outside, channels::runtime& world, channels::reach reach = channels::reach::real)
        : outside_(outside), world_(world), traits_(traits_of(reach))
    {
    }

    channels::channel_traits const& traits() const override { return traits_; }

    task<channels::outcome> submit(channels::outbound message) override
    {
        outside_.sent.push_back(outside_.note(message.reference, message.to, message.text, message.deadline));
        channels::accepted yes{message.reference};
        co_return channels::outcome{std::move(yes)};
    }

    task<void> run(channels::inbox& above) override
    {
        above.link_changed(channels::link_state::up, "simulated");
        while (true)
            co_await world_.sleep_until(world_.mono() + a_day);
    }

protected:
    dry_channel& outside_;

private:
    channels::runtime& world_;
    channels::channel_traits traits_;
};

class dry_adapter final : public mistaken_adapter, public channels::stage {
public:
    dry_adapter(dry_channel& outside, channels::runtime& world) : mistaken_adapter(outside, world, channels::reach::sandbox) {}

    channels::stage* as_stage() override { return this; }

    task<channels::outcome> submit(channels::outbound message) override
    {
        channels::accepted yes{message.reference};
        co_return channels::outcome{std::move(yes)};
    }

    task<channels::outcome> rehearse(channels::rehearsal message) override
    {
        outside_.played.push_back(outside_.note(message.reference(), message.to(), message.text(), wall_time::max()));
        channels::accepted yes{message.reference()};
        co_return channels::outcome{std::move(yes)};
    }
};

std::unique_ptr<channels::channel> dry_channel::adapter(channels::runtime& world)
{
    if (reaches_people)
        return std::make_unique<mistaken_adapter>(*this, world);
    return std::make_unique<dry_adapter>(*this, world);
}

witnessed dry_channel::note(std::string reference, std::string to, message_text const& text, wall_time deadline) const
{
    return {clock_.mono(), std::move(reference), std::move(to), text.body, deadline, clock_.wall()};
}

}  // namespace tocsin::simulation
