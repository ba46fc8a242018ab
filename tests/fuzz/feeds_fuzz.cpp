// SPDX-License-Identifier: Apache-2.0
// Any bytes as what a service publishes, read as every kind of feed: a reason, or entries of which every message is sound
// CAP; and any text as a table of ratings.
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/message.hpp"
#include "rules/cap/read.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace tocsin;
using namespace tocsin::dispatcher;

constexpr wall_time now = from_millis(1'768'014'000'000);

void must(bool holds)
{
    if (!holds)
        std::abort();
}

feeds::table ratings()
{
    problem_list found{"table"};
    auto made = feeds::read_table(
        "sender: a.example.org\nevent: '{level} {phenomenon} {place} {magnitude}'\nlevels:\n"
        "  - {key: '5', word: w, severity: Severe, radius_km: 40}\n  - {key: '4', severity: Extreme, radius_km: 5}\n"
        "  - {key: '3', radius_km: 5}\n  - {key: '2', radius_km: 5}\n  - {key: Red, radius_km: 9}\n",
        found
    );
    must(found.empty());
    return made;
}

std::array<std::unique_ptr<feeds::format>, 5> const& kinds()
{
    static std::array<std::unique_ptr<feeds::format>, 5> const all{
        feeds::make_cap_index(), feeds::make_vigilance(ratings(), {}), feeds::make_vigicrues(ratings()),
        feeds::make_earthquakes(ratings()), feeds::make_gdacs(ratings())};
    return all;
}

void follow(feeds::entry const& listed)
{
    auto const made = feeds::next_message(listed, nullptr, now, "https://feeds.example.org/");
    if (!made)
        return;
    auto const read = rules::read_cap(made->bytes);
    if (!read) {
        // Characters that the service wrote wrongly, or too many of them: refused as any alert would be.
        auto const why = read.error().failure();
        must(why == rules::cap_failure::not_xml || why == rules::cap_failure::too_large || why == rules::cap_failure::missing_element);
        return;
    }
    must(read->kind == alert_kind::alert && read->sent <= now && made->becomes.last == read->identity());
    auto calm = listed;
    calm.said.reset();
    calm.version = "calm";
    calm.calm = now;
    auto const over = feeds::next_message(calm, &made->becomes, now, "");
    must(!over || rules::read_cap(over->bytes).value().kind == alert_kind::cancel);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(bytes), size};
    for (auto const& kind : kinds()) {
        auto const read = kind->read(text, "https://feeds.example.org/index");
        if (!read) {
            must(!read.error().why().fr.empty() && !read.error().why().en.empty());
            continue;
        }
        for (auto const& listed : read->entries) {
            must(!listed.key.empty());
            must(listed.link.empty() || listed.link.starts_with("http"));
            follow(listed);
        }
    }
    problem_list found{"table"};
    feeds::read_table(std::string{text}, found);
    return 0;
}
