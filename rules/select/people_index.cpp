// SPDX-License-Identifier: Apache-2.0
#include "rules/select/people_index.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace tocsin::rules {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;
constexpr std::int32_t unknown_birth = INT32_MIN;
constexpr std::size_t most_in_run = 64;  // fewer: more boxes to look at; more: more people where an edge passes

enum flag : std::uint8_t { sms = 1, email = 2, out = 4, own_position = 8, dead = 16 };

constexpr std::array<spelling<exclusion>, 12> exclusion_spellings{{
    {exclusion::outside_zone, "outside_zone"},
    {exclusion::opted_out, "opted_out"},
    {exclusion::not_reachable, "not_reachable"},
    {exclusion::under_age, "under_age"},
    {exclusion::not_available, "not_available"},
    {exclusion::lacks_skill, "lacks_skill"},
    {exclusion::too_far, "too_far"},
    {exclusion::asked_already, "asked_already"},
    {exclusion::said_yes_elsewhere, "said_yes_elsewhere"},
    {exclusion::asked_elsewhere, "asked_elsewhere"},
    {exclusion::over_day_budget, "over_day_budget"},
    {exclusion::over_month_budget, "over_month_budget"},
}};

/// Every other bit of the result: ...3.2.1.0
std::uint32_t spread(std::uint32_t bits)
{
    bits = (bits | bits << 8U) & 0x00ff00ffU;
    bits = (bits | bits << 4U) & 0x0f0f0f0fU;
    bits = (bits | bits << 2U) & 0x33333333U;
    return (bits | bits << 1U) & 0x55555555U;
}

/// Where a place stands on a Z-shaped curve over the globe (Morton): near on the curve is near on the ground.
std::uint32_t along_the_curve(double latitude, double longitude)
{
    auto const y = static_cast<std::uint32_t>(std::clamp((latitude + 90) / 180, 0.0, 1.0) * 65535);
    auto const x = static_cast<std::uint32_t>(std::clamp((longitude + 180) / 360, 0.0, 1.0) * 65535);
    return spread(y) << 1U | spread(x);
}

/// A fixed scramble of (person, chance): SplitMix64's finaliser.
std::uint32_t draw(std::uint32_t id, std::uint64_t chance)
{
    std::uint64_t mixed = chance + id * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<std::uint32_t>(mixed >> 32U);
}

/// Stable radix sort by the upper 32 bits: a wave may be tens of thousands of people, and comparing them costs more than
/// finding them.
void sort_by_upper_half(std::vector<std::uint64_t>& keys)
{
    constexpr unsigned bits = 11;
    std::vector<std::uint64_t> other(keys.size());
    for (unsigned shift = 32; shift < 64; shift += bits) {
        auto const digit = [shift](std::uint64_t key) { return key >> shift & ((1U << bits) - 1); };
        std::array<std::uint32_t, (1U << bits) + 1> from{};
        for (auto const key : keys)
            ++from[digit(key) + 1];
        for (std::size_t i = 1; i < from.size(); ++i)
            from[i] += from[i - 1];
        for (auto const key : keys)
            other[from[digit(key)]++] = key;
        keys.swap(other);
    }
}

/// Some of the volunteers, asked about one by one.
class crowd {
public:
    explicit crowd(std::vector<volunteer_id> const& ascending)
        : bits_(ascending.empty() ? 0 : static_cast<std::size_t>(ascending.back().value()) / 64 + 1)
    {
        for (auto const each : ascending)
            bits_[static_cast<std::size_t>(each.value()) / 64] |= std::uint64_t{1} << each.value() % 64;
    }

    bool has(std::uint32_t id) const { return id / 64 < bits_.size() && (bits_[id / 64] >> id % 64 & 1U) != 0; }

private:
    std::vector<std::uint64_t> bits_;
};

geo_point middle_of(std::vector<geo_point> const& points)
{
    geo_point sum;
    for (auto const& point : points) {
        sum.latitude += point.latitude;
        sum.longitude += point.longitude;
    }
    auto const count = static_cast<double>(std::max<std::size_t>(1, points.size()));
    return {sum.latitude / count, sum.longitude / count};
}

/// Distances from one place: flat within 300 km of it, the great circle beyond.
class ruler {
public:
    explicit ruler(geo_point place) : place_(place), scale_(std::cos(place.latitude * 0.017453292519943295)) {}

