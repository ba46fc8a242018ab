// SPDX-License-Identifier: Apache-2.0
// What words mean in a reply, as tables: one file for each language that templates are shipped in. All languages are
// heard at once, since people answer in whichever they like.
#pragma once

#include <span>
#include <string_view>

namespace tocsin::rules::reply {

/// What a word or a phrase does to a reply. The longest phrase wins: "pas de souci" agrees, "pas" turns round.
enum class sense {
    yes,  ///< oui, comptez sur moi
    refusal,  ///< non, as a word of its own
    agreed,  ///< d'accord, volontiers: a yes, unless it only acknowledges
    able,  ///< je peux, je viens: a yes, and a no when a negation follows
    verb,  ///< peux, serai: nothing by itself, and a no when a negation follows
    state,  ///< disponible, présent: a yes, and a no when a negation stands before
    no,  ///< indisponible, pas cette fois
    sorry,  ///< a no, when nothing else is said
    excuse,  ///< je travaille, en vacances: explains a "désolé", says nothing by itself
    negation,  ///< pas, plus: a doubt wherever it turns nothing round
    speech,  ///< dire, garantir: "je ne peux pas dire" is no "je ne peux pas"
    unsure,  ///< je ne sais pas, pourquoi pas: neither yes nor no
    condition,  ///< mais, si, demain, jusqu'à: whoever says yes means it with a limit
    stretch,  ///< jusqu'à 22h, de 18h à 22h: a condition that is a time
    reservation,  ///< sauf: turns a no into a perhaps, and a yes into one on a condition
    before,  ///< avant: so does it, unless the no is a plain "non"
    other,  ///< mon mari, il: somebody else is spoken of
    company,  ///< avec: whoever comes after comes along
    asks,  ///< qui, où: a question
    mockery,  ///< nobody who means it writes so
    thing,  ///< remorque: harmless, but what is free or ready after it is the thing
    received,  ///< bien reçu, merci: was read; no answer
    praise,  ///< super, parfait: beside "j'arrive" a joy, beside a bare "oui" perhaps a sneer
    harmless,  ///< may stand beside an answer without changing it
    closing,  ///< cordialement: what follows is a signature
    filler,  ///< left out before anything is looked up
    unknown,  ///< in no table
    arrival,  ///< a time that somebody will be there; see arrival.hpp
};

std::string_view to_string(sense value);

/// Words and phrases of one sense, separated by ", ". Written as they are compared: lower case, no accents, blanks for
/// apostrophes and hyphens.
struct entry {
    sense means;
    std::string_view phrases;
};

/// What a word or a phrase is besides its sense, where what stands beside it is weighed.
enum class mark {
    negates_within,  ///< pas, rien: a phrase of several words holds its negation
    comes_soon,  ///< à tout de suite: who parts so comes
    perhaps,  ///< peut-être, sans doute: the no beside it is not sure
    but,  ///< mais
    if_so,  ///< si, s'il
    after_all,  ///< si, at the end of a "non, enfin si"
    third_person,  ///< peut, viendra: of "Gilles ne pourra pas"
    free,  ///< travaille pas: why somebody can, though they are sorry
    of_the_next,  ///< no: of "no car"
    place_follows,  ///< à, vers: what nobody knows behind it may be a place
};

struct marking {
    mark means;
    std::string_view phrases;  ///< as in `entry`
};

/// A short or wrong spelling, and the words it stands for.
struct spelling {
    std::string_view written;
    std::string_view means;
};

struct language {
    std::span<entry const> entries;
    std::span<marking const> marks;
    std::span<spelling const> spellings;
    std::string_view spelt;  ///< long words that are recognised with a slip of the finger
    std::string_view stop;  ///< the whole message is one of these: opts out
    std::string_view stop_company;  ///< what may stand beside it
    std::string_view machine;  ///< phrases that only a machine writes
    std::string_view machine_alone;  ///< also said by people: a machine's, unless an answer stands beside them
};

language const& french();
language const& english();

}  // namespace tocsin::rules::reply
