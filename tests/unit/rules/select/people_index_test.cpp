// SPDX-License-Identifier: Apache-2.0
#include "rules/select/people_index.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>

namespace tocsin::rules {
namespace {

std::vector<people_index::ground> some_ground()
{
    std::vector<people_index::ground> ground;
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 10; ++x)
            ground.push_back({{44.0 + y * 0.1, 6.0 + x * 0.1}, 2.0 + (x + y) % 4, (x + y) % 17 != 0});
    return ground;
}

/// Judges one person at a time, with none of the index's means.
struct oracle {
    std::vector<people_index::ground> ground = some_ground();
    std::map<std::int64_t, person> people;

    bool in_zone(person const& who, area const& where) const
    {
        if (std::find(where.communes.begin(), where.communes.end(), who.home) != where.communes.end())
            return true;
        double uncertainty = 0;
        geo_point at;
        if (who.position) {
            at = {static_cast<float>(who.position->latitude), static_cast<float>(who.position->longitude)};
        } else if (who.home < ground.size() && ground[who.home].located) {
            at = ground[who.home].centre;
            uncertainty = ground[who.home].uncertainty_km;
        } else {
            return false;
        }
        return shape_test{where}.touches(at, uncertainty);
    }

    std::optional<exclusion> why_not(person const& who, criteria const& wanted) const
    {
        if (!in_zone(who, wanted.where))
            return exclusion::outside_zone;
        if (who.opted_out)
            return exclusion::opted_out;
        bool reachable = false;
        for (auto const over : wanted.media)
            reachable = reachable || (over == medium::sms ? who.sms : who.email);
        if (!reachable)
            return exclusion::not_reachable;
        if (wanted.born_by && who.birth_date && *who.birth_date > *wanted.born_by)
            return exclusion::under_age;
        auto const free = schedule::parse(who.availability)->during(wanted.windows[who.territory], *wanted.days, who.territory);
        if (free == freedom::no)
            return exclusion::not_available;
        for (auto const& skill : wanted.skills)
            if (std::find(who.skills.begin(), who.skills.end(), skill) == who.skills.end())
                return exclusion::lacks_skill;
        if (std::binary_search(wanted.asked_already.begin(), wanted.asked_already.end(), who.id))
            return exclusion::asked_already;
        if (std::binary_search(wanted.said_yes_elsewhere.begin(), wanted.said_yes_elsewhere.end(), who.id))
            return exclusion::said_yes_elsewhere;
        if (std::binary_search(wanted.asked_elsewhere.begin(), wanted.asked_elsewhere.end(), who.id))
            return exclusion::asked_elsewhere;
        auto const id = static_cast<std::uint32_t>(who.id.value());
        if (wanted.contacted && wanted.contacted->of_day(id) >= wanted.limits.per_day)
            return exclusion::over_day_budget;
        if (wanted.contacted && wanted.contacted->of_month(id) >= wanted.limits.per_month)
            return exclusion::over_month_budget;
        return std::nullopt;
    }
};

person random_person(std::int64_t id)
{
    person who;
    who.id = volunteer_id{id};
    who.home = *rc::gen::element<commune_index>(3, 7, 21, 40, 55, 99, no_commune);
    if (*rc::gen::arbitrary<bool>())
        who.position = geo_point{44.0 + *rc::gen::inRange(0, 1000) / 1000.0, 6.0 + *rc::gen::inRange(0, 1000) / 1000.0};
    who.skills = std::vector<std::vector<std::string>>{{}, {"boat"}, {"psc1"}, {"boat", "psc1"}}[static_cast<std::size_t>(*rc::gen::inRange(0, 4))];
    who.availability = *rc::gen::element<std::string>("", "24/7", "Mo-Fr 18:00-22:00", "weekend");
    if (*rc::gen::arbitrary<bool>())
        who.birth_date = std::chrono::year{*rc::gen::inRange(1950, 2015)} / 6 / 1;
    who.sms = *rc::gen::inRange(0, 4) != 0;
    who.email = *rc::gen::arbitrary<bool>();
    who.opted_out = *rc::gen::inRange(0, 8) == 0;
    return who;
}

constexpr wall_time some_day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};

/// Numbers 7, 31 were asked twice today, 8, 32 three times this month; 10, 33 once.
contact_counts some_contacts()
{
    std::vector<contact> all;
    for (auto const id : {7, 31})
        for (int i = 1; i <= 2; ++i)
            all.push_back({volunteer_id{id}, some_day - hours{i}});
    for (auto const id : {8, 32})
        for (int i = 2; i <= 4; ++i)
            all.push_back({volunteer_id{id}, some_day - hours{24 * i}});
    for (auto const id : {10, 33})
        all.push_back({volunteer_id{id}, some_day - hours{1}});
    return {all, some_day};
}