    float operator()(float latitude, float longitude) const
    {
        double const y = (latitude - place_.latitude) * 111.195;
        double const x = (longitude - place_.longitude) * 111.195 * scale_;
        double const flat = std::sqrt(x * x + y * y);
        return static_cast<float>(flat < 300 ? flat : distance_km(place_, {latitude, longitude}));
    }

private:
    geo_point place_;
    double scale_;
};

}  // namespace

std::string_view to_string(exclusion value) { return spell(exclusion_spellings, value); }

std::optional<exclusion> parse_exclusion(std::string_view text) { return read_spelling(exclusion_spellings, text); }

people_index::people_index(std::vector<ground> communes) : communes_(std::move(communes))
{
    commune_runs_.assign(communes_.size() + 2, 0);
    skill_sets_.emplace_back();
    skill_set_ids_.emplace(std::vector<std::uint32_t>{}, 0);
    schedules_.emplace_back();
    schedule_ids_.emplace("", 0);
}

std::uint32_t people_index::intern_skills(std::vector<std::string> const& skills)
{
    std::vector<std::uint32_t> set;
    set.reserve(skills.size());
    for (auto const& skill : skills)
        set.push_back(skill_ids_.emplace(skill, static_cast<std::uint32_t>(skill_ids_.size())).first->second);
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    auto const [found, added] = skill_set_ids_.emplace(set, static_cast<std::uint32_t>(skill_sets_.size()));
    if (added)
        skill_sets_.push_back(std::move(set));
    return found->second;
}

std::uint32_t people_index::intern_schedule(std::string const& text)
{
    auto const [found, added] = schedule_ids_.emplace(text, static_cast<std::uint32_t>(schedules_.size()));
    if (added) {
        auto read = schedule::parse(text);
        schedules_.push_back(read ? std::move(*read) : schedule{});  // what cannot be read is unknown
    }
    return found->second;
}

void people_index::forget(volunteer_id which)
{
    auto const id = static_cast<std::size_t>(which.value());
    if (id >= place_of_.size() || place_of_[id] == nowhere)
        return;
    rows_[place_of_[id]].flags |= dead;
    place_of_[id] = nowhere;
    --population_;
}

void people_index::put(person const& who)
{
    forget(who.id);
    row each{};
    each.id = static_cast<std::uint32_t>(who.id.value());
    each.home = who.home < communes_.size() ? who.home : no_commune;
    bool const placed = each.home != no_commune && communes_[each.home].located;
    geo_point const at = who.position ? *who.position : placed ? communes_[each.home].centre : geo_point{};
    each.latitude = static_cast<float>(at.latitude);
    each.longitude = static_cast<float>(at.longitude);
    each.skills = intern_skills(who.skills);
    each.schedule = intern_schedule(who.availability);
    each.born = who.birth_date
                    ? static_cast<std::int32_t>(std::chrono::sys_days{*who.birth_date}.time_since_epoch().count())
                    : unknown_birth;
    each.radius_km = static_cast<float>(who.radius_km.value_or(0));
    each.territory = who.territory;
    each.flags = static_cast<std::uint8_t>(
        (who.sms ? sms : 0) | (who.email ? email : 0) | (who.opted_out ? out : 0) | (who.position ? own_position : 0)
    );
    auto const id = static_cast<std::size_t>(each.id);
    if (id >= place_of_.size())
        place_of_.resize(std::max(id + 1, place_of_.size() + place_of_.size() / 2), nowhere);
    place_of_[id] = static_cast<std::uint32_t>(rows_.size());
    if (rows_.size() == rows_.capacity())
        rows_.reserve(rows_.size() + rows_.size() / 16 + 1024);  // doubling would cost a budget of memory
    rows_.push_back(each);
    ++population_;
}

void people_index::erase(volunteer_id which) { forget(which); }

void people_index::opt_out(volunteer_id which)
{
    auto const id = static_cast<std::size_t>(which.value());
    if (id < place_of_.size() && place_of_[id] != nowhere)
        rows_[place_of_[id]].flags |= out;
}

void people_index::settle()
{
    std::erase_if(rows_, [](row const& each) { return (each.flags & dead) != 0; });
    sort_rows();
    rows_.shrink_to_fit();
    settled_ = rows_.size();
    std::fill(place_of_.begin(), place_of_.end(), nowhere);
    for (std::uint32_t i = 0; i < rows_.size(); ++i)
        place_of_[rows_[i].id] = i;
    draw_runs();
    list_residents();
}

