// SPDX-License-Identifier: Apache-2.0
// A kind of feed: how its document is read. A new one is a file here and a line in registry.cpp.
#pragma once

#include "dispatcher/intake/feeds/entry.hpp"
#include "dispatcher/intake/feeds/table.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::feeds {

class format {
public:
    virtual ~format() = default;

    /// Pure and total: any bytes give a reading or a failure. `address` is where they were found, for links beside it.
    virtual maybe<reading> read(std::string_view bytes, std::string const& address) const = 0;

    /// What to ask the server for (RFC 9110 section 12.5.1).
    virtual std::string_view accepts() const = 0;
};

/// Atom (RFC 4287) and RSS 2.0 indexes of CAP documents, or one CAP document by itself.
std::unique_ptr<format> make_cap_index();
/// Météo-France, DPVigilance "cartevigilance": the colours of each département by phenomenon. `domains`: those that count;
/// none: every département. Strips of coast ("1310") count only when they are named.
std::unique_ptr<format> make_vigilance(table ratings, std::vector<std::string> domains);
/// Vigicrues, InfoVigiCru: river stretches with their colour, as GeoJSON.
std::unique_ptr<format> make_vigicrues(table ratings);
/// USGS and EMSC: earthquakes as GeoJSON. A circle holds the ground within the table's distance for the magnitude.
std::unique_ptr<format> make_earthquakes(table ratings);
/// GDACS: disasters of the world as RSS.
std::unique_ptr<format> make_gdacs(table ratings);

}  // namespace tocsin::dispatcher::feeds
