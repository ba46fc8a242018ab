// SPDX-License-Identifier: Apache-2.0
// Any bytes as the body of a delivery receipt: fields come from before the quoted text, and never hold a blank.
#include "channels/smpp/receipt_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const body{reinterpret_cast<char const*>(bytes), size};
    auto const read = tocsin::channels::smpp::read_receipt_text(body);
    for (auto const& field : {read.id, read.state, read.error})
        if (field.find_first_of(" \t\r\n:") != std::string::npos || body.find(field) == std::string_view::npos)
            std::abort();
    if (read.verdict && read.state.empty())
        std::abort();
    // What was said to the person changes nothing.
    auto const longer = tocsin::channels::smpp::read_receipt_text(std::string{body} + " text:id:1 stat:DELIVRD err:2");
    if (longer.id != read.id || longer.verdict != read.verdict)
        std::abort();
    return 0;
}