/// People known by their commune first, commune by commune; then people with coordinates, along the curve.
void people_index::sort_rows()
{
    std::vector<std::uint64_t> keys;
    keys.reserve(rows_.size());
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        auto const& each = rows_[i];
        bool const own = (each.flags & own_position) != 0;
        auto const ground =
            own ? along_the_curve(each.latitude, each.longitude) >> 1U : std::min(each.home, no_commune >> 1U);
        keys.push_back((std::uint64_t{own} << 31U | ground) << 32U | i);
    }
    sort_by_upper_half(keys);
    // Row i is now what the lower half of keys[i] names. Moved in place, cycle by cycle: a second copy of the register would
    // cost a budget of memory.
    auto const source = [&keys](std::uint32_t row) { return static_cast<std::uint32_t>(keys[row]); };
    for (std::uint32_t start = 0; start < rows_.size(); ++start) {
        auto const held = rows_[start];
        auto to = start;
        for (auto from = source(to); from != start; from = source(to)) {
            rows_[to] = rows_[from];
            keys[to] = to;
            to = from;
        }
        rows_[to] = held;
        keys[to] = to;
    }
}

/// Where each commune's people begin, and the boxes around neighbours with coordinates.
void people_index::draw_runs()
{
    commune_runs_.assign(communes_.size() + 2, 0);
    runs_.clear();
    auto const nobody_home = communes_.size();  // the run of people without a known commune
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        auto const& each = rows_[i];
        if ((each.flags & own_position) == 0) {
            ++commune_runs_[std::min<std::size_t>(each.home, nobody_home) + 1];
            continue;
        }
        geo_point const at{each.latitude, each.longitude};
        if (runs_.empty() || i - runs_.back().from == most_in_run)
            runs_.push_back({i, i, {at, at}});
        auto& run = runs_.back();
        run.until = i + 1;
        run.box.low = {std::min(run.box.low.latitude, at.latitude), std::min(run.box.low.longitude, at.longitude)};
        run.box.high = {std::max(run.box.high.latitude, at.latitude), std::max(run.box.high.longitude, at.longitude)};
    }
    for (std::size_t i = 1; i < commune_runs_.size(); ++i)
        commune_runs_[i] += commune_runs_[i - 1];
}

/// Of people with coordinates, who lives in which commune: a zone may name it.
void people_index::list_residents()
{
    resident_runs_.assign(communes_.size() + 1, 0);
    auto const for_each = [this](auto take) {
        for (auto i = commune_runs_.back(); i < rows_.size(); ++i)
            if (rows_[i].home != no_commune)
                take(i, rows_[i].home);
    };
    for_each([this](std::uint32_t, commune_index home) { ++resident_runs_[home]; });
    for (std::size_t i = 1; i < resident_runs_.size(); ++i)
        resident_runs_[i] += resident_runs_[i - 1];
    residents_.resize(resident_runs_.back());
    residents_.shrink_to_fit();
    for_each([this](std::uint32_t i, commune_index home) { residents_[--resident_runs_[home]] = i; });
}

std::size_t people_index::memory() const
{
    return rows_.capacity() * sizeof(row) + place_of_.capacity() * sizeof(std::uint32_t) +
           (commune_runs_.capacity() + resident_runs_.capacity() + residents_.capacity()) * sizeof(std::uint32_t) +
           runs_.capacity() * sizeof(run) +
           communes_.capacity() * sizeof(ground);
}

/// One selection, in four looks: who is in the zone, what tables say of them, what takes a look at each, in which order.
class people_index::selecting {
public:
    selecting(people_index const& index, criteria const& wanted)
        : index_(index)
        , wanted_(wanted)
        , shapes_(wanted.where)
        , measure_(place())
        , schedule_verdicts_(index.schedules_.size() * territories_, not_judged)
        , skill_verdicts_(index.skill_sets_.size())
    {
        for (auto const& skill : wanted.skills)
            needed_.push_back(skill_id(skill));
        for (auto const& role : wanted.roles)
            roles_.push_back(skill_id(role));
        if (wanted.born_by)
            latest_birth_ = static_cast<std::int32_t>(std::chrono::sys_days{*wanted.born_by}.time_since_epoch().count());
        if (wanted.name)
            named_ = static_cast<int>(*wanted.name);
        for (unsigned flags = 0; flags < flag_verdicts_.size(); ++flags)
            flag_verdicts_[flags] = judge_flags(flags);
    }

