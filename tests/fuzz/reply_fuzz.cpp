// SPDX-License-Identifier: Apache-2.0
// Any bytes as a reply: read without harm; a STOP is only ever a message that says so; case and accents are nothing; only
// codes that were given out are codes, and each is answered once.
#include "rules/fold.hpp"
#include "rules/reply/read.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void must(bool holds)
{
    if (!holds)
        std::abort();
}

bool names_an_end(std::string_view folded)
{
    constexpr std::array<std::string_view, 5> stems{"stop", "arret", "desabo", "desinscri", "unsubscribe"};
    return std::any_of(stems.begin(), stems.end(), [folded](auto stem) { return folded.find(stem) != folded.npos; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace tocsin;
    std::string_view const text{reinterpret_cast<char const*>(bytes), size};
    auto const read = rules::read_reply(text);
    auto const folded = rules::fold(text);
    if (read.automatic)
        must(read.meaning == reply_meaning::unclear);
    if (read.meaning == reply_meaning::stop)
        must(names_an_end(folded));
    // Bytes that are no UTF-8 fold to a question mark, and a question is not an answer.
    std::array<std::string, 3> const issued{"K42", "R77", "B2"};
    auto const replies = rules::read_replies(text, issued);
    must(!replies.empty());
    for (auto const& each : replies) {
        must(each.code.empty() ? replies.size() == 1 : std::count(issued.begin(), issued.end(), each.code) == 1);
        must(std::count_if(replies.begin(), replies.end(), [&each](auto const& other) { return other.code == each.code; }) == 1);
        must(each.how == rules::firmness::firm || each.meaning == reply_meaning::yes);
        must(!each.when || (each.meaning == reply_meaning::yes && each.when->at.count() >= 0));
    }
    // Whoever is known, also somebody called as the text is, adds no STOP.
    rules::reply::known_words const known{{"Jean-Paul", "Non", text.size() < 40 ? std::string{text} : "Blanc"}, {"Digne-les-Bains", "Les Mées", "Stop"}, text.size() % 2 == 0};
    for (auto const& each : rules::read_replies(text, issued, known)) {
        must(!each.automatic || each.meaning == reply_meaning::unclear);
        must(each.meaning != reply_meaning::stop || names_an_end(folded));
        must(each.how == rules::firmness::firm || each.meaning == reply_meaning::yes);
    }
    // A folded text has no lines, of which some may be quoted.
    if (text.find('?') == text.npos && folded.find_first_of("?>") == folded.npos) {
        auto const again = rules::read_reply(folded);
        must(again.meaning == read.meaning && again.automatic == read.automatic);
    }
    return 0;
}
