// SPDX-License-Identifier: Apache-2.0
// Any bytes as a reply: read without harm, and a STOP is only ever a short message.
#include "rules/reply.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace tocsin;
    auto const read = rules::read_reply({reinterpret_cast<char const*>(bytes), size});
    if (read.automatic && read.meaning != reply_meaning::unclear)
        std::abort();
    return 0;
}