    selection all()
    {
        found_.population = static_cast<int>(index_.population_);
        by_commune();
        by_position();
        for (auto i = static_cast<std::uint32_t>(index_.settled_); i < index_.rows_.size(); ++i)
            if (in_zone(index_.rows_[i]))
                rows_.push_back(i);
        auto const looked_at = static_cast<int>(rows_.size());
        sift();
        auto const gone = excluded(exclusion::outside_zone);
        excluded(exclusion::outside_zone) = found_.population - (looked_at - gone);
        if (wanted_.name == exclusion::outside_zone)
            name_outsiders();
        look_closer();
        order();
        return std::move(found_);
    }

private:
    /// A bit for each exclusion that holds; the lowest is the one that counts.
    using reasons = std::uint32_t;
    static constexpr auto stays = static_cast<int>(exclusion::count);
    static constexpr std::uint8_t not_judged = 255;

    static constexpr reasons reason(exclusion why, bool holds = true) { return reasons{holds} << static_cast<unsigned>(why); }

    struct skill_verdict {
        bool judged = false;
        bool enough = false;
        std::uint32_t roles = 0;
    };

    std::uint32_t skill_id(std::string const& skill) const
    {
        auto const known = index_.skill_ids_.find(skill);
        return known == index_.skill_ids_.end() ? nowhere : known->second;
    }

    geo_point place() const
    {
        if (wanted_.place)
            return *wanted_.place;
        std::vector<geo_point> points;
        for (auto const& shape : wanted_.where.polygons)
            points.push_back(middle_of(shape.ring));
        for (auto const& circle : wanted_.where.circles)
            points.push_back(circle.centre);
        for (auto const commune : wanted_.where.communes)
            if (commune < index_.communes_.size() && index_.communes_[commune].located)
                points.push_back(index_.communes_[commune].centre);
        return middle_of(points);
    }

    bool names(commune_index home) const
    {
        return std::binary_search(wanted_.where.communes.begin(), wanted_.where.communes.end(), home);
    }

    bool drawing_touches(commune_index home) const
    {
        if (shapes_.empty() || home >= index_.communes_.size() || !index_.communes_[home].located)
            return false;
        auto const& ground = index_.communes_[home];
        return shapes_.touches(ground.centre, ground.uncertainty_km);
    }

    bool in_zone(row const& each) const
    {
        if (names(each.home))
            return true;
        if ((each.flags & own_position) != 0)
            return !shapes_.empty() && shapes_.holds({each.latitude, each.longitude});
        return drawing_touches(each.home);
    }

    void take(std::uint32_t from, std::uint32_t until)
    {
        auto const before = static_cast<std::ptrdiff_t>(rows_.size());
        rows_.resize(rows_.size() + (until - from));
        std::iota(rows_.begin() + before, rows_.end(), from);
    }

    /// Whole communes: those that are named, with everybody who lives there, and those that a drawing may touch.
    void by_commune()
    {
        auto const& runs = index_.commune_runs_;
        auto const& residents = index_.resident_runs_;
        if (index_.settled_ == 0)
            return;
        for (auto const commune : wanted_.where.communes) {
            if (commune >= index_.communes_.size())
                continue;
            take(runs[commune], runs[commune + 1]);
            for (auto i = residents[commune]; i < residents[commune + 1]; ++i)
                rows_.push_back(index_.residents_[i]);
        }
        if (shapes_.empty())
            return;
        auto const around = grown(shapes_.bounds(), 60);
        for (commune_index commune = 0; commune < index_.communes_.size(); ++commune) {
            if (runs[commune] == runs[commune + 1])
                continue;
            auto const at = index_.communes_[commune].centre;
            bool const near = at.latitude >= around.low.latitude && at.latitude <= around.high.latitude &&
                              at.longitude >= around.low.longitude && at.longitude <= around.high.longitude;
            bool const vast = index_.communes_[commune].uncertainty_km > 60;
            if ((near || vast) && !names(commune) && drawing_touches(commune))
                take(runs[commune], runs[commune + 1]);
        }
    }

