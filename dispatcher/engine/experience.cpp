// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/experience.hpp"

#include "dispatcher/runtime/zones.hpp"

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

using rules::hour_band;

constexpr int lessons_kept = 30;  // the latest; what people did years ago says little
constexpr int fewest_reached = 10;  // below, a mobilisation says nothing
constexpr hours experience_read_again{1};

hour_band band_at(wall_time now, std::string_view time_zone)
{
    auto const civil = to_local(now, time_zone);
    if (!civil)
        return hour_band::day;
    return rules::band_of(std::chrono::duration_cast<minutes>(*civil - std::chrono::floor<std::chrono::days>(*civil)));
}

bool teaches(mobilisation const& what) { return is_over(what.state) && what.started && what.ended && !what.request.exercise; }

bool says_nothing(rules::evidence const& heard) { return heard.yes.empty() && heard.no.empty() && heard.silent.empty(); }

}  // namespace

rules::evidence evidence_of(std::vector<heard_people> const& heard, std::optional<medium> only)
{
    rules::evidence all;
    for (auto const& each : heard) {
        if (only && each.medium != *only)
            continue;
        auto const curve = static_cast<std::uint8_t>(only ? medium::sms : each.medium);
        rules::real_minutes const time{each.time};
        switch (each.known) {
        case heard_people::what::silent: all.silent.push_back({time, each.count, 1, curve, each.roles}); break;
        case heard_people::what::confirmed:
        case heard_people::what::reserve: all.yes.push_back({time, each.count, 1, curve}); break;
        case heard_people::what::declined: all.no.push_back({time, each.count, 1, curve}); break;
        case heard_people::what::queued:
        case heard_people::what::lost: break;
        }
    }
    return all;
}

known_before known_at_first(wall_time now, std::string_view time_zone)
{
    return {rules::cold_prior(band_at(now, time_zone)), {{}, {}}};
}

experience::experience(channels::runtime& world, store& kept, std::string time_zone)
    : world_(world), store_(kept), time_zone_(std::move(time_zone))
{
    known_.relearn();
}

task<void> experience::refresh()
{
    if (again_ && world_.mono() < *again_)
        co_return;
    auto const latest = co_await store_.mobilisations(true, 2 * lessons_kept);
    if (!latest)
        co_return;
    int read_now = 0;
    for (auto const& each : *latest)
        if (teaches(each) && !known_.lessons.contains(each.id) && read_now < lessons_kept) {
            if (!co_await read(each))
                co_return;
            ++read_now;
        }
    while (known_.lessons.size() > static_cast<std::size_t>(lessons_kept))
        known_.lessons.erase(known_.lessons.begin());
    if (read_now > 0)
        known_.relearn();
    again_ = world_.mono() + experience_read_again;
}

task<bool> experience::read(mobilisation what)
{
    auto const heard = co_await store_.heard_in(what.id, *what.ended);
    if (!heard)
        co_return false;
    int reached = 0;
    for (auto const& each : *heard)
        reached += each.known == heard_people::what::lost || each.known == heard_people::what::queued ? 0 : each.count;
    lesson learnt;
    learnt.band = band_at(*what.started, time_zone_);
    if (reached >= fewest_reached) {
        learnt.sms = evidence_of(*heard, medium::sms);
        learnt.mail = evidence_of(*heard, medium::email);
    }
    known_.lessons[what.id] = std::move(learnt);
    co_return true;
}

void experience::knowledge::relearn()
{
    std::map<hour_band, std::vector<rules::evidence>> by_band;
    std::vector<rules::evidence> sms;
    std::vector<rules::evidence> mail;
    for (auto const& [which, each] : lessons) {
        if (!says_nothing(each.sms)) {
            by_band[each.band].push_back(each.sms);
            sms.push_back(each.sms);
        }
        if (!says_nothing(each.mail))
            mail.push_back(each.mail);
    }
    for (auto const band : {hour_band::day, hour_band::evening, hour_band::night})
        priors[band] = rules::learn(rules::cold_prior(band), by_band[band]);
    auto const usual = rules::cold_prior(hour_band::day);
    curves = {{}, mail.empty() ? rules::channel_curve{} : rules::against(rules::learn(usual, sms), rules::learn(usual, mail))};
}

known_before experience::knowledge::at(wall_time now, std::string_view time_zone) const
{
    return {priors.at(band_at(now, time_zone)), curves};
}

}  // namespace tocsin::dispatcher
