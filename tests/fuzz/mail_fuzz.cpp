// SPDX-License-Identifier: Apache-2.0
// Any bytes as a mail: read without harm; what a person is said to have written is short, valid UTF-8, and made of lines
// that stand in the text; what a machine wrote is marked whatever else is in it.
#include "channels/mail/decode.hpp"
#include "channels/mail/incoming.hpp"
#include "channels/mail/own_words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void must(bool holds)
{
    if (!holds)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace tocsin;
    using namespace tocsin::channels::mail;
    std::string_view const raw{reinterpret_cast<char const*>(bytes), size};
    plus_addresses const ours{"alerte@example.org", "+"};
    auto const news = understand(raw, ours);
    if (auto const* const text = std::get_if<inbound_text>(&news)) {
        must(is_utf8(text->text) && text->text.size() <= 4000);
        must(!text->provider_id.empty());
    }
    if (auto const* const told = std::get_if<receipt>(&news))
        must(!told->reference.empty() && told->code.size() < 20);
    auto const marked = understand("Auto-Submitted: auto-replied\r\n" + std::string{raw}, ours);
    if (auto const* const text = std::get_if<inbound_text>(&marked))
        must(text->automatic);

    auto const text = to_utf8(raw, "");
    auto const own = own_words(text);
    std::string_view rest = own;
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        must(text.find(line) != text.npos);
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    plain_text(text);
    return 0;
}
