// SPDX-License-Identifier: Apache-2.0
#include "rules/select/people_index.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace tocsin::rules {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;
constexpr std::int32_t unknown_birth = INT32_MIN;
constexpr double cell_degrees = 0.05;

enum flag : std::uint8_t { sms = 1, email = 2, out = 4, own_position = 8, dead = 16 };

constexpr std::array<spelling<exclusion>, 9> exclusion_spellings{{
    {exclusion::outside_zone, "outside_zone"},
    {exclusion::opted_out, "opted_out"},
    {exclusion::not_reachable, "not_reachable"},
    {exclusion::under_age, "under_age"},
    {exclusion::not_available, "not_available"},
    {exclusion::lacks_skill, "lacks_skill"},
    {exclusion::too_far, "too_far"},
    {exclusion::asked_already, "asked_already"},
    {exclusion::engaged_elsewhere, "engaged_elsewhere"},
}};

std::uint32_t cell_of(double latitude, double longitude)
{
    auto const y = static_cast<std::uint32_t>((latitude + 90) / cell_degrees);
    auto const x = static_cast<std::uint32_t>((longitude + 180) / cell_degrees);
    return y * 7201 + x;
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
    std::vector<std::uint64_t> other(keys.size());
    for (unsigned shift = 32; shift < 64; shift += 8) {
        std::array<std::size_t, 257> from{};
        for (auto const key : keys)
            ++from[(key >> shift & 255U) + 1];
        for (std::size_t i = 1; i < from.size(); ++i)
            from[i] += from[i - 1];
        for (auto const key : keys)
            other[from[key >> shift & 255U]++] = key;
        keys.swap(other);
    }
}

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
    // People known by their commune first, commune by commune; then people with coordinates, cell by cell.
    auto const key = [](row const& each) {
        bool const own = (each.flags & own_position) != 0;
        return std::tuple{own, own ? cell_of(each.latitude, each.longitude) : each.home, each.id};
    };
    std::sort(rows_.begin(), rows_.end(), [&key](row const& a, row const& b) { return key(a) < key(b); });
    rows_.shrink_to_fit();

    std::fill(place_of_.begin(), place_of_.end(), nowhere);
    std::fill(commune_runs_.begin(), commune_runs_.end(), 0);
    cells_.clear();
    auto const nobody_home = communes_.size();  // the run of people without a known commune
    std::uint32_t last_cell = nowhere;
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        auto const& each = rows_[i];
        place_of_[each.id] = i;
        if ((each.flags & own_position) == 0) {
            ++commune_runs_[std::min<std::size_t>(each.home, nobody_home) + 1];
            continue;
        }
        geo_point const at{each.latitude, each.longitude};
        auto const cell = cell_of(at.latitude, at.longitude);
        if (cell != last_cell)
            cells_.push_back({i, i, {at, at}});
        last_cell = cell;
        auto& run = cells_.back();
        run.until = i + 1;
        run.box.low = {std::min(run.box.low.latitude, at.latitude), std::min(run.box.low.longitude, at.longitude)};
        run.box.high = {std::max(run.box.high.latitude, at.latitude), std::max(run.box.high.longitude, at.longitude)};
    }
    for (std::size_t i = 1; i < commune_runs_.size(); ++i)
        commune_runs_[i] += commune_runs_[i - 1];
    settled_ = rows_.size();
}

std::size_t people_index::memory() const
{
    return rows_.capacity() * sizeof(row) + place_of_.capacity() * sizeof(std::uint32_t) +
           commune_runs_.capacity() * sizeof(std::uint32_t) + cells_.capacity() * sizeof(run) +
           communes_.capacity() * sizeof(ground);
}

