// SPDX-License-Identifier: Apache-2.0
#include "tests/support/synthetic_register.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <vector>

namespace tocsin::support {
namespace {

constexpr auto first_names = std::to_array<char const*>(
    {"Camille", "Lou", "Manon", "Hugo", "Léa", "Jules", "Inès", "Gabriel", "Zoé", "Louis", "Chloé", "Adam", "Jade", "Nathan",
     "Sarah", "Théo", "Anaïs", "Malo", "Élise", "Noé", "Nadia", "Karim", "Françoise", "Michel", "Monique", "Gérard"}
);
constexpr auto last_names = std::to_array<char const*>(
    {"Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon", "Michel",
     "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Arnaud", "Blanc", "Garcia"}
);
constexpr auto availabilities = std::to_array<char const*>(
    {"", "", "flexible", "flexible|jours_feries|weekend|vacances", "soiree|semaine", "weekend", "journee|semaine", "24/7",
     "Mo-Fr 18:00-23:00; Sa,Su 08:00-20:00", "Mo-Su 07:00-23:00", "Mo-Fr 08:00-18:00; PH off", "Sa,Su"}
);
constexpr auto skills = std::to_array<char const*>(
    {"", "", "", "psc1", "psc1", "pse1", "pse2", "permis_b", "permis_b|psc1", "boat", "cuisine", "logistique|permis_b"}
);

class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t below(std::uint64_t limit)
    {
        std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15U);
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return (mixed ^ (mixed >> 31U)) % limit;
    }

    double spread() { return static_cast<double>(below(2'000'001)) / 1e6 - 1; }

    template <std::size_t Size>
    char const* one_of(std::array<char const*, Size> const& list)
    {
        return list[below(Size)];
    }

private:
    std::uint64_t state_;
};

}  // namespace

void write_register(
    std::ostream& out, rules::gazetteer const& places, std::string const& departement, int count, std::uint64_t seed
)
{
    std::vector<rules::commune_index> communes;
    std::vector<std::uint64_t> up_to;
    std::uint64_t total = 0;
    for (rules::commune_index i = 0; i < places.communes().size(); ++i) {
        auto const& each = places.at(i);
        if ((!departement.empty() && each.departement != departement) || each.population <= 0 || each.postcodes.empty())
            continue;
        total += static_cast<std::uint64_t>(each.population);
        communes.push_back(i);
        up_to.push_back(total);
    }
    out << "id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,"
           "availability,consent_sms,consent_email\n";
    dice draw{seed};
    for (int i = 0; i < count; ++i) {
        auto const where = std::upper_bound(up_to.begin(), up_to.end(), draw.below(total)) - up_to.begin();
        auto const& commune = places.at(communes[static_cast<std::size_t>(where)]);
        char mobile[32] = "";
        if (i < 10'000 && draw.below(20) != 0)
            std::snprintf(mobile, sizeof mobile, "06 39 98 %02d %02d", i / 100, i % 100);
        char place[64] = ",";
        if (draw.below(3) == 0 && commune.located)
            std::snprintf(
                place, sizeof place, "%.5f,%.5f", commune.centre.latitude + draw.spread() * 0.02,
                commune.centre.longitude + draw.spread() * 0.02
            );
        char born[16];
        std::snprintf(born, sizeof born, "%04d-%02d-%02d", 1950 + static_cast<int>(draw.below(60)), 1 + static_cast<int>(draw.below(12)), 1 + static_cast<int>(draw.below(28)));
        out << "b" << i + 1 << ',' << draw.one_of(first_names) << ',' << draw.one_of(last_names) << ','
            << (draw.below(20) == 0 ? "en" : "fr") << ',' << born << ',' << mobile << ",b" << i + 1 << "@example.org,"
            << commune.postcodes.front() << ',' << commune.code << ',' << place << ','
            << (draw.below(4) == 0 ? std::to_string(10 + draw.below(60)) : "") << ',' << draw.one_of(skills) << ",\""
            << draw.one_of(availabilities) << "\"," << (draw.below(10) != 0 ? "yes" : "no") << ','
            << (draw.below(6) != 0 ? "yes" : "no") << '\n';
    }
}

}  // namespace tocsin::support
