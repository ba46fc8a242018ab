// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/own_words.hpp"

#include "rules/fold.hpp"
#include "rules/words/trimmed.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace tocsin::channels::mail {
namespace {

using lines = std::vector<std::string>;

// All folded: no accents, lower case, plain dashes and quotes.

constexpr auto original_marks = std::to_array<std::string_view>(
    {"-----original message", "---- original message", "-----message d'origine", "---- message d'origine", "-------- message d'origine",
     "-------- original message", "---------- forwarded message", "---------- message transfere", "----- mail original",
     "----- reply message", "-------- message original"}
);
constexpr auto footers = std::to_array<std::string_view>(
    {"envoye de mon", "envoye depuis", "envoye a partir d", "envoye avec", "sent from my", "sent from yahoo", "sent from outlook",
     "sent from mail for", "sent with proton", "get outlook for", "telecharger outlook", "obtenir outlook", "obtenez outlook",
     "provenance : courrier", "yahoo mail :"}
);
constexpr auto first_of_header = std::to_array<std::string_view>({"de :", "de:", "from:", "from :", "expediteur :"});
constexpr auto next_of_header = std::to_array<std::string_view>(
    {"envoye :", "envoye:", "sent:", "date :", "date:", "a :", "a:", "to:", "objet :", "subject:"}
);
constexpr auto attribution_ends = std::to_array<std::string_view>({"a ecrit :", "a ecrit:", "wrote:", "wrote :", "ecrivait :"});

template <class List>
bool starts_with_any(std::string_view text, List const& list)
{
    return std::any_of(list.begin(), list.end(), [text](auto each) { return text.starts_with(each); });
}

template <class List>
bool ends_with_any(std::string_view text, List const& list)
{
    return std::any_of(list.begin(), list.end(), [text](auto each) { return text.ends_with(each); });
}

lines split(std::string_view text)
{
    lines list;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        list.emplace_back(stripped(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return list;
}

/// Folded for comparison, without the stars and blanks that mail programs set around.
std::string key_of(std::string const& line)
{
    auto folded = rules::fold(line);
    std::erase(folded, '*');
    return std::string{stripped(folded)};
}

/// What a mail is read line by line against.
class letter {
public:
    explicit letter(std::string_view text) : lines_(split(text))
    {
        for (auto const& line : lines_)
            keys_.push_back(key_of(line));
    }

    std::string own()
    {
        std::string out;
        for (std::size_t i = 0; i < lines_.size();) {
            if (ends_the_own_part(i))
                break;
            if (auto const length = attribution_at(i); length > 0) {
                i += length;
                if (!quoted_follows(i))
                    break;
                continue;
            }
            if (!is_quoted(i) && !starts_with_any(keys_[i], footers))
                out += lines_[i] + '\n';
            ++i;
        }
        return std::string{stripped(out)};
    }

private:
    bool is_quoted(std::size_t i) const { return lines_[i].starts_with('>'); }

    bool ends_the_own_part(std::size_t i) const
    {
        auto const& line = lines_[i];
        bool const rule = line.size() >= 20 && line.find_first_not_of('_') == std::string::npos;
        return line == "--" || rule || starts_with_any(keys_[i], original_marks) || is_header_block(i);
    }

    bool is_header_block(std::size_t i) const
    {
        if (!starts_with_any(keys_[i], first_of_header))
            return false;
        for (std::size_t k = i + 1; k < std::min(i + 4, keys_.size()); ++k)
            if (starts_with_any(keys_[k], next_of_header))
                return true;
        return false;
    }

    /// "Le mar. 24 nov. 2026 à 03:00, Préfecture <alerte@…> a écrit :", broken over up to three lines: how many they are.
    std::size_t attribution_at(std::size_t i) const
    {
        if (ends_with_any(keys_[i], attribution_ends))
            return 1;
        if (!keys_[i].starts_with("le ") && !keys_[i].starts_with("on "))
            return 0;
        for (std::size_t k = i + 1; k < std::min(i + 3, keys_.size()) && !keys_[k].empty(); ++k)
            if (ends_with_any(keys_[k], attribution_ends))
                return k - i + 1;
        return 0;
    }

    /// Whether the original is marked line by line, so that what stands below it is the person's again.
    bool quoted_follows(std::size_t i) const
    {
        while (i < lines_.size() && lines_[i].empty())
            ++i;
        return i < lines_.size() && is_quoted(i);
    }

    lines lines_;
    lines keys_;
};

}  // namespace

std::string own_words(std::string_view text) { return letter{text}.own(); }

}  // namespace tocsin::channels::mail
