// SPDX-License-Identifier: Apache-2.0
#include "rules/reply.hpp"

#include "rules/fold.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace tocsin::rules {
namespace {

using words = std::vector<std::string>;
using word_list = std::span<std::string_view const>;

// All lists are folded, and an apostrophe is a blank: "j'arrive", "j’arrive" and "j arrive" are one.

constexpr auto stop_words = std::to_array<std::string_view>(
    {"stop", "arret", "arreter", "arretez", "desabo", "desabonner", "desabonnement", "desinscription", "desinscrire",
     "desinscrivez", "unsubscribe", "stopsms"}
);
constexpr auto stop_company = std::to_array<std::string_view>({"sms", "au", "svp", "merci", "please"});

constexpr auto yes_words = std::to_array<std::string_view>(
    {"oui", "ouais", "ouai", "ui", "ok", "okay", "oki", "yes", "yep", "yeah", "dispo", "disponible", "present", "presente",
     "partant", "partante", "volontiers", "volontaire", "affirmatif", "entendu", "jarrive", "jviens", "daccord"}
);
constexpr auto no_words = std::to_array<std::string_view>(
    {"non", "no", "nope", "nan", "nn", "negatif", "indispo", "indisponible", "absent", "absente", "impossible", "desole",
     "desolee", "sorry", "cant", "cannot", "wont"}
);
/// One letter says yes or no only when it stands alone: "il y a", "n'est", "o" are everywhere.
constexpr auto yes_letters = std::to_array<std::string_view>({"o", "y"});
constexpr auto no_letters = std::to_array<std::string_view>({"n"});
constexpr auto politeness = std::to_array<std::string_view>(
    {"merci", "svp", "stp", "please", "thanks", "bonjour", "bonsoir", "hello"}
);

constexpr auto negations = std::to_array<std::string_view>({"pas", "pa", "plus", "jamais", "not"});
/// "plus" takes away ("je ne peux plus") unless it compares ("plus tard", "plus que partant").
constexpr auto after_a_comparison = std::to_array<std::string_view>(
    {"tard", "tot", "vite", "que", "longtemps", "rapidement", "facilement"}
);
/// What may stand between a negation and what it turns round.
constexpr auto between = std::to_array<std::string_view>(
    {"du", "tout", "vraiment", "tres", "trop", "etre", "plus", "actuellement", "malheureusement", "helas", "surement",
     "certainement", "toujours", "absolument", "finalement", "desole", "desolee", "donc"}
);
constexpr auto able_verbs = std::to_array<std::string_view>(
    {"peux", "peut", "peus", "peu", "pe", "jpeux", "pourrai", "pourrais", "pourra", "pouvons", "pourrons", "viens", "vien",
     "jviens", "viendrai", "viendrais", "viendrons", "participerai", "can", "will"}
);
constexpr auto states = std::to_array<std::string_view>(
    {"dispo", "dispos", "disponible", "disponibles", "present", "presente", "partant", "partante", "possible", "libre", "la",
     "volontaire", "available", "coming", "ok", "mesure"}
);
/// Beside a negation these say neither yes nor no: "je ne dis pas non", "pas impossible".
constexpr auto absolutes = std::to_array<std::string_view>(
    {"oui", "non", "yes", "no", "absent", "absente", "impossible", "indispo", "indisponible"}
);
/// What makes a yes depend on something, or on another day: for a person to read.
constexpr auto conditions = std::to_array<std::string_view>(
    {"mais", "si", "sauf", "seulement", "uniquement", "peutetre", "but", "if", "maybe", "except", "only", "unless", "jusqu",
     "apres", "avant", "entre", "quand", "lorsque", "probablement", "normalement", "eventuellement", "demain", "lendemain",
     "prochain", "prochaine", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "weekend", "tomorrow",
     "after", "before", "until", "next", "ni", "jsp"}
);
constexpr auto reservations = std::to_array<std::string_view>({"sauf", "except", "unless"});

constexpr auto certainly_automatic = std::to_array<std::string_view>(
    {"reponse automatique", "message automatique", "absent du bureau", "absente du bureau", "out of office",
     "out of the office", "automatic reply", "auto reply", "autoreply", "boite vocale"}
);
/// Also said by people: automatic unless a yes stands beside it.
constexpr auto perhaps_automatic = std::to_array<std::string_view>(
    {"je conduis", "je suis au volant", "ne pas deranger", "i m driving", "i am driving", "do not disturb", "en conges jusqu",
     "peux pas repondre", "peux pas vous repondre", "vous rappelle", "te rappelle", "vous rappellerai"}
);
constexpr auto harmless_phrases = std::to_array<std::string_view>(
    {"n hesitez pas", "n hesite pas", "hesitez pas", "hesite pas", "ne vous inquietez pas", "ne t inquiete pas", "t inquiete pas",
     "pas seul", "pas seule", "pas loin"}
);
constexpr auto agreeing_phrases = std::to_array<std::string_view>(
    {"pas de probleme", "pas de problemes", "pas de pb", "pas de souci", "pas de soucis", "aucun probleme", "aucun souci",
     "sans probleme", "sans souci", "no problem", "no worries"}
);
constexpr auto refusing_phrases = std::to_array<std::string_view>(
    {"pas cette fois", "pas ce soir", "pas aujourd hui", "pas maintenant", "pas moi", "pas nous", "can t", "won t",
     "not this time", "not today", "not now", "not me", "je suis malade", "trop loin"}
);
constexpr auto conditional_phrases = std::to_array<std::string_view>(
    {"peut etre", "a partir de", "a partir d", "plus tard", "plus ou moins", "des que", "week end", "a voir", "je verrai", "je vais voir",
     "a condition", "a moins"}
);
constexpr auto yes_phrases = std::to_array<std::string_view>(
    {"j arrive", "je viens", "je suis la", "je serai la", "j y serai", "je peux venir", "je peux aider", "je peux etre la",
     "compte sur moi", "comptez sur moi", "d accord", "bien sur", "ca marche", "i m coming", "i m in", "i can come",
     "i can help", "count me in", "on my way", "c est bon pour moi", "avec plaisir"}
);

bool among(std::string_view word, word_list list) { return std::find(list.begin(), list.end(), word) != list.end(); }

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Folded, thumbs spelt out, everything but letters and digits made blank, single spaces; one blank at either end to find
/// whole words.
std::string normalised(std::string_view text)
{
    auto folded = fold(text);
    for (auto const* agree : {"\xf0\x9f\x91\x8d", "\xf0\x9f\x91\x8c", "\xe2\x9c\x85", "\xe2\x9c\x94"})  // 👍 👌 ✅ ✔
        replace_all(folded, agree, " oui ");
    for (auto const* refuse : {"\xf0\x9f\x91\x8e", "\xe2\x9d\x8c"})  // 👎 ❌
        replace_all(folded, refuse, " non ");
    std::string out = " ";
    for (char const c : folded) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += c;
        else if (out.back() != ' ')
            out += ' ';
    }
    if (out.back() != ' ')
        out += ' ';
    return out;
}

