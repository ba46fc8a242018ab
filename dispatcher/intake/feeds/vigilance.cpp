// SPDX-License-Identifier: Apache-2.0
// Météo-France, DPVigilance v1 "cartevigilance/encours": {product: {update_time, periods: [{echeance, begin_validity_time,
// end_validity_time, timelaps: {domain_ids: [{domain_id, phenomenon_items: [{phenomenon_id, phenomenon_max_color_id,
// timelaps_items: [{begin_time, end_time, color_id}]}]}]}}]}}. A green item says that nothing is to be feared (any more).
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

namespace tocsin::dispatcher::feeds {
namespace {

namespace json = boost::json;

/// Some hours of one colour.
struct stretch {
    std::string colour;
    wall_time begin;
    wall_time end;
};

/// All that is said of one phenomenon in one domain, over all periods.
struct outlook {
    std::vector<stretch> stretches;
    json::array original;
};

bool is_departement(std::string_view domain)
{
    auto const digits = std::count_if(domain.begin(), domain.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool const corsica = domain == "2A" || domain == "2B";
    bool const overseas = domain.size() == 3 && domain.starts_with("97");
    return corsica || (static_cast<std::size_t>(digits) == domain.size() && (domain.size() == 2 || overseas) && domain != "99");
}

class vigilance final : public format {
public:
    vigilance(table ratings, std::vector<std::string> domains) : table_(std::move(ratings)), domains_(std::move(domains)) {}

    std::string_view accepts() const override { return "application/json"; }

    maybe<reading> read(std::string_view bytes, std::string const&) const override
    {
        auto const document = parse_json(bytes);
        if (!document)
            return document.error();
        auto const& product = member(*document, "product");
        auto const updated = instant_of(product, "update_time");
        if (!updated || !member(product, "periods").is_array())
            return not_the_kind("la carte de vigilance de Météo-France", "Météo-France's vigilance map");
        reading all;
        all.as_of = updated;
        std::map<std::pair<std::string, std::string>, outlook> outlooks;
        for (auto const& period : list_of(product, "periods"))
            gather(period, outlooks, all.skipped);
        for (auto const& [of, said] : outlooks)
            all.entries.push_back(entry_of(of.first, of.second, said, *updated));
        return all;
    }

private:
    bool heeds(std::string const& domain) const
    {
        return domains_.empty() ? is_departement(domain)
                                : std::find(domains_.begin(), domains_.end(), domain) != domains_.end();
    }

    void gather(
        json::value const& period, std::map<std::pair<std::string, std::string>, outlook>& into, int& skipped
    ) const
    {
        auto const begin = instant_of(period, "begin_validity_time");
        auto const end = instant_of(period, "end_validity_time");
        for (auto const& domain : list_of(member(period, "timelaps"), "domain_ids")) {
            auto const name = text_of(domain, "domain_id");
            if (!heeds(name))
                continue;
            for (auto const& item : list_of(domain, "phenomenon_items")) {
                auto const phenomenon_key = text_of(item, "phenomenon_id");
                if (phenomenon_key.empty()) {
                    ++skipped;
                    continue;
                }
                auto& known = into[{name, phenomenon_key}];
                known.original.push_back(item);
                for (auto const& part : list_of(item, "timelaps_items"))
                    add(known, text_of(part, "color_id"), instant_of(part, "begin_time"), instant_of(part, "end_time"), skipped);
                if (list_of(item, "timelaps_items").empty())
                    add(known, text_of(item, "phenomenon_max_color_id"), begin, end, skipped);
            }
        }
    }

    static void add(
        outlook& to, std::string colour, std::optional<wall_time> begin, std::optional<wall_time> end, int& skipped
    )
    {
        if (colour.empty() || !begin || !end || *end <= *begin)
            ++skipped;
        else
            to.stretches.push_back({std::move(colour), *begin, *end});
    }

    /// The gravest colour still to come or here, from its first hour to its last.
    entry entry_of(std::string const& domain, std::string const& kind, outlook const& said, wall_time updated) const
    {
        entry made;
        made.key = domain + '|' + kind;
        for (auto const& candidate : table_.levels) {
            std::optional<stretch> whole;
            for (auto const& each : said.stretches) {
                if (each.colour != candidate.key || each.end <= updated)
                    continue;
                if (!whole)
                    whole = each;
                whole->begin = std::min(whole->begin, each.begin);
                whole->end = std::max(whole->end, each.end);
            }
            auto const rated = whole ? table_.rate(kind, candidate.key) : std::nullopt;
            if (!rated)
                continue;
            made.version = candidate.key + '|' + format_instant(whole->begin) + '|' + format_instant(whole->end);
            made.said = alert_of(domain, kind, *rated, *whole, updated);
            made.original = json::serialize(said.original);
            return made;
        }
        made.version = "calm";
        made.calm = updated;
        return made;
    }

    alert alert_of(
        std::string const& domain, std::string const& kind, level const& rated, stretch const& when, wall_time updated
    ) const
    {
        named_parts parts;
        parts.level = rated.word;
        parts.place = domain;
        auto const known = table_.phenomena.find(kind);
        parts.phenomenon = known == table_.phenomena.end() ? kind : known->second.word;
        auto made = table_.begin("vigilance-" + as_identifier(domain + '-' + kind), updated, rated, parts);
        auto& info = made.infos.front();
        info.onset = when.begin;
        info.expires = when.end;
        info.event_codes.push_back({"vigilance-phenomenon", kind});
        info.parameters.push_back({"vigilance-color", rated.key});
        alert_area area;
        area.description = domain;
        // A strip of coast is no commune nor département: it is placed by a person, never widened to its département.
        area.geocodes.push_back({is_departement(domain) ? "INSEE" : "EMMA_ID", domain});
        info.areas.push_back(std::move(area));
        return made;
    }

    table table_;
    std::vector<std::string> domains_;
};

}  // namespace

std::unique_ptr<format> make_vigilance(table ratings, std::vector<std::string> domains)
{
    return std::make_unique<vigilance>(std::move(ratings), std::move(domains));
}

}  // namespace tocsin::dispatcher::feeds