criteria random_criteria(calendar const& days)
{
    criteria wanted;
    if (*rc::gen::arbitrary<bool>())
        wanted.where.communes = {3, 40};
    if (*rc::gen::arbitrary<bool>()) {
        geo_polygon star;
        auto const corners = *rc::gen::inRange(3, 40);
        for (int i = 0; i < corners; ++i) {
            double const angle = 2 * std::numbers::pi * i / corners;
            double const radius = *rc::gen::inRange(5, 40) / 100.0;
            star.ring.push_back({44.5 + radius * std::sin(angle), 6.5 + radius * std::cos(angle)});
        }
        star.ring.push_back(star.ring.front());
        wanted.where.polygons.push_back(star);
    }
    if (*rc::gen::arbitrary<bool>())
        wanted.where.circles.push_back({{44.3, 6.4}, static_cast<double>(*rc::gen::inRange(1, 40))});
    wanted.where.widen_km = *rc::gen::inRange(0, 2) * *rc::gen::inRange(0, 20);
    local_time const from = local_day{std::chrono::year{2026} / 11 / 24} + hours{18};
    wanted.windows.assign(territories().size(), {from, from + hours{3}});
    wanted.days = &days;
    wanted.skills = std::vector<std::vector<std::string>>{{}, {}, {"boat"}, {"nobody-has-it"}}[static_cast<std::size_t>(*rc::gen::inRange(0, 4))];
    wanted.roles = {"boat"};
    if (*rc::gen::arbitrary<bool>())
        wanted.born_by = std::chrono::year{2008} / 11 / 24;
    wanted.media = *rc::gen::arbitrary<bool>() ? std::vector<medium>{medium::sms, medium::email} : std::vector<medium>{medium::email};
    wanted.asked_already = {volunteer_id{3}, volunteer_id{9}, volunteer_id{27}};
    wanted.said_yes_elsewhere = {volunteer_id{4}, volunteer_id{28}};
    wanted.asked_elsewhere = {volunteer_id{5}, volunteer_id{29}};
    wanted.to_take = {volunteer_id{6}, volunteer_id{30}};
    static contact_counts const contacted = some_contacts();
    if (*rc::gen::arbitrary<bool>()) {
        wanted.contacted = &contacted;
        wanted.limits = {2, 3};
    }
    wanted.chance = 7;
    return wanted;
}

RC_GTEST_PROP(Select, FindsWhoAPlainLookAtEveryoneFindsAndCountsTheOthersAlike, ())
{
    static calendar const days;
    people_index index{some_ground()};
    oracle plain;
    auto const put = [&](std::int64_t id) {
        auto const who = random_person(id);
        index.put(who);
        plain.people[id] = who;
    };
    auto const count = *rc::gen::inRange(1, 120);
    for (int id = 1; id <= count; ++id)
        put(id);
    if (*rc::gen::arbitrary<bool>())
        index.settle();
    // The registry changes meanwhile.
    for (int i = 0; i < 10; ++i) {
        auto const id = *rc::gen::inRange(1, 130);
        if (*rc::gen::arbitrary<bool>()) {
            put(id);
        } else {
            index.erase(volunteer_id{id});
            plain.people.erase(id);
        }
    }
    auto const wanted = random_criteria(days);
    auto const found = index.select(wanted);
    std::vector<std::int64_t> got;
    for (auto const& each : found.candidates)
        got.push_back(each.id.value());
    std::sort(got.begin(), got.end());
    std::vector<std::int64_t> expected;
    std::array<int, static_cast<std::size_t>(exclusion::count)> excluded{};
    for (auto const& [id, who] : plain.people) {
        if (auto const why = plain.why_not(who, wanted))
            ++excluded[static_cast<std::size_t>(*why)];
        else
            expected.push_back(id);
    }
    RC_ASSERT(got == expected);
    RC_ASSERT(found.excluded == excluded);
    RC_ASSERT(found.population == static_cast<int>(plain.people.size()));
}

TEST(Select, AnEmptyZoneIsNobody)
{
    static calendar const days;
    people_index index{some_ground()};
    person who;
    who.id = volunteer_id{1};
    who.home = 3;
    who.sms = true;
    index.put(who);
    criteria wanted;
    wanted.days = &days;
    wanted.media = {medium::sms};
    EXPECT_TRUE(index.select(wanted).candidates.empty());
}

TEST(Select, NamesThePeopleBehindACount)
{
    static calendar const days;
    people_index index{some_ground()};
    for (int id = 1; id <= 4; ++id) {
        person who;
        who.id = volunteer_id{id};
        who.home = 3;
        who.sms = id != 2;
        index.put(who);
    }
    criteria wanted;
    wanted.days = &days;
    wanted.media = {medium::sms};
    wanted.where.communes = {3};
    wanted.name = exclusion::not_reachable;
    EXPECT_EQ(index.select(wanted).named, std::vector<volunteer_id>{volunteer_id{2}});
}

TEST(Select, AsksThoseWhoAreFreeAndRestedFirst)
{
    people_index index{some_ground()};
    for (int id = 1; id <= 40; ++id) {
        person who;
        who.id = volunteer_id{id};
        who.home = 3;
        who.sms = true;
        index.put(who);
    }
    calendar const days;
    criteria wanted;
    wanted.where.communes = {3};
    wanted.windows.assign(territories().size(), {local_day{std::chrono::year{2026} / 11 / 24}, local_day{std::chrono::year{2026} / 11 / 25}});
    wanted.days = &days;
    wanted.media = {medium::sms};
    auto const contacted = some_contacts();
    wanted.contacted = &contacted;
    wanted.to_take = {volunteer_id{6}, volunteer_id{30}};
    auto const found = index.select(wanted);
    ASSERT_EQ(found.candidates.size(), 40U);
    EXPECT_EQ(found.to_take, 2);
    auto const contacts_of = [&contacted](candidate const& each) {
        return contacted.of_month(static_cast<std::uint32_t>(each.id.value()));
    };
    for (std::size_t i = 1; i < found.candidates.size(); ++i) {
        auto const& before = found.candidates[i - 1];
        auto const& after = found.candidates[i];
        EXPECT_LE(before.to_take, after.to_take);
        if (before.to_take == after.to_take) {
            EXPECT_LE(contacts_of(before), contacts_of(after));
        }
    }
}

}  // namespace
}  // namespace tocsin::rules