    /// People with coordinates in a drawing: whole runs where it is clear, one by one where an edge passes.
    void by_position()
    {
        if (shapes_.empty())
            return;
        bool const by_name = !wanted_.where.communes.empty();
        auto const around = shapes_.bounds();
        for (auto const& run : index_.runs_) {
            bool const near =
                run.box.low.latitude <= around.high.latitude && run.box.high.latitude >= around.low.latitude &&
                run.box.low.longitude <= around.high.longitude && run.box.high.longitude >= around.low.longitude;
            auto const over = near ? shapes_.over(run.box) : shape_test::overlap::outside;
            if (over == shape_test::overlap::outside)
                continue;
            if (over == shape_test::overlap::inside && !by_name) {
                take(run.from, run.until);
                continue;
            }
            for (auto i = run.from; i < run.until; ++i) {
                auto const& each = index_.rows_[i];
                bool const inside = over == shape_test::overlap::inside || shapes_.holds({each.latitude, each.longitude});
                if (inside && !(by_name && names(each.home)))  // by_commune() has those
                    rows_.push_back(i);
            }
        }
    }

    int& excluded(exclusion why) { return found_.excluded[static_cast<std::size_t>(why)]; }

    reasons judge_flags(unsigned flags) const
    {
        bool const reachable = std::any_of(wanted_.media.begin(), wanted_.media.end(), [flags](medium over) {
            return (flags & (over == medium::sms ? sms : email)) != 0;
        });
        return reason(exclusion::outside_zone, (flags & dead) != 0) | reason(exclusion::opted_out, (flags & out) != 0) |
               reason(exclusion::not_reachable, !reachable);
    }

    freedom free_at(row const& each)
    {
        auto& known = schedule_verdicts_.data()[each.schedule * territories_ + each.territory];
        if (known == not_judged) [[unlikely]]
            known = static_cast<std::uint8_t>(judge_schedule(each));
        return static_cast<freedom>(known);
    }

    [[gnu::noinline]] freedom judge_schedule(row const& each) const
    {
        if (!wanted_.days || each.territory >= wanted_.windows.size())
            return freedom::unknown;
        return index_.schedules_[each.schedule].during(wanted_.windows[each.territory], *wanted_.days, each.territory);
    }

    skill_verdict const& skills_of(row const& each)
    {
        auto& known = skill_verdicts_.data()[each.skills];
        if (!known.judged) [[unlikely]]
            known = judge_skills(each);
        return known;
    }

    [[gnu::noinline]] skill_verdict judge_skills(row const& each) const
    {
        auto const& set = index_.skill_sets_[each.skills];
        auto const has = [&set](std::uint32_t skill) { return std::binary_search(set.begin(), set.end(), skill); };
        skill_verdict found;
        found.judged = true;
        found.enough = std::all_of(needed_.begin(), needed_.end(), has);
        for (std::size_t role = 0; role < std::min<std::size_t>(roles_.size(), 32); ++role)
            if (has(roles_[role]))
                found.roles |= 1U << role;
        return found;
    }

    /// What tables say of them all. No branch depends on the person: half of a crowd is free, half of it is not, and
    /// guessing wrong costs more than looking everything up.
    void sift()
    {
        std::array<int, std::size_t{stays} + 1> counted{};
        auto const* const all = index_.rows_.data();
        auto* left = rows_.data();
        for (auto const i : rows_) {
            auto const& each = all[i];
            auto const against = flag_verdicts_[each.flags] | reason(exclusion::under_age, each.born > latest_birth_) |
                                 reason(exclusion::not_available, free_at(each) == freedom::no) |
                                 reason(exclusion::lacks_skill, !skills_of(each).enough) | 1U << stays;
            int const why = std::countr_zero(against);
            ++counted[static_cast<std::size_t>(why)];
            if (why == named_ && (each.flags & dead) == 0)
                found_.named.emplace_back(each.id);
            *left = i;
            left += why == stays ? 1 : 0;
        }
        rows_.resize(static_cast<std::size_t>(left - rows_.data()));
        std::copy(counted.begin(), counted.end() - 1, found_.excluded.begin());
    }

    void leave_out(row const& each, exclusion why)
    {
        ++excluded(why);
        if (wanted_.name == why)
            found_.named.emplace_back(each.id);
    }

