// SPDX-License-Identifier: Apache-2.0
// a backlog waits neither for a restart nor makes anything urgent wait. Judged where nothing else stands in the way.
// That a restart selects nobody again is R-04's: nobody is asked twice.
#include "tests/simulation/crisis.hpp"
#include "tests/simulation/words.hpp"

#include <algorithm>

namespace tocsin::simulation {
namespace {

constexpr seconds after_a_restart{5};
constexpr seconds urgent_at_most{2};
constexpr std::size_t several = 5;  // of one alone a provider may have refused each of three tries
// What a provider said before: what it put off comes again within that, and a breaker has closed again.
constexpr minutes aftermath{10};

bool any_within(std::vector<mono_time> const& instants, mono_time from, mono_time until)
{
    return std::any_of(instants.begin(), instants.end(), [=](mono_time each) { return each >= from && each <= until; });
}

bool question_within(std::vector<witnessed> const& log, mono_time from, mono_time until)
{
    return std::any_of(log.begin(), log.end(), [=](witnessed const& each) { return is_question(each) && each.at >= from && each.at <= until; });
}

}  // namespace

void crisis::check_starvation(outcome& found)
{
    if (plan_.full_disk || plan_.clock_jump || plan_.quota)
        return;
    for (auto const began : begins_) {
        auto const soon = began + after_a_restart;
        bool const anybody = question_within(seen_, began, soon) || question_within(of_neighbours_, began, soon);
        if (unasked_at(began) >= several && all_in_order(began, soon) && !any_within(kills_, began, soon) && !anybody)
            found.violations.push_back("R-19 a restart with people still to be asked, and nobody was within five seconds");
    }
    if (!plan_.urgent || !neighbours_called_ || willing_neighbours_.size() < several)
        return;
    auto const called = *neighbours_called_;
    auto const soon = called + urgent_at_most;
    if (all_in_order(called, soon) && !any_within(kills_, called - after_a_restart, soon) && !question_within(of_neighbours_, called, soon))
        found.violations.push_back("R-19 an urgent call waited behind a backlog");
}

/// Of those who are all to be asked at once, where no officer thinks better of it.
std::size_t crisis::unasked_at(mono_time instant) const
{
    auto const& approved = alerts_[0].approved;
    bool const called_off = plan_.cancels || plan_.retracts || plan_.pauses;
    if (!plan_.everyone || plan_.pace != pace::all || called_off || !approved || *approved > instant)
        return 0;
    auto waiting = in_zone_;
    for (auto const& each : seen_)
        if (each.at < instant)
            waiting.erase(each.to);
    for (auto const& each : wrote_stop_)
        waiting.erase(each);
    return waiting.size();
}

/// At the providers.
bool crisis::all_in_order(mono_time from, mono_time until) const
{
    if (outage_ && *outage_ <= until && *outage_end_ + aftermath >= from)
        return false;
    for (auto const* const each : {&sms_, &second_})
        for (auto const& [asked, over] : each->pauses)
            if (asked <= until && over >= from && over - asked > grace)
                return false;
    return true;
}

}  // namespace tocsin::simulation
