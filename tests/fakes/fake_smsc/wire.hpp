// SPDX-License-Identifier: Apache-2.0
// The witness's own reading and writing of SMPP 3.4 (SMPP Developers Forum, issue 1.2): only what a centre needs. It
// shares nothing with Tocsin's adapter, so that both cannot be wrong in the same way unnoticed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smsc {

enum command : std::uint32_t {
    generic_nack = 0x80000000,
    bind_receiver = 0x01,
    bind_transmitter = 0x02,
    submit_sm = 0x04,
    deliver_sm = 0x05,
    unbind = 0x06,
    bind_transceiver = 0x09,
    enquire_link = 0x15,
    response = 0x80000000,  ///< set in the answer to each of them
};

/// command_status, 5.1.3.
enum status : std::uint32_t {
    ok = 0x00,
    bad_length = 0x02,
    bad_command = 0x03,
    bad_bind_state = 0x04,
    already_bound = 0x05,
    system_error = 0x08,
    bad_source = 0x0a,
    bad_destination = 0x0b,
    bad_password = 0x0e,
    bad_system_id = 0x0f,
    queue_full = 0x14,
    throttled = 0x58,
    receiver_busy = 0x64,  ///< ESME_RX_T_APPN, in an answer to deliver_sm: later, please
};

constexpr std::size_t header_size = 16;
constexpr std::uint32_t longest_pdu = 70'000;  ///< a submit_sm with a full message_payload fits

struct header {
    std::uint32_t length = 0;
    std::uint32_t command = 0;
    std::uint32_t status = 0;
    std::uint32_t sequence = 0;
};

/// From at least 16 bytes.
header read_header(char const* bytes);

struct bind_request {
    std::string_view system_id;
    std::string_view password;
    std::string_view system_type;
    std::uint8_t interface_version = 0;
};

/// One submit_sm as it came; the views live as long as the bytes. What the text means is text.hpp's matter.
struct submission {
    std::string_view source;
    std::string_view destination;
    std::string_view validity;
    std::string_view bytes;  ///< the text without its header: short_message, or message_payload
    std::uint8_t source_ton = 0;
    std::uint8_t source_npi = 0;
    std::uint8_t destination_ton = 0;
    std::uint8_t destination_npi = 0;
    std::uint8_t esm_class = 0;
    std::uint8_t priority = 0;
    std::uint8_t registered_delivery = 0;
    std::uint8_t data_coding = 0;
    bool payload = false;  ///< came in message_payload
    unsigned reference = 0;  ///< of a text in parts, from the header or from sar_*
    unsigned part = 1;
    unsigned parts = 1;
};

/// Nothing when the body is not what 4.1 and 4.4.1 say.
std::optional<bind_request> read_bind(std::string_view body);
std::optional<submission> read_submission(std::string_view body);

/// What goes to a client in one deliver_sm.
struct delivery {
    enum kind { receipt, reply } what = receipt;
    std::string id;  ///< for the log: the message that it speaks of
    std::string phone;
    std::string service;  ///< our own number, which the phone answered or was written to from
    std::uint8_t phone_ton = 0;
    std::uint8_t phone_npi = 0;
    std::uint8_t service_ton = 0;
    std::uint8_t service_npi = 0;
    std::uint8_t esm_class = 0;
    std::uint8_t data_coding = 0;
    std::string bytes;
    std::string optional_parameters;  ///< TLVs, already in their form on the wire
    std::string story;  ///< for the log: the state, or the text
    int tries = 0;
};

void append_tlv(std::string& to, std::uint16_t tag, std::string_view value);

void append_header(std::string& to, std::uint32_t command, std::uint32_t status, std::uint32_t sequence);
/// A response whose body is one C string: bind and submit.
void append_response(std::string& to, std::uint32_t command, std::uint32_t status, std::uint32_t sequence, std::string_view id);
void append_delivery(std::string& to, std::uint32_t sequence, delivery const& what);

}  // namespace smsc
