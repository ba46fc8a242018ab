// SPDX-License-Identifier: Apache-2.0
// Communes, postcodes, intercommunal bodies, départements, regions: what a zone expression or an alert's area means.
#pragma once

#include "rules/geo/area.hpp"
#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"
#include "rules/words/problem.hpp"

#include <boost/system/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocsin::rules {

struct commune {
    std::string code;  ///< INSEE
    std::string name;
    std::string departement;
    std::string epci;
    int population = 0;
    std::vector<std::string> postcodes;
    geo_point centre;
    double uncertainty_km = 0;  ///< radius of a circle around `centre` that holds the commune
    bool located = false;  ///< false: no coordinates are known; found by name and code, never by shape
};

/// The bytes of config/gazetteer/.
struct gazetteer_files {
    std::string_view communes;
    std::string_view groups;
    std::string_view geocodes;
};

/// Which expression or area cannot be used, why, and what to write instead.
class zone_error {
public:
    zone_error() = default;
    zone_error(std::string what, bilingual why) : what_(std::move(what)), why_(std::move(why)) {}

    std::string const& what() const { return what_; }  ///< empty when the whole zone is meant
    bilingual const& why() const { return why_; }
    bilingual sentence() const;

private:
    std::string what_;
    bilingual why_;
};

[[noreturn]] void throw_exception_from_error(zone_error const& error, boost::source_location const& where);

class gazetteer {
public:
    /// All problems at once; `where` names the folder in them.
    static boost::system::result<gazetteer, problems> read(gazetteer_files const& files, std::string const& where);

    std::vector<commune> const& communes() const { return communes_; }
    commune const& at(commune_index index) const { return communes_[index]; }

    /// By INSEE code, those of former and delegated communes and of city districts included; no_commune when unknown.
    commune_index find(std::string_view code) const;
    std::vector<commune_index> with_postcode(std::string_view postcode) const;
    /// By name, accents, case and punctuation aside; several communes share some names.
    std::vector<commune_index> named(std::string_view name) const;
    std::vector<commune_index> in_departement(std::string_view code) const;
    /// What people of a commune (its INSEE code) call near: the names of the communes of its département. Empty when unknown.
    std::vector<std::string> names_around(std::string_view code) const;

    /// What an expression or a département code means to people: "Alpes-de-Haute-Provence", "Digne-les-Bains".
    std::string name_of(std::string_view expression) const;

    /// The union of expressions: `04`, `04070`, `epci:200067437`, `region:93`, `postcode:04000`,
    /// `circle:44.09,6.23,20` (kilometres), `polygon:44.1,6.1 44.2,6.1 …` (what `polygon:FILE.geojson` becomes once the file is read).
    /// Named communes are widened here, by the distance between centres; shapes carry `widen_km` with them.
    boost::system::result<area, zone_error> resolve(std::vector<std::string> const& zone, double widen_km) const;

    /// The union of an alert's areas: polygons, circles, geocodes NUTS3, INSEE, EMMA_ID. An unknown code, or no usable
    /// area at all, is an error: such an alert is for a person and is never widened.
    boost::system::result<area, zone_error> resolve(std::vector<alert_area> const& areas, double widen_km) const;

    /// The same areas as zone expressions, to be stored with a mobilisation.
    boost::system::result<std::vector<std::string>, zone_error> expressions(std::vector<alert_area> const& areas) const;

    /// Whether two areas share anybody's possible home or any ground.
    bool overlap(area const& left, area const& right) const;

private:
    boost::system::result<void, zone_error> add(area& to, std::string const& expression) const;
    void widen(area& where) const;

    std::vector<commune> communes_;
    std::unordered_map<std::string, commune_index> by_code_;
    std::unordered_multimap<std::string, commune_index> by_postcode_;
    std::unordered_multimap<std::string, commune_index> by_name_;
    std::map<std::string, std::vector<commune_index>, std::less<>> by_departement_;
    std::map<std::string, std::vector<commune_index>, std::less<>> by_epci_;
    std::map<std::string, std::vector<std::string>, std::less<>> departements_of_region_;
    std::map<std::string, std::string, std::less<>> names_;  ///< "departement:04", "epci:…", "region:93" → name
    std::map<std::string, std::string, std::less<>> geocodes_;  ///< "FR821" → "04"
};

}  // namespace tocsin::rules
