// SPDX-License-Identifier: Apache-2.0
// One message as the submit_sm PDUs that carry it. Pure.
#pragma once

#include "channels/port/outcome.hpp"
#include "channels/smpp/pdu.hpp"
#include "channels/smpp/settings.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::smpp {

/// A text as the user data of its parts, without headers.
struct encoded_text {
    struct part {
        octets bytes;
        std::uint8_t coding = 0;
    };

    std::vector<part> parts;
    bool in_payload = false;  ///< one part, too long for short_message
};

encoded_text encode(std::string_view text, smpp_settings const& settings);

/// Whether SMPP can carry it: at most 255 parts, and a PDU that a centre will read.
bool can_leave(encoded_text const& text);

/// Remembers the last few: a fan-out says the same to everybody.
class text_encoder {
public:
    explicit text_encoder(smpp_settings const& settings) : settings_(settings) {}

    /// Lives until the next call.
    encoded_text const& encoded(std::string const& text);

private:
    smpp_settings const& settings_;
    std::deque<std::pair<std::string, encoded_text>> known_;  ///< newest first
};

/// The PDUs one behind the other, their sequence numbers still zero.
struct composed {
    octets bytes;
    std::vector<std::size_t> starts;

    std::size_t parts() const { return starts.size(); }
    octet_view part(std::size_t number) const;
};

/// Writes over `into`. `reference` ties the parts of one text together on the phone. The provider is told to give up at
/// the deadline.
void compose(
    composed& into,
    outbound const& message,
    encoded_text const& text,
    smpp_settings const& settings,
    wall_time now,
    std::uint8_t reference
);

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
