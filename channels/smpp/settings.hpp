// SPDX-License-Identifier: Apache-2.0
// How one SMPP account is used. build.cpp reads it from YAML; config/tocsin.yaml explains the keys.
#pragma once

#include "channels/port/byte_stream.hpp"
#include "channels/port/channel.hpp"
#include "channels/port/secret.hpp"
#include "channels/smpp/status.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tocsin::channels::smpp {

/// What one line carries: 2.2.1, "ESME bound as".
enum class line_role { transceiver, transmitter, receiver };

/// Which lines a channel keeps. `separate`: as many receivers as transmitters.
enum class bind_mode { transceiver, separate, transmitter };

/// How a text of several parts goes out.
enum class long_texts {
    udh,  ///< a user data header before each part (TS 23.040, 9.2.3.24.1): understood by every phone and most centres
    sar,  ///< sar_msg_ref_num and its sisters: the centre writes the header
    payload,  ///< whole, in message_payload: the centre cuts it, and gives one id and one receipt
};

/// What data_coding 0, "the centre's default alphabet", means at this provider.
enum class default_alphabet {
    gsm7,  ///< one septet an octet, as most do
    gsm7_packed,  ///< eight septets in seven octets
    latin1,
};

enum class validity_form { relative, absolute };

/// 5.2.5 and 5.2.6.
struct numbering {
    std::uint8_t ton = 0;
    std::uint8_t npi = 0;
};

/// The limits of one line.
struct line_limits {
    std::size_t window = 10;  ///< submissions unanswered at once, on each line
    seconds connect_within{10};
    seconds bind_within{10};
    seconds answer_within{10};  ///< afterwards nobody knows what became of a submission
    seconds enquire_after{15};  ///< of silence
    seconds enquire_within{5};  ///< or the line is dead
    seconds goodbye_within{3};
    seconds reconnect_first{1};  ///< doubled at each failure, each with its jitter
    seconds reconnect_longest{60};
};

struct smpp_settings {
    endpoint where;
    std::string system_id;
    secret password;
    std::string system_type;
    std::string service_type;
    bind_mode mode = bind_mode::transceiver;
    std::size_t binds = 1;
    line_limits limits;

    std::string sender;
    std::optional<numbering> source;  ///< none: by the look of the sender
    std::optional<numbering> destination;  ///< none: international (1, 1), digits without "+"
    bool two_way = true;  ///< people can answer the sender
    traffic_class traffic = traffic_class::alert;

    default_alphabet alphabet = default_alphabet::gsm7;
    std::uint8_t default_coding = 0;  ///< data_coding of what is in the default alphabet
    std::uint8_t ucs2_coding = 8;
    long_texts long_ones = long_texts::udh;
    bool receipts = true;  ///< ask for one with each part
    validity_form validity = validity_form::relative;
    status_overrides statuses;
};

}  // namespace tocsin::channels::smpp
