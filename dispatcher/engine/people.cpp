// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/people.hpp"

namespace tocsin::dispatcher {
namespace {

constexpr int page = 5000;

std::vector<rules::people_index::ground> ground_of(rules::gazetteer const& places)
{
    std::vector<rules::people_index::ground> ground;
    ground.reserve(places.communes().size());
    for (auto const& each : places.communes())
        ground.push_back({each.centre, each.uncertainty_km, each.located});
    return ground;
}

}  // namespace

people::people(rulebooks const& books) : books_(books), index_(ground_of(books.places)) {}

rules::person people::as_person(volunteer const& who) const
{
    register_entry entry;
    entry.who = who;
    entry.has_mobile = who.mobile.has_value();
    entry.has_email = who.email.has_value();
    return as_person(entry);
}

rules::person people::as_person(register_entry const& entry) const
{
    auto const& who = entry.who;
    rules::person one;
    one.id = who.id;
    one.home = who.commune.empty() ? rules::no_commune : books_.places.find(who.commune);
    one.position = who.position;
    one.radius_km = who.radius_km;
    one.skills = who.skills;
    if (who.drill)
        one.skills.emplace_back(drill_skill);
    one.availability = who.availability;
    one.territory = rules::territory_of(who.commune.empty() ? who.postcode : who.commune);
    one.birth_date = who.birth_date;
    bool const may_be_written_to = !entry.damaged && !who.restricted;
    one.sms = may_be_written_to && who.consent_sms && entry.has_mobile && who.mobile_takes_sms;
    one.email = may_be_written_to && who.consent_email && entry.has_email;
    one.opted_out = who.opted_out.has_value();
    return one;
}

task<stored<void>> people::load(store& from)
{
    volunteer_id last;
    damaged_ = 0;
    while (true) {
        auto const some = co_await from.entries_after(last, page);
        if (!some)
            co_return some.error();
        if (some->empty())
            break;
        for (auto const& each : *some) {
            index_.put(as_person(each));
            damaged_ += each.damaged ? 1 : 0;
        }
        last = some->back().who.id;
    }
    settle();
    ready_ = true;
    co_return stored<void>{};
}

void people::put(std::vector<volunteer> const& changed)
{
    for (auto const& who : changed)
        index_.put(as_person(who));
}

void people::opt_out(std::vector<volunteer_id> const& who)
{
    for (auto const each : who)
        index_.opt_out(each);
}

void people::erase(volunteer_id who) { index_.erase(who); }

}  // namespace tocsin::dispatcher
