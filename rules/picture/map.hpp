// SPDX-License-Identifier: Apache-2.0
// The map of a mobilisation as SVG: the zone, its communes shaded by how many of their people are confirmed, a legend.
// The gazetteer has points and no contours, so each is drawn as the ground nearest to it, and the legend says so.
// Attributes only, no style: it stands in pages whose Content-Security-Policy forbids inline styles. Counts, and nothing
// of anybody's. Pure.
#pragma once

#include "rules/geo/gazetteer.hpp"
#include "rules/picture/cells.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin::rules::picture {

/// Confirmed people by the commune they live in; no_commune: those whose commune is not known.
using people_by_commune = std::map<commune_index, int>;

/// The names of a mobilisation's zone expressions, as people say them: "Alpes-de-Haute-Provence, Digne-les-Bains".
std::string said_zone(gazetteer const& places, std::vector<std::string> const& zone, std::string_view language);

/// The ground of one zone, drawn once and shaded as often as wanted. A zone with more than 1,500 communes around is
/// drawn by département.
class map_sheet {
public:
    /// `zone` as gazetteer::resolve gives it. Copies what it needs.
    map_sheet(gazetteer const& places, area const& zone);

    /// Nothing to draw: the zone has neither a place that is known nor a shape.
    bool empty() const { return high_ <= 0; }

    /// The whole picture, "" when there is none: <svg role="img"> with a title and a description. `id` begins every id
    /// in it, so that several can stand in one page; `title` is text, not markup; `language` is "fr" or "en".
    std::string svg(people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language) const;

    /// The same picture without its legend, and the legend as pictures of their own, which say nothing that the picture's
    /// description does not: one for a desk, and one that can be read across a room. For pages that choose.
    std::string bare_svg(people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language) const;
    std::string key(std::string_view language) const;
    static std::string far_key(std::string_view language);

    /// What of it changes with the counts: the contents of its <g id="ID-shades"> and, above the names, <g id="ID-numbers">.
    std::string shades(people_by_commune const& confirmed) const;
    std::string numbers(people_by_commune const& confirmed, std::string_view language) const;

    /// The same in words, the most first: "Digne-les-Bains 12, Manosque 4". Text, not markup.
    std::string in_words(people_by_commune const& confirmed, std::string_view language) const;

private:
    /// Communes that would stand on each other, as one: many have no coordinates of their own in the gazetteer.
    struct place {
        spot at;
        std::string name;  ///< of the largest commune
        double weight = 0;  ///< population
        bool in_zone = false;
        bool is_named = false;  ///< in the zone by its code, not by a shape
        cell ground;
    };

    struct known {
        std::string name;
        std::size_t place = 0;
    };

    class plane;

    void find_places(gazetteer const& places, area const& zone, plane const& on);
    void share_ground();
    void fit(area const& zone, plane const& on);
    void draw_ground();
    void draw_shapes(area const& zone, plane const& on);
    void name_places();
    std::string names(int size, std::size_t most) const;
    std::string opened(double high, people_by_commune const& confirmed, std::string_view id, std::string_view title, std::string_view language) const;
    std::string drawn(people_by_commune const& confirmed, std::string_view id, std::string_view language) const;
    bool is_seen(place const& which) const;
    std::map<std::size_t, int> by_place(people_by_commune const& confirmed, int& elsewhere) const;

    std::vector<place> places_;
    std::unordered_map<commune_index, known> communes_;
    std::string ground_;  ///< markup under the shades
    std::string lines_;   ///< markup over them
    double high_ = 0;     ///< of the map itself, when it is 1,000 wide
    double scale_ = 1;    ///< units to a kilometre
    spot origin_;         ///< kilometres on the plane where the sheet begins
    bool by_departement_ = false;
};

}  // namespace tocsin::rules::picture
