// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/smpp_channel.hpp"

#include "channels/smpp/line.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace tocsin::channels::smpp {
namespace {

namespace asio = boost::asio;

class smpp_channel final : public channel {
public:
    smpp_channel(runtime& world, smpp_settings settings)
        : world_(world)
        , settings_(std::move(settings))
        , texts_(settings_)
        , reference_(static_cast<std::uint8_t>(world.random()))
        , door_(world.executor())
    {
        traits_.medium = medium::sms;
        traits_.traffic = settings_.traffic;
        traits_.two_way = settings_.two_way && settings_.mode != bind_mode::transmitter;
        traits_.receipts = settings_.receipts && settings_.mode != bind_mode::transmitter;
        traits_.latin1 = settings_.alphabet == default_alphabet::latin1;
        traits_.window = settings_.limits.window * settings_.binds;
        auto changed = [this](line const& which, std::string_view reason) { note_change(which, reason); };
        auto add = [&](line_role role) { lines_.push_back(std::make_unique<line>(world_, settings_, role, door_, changed)); };
        for (std::size_t i = 0; i < settings_.binds; ++i) {
            add(settings_.mode == bind_mode::transceiver ? line_role::transceiver : line_role::transmitter);
            if (settings_.mode == bind_mode::separate)
                add(line_role::receiver);
        }
    }

    channel_traits const& traits() const override { return traits_; }

    task<outcome> submit(outbound message) override
    {
        auto const now = world_.wall();
        if (message.deadline <= now)
            co_return outcome{refused{permanence::transient, "deadline", "its deadline passed before it was sent"}};
        auto* const through = freest();
        if (!through)
            co_return not_connected();
        auto const& text = texts_.encoded(message.text.body);
        if (!can_leave(text))
            co_return outcome{refused{permanence::permanent, "length", "the text is longer than SMPP can carry"}};
        compose(composed_, message, text, settings_, now, reference_++);
        borrowed_bell const done{*this};
        submission on_its_way{*done.which, composed_.parts(), message.reference};
        through->submit(composed_, on_its_way);
        while (!on_its_way.is_settled())
            co_await done.which->rung();
        co_return on_its_way.result();
    }

    task<void> run(inbox& above) override
    {
        above_ = &above;
        task_group keeping{world_.executor()};
        for (auto const& each : lines_)
            keeping.spawn(each->keep(above));
        try {
            while (true) {
                co_await world_.sleep_until(world_.mono() + minutes{1});
                co_await hand_up_fragments(above);
            }
        } catch (boost::system::system_error const&) {
            // Cancelled: now say goodbye, which takes a few waits more.
        }
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        for (auto const& each : lines_)
            each->leave();
        co_await all_gone(keeping);
        above_ = nullptr;
    }

private:
    /// Bells are used again and again: there is one for each message in flight.
    struct borrowed_bell {
        explicit borrowed_bell(smpp_channel& from) : from(from)
        {
            if (from.bells_.empty())
                from.bells_.push_back(std::make_unique<bell>(from.world_.executor()));
            which = std::move(from.bells_.back());
            from.bells_.pop_back();
        }
        ~borrowed_bell() { from.bells_.push_back(std::move(which)); }
        borrowed_bell(borrowed_bell const&) = delete;
        borrowed_bell& operator=(borrowed_bell const&) = delete;

        smpp_channel& from;
        std::unique_ptr<bell> which;
    };

    /// Half an answer is better than none: what has waited too long for its other parts.
    static task<void> hand_up_fragments(inbox& above)
    {
        for (auto const& kept : co_await above.overdue_pieces()) {
            auto text = put_together_what_came(kept);
            if (text && co_await above.text_arrived(std::move(*text)) == durability::durable)
                co_await above.pieces_done(kept.set);
        }
    }

    task<void> all_gone(task_group& keeping)
    {
        using namespace asio::experimental::awaitable_operators;
        auto const until = world_.mono() + settings_.limits.goodbye_within + seconds{2};
        co_await (keeping.join() || world_.sleep_until(until));
        keeping.cancel();
        co_await keeping.join();
    }

    line* freest() const
    {
        line* best = nullptr;
        for (auto const& each : lines_)
            if (each->is_open() && each->role() != line_role::receiver && (!best || each->load() < best->load()))
                best = each.get();
        return best;
    }

    bool is_up() const
    {
        auto const open = [this](line_role but_not) {
            return std::any_of(lines_.begin(), lines_.end(), [but_not](auto const& each) {
                return each->is_open() && each->role() != but_not;
            });
        };
        bool const can_hear = settings_.mode == bind_mode::transmitter || open(line_role::transmitter);
        return open(line_role::receiver) && can_hear;
    }

    /// The house hears of the channel as a whole, and of each state once; of each new reason why it is down as well.
    void note_change(line const& which, std::string_view reason)
    {
        auto const now = is_up() ? link_state::up : link_state::down;
        if (which.is_open() && now == link_state::down)
            return;  // one of two lines that are needed: not the whole yet, but no bad news
        bool const is_new = told_ != now;
        bool const is_new_reason = now == link_state::down && reason != told_reason_;
        told_ = now;
        told_reason_ = reason;
        if ((is_new || is_new_reason) && above_)
            above_->link_changed(now, reason);
        if (is_new) {
            ends_in_a_row_.clear();
            lacking_ = 0;
        }
        if (now == link_state::up)
            tell_of_lines_that_lack(which, reason);
    }

    /// The others carry the messages meanwhile, slower than was meant: an account may allow fewer binds.
    void tell_of_lines_that_lack(line const& which, std::string_view reason)
    {
        if (which.is_open())
            ends_in_a_row_.erase(&which);
        else
            ++ends_in_a_row_[&which];
        auto const lacking = std::count_if(ends_in_a_row_.begin(), ends_in_a_row_.end(), [](auto const& each) { return each.second > 1; });
        if (std::exchange(lacking_, lacking) == lacking || !above_)
            return;
        auto const of = std::to_string(lacking) + " of " + std::to_string(lines_.size()) + " lines to the centre do not hold: ";
        above_->ailing(lacking > 0 ? of + std::string{reason} : "every line to the centre holds again");
    }

    runtime& world_;
    smpp_settings settings_;
    channel_traits traits_;
    text_encoder texts_;
    composed composed_;  ///< the message that is just being handed over
    std::uint8_t reference_;
    turnstile door_;  ///< lines bind one after the other: centres count binds, and some refuse two at once
    std::vector<std::unique_ptr<bell>> bells_;
    std::vector<std::unique_ptr<line>> lines_;
    inbox* above_ = nullptr;
    std::optional<link_state> told_;
    std::string told_reason_;
    std::map<line const*, int> ends_in_a_row_;  ///< of those that are not open
    std::ptrdiff_t lacking_ = 0;  ///< lines that ended twice
};

}  // namespace

std::unique_ptr<channel> make_smpp_channel(runtime& world, smpp_settings settings)
{
    return std::make_unique<smpp_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::smpp
