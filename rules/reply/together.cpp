// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/together.hpp"

#include "rules/words/digits.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tocsin::rules::reply {
namespace {

using items = std::vector<item>;

/// Two to nine, or figures.
bool is_number(std::string_view word)
{
    constexpr auto small = std::to_array<std::string_view>({"deux", "trois", "quatre", "cinq", "six", "two", "three", "four"});
    return std::find(small.begin(), small.end(), word) != small.end() || all_digits(word);
}

bool is_infinitive(std::string_view word)
{
    return word.size() > 4 && (word.ends_with("er") || word.ends_with("ir") || word.ends_with("re")) && word.find(' ') == std::string_view::npos;
}

bool counts_us(std::string_view said) { return said == "on est" || said == "nous sommes" || said == "on sera" || said == "nous serons"; }
bool counts_people(std::string_view said) { return said == "personnes" || said == "pers" || said == "people"; }

/// Two items say one thing together.
void join(items& list, std::size_t first, sense means)
{
    list[first].said += ' ' + list[first + 1].said;
    list[first].means = means;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(first) + 1);
}

/// "pas nécessairement": an adverb that nobody knows stands between a negation and what it turns round.
bool is_adverb(item const& what) { return what.means == sense::unknown && what.said.ends_with("ment"); }

bool begins_with_negation(item const& what)
{
    return what.said.starts_with("pas ") || what.said.starts_with("plus ") || what.said.starts_with("not ");
}

bool is_to_be(item const& what) { return what.means == sense::harmless && (what.said == "etre" || what.said == "be" || what.said == "able"); }

/// "je refuse": what "pas" after it turns into its opposite.
bool refuses(item const& what)
{
    constexpr auto verbs = std::to_array<std::string_view>({"je refuse", "je decline", "je renonce", "je me retire", "je me desiste", "i decline"});
    return std::find(verbs.begin(), verbs.end(), what.said) != verbs.end();
}

/// "voudrais": a wish.
bool wishes(item const& what) { return what.said.ends_with("voudrais") || what.said.ends_with("aimerais"); }

/// What a negation after it, or before it, makes of an item; `second` is the negation or follows it.
std::optional<sense> together(item const& first, item const& second)
{
    // "je pourrais" + "pas"
    bool const would = first.means == sense::condition && (first.said.ends_with("rais") || first.said.ends_with("rait") || first.said.ends_with("rions"));
    bool const acts = first.means == sense::able || first.means == sense::verb || would;
    if (would && wishes(first) && second.means == sense::negation)
        return sense::unsure;  // "je voudrais ne plus être appelé"
    if (acts && (second.means == sense::negation || (second.means == sense::no && begins_with_negation(second))))
        return sense::no;  // "je peux pas", "je peux pas ce soir"
    auto const next = second.means;
    if (first.means == sense::no && next == sense::negation && refuses(first))
        return sense::unsure;  // "je ne refuse pas"
    if (first.means == sense::negation && is_adverb(second))
        return sense::unsure;
    if (first.means == sense::negation && next == sense::able && second.said != "coming")
        return sense::unsure;  // "je ne dors pas, j'arrive"
    if (first.means == sense::negation && (next == sense::state || next == sense::agreed || next == sense::able))
        return sense::no;  // "pas disponible"
    if (first.means == sense::negation && next == sense::speech)
        return sense::unsure;  // "je n'ai pas dit non"
    if (first.means == sense::negation && (next == sense::yes || next == sense::refusal || next == sense::no))
        return sense::unsure;  // "pas impossible"
    if (first.means == sense::refusal && second.means == sense::state)
        return sense::no;  // "non disponible"
    return std::nullopt;
}

/// "impossible de dire", "pas question de refuser": no answer is refused, but a word about it.
void doubt_unsaid(items& list)
{
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].means != sense::no)
            continue;
        auto next = i + 1;
        while (next < list.size() && (list[next].said == "de" || list[next].said == "d" || list[next].said == "vous"))
            ++next;
        if (next < list.size() && list[next].means == sense::speech)
            list[i].means = sense::unsure;
    }
}

