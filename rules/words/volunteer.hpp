// SPDX-License-Identifier: Apache-2.0
// Who a volunteer is, where, what they can do, when, and how they agreed to be reached.
#pragma once

#include "rules/words/contact.hpp"
#include "rules/words/ids.hpp"
#include "rules/words/place.hpp"
#include "rules/words/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct volunteer {
    volunteer_id id;
    std::string external_id;  ///< the registry's own id: stable, opaque; an import updates by it
    std::string first_name;
    std::string last_name;
    std::string language = "fr";  ///< BCP 47 primary tag
    std::optional<std::chrono::year_month_day> birth_date;
    std::optional<phone> mobile;
    bool mobile_takes_sms = false;  ///< false for a landline
    std::optional<mailbox> email;
    std::string postcode;
    std::string commune;  ///< INSEE code; empty when unknown
    std::optional<geo_point> position;  ///< the person's own coordinates, when given
    std::optional<double> radius_km;  ///< how far they go; none: no limit of their own
    std::vector<std::string> skills;  ///< normalised: lower case, no accents, [a-z0-9_-]
    std::string availability;  ///< as written, see rules/availability.hpp; empty: unknown
    bool consent_sms = false;
    bool consent_email = false;
    bool drill = false;  ///< enrolled for drills: an exercise may reach them
    std::optional<wall_time> opted_out;
    std::optional<wall_time> restricted;  ///< kept, and neither asked nor written to (GDPR, article 18)

    friend bool operator==(volunteer const&, volunteer const&) = default;
};

}  // namespace tocsin
