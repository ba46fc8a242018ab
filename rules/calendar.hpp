// SPDX-License-Identifier: Apache-2.0
// Which days are holidays where: public holidays (Alsace-Moselle and overseas included) and school holidays by zone.
#pragma once

#include "rules/words/problem.hpp"
#include "rules/words/time.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// A part of France with one time zone, one set of public holidays and one school calendar; dense from 0.
using territory = std::uint8_t;

struct territory_info {
    std::string_view name;  ///< "metropole-a", "alsace-moselle", "reunion" …
    std::string_view time_zone;  ///< IANA: "Europe/Paris", "Indian/Reunion" …
};

/// All territories; a `territory` is an index into it. The first is mainland France, school zone A.
std::vector<territory_info> const& territories();

/// Of an INSEE commune code, a postcode or a département code ("04", "2A", "974"); mainland zone A when unknown.
territory territory_of(std::string_view code);

/// Public holidays are computed; school holidays come from a table that the administrator can replace.
class calendar {
public:
    calendar() = default;  ///< knows no school holiday

    /// Reads the table of `config/holidays/`: CSV `zone,first_day,last_day,name`. All problems at once.
    static boost::system::result<calendar, problems> read(std::string_view csv, std::string const& file_name);

    bool is_public_holiday(territory where, std::chrono::year_month_day date) const;
    bool is_school_holiday(territory where, std::chrono::year_month_day date) const;

private:
    struct holiday_span {
        std::string zone;
        local_day first;
        local_day last;
    };
    std::vector<holiday_span> school_;
};

}  // namespace tocsin::rules
