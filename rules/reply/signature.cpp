// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/signature.hpp"

#include "rules/fold.hpp"
#include "rules/reply/arrival.hpp"
#include "rules/reply/dictionary.hpp"
#include "rules/words/digits.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace tocsin::rules::reply {
namespace {

using phrase = std::vector<std::string>;

template <std::size_t Size>
bool one_of(std::array<std::string_view, Size> const& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

phrase words_of(std::string_view name)
{
    phrase list;
    std::string word;
    for (char const c : fold(name) + ' ') {
        if ((c >= 'a' && c <= 'z') || is_digit(c))
            word += c;
        else if (!word.empty())
            list.push_back(std::exchange(word, {}));
    }
    return list;
}

/// Words that answer, bind or tell a time keep their own meaning, whoever is called so.
bool is_grammar(std::string const& word)
{
    phrase const alone{word};
    phrase const hours{word, "heures"};
    return dictionary::all().knows(word) || hear_time(alone).words > 0 || hear_time(hours).words > 0;
}

/// "mon petit", "un blanc": a noun, whoever is called so.
bool makes_a_noun(std::string_view word)
{
    constexpr auto before = std::to_array<std::string_view>(
        {"mon", "ma", "mes", "le", "la", "les", "l", "un", "une", "des", "du", "au", "aux", "ce", "cette", "ces", "notre", "nos", "son",
         "sa", "ses", "leur", "leurs", "votre", "vos", "deux", "trois", "avec", "my", "the", "a"}
    );
    return one_of(before, word);
}

/// "Robert vient": whoever speaks of themselves says I. "pas Robert": another one comes.
bool speaks_of_it(std::string_view word)
{
    constexpr auto verbs = std::to_array<std::string_view>(
        {"vient", "viendra", "arrive", "arrivera", "est", "sera", "peut", "pourra", "va", "ira", "a", "aussi", "et", "dit", "confirme", "participe",
         "participera", "ne", "pas", "is", "will", "can", "comes"}
    );
    return one_of(verbs, word);
}

class signed_text {
public:
    signed_text(phrase const& words, known_words const& known) : words_(words), tonight_(known.tonight)
    {
        for (auto const& name : known.names)
            for (auto& word : words_of(name)) {
                initials_.insert(word.front());
                if (word.size() > 1 && !is_grammar(word))
                    names_.insert(std::move(word));
            }
        for (auto const& place : known.places)
            add_place(words_of(place));
    }

    phrase apart() const
    {
        phrase kept;
        for (std::size_t i = 0; i < words_.size();) {
            if (auto const evening = evening_at(i); evening > 0) {
                kept.emplace_back(agreed_time_word);
                i += evening;
            } else if (auto const number = number_at(i); number > 0) {
                kept.emplace_back(signature_word);
                i += number;
            } else if (auto const name = name_at(i); name > 0) {
                kept.emplace_back(signature_word);
                i += name;
            } else if (auto const place = place_at(i); place > 0) {
                kept.emplace_back(place_word);
                i += place;
            } else {
                kept.push_back(words_[i++]);
            }
        }
        return kept;
    }

private:
    bool is_initial(std::size_t at) const { return at < words_.size() && words_[at].size() == 1 && initials_.contains(words_[at].front()); }
    bool is_name(std::size_t at) const { return at < words_.size() && names_.contains(words_[at]); }

    /// A run of the writer's names and the initials beside them: "P. Giraud", "Gérard M."
    std::size_t name_at(std::size_t from) const
    {
        auto end = from;
        bool named = false;
        while (is_name(end) || is_initial(end))
            named = is_name(end++) || named;
        if (!named || is_no_signature_after(from))
            return 0;
        while (end > from + 1 && !is_name(end - 1) && end < words_.size() && !is_name(end))
            --end;  // "Martine j'arrive": no initial
        return end < words_.size() && speaks_of_it(words_[end]) ? 0 : end - from;
    }

    /// "pour ce soir", where this evening is meant anyway; but "pas ce soir", "à 8h ce soir", "à ce soir" are read as they stand.
    std::size_t evening_at(std::size_t at) const
    {
        if (!tonight_ || at + 1 >= words_.size())
            return 0;
        bool const evening = (words_[at] == "ce" && words_[at + 1] == "soir") || (words_[at] == "this" && words_[at + 1] == "evening");
        bool const plain = at == 0 || (words_[at - 1] != "pas" && words_[at - 1] != "a" && words_[at - 1] != "de" && words_[at - 1] != "plus" &&
                                       words_[at - 1].find_first_of("0123456789") == std::string::npos && words_[at - 1] != "heures");
        return evening && plain ? 2 : 0;
    }

    /// "Oui pour M. Blanc": a namesake. "mon petit": a noun.
    bool is_no_signature_after(std::size_t from) const
    {
        constexpr auto titles = std::to_array<std::string_view>({"m", "mr", "mme", "mlle", "monsieur", "madame", "docteur", "dr"});
        if (from > 0 && makes_a_noun(words_[from - 1]))
            return true;
        while (from > 0 && one_of(titles, words_[from - 1]))
            --from;
        return from > 0 && (words_[from - 1] == "pour" || words_[from - 1] == "pr" || words_[from - 1] == "pas" || words_[from - 1] == "for");
    }

    /// "04000"; "06 39 98 00 00", "0639980000", "06.39.98.00.00".
    std::size_t number_at(std::size_t from) const
    {
        std::size_t digits = 0;
        auto end = from;
        for (; end < words_.size() && digits < 10; ++end) {
            auto const& word = words_[end];
            bool const dotted = word.size() > 8 && word.find_first_not_of("0123456789h") == word.npos;
            if (!all_digits(word) && !dotted)
                break;
            digits += static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_digit));
        }
        if (digits == 10 && words_[from].front() == '0')
            return end - from;
        return words_[from].size() == 5 && all_digits(words_[from]) ? 1 : 0;
    }

