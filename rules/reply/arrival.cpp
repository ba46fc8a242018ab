// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/arrival.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace tocsin::rules::reply {
namespace {

using words = std::span<std::string const>;

struct number_word {
    std::string_view word;
    int value;
};

constexpr number_word numbers[] = {
    {"un", 1}, {"une", 1}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"six", 6}, {"sept", 7}, {"huit", 8}, {"neuf", 9},
    {"dix", 10}, {"onze", 11}, {"douze", 12}, {"treize", 13}, {"quatorze", 14}, {"quinze", 15}, {"seize", 16}, {"vingt", 20},
    {"trente", 30}, {"quarante", 40}, {"cinquante", 50}, {"an", 1}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5},
    {"ten", 10}, {"fifteen", 15}, {"twenty", 20}, {"thirty", 30}, {"forty", 40},
};

enum class lead { nothing, within, by, at, span, from, until, after, before, since, lasting };

struct opening {
    std::string_view said;
    lead means;
};

/// The longest first where one begins another.
constexpr opening openings[] = {
    {"dans environ", lead::within}, {"dans moins de", lead::within}, {"dans", lead::within}, {"d ici a", lead::by},
    {"d ici", lead::by}, {"sous", lead::within}, {"in about", lead::within}, {"in", lead::within}, {"within", lead::within},
    {"a partir de", lead::at}, {"a partir d", lead::at}, {"aux environs de", lead::at}, {"aux alentours de", lead::at},
    {"vers les", lead::at}, {"vers", lead::at}, {"ver", lead::at}, {"pour", lead::span}, {"des", lead::at}, {"a", lead::at},
    {"at about", lead::at}, {"at around", lead::at}, {"at", lead::at}, {"around", lead::at}, {"about", lead::at}, {"by", lead::at},
    {"from", lead::at}, {"for", lead::span}, {"de", lead::from}, {"entre", lead::from}, {"between", lead::from},
    {"jusqu a", lead::until}, {"jusque", lead::until}, {"jusqu", lead::until}, {"until", lead::until}, {"till", lead::until},
    {"pas avant", lead::after}, {"not before", lead::after}, {"apres", lead::after}, {"after", lead::after},
    {"avant", lead::before}, {"before", lead::before}, {"depuis", lead::since}, {"since", lead::since},
    {"pendant", lead::lasting}, {"durant", lead::lasting}, {"seulement", lead::lasting},
};

/// What may follow a length of time that is a way to go.
constexpr std::string_view ways[] = {
    "de route", "de trajet", "de voiture", "de chez moi", "en voiture", "a pied", "a velo", "en velo", "de marche", "away", "drive",
};
/// What may follow any time.
constexpr std::string_view fringes[] = {
    "environ", "max", "maxi", "maximum", "grand max", "grand maximum", "au plus", "au plus tard", "pile", "precises", "about", "sharp",
    "from now", "at the latest", "le temps d arriver",
};

/// How many words `phrase` takes at the start of `said`; 0 when it does not stand there.
std::size_t begins(words said, std::string_view phrase)
{
    std::size_t taken = 0;
    while (!phrase.empty()) {
        auto const end = std::min(phrase.find(' '), phrase.size());
        if (taken >= said.size() || said[taken] != phrase.substr(0, end))
            return 0;
        ++taken;
        phrase.remove_prefix(std::min(end + 1, phrase.size()));
    }
    return taken;
}

template <class Table>
std::size_t begins_with_any(words said, Table const& table)
{
    std::size_t longest = 0;
    for (auto const phrase : table)
        longest = std::max(longest, begins(said, phrase));
    return longest;
}

