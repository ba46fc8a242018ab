// SPDX-License-Identifier: Apache-2.0
// A text as the octets of the wire; it lives as long as the text.
#pragma once

#include "channels/smpp/pdu.hpp"

#include <string>

namespace tocsin::channels::smpp {

inline octet_view bytes_of(std::string const& text)
{
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

}  // namespace tocsin::channels::smpp
