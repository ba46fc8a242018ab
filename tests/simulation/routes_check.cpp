// SPDX-License-Identifier: Apache-2.0
// What several channels for a medium promise (R-16 and the quotas), judged by what the providers wrote down.
#include "channels/sms/text.hpp"
#include "tests/simulation/crisis.hpp"
#include "tests/simulation/words.hpp"

#include <algorithm>

namespace tocsin::simulation {
namespace {

constexpr seconds failover_time{10};
constexpr seconds receipts_within{60};  // as the channels are set up
constexpr seconds time_out{30};  // of a submission that is never answered
constexpr seconds till_seen{1};  // until somebody looks

}  // namespace

/// No kill, no full disk, no pause nor cancel: what is late then is the house's own doing.
bool crisis::undisturbed_after(mono_time from, mono_time until) const
{
    auto const& main = alerts_[0];
    bool const steered = plan_.full_disk || plan_.clock_jump || main.cancelled || main.paused;
    return main.approved && !steered && std::none_of(kills_.begin(), kills_.end(), [&](mono_time each) {
        return each > from - seconds{10} && each < until;
    });
}

void crisis::check_routes(outcome& found)
{
    look_up_switches();
    check_switches(found);
    check_second_medium(found);
    if (plan_.quota) {
        std::int64_t parts = 0;
        for (auto const& each : sms_.log)
            parts += channels::sms::measure(each.text).parts;
        if (parts > plan_.volunteers / 3)
            found.violations.push_back("R-15 more than a day's quota at the provider");
    }
    if (!outage_)
        return;
    if (plan_.second_provider)
        check_failover(found);
    else
        check_return(found);
}

/// When it was asked for patience, or the account was that it shares with the first one; in order.
std::vector<std::pair<mono_time, mono_time>> crisis::pauses_of_the_second() const
{
    auto all = second_.pauses;
    if (plan_.one_account)
        all.insert(all.end(), sms_.pauses.begin(), sms_.pauses.end());
    std::sort(all.begin(), all.end());
    return all;
}

/// The second provider can carry what the first one leaves behind from `detected` on; or once its pause is over; or when
/// the same switch may be made again, which had been taken back.
mono_time crisis::can_take_over(mono_time detected) const
{
    std::optional<mono_time> to_second;
    bool carries = false;
    for (auto const& each : switches_) {
        auto const at = ended_at(each.at);
        if (at >= *outage_)
            break;
        bool const leaves = each.what.kind == channels::switch_kind::leave;
        carries = (each.what.channel == sms_.name()) == leaves;
        if (carries)
            to_second = at;
    }
    if (to_second && !carries)
        detected = std::max(detected, *to_second + minutes{5} + till_seen);
    for (auto const& [asked, over] : pauses_of_the_second())
        if (asked < detected && over > detected)
            detected = over + till_seen;
    return detected;
}

/// the first provider dies, and what was to be sent goes through the second within ten seconds and the time the
/// rate takes; what hung in the first comes once its time is out.
void crisis::check_failover(outcome& found)
{
    if (!alerts_[0].approved)
        return;
    auto const began = std::max(*outage_, *alerts_[0].approved);
    auto const detected = can_take_over(
        began + failover_time + (plan_.how == failing::keeps_receipts ? receipts_within : seconds{0})
    );
    auto const rest = std::count_if(seen_.begin(), seen_.end(), [&](witnessed const& each) {
        return is_question(each) && each.at > *outage_;
    });
    auto const pace = seconds{1 + static_cast<long>(static_cast<double>(rest) * 1.2 / plan_.per_second)};
    // One in ten is throttled or refused at random by the second one as well; nobody is so five times over.
    auto const unlucky = seconds{45};
    auto until = detected + pace + time_out + unlucky;
    for (auto const& [asked, over] : pauses_of_the_second())
        if (asked >= detected && asked < until)
            until += over - asked;
    bool const by_then = *outage_end_ > until;
    if (!undisturbed_after(*outage_, until) || !plan_.everyone || !by_then || plan_.quota || plan_.how == failing::flickers)
        return;
    // More was waiting than can have hung in the first one.
    auto const later = std::count_if(seen_.begin(), seen_.end(), [&](witnessed const& each) {
        return is_question(each) && each.at > detected && each.at <= *outage_end_;
    });
    bool const question_left = plan_.pace == pace::all && later > static_cast<long>(sms_.window());
    std::set<std::string> asked;
    for (auto const& each : seen_)
        if (is_question(each) && each.at <= until)
            asked.insert(each.to);
    for (auto const& number : in_zone_)
        if (!asked.contains(number) && !stopped_.contains(number))
            found.violations.push_back("R-16 the rest did not flow through the second provider in time");
    // And it began within the ten seconds: the second provider's log says when.
    auto const first = std::find_if(second_.log.begin(), second_.log.end(), is_question);
    if (question_left && *outage_ > *alerts_[0].approved + seconds{2} && (first == second_.log.end() || first->at > detected))
        found.violations.push_back("R-16 the second provider heard nothing within ten seconds");
}

void crisis::look_up_switches()
{
    auto read = [](crisis& world) -> task<void> {
        auto past = co_await world.life_switches();
        if (past)
            world.switches_.assign(past->rbegin(), past->rend());
    };
    spawn_in_life(read(*this));
}

/// no second switch the same way within five minutes. The house's own record is exact; the providers' logs show
/// the same as runs of messages.
void crisis::check_switches(outcome& found)
{
    if (!plan_.second_provider)
        return;
    std::map<bool, wall_time> last;
    for (auto const& each : switches_) {
        bool const leaves = each.what.kind == channels::switch_kind::leave;
        bool const to_second = (each.what.channel == sms_.name()) == leaves;
        if (last.contains(to_second) && each.at - last[to_second] < minutes{5} && !plan_.clock_jump)
            found.violations.push_back("R-16 two switches the same way within five minutes");
        last[to_second] = each.at;
    }
}

/// A provider alone, and down: nothing is lost, and within ten seconds of its return messages flow again; of the end of
/// the pause, if it asked for one. What it may have brought already is no probe, and waits out its pause: asked for only
/// where somebody waits whom nothing can have reached.
void crisis::check_return(outcome& found)
{
    auto const random_refusals = sms_.faults.throttle > 0 || sms_.faults.refuse_for_now > 0;
    auto back = std::max(*outage_end_, alerts_[0].approved.value_or(*outage_end_));
    for (auto const& [asked, until] : sms_.pauses)
        if (asked <= back)
            back = std::max(back, until);
    auto const soon = back + (random_refusals ? seconds{25} : seconds{10});
    if (!undisturbed_after(*outage_, soon) || plan_.how == failing::keeps_receipts || plan_.how == failing::flickers)
        return;
    auto const waiting = std::any_of(seen_.begin(), seen_.end(), [&](witnessed const& each) {
        return is_question(each) && each.at > *outage_end_ && !sms_.doubtful.contains(each.to);
    });
    auto const first = std::find_if(seen_.begin(), seen_.end(), [&](witnessed const& each) {
        return each.at > *outage_end_;
    });
    if (waiting && first->at > soon)
        found.violations.push_back("R-16 nothing flowed within ten seconds of the provider's return");
}

/// Over the second medium: once a person, never early, never without consent, never after an answer or a STOP.
void crisis::check_second_medium(outcome& found)
{
    std::map<std::string, mono_time> asked;  // over the first
    for (auto const& each : seen_)
        if (is_question(each))
            asked.emplace(each.to, each.at);
    std::map<std::string, int> times;
    for (auto const& each : mail_.log)
        if (is_question(each))
            ++times[each.to];
    if (!plan_.escalates && !times.empty())
        found.violations.push_back("a second medium was used although nobody wanted it");
    int extra = 0;
    for (auto const& [to, count] : times)
        extra += count - 1;
    int lost = 0;
    for (auto const& [reference, count] : mail_.lost_answers)
        lost += count;
    if (extra > lost + static_cast<int>(kills_.size() * mail_.window()))
        found.violations.push_back("R-04 somebody was asked twice over the second medium");
    for (auto const& each : mail_.log) {
        if (!is_question(each))
            continue;
        auto const number = std::stoul(each.to.substr(1));
        auto const& who = people_.at(number - 1);
        auto const first = asked.find(who.mobile->e164());
        if (!who.consent_email)
            found.violations.push_back("somebody was asked over the second medium without consent");
        if (first == asked.end() && !plan_.clock_jump)
            continue;  // expired or refused: the first one never left
        auto const stop = stopped_.find(who.mobile->e164());
        if (stop != stopped_.end() && each.at > stop->second + seconds{2})
            found.violations.push_back("R-11 a second question left after a STOP");
        // Whom a receipt called undeliverable, be it for a while, is asked at once.
        bool const receipts_lie = sms_.faults.undelivered > 0 || sms_.faults.repeated_receipt > 0;
        if (first != asked.end() && !receipts_lie && !plan_.clock_jump && each.at < first->second + minutes{20})
            found.violations.push_back("somebody was asked over the second medium too early");
    }
}

}  // namespace tocsin::simulation
