// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/waves/play.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <queue>

namespace tocsin::bench {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

struct arrival {
    double at = 0;
    std::size_t which = 0;
    bool again = false;

    friend bool operator>(arrival const& one, arrival const& other)
    {
        return one.at != other.at ? one.at > other.at : one.which > other.which;
    }
};

class game {
public:
    game(situation const& where, std::vector<fate> const& people, strategy& how)
        : where_(where), people_(people), how_(how)
    {
    }

    result run()
    {
        double wake = 0;
        while (true) {
            double const reply = arrivals_.empty() ? never : arrivals_.top().at;
            if (std::min(wake, reply) >= where_.deadline)
                break;
            if (reply <= wake) {
                now_ = reply;
                take();
                if (confirmed_ >= where_.need)
                    break;
                if (how_.startled(seen()))
                    wake = now_;
            } else {
                now_ = wake;
                wake = decide();
            }
        }
        return finish();
    }

private:
    view seen() const
    {
        bool const still = where_.outage_from >= 0 && now_ >= where_.outage_from && now_ < where_.outage_from + outage_minutes;
        return {where_, now_, confirmed_, declined_, where_.pool - next_person_, asked_, still, still ? now_ - where_.outage_from : 0};
    }

    void take()
    {
        auto const came = arrivals_.top();
        arrivals_.pop();
        // As the store does: whoever has answered has answered.
        if (heard_[came.which])
            return;
        heard_[came.which] = true;
        (asked_[came.which].will.what == answer::yes ? confirmed_ : declined_) += 1;
    }

    double decide()
    {
        auto const begin = std::chrono::steady_clock::now();
        auto const wants = how_.decide(seen());
        double const took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
        out_.decisions_ms += took;
        ++out_.decisions;
        int const count = std::clamp(wants.ask, 0, where_.pool - next_person_);
        for (int i = 0; i < count; ++i)
            ask();
        if (auto const range = how_.range())
            ranges_.push_back({now_, range->first, range->second, asked_.size()});
        return std::max(wants.next, now_ + 1e-6);
    }

    void ask()
    {
        double const sent = leaves(where_, std::max(now_, free_));
        free_ = sent + 1 / (60 * where_.rate);
        auto const& will = people_[static_cast<std::size_t>(next_person_)];
        double const answered = will.what == answer::none ? never : sent + will.delay;
        asked_.push_back({next_person_++, sent, answered, will});
        heard_.push_back(false);
        if (answered < where_.deadline) {
            arrivals_.push({answered, asked_.size() - 1, false});
            if (where_.twice && asked_.size() % 5 == 0)
                arrivals_.push({answered + 1, asked_.size() - 1, true});
        }
    }

    int yes_among(std::size_t first, double sent_until) const
    {
        int sum = 0;
        for (std::size_t i = 0; i < first; ++i)
            if (asked_[i].will.what == answer::yes && asked_[i].sent <= sent_until && asked_[i].answered <= where_.deadline)
                ++sum;
        return sum;
    }

    result finish()
    {
        out_.filled = confirmed_ >= where_.need;
        double const stop = out_.filled ? now_ : where_.deadline;
        out_.at = stop;
        for (auto const& each : asked_)
            out_.contacts += each.sent <= stop ? 1 : 0;
        out_.yes = yes_among(asked_.size(), stop);
        out_.cap = how_.cap().value_or(static_cast<int>(1.3 * where_.need) + 2);
        for (auto const& each : ranges_)
            // What those asked then would have come to, had nothing been called off.
            out_.checks.push_back({each.at / where_.deadline, each.low, each.high, yes_among(each.asked, never)});
        return out_;
    }

    struct range_given {
        double at;
        int low;
        int high;
        std::size_t asked;
    };

    situation const& where_;
    std::vector<fate> const& people_;
    strategy& how_;
    double now_ = 0;
    double free_ = 0;
    int next_person_ = 0;
    int confirmed_ = 0;
    int declined_ = 0;
    std::vector<asking> asked_;
    std::vector<bool> heard_;
    std::priority_queue<arrival, std::vector<arrival>, std::greater<>> arrivals_;
    std::vector<range_given> ranges_;
    result out_;
};

}  // namespace

double leaves(situation const& where, double ready)
{
    bool const held = where.outage_from >= 0 && ready >= where.outage_from && ready < where.outage_from + outage_minutes;
    return held ? where.outage_from + outage_minutes : ready;
}

result play(situation const& where, std::vector<fate> const& people, strategy& how) { return game{where, people, how}.run(); }

}  // namespace tocsin::bench
