// SPDX-License-Identifier: Apache-2.0
#include "rules/reply.hpp"

#include "rules/fold.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace tocsin::rules {
namespace {

using words = std::vector<std::string>;

template <std::size_t Size>
bool among(std::string_view word, std::array<std::string_view, Size> const& list)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr auto stop_words = std::to_array<std::string_view>(
    {"stop", "arret", "arreter", "arretez", "desabo", "desabonner", "desabonnement", "desinscription", "desinscrire",
     "desinscrivez", "unsubscribe", "stopsms"}
);
constexpr auto no_words = std::to_array<std::string_view>(
    {"non", "n", "no", "nope", "nan", "nn", "negatif", "indispo", "indisponible", "absent", "absente", "impossible",
     "desole", "desolee", "sorry"}
);
constexpr auto yes_words = std::to_array<std::string_view>(
    {"oui", "ouais", "ouai", "oui!", "ui", "o", "ok", "okay", "oki", "yes", "y", "yep", "yeah", "dispo", "disponible",
     "present", "presente", "partant", "partante", "volontiers", "volontaire", "affirmatif", "entendu"}
);
/// What a negation turns round.
constexpr auto states = std::to_array<std::string_view>(
    {"dispo", "disponible", "present", "presente", "partant", "partante", "possible", "libre", "la", "volontaire",
     "available", "ok"}
);
constexpr auto conditions = std::to_array<std::string_view>(
    {"mais", "si", "sauf", "seulement", "uniquement", "peut-etre", "peutetre", "but", "if", "maybe", "except", "only",
     "jusqu'a", "jusqu"}
);
constexpr auto automatic_phrases = std::to_array<std::string_view>(
    {"je conduis", "je suis au volant", "ne pas deranger", "reponse automatique", "message automatique",
     "absent du bureau", "absente du bureau", "out of office", "automatic reply", "auto-reply", "auto reply",
     "i'm driving", "i am driving", "do not disturb", "en conges jusqu", "boite vocale"}
);
constexpr auto yes_phrases = std::to_array<std::string_view>(
    {"j'arrive", "je viens", "je suis la", "je serai la", "je peux venir", "compte sur moi", "comptez sur moi",
     "d'accord", "bien sur", "pas de probleme", "pas de souci", "no problem", "i'm coming", "i'm in", "count me in",
     "on my way", "je serai present", "c'est bon pour moi", "avec plaisir"}
);
constexpr auto no_phrases = std::to_array<std::string_view>(
    {"peux pas", "pourrai pas", "pourrais pas", "viens pas", "viendrai pas", "can't", "cannot", "can not", "pas cette fois",
     "pas moi", "pas possible", "je suis malade", "trop loin"}
);

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

/// Folded, thumbs spelt out, punctuation made blank, single spaces; one blank at either end to find whole words.
std::string normalised(std::string_view text)
{
    auto folded = fold(text);
    replace_all(folded, "\xf0\x9f\x91\x8d", " oui ");  // thumbs up
    replace_all(folded, "\xf0\x9f\x91\x8e", " non ");  // thumbs down
    replace_all(folded, "\xe2\x9c\x85", " oui ");
    replace_all(folded, "\xe2\x9d\x8c", " non ");
    std::string out = " ";
    for (char const c : folded) {
        bool const kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c == '-' ||
                          static_cast<unsigned char>(c) >= 0x80;
        if (kept)
            out += c;
        else if (out.back() != ' ')
            out += ' ';
    }
    if (out.back() != ' ')
        out += ' ';
    return out;
}

words split(std::string const& text)
{
    words list;
    std::string word;
    for (char const c : text) {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            list.push_back(std::move(word));
            word.clear();
        }
    }
    return list;
}

/// "oooui", "ouiiii", "noooon": letters drawn out are said once.
std::string undrawn(std::string const& word)
{
    std::string out;
    for (char const c : word)
        if (out.empty() || out.back() != c)
            out += c;
    return out == "oui" || out == "non" || out == "ok" ? out : word;
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
        return word == "sms" || word == "au" || word == "svp" || word == "merci" || word == "please" || is_number(word) ||
               among(word, stop_words);
    });
}

template <std::size_t Size>
bool take_phrases(std::string& text, std::array<std::string_view, Size> const& phrases)
{
    bool found = false;
    for (auto const phrase : phrases) {
        auto const whole = ' ' + std::string{phrase} + ' ';
        for (auto at = text.find(whole); at != std::string::npos; at = text.find(whole)) {
            text.replace(at, whole.size(), " ");
            found = true;
        }
    }
    return found;
}

/// "pas dispo", "ne suis pas du tout disponible", "plus disponible", "non dispo": the state said after a negation, three
/// words at most behind it, goes with it.
bool take_negations(words& said)
{
    bool found = false;
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] != "pas" && said[i] != "non" && said[i] != "plus" && said[i] != "not" && said[i] != "jamais")
            continue;
        for (auto k = i + 1; k < std::min(said.size(), i + 4); ++k) {
            if (!among(said[k], states))
                continue;
            said.erase(said.begin() + static_cast<std::ptrdiff_t>(i), said.begin() + static_cast<std::ptrdiff_t>(k) + 1);
            found = true;
            --i;
            break;
        }
    }
    return found;
}

}  // namespace

reading read_reply(std::string_view text)
{
    reading read;
    auto said = normalised(text);
    if (take_phrases(said, automatic_phrases)) {
        read.automatic = true;
        return read;
    }
    auto list = split(said);
    if (is_stop(list)) {
        read.meaning = reply_meaning::stop;
        return read;
    }
    bool yes = take_phrases(said, yes_phrases);
    bool no = take_phrases(said, no_phrases);
    list = split(said);
    for (auto& word : list)
        word = undrawn(word);
    no = take_negations(list) || no;
    bool conditional = false;
    for (auto const& word : list) {
        if (among(word, stop_words))
            return read;  // "stop" inside a sentence does nothing by itself
        yes = yes || among(word, yes_words);
        no = no || among(word, no_words);
        conditional = conditional || among(word, conditions);
    }
    bool const asks_back = text.find('?') != std::string_view::npos;
    if (yes == no || (yes && (conditional || asks_back)))
        return read;
    read.meaning = yes ? reply_meaning::yes : reply_meaning::no;
    return read;
}

}  // namespace tocsin::rules
