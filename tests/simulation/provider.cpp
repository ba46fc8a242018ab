// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/provider.hpp"

#include "channels/port/tasks.hpp"

#include <algorithm>
#include <cstdio>

namespace tocsin::simulation {

class provider_adapter final : public channels::channel {
public:
    provider_adapter(provider& outside, channels::runtime& world)
        : outside_(outside), world_(world), dropped_(world.executor())
    {
        traits_.medium = outside.medium;
        traits_.two_way = outside.two_way;
        traits_.receipts = true;
        traits_.window = outside.window();
    }

    channels::channel_traits const& traits() const override { return traits_; }

    task<channels::outcome> submit(channels::outbound message) override
    {
        auto const latency = milliseconds{1 + static_cast<long>(outside_.below(static_cast<std::uint64_t>(outside_.faults.slowest.count())))};
        if (is(failing::refuses) || is(failing::refuses_late) || (is(failing::flickers) && flickers_off())) {
            auto const after = is(failing::refuses_late) ? late : mono_clock::duration{latency};
            co_await world_.sleep_until(world_.mono() + after);
            channels::refused no{channels::permanence::transient, "connect", "down"};
            co_return channels::outcome{std::move(no)};
        }
        if (is(failing::drops))
            dropped_.ring();
        if (is(failing::resets) || is(failing::drops) || is(failing::silent)) {
            // Some had reached it, and it says nothing of them.
            outside_.doubtful.insert(message.to);
            if (outside_.chance() < 0.5) {
                take(message, latency);
                ++outside_.lost_answers[message.reference];
            }
            co_await world_.sleep_until(world_.mono() + (is(failing::silent) ? time_out : mono_clock::duration{latency}));
            channels::unknown lost{"no answer"};
            co_return channels::outcome{std::move(lost)};
        }
        if (is(failing::throttles) || outside_.chance() < outside_.faults.throttle) {
            co_await world_.sleep_until(world_.mono() + latency);
            channels::throttled slower{outside_.below(8) == 0 ? outside_.longest_pause : milliseconds{500}};
            outside_.pauses.emplace_back(world_.mono(), world_.mono() + *slower.retry_after);
            co_return channels::outcome{slower};
        }
        if (outside_.chance() < outside_.faults.refuse_for_now) {
            co_await world_.sleep_until(world_.mono() + latency);
            channels::refused no{channels::permanence::transient, "HTTP 503", "busy"};
            co_return channels::outcome{std::move(no)};
        }
        auto const id = take(message, latency);
        co_await world_.sleep_until(world_.mono() + (is(failing::takes_late) ? late_answer : mono_clock::duration{latency}));
        if (outside_.chance() < outside_.faults.lost_answer) {
            ++outside_.lost_answers[message.reference];
            channels::unknown lost{"the answer was lost"};
            co_return channels::outcome{std::move(lost)};
        }
        channels::accepted yes{id};
        yes.took = outside_.says_it_took;
        co_return channels::outcome{std::move(yes)};
    }

    task<void> run(channels::inbox& above) override
    {
        while (true) {
            above.link_changed(channels::link_state::up, "simulated");
            co_await dropped_.rung();
            above.link_changed(channels::link_state::down, "simulated");
            co_await world_.sleep_until(world_.mono() + seconds{1});
        }
    }

private:
    static constexpr mono_clock::duration time_out = seconds{30};
    static constexpr mono_clock::duration late = seconds{3};
    static constexpr mono_clock::duration late_answer = milliseconds{3500};

    bool is(failing how) const { return outside_.fails == how; }
    bool flickers_off() const { return std::chrono::floor<seconds>(world_.mono().time_since_epoch()).count() / 6 % 2 == 0; }

    /// The message is here: written down before anything is answered.
    std::string take(channels::outbound const& message, milliseconds latency)
    {
        outside_.log.push_back(
            {outside_.clock_.mono(), message.reference, message.to, message.text.body, message.deadline, outside_.clock_.wall()}
        );
        auto const number = ++outside_.taken_;
        // Answers in decimal, reports in hexadecimal, as real ones do.
        auto const id = std::to_string(100'000 + number);
        char hexadecimal[20];
        std::snprintf(hexadecimal, sizeof hexadecimal, "%08X", 100'000 + number);
        auto const now = outside_.clock_.mono();
        if (!is(failing::keeps_receipts) && outside_.chance() >= outside_.faults.no_receipt) {
            auto const verdict =
                outside_.chance() < outside_.faults.undelivered ? receipt_verdict::undeliverable : receipt_verdict::delivered;
            bool const early = outside_.chance() < outside_.faults.early_receipt;
            mono_clock::duration const after = early ? mono_clock::duration{latency / 2} : seconds{1 + static_cast<long>(outside_.below(60))};
            receipt const news{hexadecimal, "", verdict, ""};
            outside_.reference_of[hexadecimal] = message.reference;
            outside_.send_back(now + after, {news, std::nullopt});
            if (outside_.chance() < outside_.faults.repeated_receipt)
                outside_.send_back(now + after + seconds{static_cast<long>(outside_.below(600))}, {news, std::nullopt});
            // Some say "undeliverable" first or last and "delivered" beside it.
            if (outside_.chance() < outside_.faults.repeated_receipt) {
                receipt const other{hexadecimal, "", receipt_verdict::undeliverable, ""};
                outside_.send_back(now + seconds{1 + static_cast<long>(outside_.below(120))}, {other, std::nullopt});
            }
        }
        if (message.text.body.find("OUI") != std::string::npos)
            if (auto const text = outside_.answer_of(message.to)) {
                inbound_text const reply{message.to.substr(1), "38123", *text, "mo-" + std::to_string(number)};
                outside_.send_back(now + seconds{20 + static_cast<long>(outside_.below(1800))}, {std::nullopt, reply});
            }
        return id;
    }

    provider& outside_;
    channels::runtime& world_;
    channels::channel_traits traits_;
    channels::bell dropped_;  ///< the line
};

provider::provider(
    std::string name, double per_second, std::size_t window, support::virtual_clock& clock, std::uint64_t seed
)
    : name_(std::move(name)), per_second_(per_second), window_(window), clock_(clock), dice_(seed)
{
}

std::unique_ptr<channels::channel> provider::adapter(channels::runtime& world)
{
    return std::make_unique<provider_adapter>(*this, world);
}

double provider::chance() { return static_cast<double>(below(1U << 30U)) / static_cast<double>(1U << 30U); }

std::uint64_t provider::below(std::uint64_t limit)
{
    std::uint64_t mixed = (dice_ += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return (mixed ^ (mixed >> 31U)) % std::max<std::uint64_t>(1, limit);
}

}  // namespace tocsin::simulation
