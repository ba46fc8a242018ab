// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tocsin::rules {
namespace {

/// Minutes after the start at which it is decided again.
constexpr std::array looks{0.0, 2.0, 5.0, 8.0, 13.0, 20.0, 29.0, 41.0, 57.0, 79.0, 109.0, 139.0};
constexpr double look_step = 30;  // after the last of them
// And at these parts of the way to the target: close together at its end, so that the last waves can be small.
constexpr std::array looks_of_the_way{0.5, 0.6, 0.7, 0.77, 0.83, 0.88, 0.92, 0.96};
// For `fast` the first look comes sooner where the target is near: what it cannot ask early it asks late, and more of it.
constexpr double first_look_of_fast = 0.1;
constexpr double least_gap = 1;
// What has not left can still be held back: while a wave leaves, it is looked at so often before the next look.
constexpr double looks_on_the_way = 3;

/// How sure to be of filling, how much risk of too many, how much chance waiting may cost. Found on the bench
/// (tests/bench/waves): it is where to look before these are changed.
struct appetite {
    double least_certain = 0;
    double most_certain = 0;
    double too_many = 0;
    double lost_by_waiting = 0.01;  ///< of the chance there is
    double too_many_at_worst = 0;  ///< accepted when it is now or never
};

/// The target is a wish: a wave is sized for no instant nearer than this, in which not half of the answers come. To hurry more
/// would buy seconds with many questions.
real_minutes shortest_horizon(real_minutes target) { return std::min(real_minutes{11}, 0.59 * target); }

double between(double from, double to, double part) { return from + (to - from) * std::clamp(part, 0.0, 1.0); }

/// Small needs are met by luck as much as by number: they are given more room.
double room_for_luck(int need) { return std::sqrt(40.0 / std::clamp(need, 1, 40)); }

appetite appetite_at(wave_question const& asked)
{
    double const part = asked.elapsed / asked.deadline;
    double const luck = room_for_luck(asked.need);
    appetite now;
    switch (asked.pace) {
    case pace::sparing:
        // Waiting costs next to nothing early on; but one who is missing at the end is dear, and where few are needed it is
        // each third or tenth of them.
        now.least_certain = std::min(0.5, 0.05 * luck * std::sqrt(luck));
        now.most_certain = 0.92;
        // A first wave too small to teach anything is paid for later, in haste; where few are needed, few are disturbed.
        now.too_many = between(0.02 * std::min(4.5, luck * luck), 0.08 * std::min(2.0, luck), part / 0.7);
        // One missing of three is worse than a few too many of them; and each of the many looks before a near deadline might
        // lose its hundredth.
        now.too_many_at_worst = std::clamp(0.15 * luck, 0.3, 0.6);
        now.lost_by_waiting /= luck;
        break;
    case pace::fast:
        // The target is a wish and the deadline is not: before the target waiting may cost a little more.
        now.most_certain = asked.elapsed < target_of(asked) ? 0.92 : 0.97;
        now.lost_by_waiting = asked.elapsed < target_of(asked) ? 0.02 : 0.01;
        // Most of the asking is held back until it is known to be needed (certainty_at), which leaves room for a bold start;
        // less of it where few are needed and the first answers come from a handful.
        now.too_many = between(0.15 / std::pow(luck, 0.2), 0.2 * std::min(1.4, luck), part / 0.7);
        now.too_many_at_worst = between(0.05, 0.3, 2 * (asked.elapsed / target_of(asked)));
        break;
    case pace::all: break;
    }
    return now;
}

/// How sure to be of filling with those asked up to now. Who is asked now and turns out not to be needed was disturbed for
/// nothing; who is put off and turns out to be needed is replaced by more people, because fewer answers come in what is
/// left of the time. At the best number both cost the same: the chance that the last one asked is not needed is the part of
/// the answers that is lost by putting them off. One look seldom tells; what is put off is put off for several.
double certainty_at(wave_question const& asked, real_minutes look_again, belief const& seen, appetite const& want)
{
    double const looks_until_known = asked.pace == pace::fast ? 12 : 10;
    auto const target = target_of(asked);
    double const now = seen.answered_by(target - asked.elapsed);
    if (now <= 0)
        return want.most_certain;
    double const worth_later = seen.answered_by(target - look_again) / now;
    return std::clamp(1 - std::pow(worth_later, looks_until_known), want.least_certain, want.most_certain);
}

double next_look(wave_question const& asked)
{
    double const now = asked.elapsed.count();
    double const end = asked.deadline.count();
    // With hours ahead, the first answers of the first minutes are not worth acting on.
    double const soonest = asked.pace == pace::sparing ? 0.03 * end : 0;
    double next = end;
    auto offer = [&](double at) {
        if (at >= now + least_gap - 1e-9 && at >= soonest)
            next = std::min(next, at);
    };
    for (double const at : looks)
        offer(at);
    if (now >= looks.back())
        offer(looks.back() + look_step * std::ceil((now + least_gap - looks.back()) / look_step));
    if (asked.pace == pace::fast)
        offer(target_of(asked).count() * first_look_of_fast);
    for (double const part : looks_of_the_way) {
        offer(end * part);
        offer(target_of(asked).count() * part);
    }
    return next;
}

/// The least n in [0, most] for which `enough` holds; most + 1 when it never does. `enough` turns true once.
template <class Enough>
int least(int most, Enough enough)
{
    int low = 0;
    int high = most + 1;
    while (low < high) {
        int const middle = low + (high - low) / 2;
        if (enough(middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

int people_in(std::vector<pool_slice> const& pool)
{
    int sum = 0;
    for (auto const& slice : pool)
        sum += std::max(0, slice.count);
    return sum;
}

int people_in(std::vector<holders> const& groups)
{
    int sum = 0;
    for (auto const& group : groups)
        sum += group.count;
    return sum;
}

bool holds(std::uint32_t held, std::uint32_t wanted) { return wanted == anybody || (held & wanted) != 0; }

template <class Group>
std::vector<Group> holding(std::vector<Group> const& all, std::uint32_t roles)
{
    std::vector<Group> some;
    for (auto const& each : all)
        if (holds(each.roles, roles))
            some.push_back(each);
    return some;
}

/// Takes the first `count` people who hold one of the roles off the pool: people just asked, with so long to wait.
std::vector<asked_group> take(std::vector<pool_slice>& pool, wave_part const& part, double wait)
{
    std::vector<asked_group> taken;
    int left = part.count;
    for (auto& slice : pool) {
        int const some = holds(slice.roles, part.roles) ? std::min(left, slice.count) : 0;
        if (some <= 0)
            continue;
        slice.count -= some;
        left -= some;
        taken.push_back({real_minutes{-wait}, some, slice.likely, slice.curve, slice.roles});
    }
    return taken;
}

/// Messages that leave in a minute; more than none, so that it can be divided by.
double a_minute(wave_question const& asked) { return std::max(asked.a_minute, 0.01); }

/// Share of the messages that arrive: 95 % until receipts say otherwise.
double reached(wave_question const& asked)
{
    return (19.0 + asked.arrived) / (20.0 + asked.arrived + asked.lost);
}

class planner {
public:
    /// `on_the_way`: when to look before the next look, with what leaves until then.
    explicit planner(wave_question const& asked, std::optional<real_minutes> on_the_way = {})
        : asked_(asked)
        , seen_(asked.prior, asked.heard)
        , next_look_(next_look(asked))
        , want_(appetite_at(asked))
        , certainty_(certainty_at(asked, next_look_, seen_, want_))
        , a_minute_(a_minute(asked))
        , pool_(asked.pool)
        , silent_(joined(asked.heard.silent))
        , have_(people_in(asked.confirmed))
    {
        out_.price = seen_.answered_by(asked.deadline) / std::max(0.02, seen_.answered_by(target_of(asked)));
        out_.cap = cap_of(asked);
        out_.yes = seen_.yes();
        out_.slowness = seen_.slowness();
        out_.certainty = certainty_;
        out_.horizon = horizon();
        out_.look_again = on_the_way.value_or(next_look_);
        out_.pool = people_in(asked.pool);
        out_.firm = have_;
        room_ = asked.budget ? std::clamp(*asked.budget, 0, out_.pool) : out_.pool;
    }

    wave_decision decide(empty_places const& missing)
    {
        out_.missing = missing.total;
        out_.missing_by_role = missing.by_role;
        if (asked_.pace == pace::all)
            ask_everybody();
        else
            fill(missing);
        if (out_.count == out_.pool && out_.limit != wave_limit::everybody)
            out_.limit = wave_limit::pool;  // whatever held a part of them down
        foresee(missing);
        if (asked_.pace == pace::all && is_unlikely(out_.expected.fills))
            out_.at_most = out_.expected;
        out_.verdict = out_.count > 0 ? wave_verdict::ask : room_ == 0 ? wave_verdict::nobody_left : wave_verdict::wait;
        return out_;
    }

private:
    real_minutes horizon() const
    {
        auto const target = target_of(asked_);
        if (asked_.elapsed >= target)
            return asked_.deadline;
        return std::min(asked_.deadline, std::max(target, asked_.elapsed + shortest_horizon(target)));
    }

    void ask_everybody()
    {
        ask({anybody, room_});
        out_.limit = room_ < out_.pool ? wave_limit::budget : wave_limit::everybody;
    }

    /// Hall's condition, along the roles from the tightest: those who hold one of the first k of them must fill the
    /// places of all k, and everybody together all places. Each person fills one.
    void fill(empty_places const& missing)
    {
        std::uint32_t roles = 0;
        int places = 0;
        for (auto const role : tightest_first(missing.by_role)) {
            auto const bit = std::uint32_t{1} << role;
            size(bit, missing.by_role[role]);
            places += missing.by_role[role];
            if (roles != 0)
                size(roles | bit, places);
            roles |= bit;
        }
        if (missing.total > places)
            size(anybody, missing.total);
    }

    std::vector<std::size_t> tightest_first(std::vector<int> const& missing) const
    {
        std::vector<std::size_t> order;
        for (std::size_t role = 0; role < missing.size(); ++role)
            if (missing[role] > 0)
                order.push_back(role);
        auto slack = [&](std::size_t role) {
            return static_cast<double>(people_in(holding(pool_, std::uint32_t{1} << role))) / missing[role];
        };
        std::stable_sort(order.begin(), order.end(), [&](auto one, auto other) { return slack(one) < slack(other); });
        return order;
    }

    void ask(wave_part part)
    {
        if (part.count <= 0)
            return;
        double const wait = asked_.queue.count() + (out_.count + part.count / 2.0) / a_minute_;
        auto const taken = take(pool_, part, wait);
        silent_.insert(silent_.end(), taken.begin(), taken.end());
        out_.parts.push_back(part);
        out_.count += part.count;
    }

    /// Yes until an instant among those who hold one of the roles, further messages leaving after a wait.
    outlook look(std::uint32_t roles, real_minutes until, double wait) const
    {
        leaving how;
        how.from = real_minutes{wait};
        how.a_minute = a_minute_;
        how.reached = reached(asked_);
        return {seen_, asked_.heard, holding(silent_, roles), holding(pool_, roles), how, until - asked_.elapsed};
    }

    void size(std::uint32_t roles, int places)
    {
        double const wait = asked_.queue.count() + out_.count / a_minute_;
        double const gap = std::max((next_look_ - asked_.elapsed).count(), least_gap);
        double const leaving_until = std::max((out_.look_again - asked_.elapsed).count(), least_gap);
        auto const by_target = look(roles, horizon(), wait);
        auto const later = look(roles, horizon(), std::max(wait, gap));
        auto const by_end = look(roles, asked_.deadline, wait);
        auto const of_all = roles == anybody ? by_end : look(anybody, asked_.deadline, wait);
        int const pool = by_target.pool();
        int const welcome = out_.cap - have_ - asked_.reserve;
        double const best = by_target.chance(places, pool);

        auto fills = [&](int n) { return by_target.chance(places, n) >= certainty_; };
        // A part of the chance there is, not so much of certainty: else a need that can hardly be filled would seem to
        // lose nothing by waiting, and a larger need would ask fewer people than a smaller one.
        double const kept = best * (1 - want_.lost_by_waiting);
        auto can_wait = [&](int n) { return by_target.chance(places, n, later) >= kept; };
        auto most_within = [&](double risk) {
            return std::max(0, least(pool, [&](int n) { return of_all.chance(welcome + 1, n) > risk; }) - 1);
        };
        sizes found;
        found.needed = least(pool, fills);
        found.safe = most_within(want_.too_many);
        int const calm = std::min({found.needed, found.safe, pool});
        // Only when the calm number would lose the chance is it worth knowing how many would not.
        if (!can_wait(calm))
            found.now_or_never = std::min(least(pool, can_wait), most_within(want_.too_many_at_worst));
        // Sending no more than leaves before the next look keeps the rest in hand.
        found.sendable = static_cast<int>(std::clamp(std::ceil((leaving_until - wait) * a_minute_), 0.0, 1e9));
        found.pool = pool;
        settle(roles, found);
        if (!out_.at_most && is_unlikely(by_end.chance(places, pool))) {
            out_.at_most = forecast_of(by_end, pool, places, roles == anybody ? have_ + asked_.reserve : filled(roles));
            out_.short_of = roles;
        }
    }

    struct sizes {
        int needed = 0;
        int safe = 0;
        int now_or_never = 0;
        int sendable = 0;
        int pool = 0;
    };

    void settle(std::uint32_t roles, sizes const& found)
    {
        int count = std::min(found.needed, found.safe);
        auto limit = found.needed <= found.safe ? wave_limit::needed : wave_limit::safe;
        auto raise = [&](int least_count, wave_limit why) {
            if (count < least_count) {
                count = least_count;
                limit = why;
            }
        };
        auto lower = [&](int most, wave_limit why) {
            if (count > most) {
                count = std::max(0, most);
                limit = why;
            }
        };
        raise(found.now_or_never, wave_limit::now_or_never);
        lower(found.pool, wave_limit::pool);
        lower(room_ - out_.count, wave_limit::budget);
        lower(found.sendable, wave_limit::rate);
        if (out_.count == 0) {
            out_.needed = found.needed;
            out_.safe = found.safe;
            out_.now_or_never = found.now_or_never;
            out_.limit = limit;
        }
        ask({roles, count});
    }

    /// Places of these roles that are taken.
    int filled(std::uint32_t roles) const
    {
        int taken = 0;
        for (std::size_t role = 0; role < out_.missing_by_role.size(); ++role)
            if ((roles >> role & 1U) != 0)
                taken += asked_.roles[role] - out_.missing_by_role[role];
        return taken;
    }

    yes_forecast forecast_of(outlook const& ahead, int more, int places, int have) const
    {
        auto const yes = ahead.quantiles({0.05, 0.5, 0.95}, more);
        return {have + yes[0], have + yes[1], have + yes[2], ahead.chance(places, more)};
    }

    void foresee(empty_places const& missing)
    {
        out_.expected = forecast_of(look(anybody, asked_.deadline, 0), 0, missing.total, have_ + asked_.reserve);
        for (std::size_t role = 0; role < missing.by_role.size(); ++role)
            if (missing.by_role[role] > 0) {
                auto const holders_only = look(std::uint32_t{1} << role, asked_.deadline, 0);
                out_.expected.fills = std::min(out_.expected.fills, holders_only.chance(missing.by_role[role], 0));
            }
        auto const yes = look(anybody, out_.look_again, 0).quantiles({0.05, 0.95}, 0);
        out_.expect_low = have_ + yes[0];
        out_.expect_high = have_ + yes[1];
    }

    wave_question const& asked_;
    belief seen_;
    real_minutes next_look_;
    appetite want_;
    double certainty_;
    double a_minute_;
    std::vector<pool_slice> pool_;
    std::vector<asked_group> silent_;
    int have_;
    int room_ = 0;
    wave_decision out_;
};

/// When to look next while `wave` leaves; its own next look where it has left before.
real_minutes look_on_the_way(wave_question const& asked, wave_decision const& wave)
{
    if (asked.pace == pace::all || wave.count == 0)
        return wave.look_again;
    auto const gap = wave.look_again - asked.elapsed;
    auto const part = std::max(real_minutes{least_gap}, gap / looks_on_the_way);
    auto const gone = asked.queue + real_minutes{wave.count / a_minute(asked)};
    return gone > part ? std::min(wave.look_again, asked.elapsed + part) : wave.look_again;
}

}  // namespace

real_minutes target_of(wave_question const& asked)
{
    if (asked.pace != pace::fast)
        return asked.deadline;
    return std::min(asked.deadline, std::max(asked.deadline / 3, real_minutes{15}));
}

bool falls_short(wave_decision const& decided)
{
    bool const nobody_left = decided.verdict == wave_verdict::nobody_left;
    return decided.at_most.has_value() || (nobody_left && is_unlikely(decided.expected.fills));
}

int cap_of(wave_question const& asked)
{
    if (asked.cap)
        return std::max(*asked.cap, asked.need);
    double const welcome = asked.pace == pace::fast ? 2.25 * asked.need + 4 : 1.3 * asked.need + 2;
    return static_cast<int>(std::min(welcome, 1e9));
}

wave_decision plan_wave(wave_question const& asked)
{
    auto const missing = places_left(asked.need, asked.roles, asked.confirmed);
    wave_decision at_rest;
    at_rest.pool = people_in(asked.pool);
    at_rest.cap = cap_of(asked);
    at_rest.missing = missing.total;
    at_rest.missing_by_role = missing.by_role;
    at_rest.look_again = asked.deadline;
    at_rest.horizon = asked.deadline;
    int const have = people_in(asked.confirmed);
    at_rest.firm = at_rest.expect_low = at_rest.expect_high = have;
    at_rest.expected.low = at_rest.expected.middle = at_rest.expected.high = have + asked.reserve;
    if (missing.total == 0) {
        at_rest.verdict = wave_verdict::filled;
        at_rest.expected.fills = 1;
        return at_rest;
    }
    if (asked.elapsed >= asked.deadline) {
        at_rest.verdict = wave_verdict::over;
        return at_rest;
    }
    auto const wave = planner{asked}.decide(missing);
    auto const sooner = look_on_the_way(asked, wave);
    return sooner < wave.look_again ? planner{asked, sooner}.decide(missing) : wave;
}

bool contradicts(wave_decision const& before, int confirmed)
{
    return confirmed < before.firm || confirmed > before.expect_high;
}

std::string_view to_string(wave_verdict value)
{
    switch (value) {
    case wave_verdict::ask: return "ask";
    case wave_verdict::wait: return "wait";
    case wave_verdict::filled: return "filled";
    case wave_verdict::over: return "over";
    case wave_verdict::nobody_left: return "nobody_left";
    }
    return {};
}

std::string_view to_string(wave_limit value)
{
    switch (value) {
    case wave_limit::needed: return "needed";
    case wave_limit::safe: return "safe";
    case wave_limit::now_or_never: return "now_or_never";
    case wave_limit::pool: return "pool";
    case wave_limit::budget: return "budget";
    case wave_limit::rate: return "rate";
    case wave_limit::everybody: return "everybody";
    }
    return {};
}

}  // namespace tocsin::rules
