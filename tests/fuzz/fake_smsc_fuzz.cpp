// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a client says to the fake centre: read or refused, and what is read lies within what came. A witness
// that falls over proves nothing.
#include "tests/fakes/fake_smsc/text.hpp"
#include "tests/fakes/fake_smsc/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

void within(std::string_view part, std::string_view whole)
{
    bool const inside = part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
    if (!inside)
        std::abort();
}

void take(smsc::submission const& asked, std::string_view body)
{
    for (auto const part : {asked.source, asked.destination, asked.validity, asked.bytes})
        within(part, body);
    smsc::shown(asked.bytes, asked.data_coding);
    // What it would say back to this sender can be framed again.
    smsc::delivery back;
    back.phone = asked.destination;
    back.service = asked.source;
    back.bytes = asked.bytes.substr(0, 254);
    std::string pdu;
    smsc::append_delivery(pdu, 7, back);
    auto const head = smsc::read_header(pdu.data());
    if (head.length != pdu.size() || head.command != smsc::deliver_sm || head.sequence != 7)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view left{reinterpret_cast<char const*>(bytes), size};
    while (left.size() >= smsc::header_size) {
        auto const head = smsc::read_header(left.data());
        if (head.length < smsc::header_size || head.length > smsc::longest_pdu || head.length > left.size())
            break;
        auto const body = left.substr(smsc::header_size, head.length - smsc::header_size);
        if (auto const asked = smsc::read_submission(body))
            take(*asked, body);
        if (auto const bind = smsc::read_bind(body))
            for (auto const part : {bind->system_id, bind->password, bind->system_type})
                within(part, body);
        left.remove_prefix(head.length);
    }
    return 0;
}
