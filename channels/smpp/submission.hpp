// SPDX-License-Identifier: Apache-2.0
// One message as the submit_sm PDUs that carry it. Pure.
#pragma once

#include "channels/port/outcome.hpp"
#include "channels/smpp/pdu.hpp"
#include "channels/smpp/settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::channels::smpp {

/// The PDUs one behind the other, their sequence numbers still zero.
struct composed {
    octets bytes;
    std::vector<std::size_t> starts;

    std::size_t parts() const { return starts.size(); }
    octet_view part(std::size_t number) const;
};

/// `reference` ties the parts of one text together on the phone. The provider is told to give up at the deadline.
composed compose(outbound const& message, smpp_settings const& settings, wall_time now, std::uint8_t reference);

/// 7.1.1: "000001020304000R", so long from now: whole seconds, at least one, at most 30 days.
std::string relative_validity(milliseconds left);
/// 7.1.1: "261125030000000+", UTC, floored to the second.
std::string absolute_validity(wall_time end);

/// TON and NPI by the look of a sender: letters 5/0, a short code 3/0, "+…" 1/1.
numbering numbering_of(std::string_view sender);

/// What became of the message, by what became of its parts: accepted when all of them were. When some may have been
/// taken and the rest not, nobody can say (`unknown`), unless a part never will be (`refused` for good).
outcome outcome_of_parts(std::vector<outcome> parts);

}  // namespace tocsin::channels::smpp