/// "je peux" + "pas", "pas" + "disponible" are a no; "pas" + "oui" is neither; any other "pas" stays a doubt.
void turn_round(items& list)
{
    // "pas là", but "j'entends pas la sirène"
    for (std::size_t i = 1; i + 1 < list.size(); ++i)
        if (list[i].said == "pas la" && list[i - 1].means == sense::unknown && list[i + 1].means == sense::unknown)
            list[i].means = sense::negation;
    bool turned = false;  // the item before is a no that a negation made: "je peux pas"
    for (std::size_t i = 0; i + 1 < list.size();) {
        if (auto const means = together(list[i], list[i + 1])) {
            turned = *means == sense::no && list[i].means != sense::refusal;
            join(list, i, *means);
        } else if (turned && (is_to_be(list[i + 1]) || list[i + 1].means == sense::state)) {
            join(list, i, sense::no);  // "je pourrai pas être" présent
        } else if (turned && list[i + 1].means == sense::speech) {
            join(list, i, sense::unsure);
            turned = false;
        } else {
            turned = false;
            ++i;
        }
    }
    doubt_unsaid(list);
    for (auto& each : list)
        if (each.means == sense::speech)
            each.means = sense::unknown;
}

/// Whoever comes along changes nothing: "avec mon frère". Names below a closing formula are a signature.
void set_aside(items& list)
{
    bool along = false;
    bool signed_already = false;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& each = list[i];
        if (is_number(each.said) && ((i > 0 && counts_us(list[i - 1].said)) || (i + 1 < list.size() && counts_people(list[i + 1].said))))
            each.means = sense::harmless;  // "on est 3", "2 personnes"
        if (each.means == sense::company)
            along = true;
        else if (along && (each.means == sense::other || is_number(each.said)))
            each.means = sense::harmless;
        else if (each.means != sense::harmless)
            along = false;
        if (each.means == sense::unknown && each.said.size() == 1 && each.said[0] >= 'a')
            each.means = sense::harmless;  // an initial
        if (each.means == sense::closing)
            signed_already = true;
        else if (signed_already && (each.means == sense::unknown || each.means == sense::other))
            each.means = sense::harmless;
    }
}

/// "ma remorque est libre", "c'est libre": what is free there is no person. Otherwise a thing changes nothing.
void look_at_things(items& list)
{
    for (std::size_t i = 0; i < list.size(); ++i) {
        bool const about_it = list[i].means == sense::thing || list[i].said == "c est";
        if (about_it && i + 1 < list.size() && list[i + 1].means == sense::state)
            list[i + 1].means = sense::unknown;
        if (list[i].means == sense::thing)
            list[i].means = sense::harmless;
    }
}

/// "je viens de rentrer" tells what is past.
void look_back(items& list)
{
    for (std::size_t i = 0; i + 2 < list.size(); ++i)
        if (list[i].said == "je viens" && (list[i + 1].said == "de" || list[i + 1].said == "d") && is_infinitive(list[i + 2].said))
            list[i].means = sense::unsure;
}

/// "je peux prêter": whatever somebody can do beside coming, they can.
void forgive_infinitives(items& list)
{
    constexpr auto before = std::to_array<std::string_view>({"je peux", "on peut", "nous pouvons"});
    for (std::size_t i = 1; i < list.size(); ++i)
        if (list[i].means == sense::unknown && is_infinitive(list[i].said) &&
            std::find(before.begin(), before.end(), list[i - 1].said) != before.end())
            list[i].means = sense::harmless;
}

