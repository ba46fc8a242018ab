// SPDX-License-Identifier: Apache-2.0
// The register as selection needs it: who is where, may be asked, can and is free. Rows stand in the order of the
// ground (home commune, then along a curve for people with their own coordinates), so that a zone is a few runs of rows;
// what repeats among people (schedules, sets of skills) is kept once and judged once a selection.
#pragma once

#include "rules/availability.hpp"
#include "rules/geo/area.hpp"
#include "rules/geo/shape.hpp"
#include "rules/select/contacts.hpp"
#include "rules/words/contact.hpp"
#include "rules/words/ids.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocsin::rules {

/// One volunteer on the way into the index.
struct person {
    volunteer_id id;
    commune_index home = no_commune;
    std::optional<geo_point> position;  ///< their own; otherwise the commune's centre
    std::optional<double> radius_km;
    std::vector<std::string> skills;  ///< as stored, what they include spelt out
    std::string availability;
    tocsin::rules::territory territory = 0;
    std::optional<std::chrono::year_month_day> birth_date;
    bool sms = false;  ///< a mobile, and consent
    bool email = false;  ///< an address, and consent
    bool opted_out = false;
};

/// Why somebody is not a candidate: the first of these that holds. In the order in which they are looked at.
enum class exclusion {
    outside_zone,
    opted_out,
    not_reachable,  ///< no address or no consent for any of the media
    under_age,  ///< or of unknown age where the platform admits minors: see criteria
    not_available,
    lacks_skill,
    too_far,  ///< farther than they said they go
    asked_already,
    said_yes_elsewhere,  ///< confirmed or in reserve: nobody takes them from there
    asked_elsewhere,  ///< another mobilisation waits for their answer
    over_day_budget,  ///< asked so often within 24 hours that they are left in peace
    over_month_budget,
    count,
};

std::string_view to_string(exclusion value);
std::optional<exclusion> parse_exclusion(std::string_view text);

struct criteria {
    area where;
    std::optional<geo_point> place;  ///< of the mission, for distances; none: the middle of the zone
    std::vector<local_window> windows;  ///< when they are needed, on the clock of each territory
    calendar const* days = nullptr;
    std::vector<std::string> skills;  ///< all of them
    std::vector<std::string> roles;  ///< marked on the candidates, excluding nobody; 32 at most
    std::optional<std::chrono::year_month_day> born_by;  ///< latest birth date admitted; an unknown one is admitted
    std::vector<medium> media;  ///< in order of preference
    std::vector<volunteer_id> asked_already;  ///< ascending
    std::vector<volunteer_id> said_yes_elsewhere;  ///< ascending
    std::vector<volunteer_id> asked_elsewhere;  ///< ascending
    std::vector<volunteer_id> to_take;  ///< ascending; asked elsewhere by less urgent mobilisations: candidates, the last ones
    contact_counts const* contacted = nullptr;  ///< how often people were asked of late; none: nobody counts
    contact_limits limits;
    std::uint64_t chance = 0;  ///< breaks ties, so that the same people are not always first
    std::optional<exclusion> name;  ///< also list who is left out for this reason
};

struct candidate {
    volunteer_id id;
    medium over = medium::sms;
    float distance_km = 0;
    std::uint32_t roles = 0;  ///< bit i: has criteria.roles[i]
    bool availability_known = false;
    bool to_take = false;  ///< see criteria
};

struct selection {
    int population = 0;
    std::array<int, static_cast<std::size_t>(exclusion::count)> excluded{};
    /// Those whom nobody else waits for first; known to be free, then nearer (in steps of 5 km), then less often asked of
    /// late, then by chance.
    std::vector<candidate> candidates;
    int to_take = 0;  ///< candidates who would be taken from less urgent mobilisations
    std::vector<volunteer_id> named;
};

class people_index {
public:
    /// Centres and uncertainties of the communes, by commune_index.
    struct ground {
        geo_point centre;
        double uncertainty_km = 0;
        bool located = false;
    };

    explicit people_index(std::vector<ground> communes);

    /// Adds or replaces. Cheap: the new row waits aside until settle().
    void put(person const& who);
    void erase(volunteer_id which);
    void opt_out(volunteer_id which);
    /// Brings what waits aside into the order of the ground. Selections are right without it, only slower.
    void settle();
    /// How many rows wait aside.
    std::size_t unsettled() const { return rows_.size() - settled_; }

    std::size_t size() const { return population_; }
    selection select(criteria const& wanted) const;

    /// Bytes held, for the budget.
    std::size_t memory() const;

private:
    struct row {
        float latitude;
        float longitude;
        std::uint32_t id;
        commune_index home;
        std::uint32_t skills;  ///< into skill_sets_
        std::uint32_t schedule;  ///< into schedules_
        std::int32_t born;  ///< days since 1970; unknown_birth
        float radius_km;  ///< 0: no limit of their own
        tocsin::rules::territory territory;
        std::uint8_t flags;
    };

    struct run {
        std::uint32_t from;
        std::uint32_t until;
        geo_box box;
    };

    class selecting;

    std::uint32_t intern_skills(std::vector<std::string> const& skills);
    std::uint32_t intern_schedule(std::string const& text);
    void forget(volunteer_id which);
    void sort_rows();
    void draw_runs();
    void list_residents();

    std::vector<ground> communes_;
    std::vector<row> rows_;
    std::size_t settled_ = 0;
    std::size_t population_ = 0;
    std::vector<std::uint32_t> place_of_;  ///< row of an id, or none
    std::vector<std::uint32_t> commune_runs_;  ///< first row of each commune's people without coordinates
    std::vector<run> runs_;  ///< people with coordinates, neighbours together
    std::vector<std::uint32_t> residents_;  ///< rows of people with coordinates, by home commune
    std::vector<std::uint32_t> resident_runs_;  ///< where each commune's begin in it

    std::unordered_map<std::string, std::uint32_t> skill_ids_;
    std::map<std::vector<std::uint32_t>, std::uint32_t> skill_set_ids_;
    std::vector<std::vector<std::uint32_t>> skill_sets_;
    std::unordered_map<std::string, std::uint32_t> schedule_ids_;
    std::vector<schedule> schedules_;
};

}  // namespace tocsin::rules
