// SPDX-License-Identifier: Apache-2.0
// Any bytes as a register: records come out alike however the bytes are cut, and volunteers hold only what is valid.
#include "rules/availability.hpp"
#include "rules/csv.hpp"
#include "rules/roster.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace {

using namespace tocsin::rules;

std::vector<csv_record> records(std::string_view text, std::size_t chunk)
{
    std::vector<csv_record> found;
    csv_reader reader{[&found](csv_record record) { found.push_back(std::move(record)); }};
    for (std::size_t at = 0; at < text.size(); at += chunk)
        reader.feed(text.substr(at, chunk));
    reader.finish();
    return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(bytes), size};
    auto const whole = records(text, size + 1);
    auto const cut = records(text, 3);
    if (whole.size() != cut.size())
        std::abort();
    place_lookup places;
    places.by_code = [](std::string_view) { return std::string{}; };
    places.by_postcode = [](std::string_view) { return std::vector<std::string>{}; };
    places.by_name = places.by_postcode;
    std::optional<roster_reader> reader;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i].fields != cut[i].fields || whole[i].line != cut[i].line)
            std::abort();
        if (!reader) {
            auto made = roster_reader::from_header(whole[i].fields, places, "fr");
            if (!made)
                return 0;
            reader = std::move(*made);
            continue;
        }
        auto const line = reader->read(whole[i].fields);
        if (!line.who && line.remarks.empty())
            std::abort();  // nobody is dropped without a word
        if (line.who && !schedule::parse(line.who->availability))
            std::abort();
    }
    return 0;
}