/// "je finis mon café", "je pose les enfants chez ma mère": what somebody does before they come, and with what. Only verb and
/// object together: "je rentre" alone is no way to come.
void run_errands(items& list)
{
    constexpr auto verbs = std::to_array<std::string_view>(
        {"finis", "termine", "fini", "sors", "rentre", "quitte", "ferme", "pose", "depose", "laisse", "range", "mange", "bois", "avale", "previens",
         "avertis", "nourris", "soigne", "couche", "gare", "fais", "boucle", "prends", "prepare", "attache"}
    );
    constexpr auto objects = std::to_array<std::string_view>(
        {"cafe", "the", "repas", "dejeuner", "diner", "morceau", "sandwich", "assiette", "soupe", "douche", "plein", "journee", "travail", "boulot", "taf",
         "service", "tournee", "poste", "bureau", "boutique", "magasin", "cabinet", "atelier", "reunion", "cours", "betes", "brebis", "vaches", "chevres",
         "animaux", "chien", "chiens", "chevaux", "poules", "enfants", "petits", "gosses", "bebe", "gamins", "fils", "fille", "femme", "mari", "conjoint",
         "conjointe", "compagne", "compagnon", "famille", "parents", "voisins", "voisine", "voisin", "employeur", "patron", "chef", "vaisselle", "courses", "sac",
         "affaires", "maison"}
    );
    constexpr auto hosts = std::to_array<std::string_view>({"mere", "pere", "parents", "soeur", "frere", "voisine", "voisins", "nounou", "grands", "belle", "beau", "tante"});
    auto const is = [](auto const& words, item const& what) { return std::find(words.begin(), words.end(), what.said) != words.end(); };
    auto const small = [](item const& what) { return what.means == sense::harmless && what.said.size() < 6; };
    auto const comes = std::find_if(list.rbegin(), list.rend(), [](item const& each) { return each.means == sense::able; });
    bool const timed = std::any_of(list.begin(), list.end(), [](item const& each) { return each.means == sense::arrival; });
    if (comes == list.rend() || timed)  // "je quitte le travail à 17h, j'arrive": the hour is that of the errand
        return;
    auto const last = static_cast<std::size_t>(list.rend() - comes) - 1;
    for (std::size_t i = 1; i < last; ++i) {
        bool const mine = list[i - 1].said == "je" || list[i - 1].said == "j" || list[i - 1].said == "ai";
        if (!mine || !is(verbs, list[i]) || (list[i].means != sense::unknown && list[i].means != sense::harmless))
            continue;
        auto at = i + 1;
        while (at < last && (small(list[at]) || list[at].said == "juste"))
            ++at;
        if (at >= last || !is(objects, list[at]))
            continue;
        for (auto done = i; done <= at; ++done)
            list[done].means = sense::harmless;
        if (at + 3 < last && list[at + 1].said == "chez" && small(list[at + 2]) && is(hosts, list[at + 3]))
            list[at + 3].means = sense::harmless;
    }
}

/// "9 places", "3 tonnes": a number that counts no time and no people.
void count_other_things(items& list)
{
    constexpr auto counted = std::to_array<std::string_view>({"places", "place", "m3", "tonnes", "metres"});
    for (std::size_t i = 0; i + 1 < list.size(); ++i)
        if (list[i].means == sense::unknown && is_number(list[i].said) &&
            std::find(counted.begin(), counted.end(), list[i + 1].said) != counted.end()) {
            list[i].means = sense::harmless;
            if (list[i + 1].means == sense::unknown)
                list[i + 1].means = sense::harmless;
        }
}

/// "je suis en congé, je peux venir": it explains why they can.
void be_off_work(items& list)
{
    bool const comes = std::any_of(list.begin(), list.end(), [](item const& each) { return each.means == sense::able; });
    for (auto& each : list)
        if (comes && (each.said == "en conge" || each.said == "en conges"))
            each.means = sense::harmless;
}

/// "Confirmé, j'arrive", "Validé": a participle that opens the message agrees; elsewhere it may be somebody else's.
void open_with_participle(items& list)
{
    constexpr auto words = std::to_array<std::string_view>({"confirme", "confirmee", "valide", "validee", "accepte", "acceptee", "accord"});
    for (std::size_t i = 0; i < list.size() && i < 2; ++i)
        if ((i == 0 || list[0].means == sense::yes || list[0].said == "bonjour" || list[0].said == "bonsoir") && list[i].means == sense::unknown &&
            std::find(words.begin(), words.end(), list[i].said) != words.end())
            list[i].means = sense::agreed;
}

/// "je serai au gymnase à 19h" is a yes by the time it names.
void be_there_then(items& list)
{
    constexpr auto being = std::to_array<std::string_view>({"je serai", "nous serons", "on sera", "i will be", "i ll be", "we will be", "we ll be"});
    auto const stands = [&list](sense wanted) {
        return std::any_of(list.begin(), list.end(), [wanted](item const& each) { return each.means == wanted; });
    };
    bool const timed = stands(sense::arrival) && !stands(sense::no) && !stands(sense::negation);
    for (auto& each : list)
        if (timed && (each.means == sense::harmless || each.means == sense::verb) &&
            std::find(being.begin(), being.end(), each.said) != being.end())
            each.means = sense::able;
}

}  // namespace

std::vector<item> taken_together(std::vector<item> list)
{
    run_errands(list);
    count_other_things(list);
    be_off_work(list);
    open_with_participle(list);
    turn_round(list);
    set_aside(list);
    look_at_things(list);
    look_back(list);
    forgive_infinitives(list);
    be_there_then(list);
    return list;
}

}  // namespace tocsin::rules::reply
