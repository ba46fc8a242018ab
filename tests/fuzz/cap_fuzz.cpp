// SPDX-License-Identifier: Apache-2.0
// Any bytes as an alert: read or refused, and what is read can be asked about.
#include "rules/cap/meaning.hpp"
#include "rules/cap/read.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace tocsin;
    auto const read = rules::read_cap({reinterpret_cast<char const*>(bytes), size});
    if (!read)
        return read.error().why().fr.empty() || read.error().why().en.empty() ? (std::abort(), 1) : 0;
    std::size_t infos = 0;
    for (auto const& hazard : rules::hazards_of(*read))
        infos += hazard.infos.size();
    if (infos != read->infos.size())
        std::abort();  // every info belongs to one hazard
    auto const about = rules::profile_of(*read, hours{24});
    if (read->infos.empty() != about.keys.empty())
        std::abort();  // whatever warns of something can be found again by what it is
    return 0;
}