/// One selection: what is judged once (schedules, skill sets) and what is counted.
class people_index::selecting {
public:
    selecting(people_index const& index, criteria const& wanted)
        : index_(index)
        , wanted_(wanted)
        , shapes_(wanted.where)
        , measure_(place())
        , schedule_verdicts_(index.schedules_.size() * territories().size(), not_judged)
        , skill_verdicts_(index.skill_sets_.size())
    {
        for (auto const& skill : wanted.skills)
            needed_.push_back(skill_id(skill));
        for (auto const& role : wanted.roles)
            roles_.push_back(skill_id(role));
        if (wanted.born_by)
            latest_birth_ = static_cast<std::int32_t>(std::chrono::sys_days{*wanted.born_by}.time_since_epoch().count());
    }

    selection all()
    {
        found_.population = static_cast<int>(index_.population_);
        communes();
        cells();
        for (auto i = index_.settled_; i < index_.rows_.size(); ++i)
            if (auto const& each = index_.rows_[i]; (each.flags & dead) == 0 && in_zone(each))
                judge(each);
        exclude(exclusion::outside_zone) = found_.population - in_zone_;
        if (wanted_.name == exclusion::outside_zone)
            name_outsiders();
        order();
        return std::move(found_);
    }

private:
    static constexpr std::uint8_t not_judged = 255;

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

    /// People known by their commune: whole runs.
    void communes()
    {
        auto const take = [this](commune_index commune) {
            judge_run(index_.commune_runs_[commune], index_.commune_runs_[commune + 1]);
        };
        for (auto const commune : wanted_.where.communes)
            if (commune < index_.communes_.size())
                take(commune);
        if (shapes_.empty())
            return;
        auto const around = grown(shapes_.bounds(), 60);
        for (commune_index commune = 0; commune < index_.communes_.size(); ++commune) {
            auto const at = index_.communes_[commune].centre;
            bool const near = at.latitude >= around.low.latitude && at.latitude <= around.high.latitude &&
                              at.longitude >= around.low.longitude && at.longitude <= around.high.longitude;
            bool const vast = index_.communes_[commune].uncertainty_km > 60;
            if ((near || vast) && index_.commune_runs_[commune] != index_.commune_runs_[commune + 1] && !names(commune) &&
                drawing_touches(commune))
                take(commune);
        }
    }

    /// People with coordinates: whole cells where the drawing is clear, one by one where its edge passes.
    void cells()
    {
        bool const by_name = !wanted_.where.communes.empty();
        auto const around = shapes_.empty() ? geo_box{} : shapes_.bounds();
        for (auto const& run : index_.cells_) {
            auto verdict = shape_test::overlap::outside;
            bool const near = !shapes_.empty() && run.box.low.latitude <= around.high.latitude &&
                              run.box.high.latitude >= around.low.latitude && run.box.low.longitude <= around.high.longitude &&
                              run.box.high.longitude >= around.low.longitude;
            if (near)
                verdict = shapes_.over(run.box);
            if (verdict == shape_test::overlap::inside) {
                judge_run(run.from, run.until);
            } else if (verdict == shape_test::overlap::partly || by_name) {
                for (auto i = run.from; i < run.until; ++i)
                    if (auto const& each = index_.rows_[i]; (each.flags & dead) == 0 && in_zone_here(each, verdict))
                        judge(each);
            }
        }
    }

    bool in_zone_here(row const& each, shape_test::overlap verdict) const
    {
        if (names(each.home))
            return true;
        return verdict == shape_test::overlap::partly && shapes_.holds({each.latitude, each.longitude});
    }

    void judge_run(std::uint32_t from, std::uint32_t until)
    {
        for (auto i = from; i < until; ++i)
            if (auto const& each = index_.rows_[i]; (each.flags & dead) == 0)
                judge(each);
    }

    int& exclude(exclusion why) { return found_.excluded[static_cast<std::size_t>(why)]; }

    void leave_out(row const& each, exclusion why)
    {
        ++exclude(why);
        if (wanted_.name == why)
            found_.named.emplace_back(each.id);
    }