/// "oooui", "ouiiii", "noooon": letters drawn out are said once.
std::string undrawn(std::string word)
{
    auto once = word;
    once.erase(std::unique(once.begin(), once.end()), once.end());
    return once == "oui" || once == "non" || once == "ok" ? once : word;
}

words split(std::string const& text)
{
    words list;
    std::string word;
    for (char const c : text) {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            list.push_back(undrawn(std::move(word)));
            word.clear();
        }
    }
    return list;
}

std::string joined(words const& list)
{
    std::string text = " ";
    for (auto const& word : list)
        text += word + ' ';
    return text;
}

bool is_number(std::string_view word)
{
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The whole message: "STOP", "stop sms", "Stop au 38123", "arrêt svp".
bool is_stop(words const& said)
{
    if (said.empty() || said.size() > 4 || !among(said.front(), stop_words))
        return false;
    return std::all_of(said.begin() + 1, said.end(), [](std::string const& word) {
        return among(word, stop_company) || is_number(word) || among(word, stop_words);
    });
}

/// Takes the phrases out, leaving a mark so that what stood on either side does not meet.
bool take_phrases(std::string& text, word_list phrases)
{
    bool found = false;
    for (auto const phrase : phrases) {
        auto const whole = ' ' + std::string{phrase} + ' ';
        for (auto at = text.find(whole); at != std::string::npos; at = text.find(whole, at)) {
            text.replace(at, whole.size(), " | ");
            found = true;
        }
    }
    return found;
}

/// What is left of a message while its parts are understood one after the other.
class hearing {
public:
    explicit hearing(std::string_view raw)
        : asks_back_(raw.find('?') != std::string_view::npos), text_(normalised(raw)), list_(split(text_))
    {
        text_ = joined(list_);
        says_no_first_ = !list_.empty() && (list_.front() == "non" || list_.front() == "no");
    }

    reading understood()
    {
        reading read;
        if (take_phrases(text_, certainly_automatic)) {
            read.automatic = true;
            return read;
        }
        if (is_stop(list_)) {
            read.meaning = reply_meaning::stop;
            return read;
        }
        // "stop" inside a sentence does nothing by itself: a person reads it.
        if (std::any_of(list_.begin(), list_.end(), [](auto const& word) { return among(word, stop_words); }))
            return read;
        bool const like_a_machine = take_phrases(text_, perhaps_automatic);
        listen();
        if (like_a_machine && !says_no_first_) {
            read.automatic = !yes_;
            return read;
        }
        if (is_plain_yes())
            read.meaning = reply_meaning::yes;
        else if (is_plain_no())
            read.meaning = reply_meaning::no;
        return read;
    }

private:
    bool is_plain_yes() const { return yes_ && !no_ && !doubt_ && !conditional_ && !asks_back_; }

    bool is_plain_no() const { return no_ && !yes_ && !reserved_ && (says_no_first_ || !asks_back_); }

    /// Negation before affirmation, phrases before words.
    void listen()
    {
        take_phrases(text_, harmless_phrases);
        yes_ = take_phrases(text_, agreeing_phrases);
        conditional_ = take_phrases(text_, conditional_phrases);
        no_ = take_phrases(text_, refusing_phrases);
        list_ = split(text_);
        take_negations();
        text_ = joined(list_);
        yes_ = take_phrases(text_, yes_phrases) || yes_;
        list_ = split(text_);
        for (auto const& word : list_)
            hear(word);
        hear_single_letter();
    }

    void hear(std::string const& word)
    {
        yes_ = yes_ || among(word, yes_words);
        no_ = no_ || among(word, no_words);
        conditional_ = conditional_ || among(word, conditions);
        reserved_ = reserved_ || among(word, reservations);
        // A negation nobody understood: "oui pas avant 20h", "je n'ai pas de voiture".
        doubt_ = doubt_ || word == "pas" || word == "pa" || word == "jamais" || word == "not";
    }

    void hear_single_letter()
    {
        words rest;
        std::copy_if(list_.begin(), list_.end(), std::back_inserter(rest), [](std::string const& word) {
            return !among(word, politeness);
        });
        if (rest.size() != 1)
            return;
        yes_ = yes_ || among(rest.front(), yes_letters);
        no_ = no_ || among(rest.front(), no_letters);
    }

    bool negates(std::size_t at) const
    {
        return at < list_.size() && among(list_[at], negations) &&
               !(list_[at] == "plus" && at + 1 < list_.size() && among(list_[at + 1], after_a_comparison));
    }

    std::size_t past_fillers(std::size_t at) const
    {
        while (at < list_.size() && among(list_[at], between) && !negates(at))
            ++at;
        return at;
    }

    void take(std::size_t from, std::size_t to)
    {
        list_[from] = "|";
        list_.erase(list_.begin() + static_cast<std::ptrdiff_t>(from) + 1, list_.begin() + static_cast<std::ptrdiff_t>(to) + 1);
    }

    /// "viens pas", "peux vraiment plus", "pas du tout disponible", "non dispo" are a no, taken out whole.
    void take_negations()
    {
        for (std::size_t i = 0; i < list_.size(); ++i) {
            if (auto const end = past_fillers(i + 1); among(list_[i], able_verbs) && negates(end)) {
                take(i, end);
                no_ = true;
            }
            bool const plain_non = list_[i] == "non";
            if (!negates(i) && !plain_non)
                continue;
            auto const what = past_fillers(i + 1);
            if (what >= list_.size())
                continue;
            if (among(list_[what], states) && !(plain_non && list_[what] == "ok")) {
                take(i, what);
                no_ = true;
            } else if (!plain_non && what == i + 1 && among(list_[what], absolutes)) {
                take(i, what);
                doubt_ = true;
            }
        }
    }

    bool asks_back_;
    std::string text_;
    words list_;
    bool says_no_first_ = false;
    bool yes_ = false;
    bool no_ = false;
    bool doubt_ = false;
    bool conditional_ = false;
    bool reserved_ = false;
};

}  // namespace

reading read_reply(std::string_view text) { return hearing{text}.understood(); }

}  // namespace tocsin::rules