    /// "Digne" for Digne-les-Bains, "Mées" for Les Mées, "St Auban" for Château-Arnoux-Saint-Auban.
    void add_place(phrase name)
    {
        constexpr auto articles = std::to_array<std::string_view>({"le", "la", "les", "l"});
        constexpr auto joints = std::to_array<std::string_view>({"le", "la", "les", "l", "sur", "sous", "en", "de", "du", "des", "d", "aux", "pres", "et"});
        constexpr auto openings = std::to_array<std::string_view>({"saint", "sainte", "notre", "mont", "pont", "villeneuve", "chateau", "val", "bourg", "ville"});
        if (name.size() > 1 && one_of(articles, name.front()))
            name.erase(name.begin());
        if (name.empty())
            return;
        keep_place(name, 4);
        auto const joint = std::find_if(name.begin(), name.end(), [&](auto const& word) { return one_of(joints, word); });
        if (joint != name.end() && joint != name.begin() && (joint - name.begin() > 1 || !one_of(openings, name.front())))
            keep_place({name.begin(), joint}, 5);
        auto const saint = std::find_if(name.begin(), name.end(), [](auto const& word) { return word == "saint" || word == "sainte"; });
        if (saint != name.begin() && saint != name.end() && joint == name.end()) {
            keep_place({name.begin(), saint}, 5);
            keep_place({saint, name.end()}, 5);
        }
    }

    /// A name of one word is none when the grammar knows the word, or when it is so short that it may be another.
    void keep_place(phrase name, std::size_t shortest)
    {
        if (name.size() > 1 || (name.front().size() >= shortest && !is_grammar(name.front())))
            places_.insert(std::move(name));
    }

    std::size_t place_at(std::size_t from) const
    {
        constexpr std::size_t longest = 7;
        phrase said;
        std::size_t found = 0;
        for (auto end = from; end < words_.size() && said.size() < longest; ++end) {
            said.push_back(words_[end] == "st" ? "saint" : words_[end] == "ste" ? "sainte" : words_[end]);
            if (places_.contains(said))
                found = said.size();
        }
        return found > 0 && from + found < words_.size() && speaks_of_it(words_[from + found]) ? 0 : found;
    }

    phrase const& words_;
    bool tonight_;
    std::set<std::string, std::less<>> names_;
    std::set<char> initials_;
    std::set<phrase> places_;
};

}  // namespace

bool is_this_evening(wall_time by, wall_time said, wall_time midnight)
{
    return by >= midnight - hours{6} && by < midnight && midnight - said <= hours{24};
}

std::vector<std::string> signatures_apart(std::vector<std::string> const& words, known_words const& known)
{
    return signed_text{words, known}.apart();
}

}  // namespace tocsin::rules::reply