std::optional<int> digits(std::string_view text)
{
    if (text.empty() || text.size() > 3)
        return std::nullopt;
    int value = 0;
    for (char const c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

bool says_hours(std::string_view word)
{
    return word == "h" || word == "heure" || word == "heures" || word == "hour" || word == "hours" || word == "hr" || word == "hrs" ||
           word == "heur";
}

bool says_minutes(std::string_view word)
{
    return word == "min" || word == "mn" || word == "mins" || word == "minute" || word == "minutes" || word == "m";
}

/// A quantity without its preposition. `hours_said`: it may be a time of day as well as a length.
struct quantity {
    std::size_t words = 0;
    int total = 0;  ///< in minutes
    bool hours_said = false;
    bool only_clock = false;  ///< "6pm", "midi", "18h00": never a length
};

/// "18h", "18h30", "1h30", "30min", "20mn", "6pm": glued into one word.
std::optional<quantity> glued(std::string_view word)
{
    auto const number = std::min(word.find_first_not_of("0123456789"), word.size());
    auto const first = digits(word.substr(0, number));
    auto rest = word.substr(number);
    if (!first || rest.empty())
        return std::nullopt;
    if (says_minutes(rest) && rest != "m")
        return quantity{1, *first, false, false};
    bool const afternoon = rest.ends_with("pm");
    bool const morning = rest.ends_with("am");
    if (afternoon || morning)
        rest.remove_suffix(2);
    int minute = 0;
    bool with_minutes = false;
    if (!rest.empty()) {
        if (rest.front() != 'h')
            return std::nullopt;
        rest.remove_prefix(1);
        if (rest.ends_with("mn"))
            rest.remove_suffix(2);
        else if (rest.ends_with("min"))
            rest.remove_suffix(3);
        if (!rest.empty()) {
            auto const more = digits(rest);
            if (!more || *more > 59)
                return std::nullopt;
            minute = *more;
            with_minutes = true;
        }
    }
    if (*first > 24 || ((afternoon || morning) && (*first > 12 || *first < 1)))
        return std::nullopt;
    int hour = *first;
    if (afternoon && hour < 12)
        hour += 12;
    if (morning && hour == 12)
        hour = 0;
    return quantity{1, hour * 60 + minute, true, afternoon || morning || (with_minutes && minute == 0)};
}

/// "vingt deux", "dix huit", "quarante cinq", "30".
std::pair<int, std::size_t> number_at(words said)
{
    if (said.empty())
        return {0, 0};
    if (auto const plain = digits(said[0]))
        return {*plain, 1};
    auto const value_of = [](std::string const& word) {
        for (auto const& each : numbers)
            if (each.word == word)
                return each.value;
        return 0;
    };
    int const first = value_of(said[0]);
    if (first >= 10 && first % 10 == 0 && said.size() > 1) {
        if (int const second = value_of(said[1]); second > 0 && second < 10)
            return {first + second, 2};
        if (said.size() > 2 && said[1] == "et" && value_of(said[2]) == 1)
            return {first + 1, 3};
    }
    return {first, first > 0 ? 1U : 0U};
}

std::optional<quantity> fraction(words said)
{
    struct part {
        std::string_view said;
        int minutes;
    };
    constexpr part parts[] = {
        {"une petite demi heure", 30}, {"une demi heure", 30}, {"une bonne demi heure", 30}, {"demi heure", 30}, {"une demie heure", 30},
        {"demi h", 30}, {"un petit quart d heure", 15}, {"un quart d heure", 15}, {"quart d heure", 15}, {"trois quarts d heure", 45},
        {"trois quart d heure", 45}, {"trois quarts h", 45}, {"half an hour", 30}, {"half hour", 30}, {"an hour and a half", 90},
        {"a quarter of an hour", 15}, {"quarter of an hour", 15}, {"une heure et demie", 90}, {"une petite heure", 60}, {"une bonne heure", 60},
        {"un peu plus d une heure", 75},
    };
    std::optional<quantity> best;
    for (auto const& each : parts)
        if (auto const taken = begins(said, each.said); taken > 0 && (!best || taken > best->words))
            best = quantity{taken, each.minutes, false, false};
    return best;
}

std::optional<quantity> measured(words said)
{
    if (auto part = fraction(said))
        return part;
    if (said.empty())
        return std::nullopt;
    if (said[0] == "midi" || said[0] == "noon")
        return quantity{1, 12 * 60, true, true};
    if (said[0] == "minuit" || said[0] == "midnight")
        return quantity{1, 24 * 60, true, true};
    if (auto one = glued(said[0])) {
        if (one->hours_said && begins(said.subspan(1), "et demie") == 2)
            return quantity{3, one->total + 30, true, one->only_clock};
        return one;
    }
    auto const [value, taken] = number_at(said);
    if (taken == 0 || taken >= said.size())
        return std::nullopt;
    auto const& unit = said[taken];
    if (says_minutes(unit))
        return quantity{taken + 1, value, false, false};
    if (unit == "pm" || unit == "am") {
        if (value < 1 || value > 12)
            return std::nullopt;
        return quantity{taken + 1, (value % 12 + (unit == "pm" ? 12 : 0)) * 60, true, true};
    }
    if (!says_hours(unit) || value > 24)
        return std::nullopt;
    quantity found{taken + 1, value * 60, true, false};
    auto const rest = said.subspan(found.words);
    if (begins(rest, "et demie") == 2) {
        found.words += 2;
        found.total += 30;
    } else if (auto const [more, used] = number_at(rest); used > 0 && more < 60 && more >= 5) {
        found.words += used;
        found.total += more;
        if (found.words < said.size() && says_minutes(said[found.words]))
            ++found.words;
    }
    return found;
}

spoken_time at_clock(std::size_t taken, int total)
{
    return {time_sense::arrival, taken, arrival{true, minutes{total % (24 * 60)}}};
}

spoken_time in_a_while(std::size_t taken, int total) { return {time_sense::arrival, taken, arrival{false, minutes{total}}}; }

/// "du matin", "du soir", "o clock": what fixes a time of day, and is part of it.
std::size_t fix_the_half(words rest, quantity& what)
{
    for (auto const phrase : {"du soir", "de l apres midi", "ce soir", "cet apres midi", "in the evening", "in the afternoon"})
        if (auto const taken = begins(rest, phrase)) {
            if (what.total < 12 * 60)
                what.total += 12 * 60;
            return taken;
        }
    for (auto const phrase : {"du matin", "o clock", "in the morning"})
        if (auto const taken = begins(rest, phrase))
            return what.total < 12 * 60 || std::string_view{phrase} == "o clock" ? taken : 0;
    return 0;
}

spoken_time after(lead opened, std::size_t opening_words, quantity what, words rest)
{
    auto taken = opening_words + what.words;
    auto const way = what.only_clock ? 0 : begins_with_any(rest, ways);
    taken += way + begins_with_any(rest.subspan(way), fringes);
    auto const at_fixed_clock = [&] {
        auto const fixed = fix_the_half(rest.subspan(taken - opening_words - what.words), what);  // before its total is read
        return at_clock(taken + fixed, what.total);
    };
    switch (opened) {
    case lead::within:
        return what.only_clock ? spoken_time{} : in_a_while(taken, what.total);
    case lead::by:  // "d'ici 1h", but "d'ici 20h"
        return what.only_clock || (what.hours_said && what.total >= 5 * 60) ? at_clock(taken, what.total) : in_a_while(taken, what.total);
    case lead::since: return {time_sense::past, taken, {}};
    case lead::before: return {time_sense::before, taken, {}};
    case lead::until:
    case lead::after:
    case lead::lasting: return {time_sense::limit, taken, {}};
    case lead::from:  // "de 18h à 22h" is a stretch of time; "de 20 minutes" is nothing
        return what.hours_said ? spoken_time{time_sense::limit, taken, {}} : spoken_time{};
    case lead::span:  // "pour 18h", but "pour 2 heures"
        if (!what.only_clock && what.total < 5 * 60)
            return {time_sense::limit, taken, {}};
        return at_fixed_clock();
    case lead::at:
        if (way > 0 || !what.hours_said)
            return in_a_while(taken, what.total);
        return at_fixed_clock();
    case lead::nothing: break;
    }
    if (way > 0 || !what.hours_said)
        return in_a_while(taken, what.total);
    auto const fixed = fix_the_half(rest.subspan(taken - opening_words - what.words), what);
    // "2h" alone may be two hours or two o'clock; "18h" is a time of day.
    if (!what.only_clock && fixed == 0 && what.total < 5 * 60)
        return {time_sense::limit, taken, {}};
    return at_clock(taken + fixed, what.total);
}

}  // namespace

local_time when_meant(arrival const& what, local_time now)
{
    if (!what.on_the_clock)
        return now + what.at;
    auto const today = std::chrono::floor<std::chrono::days>(now);
    auto const then = local_time{today} + what.at;
    return then < now ? then + std::chrono::days{1} : then;
}

spoken_time hear_time(words said)
{
    spoken_time best;
    auto const consider = [&](lead opened, std::size_t opening_words) {
        auto const what = measured(said.subspan(opening_words));
        if (!what)
            return;
        auto const found = after(opened, opening_words, *what, said.subspan(opening_words + what->words));
        if (found.means != time_sense::none && found.words > best.words)
            best = found;
    };
    consider(lead::nothing, 0);
    for (auto const& each : openings)
        if (auto const taken = begins(said, each.said))
            consider(each.means, taken);
    return best;
}

}  // namespace tocsin::rules::reply
