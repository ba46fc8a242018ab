// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a network brings: alphabets and parts are read without harm into sound UTF-8, within their bounds; any
// text that was measured is split into exactly so many parts, and they make the text again.
#include "channels/sms/parts.hpp"
#include "channels/sms/text.hpp"
#include "channels/sms/unicode.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace tocsin;
using namespace tocsin::channels::sms;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

std::string sound(std::string_view text)
{
    std::string out;
    for (auto const code : code_points(text))
        append_utf8(out, code);
    return out;
}

void read_alphabets(octets const& bytes)
{
    for (auto const in : {alphabet::gsm7, alphabet::ucs2, alphabet::latin1}) {
        auto const text = decode(in, bytes);
        must(sound(text) == text);
    }
    auto const fill = bytes.empty() ? 0 : bytes[0] % 7;
    auto const septets = unpack_septets(bytes, bytes.size() * 2, fill);
    must(unpack_septets(pack_septets(septets, fill), septets.size(), fill) == septets);
}

void split_texts(std::string const& text)
{
    must(fit(text, unicode::refused).written_in == alphabet::gsm7);
    for (auto const& each : {measure(text), fit(text, unicode::allowed), fit(text, unicode::refused)}) {
        std::string joined;
        auto const parts = split(each.text, each.written_in);
        for (auto const& part : parts)
            joined += part;
        must(static_cast<int>(parts.size()) == each.parts);
        must(joined == sound(each.text));
    }
}

/// Five bytes head a part: how long after the last, reference, total, number, length.
void gather_parts(octets const& bytes)
{
    reassembly::limits few;
    few.messages = 4;
    few.octets = 256;
    reassembly some{few};
    auto now = mono_time{};
    std::size_t at = 0;
    while (at + 5 <= bytes.size()) {
        auto const from = at + 5;
        auto const until = std::min<std::size_t>(bytes.size(), from + bytes[at + 4]);
        now += minutes{bytes[at] % 8};
        inbound_part part{
            "s", bytes[at + 1] % 4U, bytes[at + 2] % 6, bytes[at + 3] % 6, static_cast<alphabet>(bytes[at + 3] / 6 % 3),
            octets(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(until))};
        for (auto const& each : some.add(std::move(part), now))
            must(sound(each.text) == each.text);
        must(some.size() <= few.messages);
        at = until;
    }
    some.overdue(now + minutes{10});
    must(some.size() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    octets const all(bytes, bytes + size);
    read_alphabets(all);
    split_texts(std::string(all.begin(), all.end()));
    gather_parts(all);
    return 0;
}