    medium medium_for(row const& each) const
    {
        return *std::find_if(wanted_.media.begin(), wanted_.media.end(), [&each](medium over) {
            return (each.flags & (over == medium::sms ? sms : email)) != 0;
        });
    }

    /// What takes a look at each: how far, what they were asked here and elsewhere, how often of late.
    void look_closer()
    {
        crowd const asked{wanted_.asked_already};
        crowd const said_yes{wanted_.said_yes_elsewhere};
        crowd const asked_elsewhere{wanted_.asked_elsewhere};
        crowd const to_take{wanted_.to_take};
        contact_counts const nobody;
        auto const& contacted = wanted_.contacted ? *wanted_.contacted : nobody;
        found_.candidates.reserve(rows_.size());
        for (auto const i : rows_) {
            auto const& each = index_.rows_[i];
            float const distance = measure_(each.latitude, each.longitude);
            if (each.radius_km > 0 && distance > each.radius_km) {
                leave_out(each, exclusion::too_far);
            } else if (asked.has(each.id)) {
                leave_out(each, exclusion::asked_already);
            } else if (said_yes.has(each.id)) {
                leave_out(each, exclusion::said_yes_elsewhere);
            } else if (asked_elsewhere.has(each.id)) {
                leave_out(each, exclusion::asked_elsewhere);
            } else if (spent(contacted.of_day(each.id), wanted_.limits.per_day)) {
                leave_out(each, exclusion::over_day_budget);
            } else if (spent(contacted.of_month(each.id), wanted_.limits.per_month)) {
                leave_out(each, exclusion::over_month_budget);
            } else {
                auto& one = found_.candidates.emplace_back();
                one.id = volunteer_id{each.id};
                one.over = medium_for(each);
                one.distance_km = distance;
                one.roles = skills_of(each).roles;
                one.availability_known = free_at(each) == freedom::yes;
                one.to_take = to_take.has(each.id);
                found_.to_take += one.to_take ? 1 : 0;
            }
        }
    }

    void name_outsiders()
    {
        for (auto const& each : index_.rows_)
            if ((each.flags & dead) == 0 && !in_zone(each))
                found_.named.emplace_back(each.id);
    }

    void order()
    {
        // 32 bits of order (to be taken from others, unknown availability, 5 km steps, contacts of the month, chance) above
        // 32 bits of position, sorted by their upper half.
        contact_counts const nobody;
        auto const& contacted = wanted_.contacted ? *wanted_.contacted : nobody;
        std::vector<std::uint64_t> keys;
        keys.reserve(found_.candidates.size());
        for (std::uint32_t i = 0; i < found_.candidates.size(); ++i) {
            auto const& each = found_.candidates[i];
            auto const id = static_cast<std::uint32_t>(each.id.value());
            auto const taken = each.to_take ? 1U : 0U;
            auto const unknown = each.availability_known ? 0U : 1U;
            auto const step = static_cast<std::uint32_t>(std::min(each.distance_km, 5115.0F) / 5);
            auto const contacts = static_cast<std::uint32_t>(std::min(contacted.of_month(id), 7));
            auto const lot = draw(id, wanted_.chance) >> 15U;
            keys.push_back(std::uint64_t{taken << 31U | unknown << 30U | step << 20U | contacts << 17U | lot} << 32U | i);
        }
        sort_by_upper_half(keys);
        std::vector<candidate> ordered;
        ordered.reserve(keys.size());
        for (auto const key : keys)
            ordered.push_back(found_.candidates[static_cast<std::uint32_t>(key)]);
        found_.candidates = std::move(ordered);

        std::sort(found_.named.begin(), found_.named.end());
    }

    people_index const& index_;
    criteria const& wanted_;
    std::size_t const territories_ = territories().size();
    shape_test shapes_;
    ruler measure_;
    std::array<reasons, 32> flag_verdicts_{};
    std::vector<std::uint8_t> schedule_verdicts_;
    std::vector<skill_verdict> skill_verdicts_;
    std::vector<std::uint32_t> needed_;
    std::vector<std::uint32_t> roles_;
    std::int32_t latest_birth_ = INT32_MAX;
    int named_ = -1;
    std::vector<std::uint32_t> rows_;  ///< of who is still in question
    selection found_;
};

selection people_index::select(criteria const& wanted) const { return selecting{*this, wanted}.all(); }

}  // namespace tocsin::rules
