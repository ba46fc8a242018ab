// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/dictionary.hpp"

#include "rules/words/digits.hpp"

#include <algorithm>
#include <array>

namespace tocsin::rules::reply {
namespace {

using phrase = dictionary::phrase;

phrase split(std::string_view text)
{
    phrase list;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        list.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

std::vector<phrase> phrases_of(std::string_view text)
{
    std::vector<phrase> list;
    while (!text.empty()) {
        auto const end = std::min(text.find(", "), text.size());
        list.push_back(split(text.substr(0, end)));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return list;
}

bool starts_with(dictionary::words said, phrase const& what)
{
    return said.size() >= what.size() && std::equal(what.begin(), what.end(), said.begin());
}

std::size_t longest_of(dictionary::words said, std::vector<phrase> const& phrases)
{
    std::size_t longest = 0;
    for (auto const& each : phrases)
        if (starts_with(said, each))
            longest = std::max(longest, each.size());
    return longest;
}

bool vowel(std::string_view word) { return std::string_view{"aeiouyh"}.find(word.front()) != std::string_view::npos; }

/// Letters to add, drop, change or swap to make one word of the other (Damerau, each place touched once).
std::size_t slips_between(std::string_view one, std::string_view other)
{
    std::vector<std::vector<std::size_t>> cost(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i)
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[one.size()][other.size()];
}

/// "can't", "won't", "isn't" lost their apostrophe: "can not", "will not", "is not".
phrase without_contractions(phrase said)
{
    for (std::size_t i = 1; i < said.size(); ++i) {
        auto& verb = said[i - 1];
        if (said[i] != "t" || !(verb.ends_with('n') && verb.size() > 2))
            continue;
        if (verb == "won")
            verb = "will";
        else if (verb != "can")
            verb.pop_back();
        said[i] = "not";
    }
    return said;
}

}  // namespace

dictionary const& dictionary::all()
{
    static dictionary const one = [] {
        std::array<language const*, 2> const languages{&french(), &english()};
        return dictionary{languages};
    }();
    return one;
}

dictionary::dictionary(std::span<language const* const> languages)
{
    for (auto const* each : languages)
        add(*each);
    for (auto& [first, list] : by_first_word_)
        std::stable_sort(list.begin(), list.end(), [](auto const& a, auto const& b) { return a.first.size() > b.first.size(); });
}

void dictionary::add(language const& one)
{
    for (auto const& entry : one.entries)
        for (auto& each : phrases_of(entry.phrases)) {
            each = without_contractions(std::move(each));
            known_words_.insert(each.begin(), each.end());
            auto const first = each.front();
            if (entry.means == sense::filler)
                fillers_.push_back(std::move(each));
            else
                by_first_word_[first].emplace_back(std::move(each), entry.means);
        }
    for (auto const& marking : one.marks)
        for (auto& each : phrases_of(marking.phrases))
            marks_[marking.means].push_back(std::move(each));
    for (auto const& each : one.spellings)
        spellings_.emplace(each.written, split(each.means));
    for (auto& each : phrases_of(one.spelt))
        spelt_.push_back(std::move(each.front()));
    auto const append = [](std::vector<phrase>& to, std::string_view text) {
        for (auto& each : phrases_of(text))
            to.push_back(std::move(each));
    };
    append(stop_, one.stop);
    append(stop_company_, one.stop_company);
    append(machine_, one.machine);
    append(machine_alone_, one.machine_alone);
}

dictionary::match dictionary::longest(words said) const
{
    auto const list = by_first_word_.find(said.front());
    if (list == by_first_word_.end())
        return {};
    for (auto const& [each, means] : list->second)
        if (starts_with(said, each))
            return {each.size(), means};
    return {};
}

phrase dictionary::put_right(phrase const& said) const
{
    phrase right;
    for (std::size_t i = 0; i < said.size(); ++i) {
        auto const& word = said[i];
        auto const spelling = spellings_.find(word);
        // "c est", not "c est est".
        bool const spelt_out = spelling != spellings_.end() && i + 1 < said.size() && spelling->second.back() == said[i + 1];
        if (spelling != spellings_.end() && !spelt_out)
            right.insert(right.end(), spelling->second.begin(), spelling->second.end());
        else if (auto const verb = after_elided_i(word); !verb.empty())
            right.insert(right.end(), {vowel(verb) ? "j" : "je", std::string{verb}});
        else
            right.push_back(mended(word));
    }
    right = without_contractions(std::move(right));
    phrase kept;
    for (words rest{right}; !rest.empty();) {
        auto const left_out = longest_of(rest, fillers_);
        if (left_out == 0)
            kept.push_back(rest.front());
        rest = rest.subspan(std::max<std::size_t>(left_out, 1));
    }
    return kept;
}

/// "jpars", "jprends": the word after a "je" that lost its e, when it is a word and the whole is none. Empty otherwise.
std::string_view dictionary::after_elided_i(std::string_view word) const
{
    if (word.size() < 4 || word[0] != 'j' || known_words_.contains(word) || !known_words_.contains(word.substr(1)))
        return {};
    return word.substr(1);
}

/// One slip in a word of five letters or more, two in one of nine; only when no other word is as near.
std::string dictionary::mended(std::string const& word) const
{
    if (word.size() < 5 || known_words_.contains(word) || !std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a'; }))
        return word;
    std::size_t const allowed = word.size() < 9 ? 1 : 2;
    std::size_t nearest = allowed + 1;
    std::string const* found = nullptr;
    for (auto const& each : spelt_) {
        if (each.size() + allowed < word.size() || word.size() + allowed < each.size())
            continue;
        auto const slips = slips_between(word, each);
        if (slips < nearest) {
            nearest = slips;
            found = &each;
        } else if (slips == nearest && found && longest({found, 1}).means != longest({&each, 1}).means) {
            found = nullptr;
        }
    }
    return found ? *found : word;
}

bool dictionary::knows(std::string_view word) const
{
    auto const begins = [word](phrase const& each) { return each.front() == word; };
    return known_words_.contains(word) || spellings_.contains(word) || std::any_of(stop_.begin(), stop_.end(), begins);
}

bool dictionary::is_stop(words said) const
{
    std::size_t const most = 6;
    auto const first = longest_of(said, stop_);
    if (first == 0 || said.size() > most)
        return false;
    said = said.subspan(first);
    while (!said.empty()) {
        auto const more = std::max({longest_of(said, stop_), longest_of(said, stop_company_), std::size_t{all_digits(said.front())}});
        if (more == 0)
            return false;
        said = said.subspan(more);
    }
    return true;
}

bool dictionary::names_stop(words said) const
{
    // "en arrêt de travail" ends nothing.
    bool on_leave = false;
    for (; !said.empty(); said = said.subspan(1)) {
        if (longest_of(said, stop_) > 0 && !(said.front() == "arret" && (on_leave || (said.size() > 1 && said[1] == "maladie"))))
            return true;
        on_leave = said.front() == "en";
    }
    return false;
}

bool dictionary::is(mark what, std::string_view said) const
{
    auto const& marked = marks_.at(what);
    return std::find(marked.begin(), marked.end(), split(said)) != marked.end();
}

bool dictionary::goes_on_after(mark what, std::string_view said) const
{
    auto const all = split(said);
    auto const taken = longest_of(all, marks_.at(what));
    return taken > 0 && taken < all.size();
}

bool dictionary::holds(mark what, std::string_view said) const { return holds_any(split(said), marks_.at(what)); }

bool dictionary::holds_any(words said, std::vector<phrase> const& phrases) const
{
    for (; !said.empty(); said = said.subspan(1))
        if (longest_of(said, phrases) > 0)
            return true;
    return false;
}

}  // namespace tocsin::rules::reply
