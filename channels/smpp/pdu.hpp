// SPDX-License-Identifier: Apache-2.0
// SMPP 3.4: bytes ↔ PDUs. Total functions: any bytes are read without harm, and what is read are views into them.
// Source: "Short Message Peer to Peer Protocol Specification v3.4", issue 1.2 (1999); its sections are named below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tocsin::channels::smpp {

using octets = std::vector<std::uint8_t>;
using octet_view = std::span<std::uint8_t const>;

inline std::string_view as_text(octet_view bytes) { return {reinterpret_cast<char const*>(bytes.data()), bytes.size()}; }

constexpr std::size_t header_size = 16;
/// The standard sets no limit; a message_payload holds up to 64 KiB, and nobody sends that by SMS.
constexpr std::size_t largest_pdu = 65'536;
constexpr std::uint32_t largest_sequence = 0x7fffffff;

/// 5.1.2.1. Answers have bit 31 set.
enum class command : std::uint32_t {
    bind_receiver = 0x00000001,
    bind_transmitter = 0x00000002,
    submit_sm = 0x00000004,
    deliver_sm = 0x00000005,
    unbind = 0x00000006,
    bind_transceiver = 0x00000009,
    enquire_link = 0x00000015,
    alert_notification = 0x00000102,
    data_sm = 0x00000103,
    generic_nack = 0x80000000,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    unbind_resp = 0x80000006,
    enquire_link_resp = 0x80000015,
    data_sm_resp = 0x80000103,
};

constexpr bool is_answer(command which) { return (static_cast<std::uint32_t>(which) & 0x80000000U) != 0; }
constexpr command answer_to(command which) { return static_cast<command>(static_cast<std::uint32_t>(which) | 0x80000000U); }

/// 3.2: what stands at the front of every PDU. `length` counts the header.
struct pdu_header {
    std::uint32_t length = 0;
    command what = command::generic_nack;
    std::uint32_t status = 0;
    std::uint32_t sequence = 0;
};

enum class framing { incomplete, whole, absurd };

/// The PDU at the front of `bytes`. `absurd`: the length is below 16 or above `largest_pdu`, nothing after it can be trusted.
struct framed {
    framing found = framing::incomplete;
    pdu_header header;
    octet_view body;
};

framed first_pdu(octet_view bytes);

/// 4.7.1: TON, NPI and digits.
struct address {
    std::uint8_t ton = 0;
    std::uint8_t npi = 0;
    std::string_view digits;

    friend bool operator==(address const&, address const&) = default;
};

/// 4.4.1 and 4.6.1: submit_sm and deliver_sm have the same fields. Of the optional ones (5.3), those that matter to us.
struct message_pdu {
    std::string_view service_type;
    address source;
    address destination;
    std::uint8_t esm_class = 0;
    std::uint8_t protocol_id = 0;
    std::uint8_t priority = 0;
    std::string_view schedule;
    std::string_view validity;
    std::uint8_t registered_delivery = 0;
    std::uint8_t replace = 0;
    std::uint8_t data_coding = 0;
    std::uint8_t default_message = 0;
    octet_view text;  ///< short_message, at most 254 octets

    std::optional<octet_view> payload;  ///< message_payload
    std::optional<std::uint16_t> part_reference;  ///< sar_msg_ref_num
    std::optional<std::uint8_t> parts;  ///< sar_total_segments
    std::optional<std::uint8_t> part;  ///< sar_segment_seqnum
    std::optional<std::string_view> receipted_id;  ///< receipted_message_id
    std::optional<std::uint8_t> state;  ///< message_state
    std::optional<std::uint32_t> network_error;  ///< network_error_code: its three octets
};

/// Nothing when a field runs past the end of the body.
std::optional<message_pdu> read_message(octet_view body);
/// 4.7.1: data_sm has fewer of the same fields, and its text in message_payload.
std::optional<message_pdu> read_data(octet_view body);
/// Appends the whole PDU. Strings are cut at what the standard allows.
void write_message(octets& out, command what, std::uint32_t sequence, message_pdu const& message);

/// 4.1: the three binds share their fields.
struct bind_pdu {
    std::string_view system_id;
    std::string_view password;
    std::string_view system_type;
    std::uint8_t interface_version = 0x34;
    address range;
};

std::optional<bind_pdu> read_bind(octet_view body);
void write_bind(octets& out, command what, std::uint32_t sequence, bind_pdu const& bind);

/// The one string of a bind's, a submit_sm's, a deliver_sm's or a data_sm's answer. An empty body is an empty string
/// (4.4.2: an answer with an error has none), and a missing last NUL is forgiven.
std::string_view read_text(octet_view body);
void write_text(octets& out, command what, std::uint32_t status, std::uint32_t sequence, std::string_view text);

/// A PDU without a body.
void write_bare(octets& out, command what, std::uint32_t status, std::uint32_t sequence);

/// Writes a sequence number into a PDU that stands ready from `at` on.
void renumber(octets& out, std::size_t at, std::uint32_t sequence);

}  // namespace tocsin::channels::smpp
