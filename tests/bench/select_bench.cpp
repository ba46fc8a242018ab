// SPDX-License-Identifier: Apache-2.0
// A million volunteers, a polygon of 200 corners, availability and a skill: the index, the same while the registry
// changes, SQLite's R*Tree, a plain scan. All four find the same people, or the bench fails.
#include "rules/select/people_index.hpp"
#include "tests/bench/figures.hpp"

#include <sqlite3.h>

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <set>

namespace {

using namespace tocsin;
using namespace tocsin::rules;

std::uint64_t state = 4;

std::uint64_t below(std::uint64_t limit)
{
    std::uint64_t mixed = (state += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return (mixed ^ (mixed >> 31U)) % limit;
}

person somebody(std::int64_t id)
{
    static std::vector<std::vector<std::string>> const skills{{}, {}, {"psc1"}, {"boat"}, {"boat", "psc1"}, {"permis_b"}};
    static std::vector<std::string> const hours{"", "24/7", "Mo-Fr 18:00-23:00", "weekend", "soiree", "Mo-Su 07:00-23:00"};
    person who;
    who.id = volunteer_id{id};
    // Mainland France, denser around some towns.
    double const spread = below(3) == 0 ? 0.3 : 4.5;
    double const towns[3][2] = {{44.1, 6.2}, {46.5, 2.5}, {45.7, 4.8}};
    auto const& town = towns[below(3)];
    auto const around = [&](double middle) {
        return middle + (static_cast<double>(below(2'000'001)) / 1e6 - 1) * spread;
    };
    who.position = geo_point{static_cast<float>(around(town[0])), static_cast<float>(around(town[1]))};
    who.skills = skills[below(skills.size())];
    who.availability = hours[below(hours.size())];
    who.sms = below(10) != 0;
    who.email = true;
    who.birth_date = std::chrono::year{1950 + static_cast<int>(below(60))} / 5 / 1;
    return who;
}

bool fits(person const& who, criteria const& wanted)
{
    if (!who.sms && !who.email)
        return false;
    if (*who.birth_date > *wanted.born_by)
        return false;
    bool const skilled = std::find(who.skills.begin(), who.skills.end(), wanted.skills[0]) != who.skills.end();
    static std::map<std::string, freedom> known;
    auto const free = known.try_emplace(who.availability, schedule::parse(who.availability)->during(wanted.windows[0], *wanted.days, 0)).first->second;
    return skilled && free != freedom::no;
}

bool inside(geo_polygon const& shape, geo_point at)
{
    bool in = false;
    for (std::size_t i = 0; i + 1 < shape.ring.size(); ++i) {
        auto const& a = shape.ring[i];
        auto const& b = shape.ring[i + 1];
        if ((a.latitude > at.latitude) != (b.latitude > at.latitude) &&
            at.longitude < a.longitude + (at.latitude - a.latitude) / (b.latitude - a.latitude) * (b.longitude - a.longitude))
            in = !in;
    }
    return in;
}

std::set<std::int64_t> ids(selection const& found)
{
    std::set<std::int64_t> set;
    for (auto const& each : found.candidates)
        set.insert(each.id.value());
    return set;
}

class rtree {
public:
    explicit rtree(std::vector<person> const& people)
    {
        sqlite3_open(":memory:", &db_);
        sqlite3_exec(db_, "CREATE VIRTUAL TABLE place USING rtree(id, low_y, high_y, low_x, high_x); BEGIN", nullptr, nullptr, nullptr);
        sqlite3_stmt* insert = nullptr;
        sqlite3_prepare_v2(db_, "INSERT INTO place VALUES (?1, ?2, ?2, ?3, ?3)", -1, &insert, nullptr);
        for (auto const& who : people) {
            sqlite3_bind_int64(insert, 1, who.id.value());
            sqlite3_bind_double(insert, 2, who.position->latitude);
            sqlite3_bind_double(insert, 3, who.position->longitude);
            sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        sqlite3_finalize(insert);
        sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr);
        sqlite3_prepare_v2(db_, "SELECT id FROM place WHERE low_y >= ?1 AND high_y <= ?2 AND low_x >= ?3 AND high_x <= ?4", -1, &query_, nullptr);
    }

    ~rtree()
    {
        sqlite3_finalize(query_);
        sqlite3_close(db_);
    }

    template <class Take>
    void in_box(geo_box const& box, Take take)
    {
        sqlite3_bind_double(query_, 1, box.low.latitude - 1e-5);
        sqlite3_bind_double(query_, 2, box.high.latitude + 1e-5);
        sqlite3_bind_double(query_, 3, box.low.longitude - 1e-5);
        sqlite3_bind_double(query_, 4, box.high.longitude + 1e-5);
        while (sqlite3_step(query_) == SQLITE_ROW)
            take(sqlite3_column_int64(query_, 0));
        sqlite3_reset(query_);
    }

private:
    sqlite3* db_ = nullptr;
    sqlite3_stmt* query_ = nullptr;
};

struct commune_times {
    double drawn;
    double named;
};

/// The same people in 35,000 communes on a grid over France: with their commune's position alone, in the same drawing; and
/// with both, in 200 communes named as a département's would be.
commune_times known_by_commune(std::vector<person> const& people, criteria wanted, int times)
{
    constexpr int across = 187;
    std::vector<people_index::ground> communes;
    for (int i = 0; i < across * across; ++i)
        communes.push_back({{41.5 + i / across * 0.052, -1.5 + i % across * 0.052}, 2.5, true});
    auto const home_of = [](geo_point at) {
        auto const y = std::clamp(static_cast<int>((at.latitude - 41.5) / 0.052), 0, across - 1);
        auto const x = std::clamp(static_cast<int>((at.longitude + 1.5) / 0.052), 0, across - 1);
        return static_cast<commune_index>(y * across + x);
    };
    auto const time = [&](bool own, area where) {
        people_index index{communes};
        for (auto who : people) {
            who.home = home_of(*who.position);
            if (!own)
                who.position.reset();
            index.put(who);
        }
        index.settle();
        wanted.where = std::move(where);
        return bench::median_ms(times, [&] { index.select(wanted); });
    };
    area departement;
    for (int y = 0; y < 14; ++y)
        for (int x = 0; x < 14; ++x)
            departement.communes.push_back(home_of({43.75 + 0.052 * y, 5.85 + 0.052 * x}));
    commune_times found{};
    found.drawn = time(false, wanted.where);
    found.named = time(true, departement);
    return found;
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    int const population = quick ? 50'000 : 1'000'000;
    int const times = quick ? 5 : 31;
    calendar const days;
    people_index index{{}};
    std::vector<person> people;
    for (int id = 1; id <= population; ++id) {
        people.push_back(somebody(id));
        index.put(people.back());
    }
    index.settle();

    criteria wanted;
    geo_polygon shape;
    for (int i = 0; i < 200; ++i) {
        double const angle = 2 * std::numbers::pi * i / 200;
        double const radius = 0.45 + 0.12 * std::sin(9 * angle) + 0.03 * std::cos(31 * angle);
        shape.ring.push_back({44.1 + radius * std::sin(angle), 6.2 + 1.3 * radius * std::cos(angle)});
    }
    shape.ring.push_back(shape.ring.front());
    wanted.where.polygons.push_back(shape);
    local_time const from = local_day{std::chrono::year{2026} / 11 / 24} + hours{18};
    wanted.windows.assign(territories().size(), {from, from + hours{4}});
    wanted.days = &days;
    wanted.skills = {"boat"};
    wanted.media = {medium::sms, medium::email};
    wanted.born_by = std::chrono::year{2008} / 11 / 24;

    auto const expected = ids(index.select(wanted));
    std::set<std::int64_t> scanned;
    double const scan = bench::median_ms(quick ? 3 : 9, [&] {
        scanned.clear();
        for (auto const& who : people)
            if (inside(shape, *who.position) && fits(who, wanted))
                scanned.insert(who.id.value());
    });
    rtree tree{people};
    std::set<std::int64_t> treed;
    auto const box = prepared_polygon{shape}.bounds();
    double const by_tree = bench::median_ms(quick ? 3 : 9, [&] {
        treed.clear();
        tree.in_box(box, [&](std::int64_t id) {
            auto const& who = people[static_cast<std::size_t>(id - 1)];
            if (inside(shape, *who.position) && fits(who, wanted))
                treed.insert(id);
        });
    });
    if (scanned != expected || treed != expected) {
        std::fprintf(stderr, "the three ways do not find the same people\n");
        return 1;
    }
    double const ours = bench::median_ms(times, [&] { index.select(wanted); });
    double const processor = bench::median_ms(times, [&] { index.select(wanted); }, bench::processor_ms);
    int changes = 0;
    double const changing = bench::median_ms(times, [&] {
        for (int i = 0; i < 20; ++i) {
            auto const id = 1 + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(population)));
            index.put(people[static_cast<std::size_t>(id - 1)]);
            ++changes;
        }
        index.select(wanted);
    });
    if (ids(index.select(wanted)) != expected) {
        std::fprintf(stderr, "the registry's changes changed who is found\n");
        return 1;
    }
    auto const by_commune = known_by_commune(people, wanted, times);
    bench::figures out;
    out.add("people", population, "");
    out.add("found", static_cast<double>(expected.size()), "");
    out.add("select", ours, "ms (goal 2)");
    out.add("select, processor time", processor, "ms");
    out.add("select with 20 changes before each", changing, "ms");
    out.add("select, everybody known by their commune alone", by_commune.drawn, "ms");
    out.add("select, a departement's communes named", by_commune.named, "ms");
    out.add("sqlite r*tree and filter", by_tree, "ms");
    out.add("plain scan", scan, "ms");
    out.add("r*tree / select", by_tree / ours, "x");
    out.add("scan / select", scan / ours, "x");
    out.add("bytes a person", static_cast<double>(index.memory()) / population, "B");
    out.write(count, words);
    return 0;
}
