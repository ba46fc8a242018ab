// SPDX-License-Identifier: Apache-2.0
#include "rules/fold.hpp"
#include "rules/reply/lexicon.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace tocsin::rules::reply {
namespace {

std::vector<std::string> phrases(std::string_view text)
{
    std::vector<std::string> list;
    for (std::size_t at = 0; at <= text.size();) {
        auto const end = std::min(text.find(", ", at), text.size());
        list.emplace_back(text.substr(at, end - at));
        at = end + 2;
    }
    return list;
}

void is_written_as_it_is_compared(std::string const& phrase)
{
    EXPECT_FALSE(phrase.empty());
    EXPECT_EQ(phrase, fold(phrase));
    EXPECT_EQ(phrase.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789 "), std::string::npos) << phrase;
    EXPECT_EQ(phrase.find("  "), std::string::npos) << phrase;
    EXPECT_TRUE(!phrase.empty() && phrase.front() != ' ' && phrase.back() != ' ') << '"' << phrase << '"';
}

TEST(Lexicon, IsWrittenAsItIsCompared)
{
    for (auto const* each : {&french(), &english()}) {
        for (auto const& entry : each->entries)
            for (auto const& phrase : phrases(entry.phrases))
                is_written_as_it_is_compared(phrase);
        for (auto const& marking : each->marks)
            for (auto const& phrase : phrases(marking.phrases))
                is_written_as_it_is_compared(phrase);
        for (auto const& spelling : each->spellings) {
            is_written_as_it_is_compared(std::string{spelling.written});
            is_written_as_it_is_compared(std::string{spelling.means});
        }
        for (auto const list : {each->spelt, each->stop, each->stop_company, each->machine, each->machine_alone})
            for (auto const& phrase : phrases(list))
                is_written_as_it_is_compared(phrase);
    }
}

TEST(Lexicon, NoPhraseHasTwoSenses)
{
    std::map<std::string, sense> known;
    for (auto const* each : {&french(), &english()})
        for (auto const& entry : each->entries)
            for (auto const& phrase : phrases(entry.phrases)) {
                auto const [place, added] = known.emplace(phrase, entry.means);
                EXPECT_TRUE(added || place->second == entry.means)
                    << phrase << ": " << to_string(place->second) << " and " << to_string(entry.means);
            }
}

}  // namespace
}  // namespace tocsin::rules::reply