    freedom free_at(row const& each)
    {
        auto& known = schedule_verdicts_[each.schedule * territories().size() + each.territory];
        if (known == not_judged) {
            bool const asked = wanted_.days && each.territory < wanted_.windows.size();
            known = static_cast<std::uint8_t>(
                asked ? index_.schedules_[each.schedule].during(wanted_.windows[each.territory], *wanted_.days, each.territory)
                      : freedom::unknown
            );
        }
        return static_cast<freedom>(known);
    }

    skill_verdict const& skills_of(row const& each)
    {
        auto& known = skill_verdicts_[each.skills];
        if (!known.judged) {
            auto const& set = index_.skill_sets_[each.skills];
            auto const has = [&set](std::uint32_t skill) { return std::binary_search(set.begin(), set.end(), skill); };
            known.judged = true;
            known.enough = std::all_of(needed_.begin(), needed_.end(), has);
            for (std::size_t role = 0; role < std::min<std::size_t>(roles_.size(), 32); ++role)
                if (has(roles_[role]))
                    known.roles |= 1U << role;
        }
        return known;
    }

    std::optional<medium> medium_for(row const& each) const
    {
        for (auto const over : wanted_.media)
            if ((each.flags & (over == medium::sms ? sms : email)) != 0)
                return over;
        return std::nullopt;
    }

    static bool among(std::vector<volunteer_id> const& list, std::uint32_t id)
    {
        return !list.empty() && std::binary_search(list.begin(), list.end(), volunteer_id{id});
    }

    void judge(row const& each)
    {
        ++in_zone_;
        if ((each.flags & out) != 0)
            return leave_out(each, exclusion::opted_out);
        auto const over = medium_for(each);
        if (!over)
            return leave_out(each, exclusion::not_reachable);
        if (latest_birth_ && each.born != unknown_birth && each.born > *latest_birth_)
            return leave_out(each, exclusion::under_age);
        auto const free = free_at(each);
        if (free == freedom::no)
            return leave_out(each, exclusion::not_available);
        auto const& skills = skills_of(each);
        if (!skills.enough)
            return leave_out(each, exclusion::lacks_skill);
        float const distance = measure_(each.latitude, each.longitude);
        if (each.radius_km > 0 && distance > each.radius_km)
            return leave_out(each, exclusion::too_far);
        if (among(wanted_.asked_already, each.id))
            return leave_out(each, exclusion::asked_already);
        if (among(wanted_.engaged_elsewhere, each.id))
            return leave_out(each, exclusion::engaged_elsewhere);
        candidate one;
        one.id = volunteer_id{each.id};
        one.over = *over;
        one.distance_km = distance;
        one.roles = skills.roles;
        one.availability_known = free == freedom::yes;
        found_.candidates.push_back(one);
    }

    void name_outsiders()
    {
        for (auto const& each : index_.rows_)
            if ((each.flags & dead) == 0 && !in_zone(each))
                found_.named.emplace_back(each.id);
    }

    void order()
    {
        // 32 bits of order (unknown availability, 5 km steps, chance) above 32 bits of position, sorted by their upper half.
        std::vector<std::uint64_t> keys;
        keys.reserve(found_.candidates.size());
        for (std::uint32_t i = 0; i < found_.candidates.size(); ++i) {
            auto const& each = found_.candidates[i];
            auto const step = static_cast<std::uint32_t>(std::min(each.distance_km, 80'000.0F) / 5);
            auto const unknown = each.availability_known ? 0U : 1U;
            auto const lot = draw(static_cast<std::uint32_t>(each.id.value()), wanted_.chance) >> 15U;
            keys.push_back(std::uint64_t{unknown << 31U | step << 17U | lot} << 32U | i);
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
    shape_test shapes_;
    ruler measure_;
    std::vector<std::uint8_t> schedule_verdicts_;
    std::vector<skill_verdict> skill_verdicts_;
    std::vector<std::uint32_t> needed_;
    std::vector<std::uint32_t> roles_;
    std::optional<std::int32_t> latest_birth_;
    int in_zone_ = 0;
    selection found_;
};

selection people_index::select(criteria const& wanted) const { return selecting{*this, wanted}.all(); }

}  // namespace tocsin::rules
