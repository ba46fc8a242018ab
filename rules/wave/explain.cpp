// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/explain.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::rules {
namespace {

/// Both languages of one sentence; {0}, {1} … stand for what is filled in.
std::string filled_in(std::string text, std::vector<std::string> const& words)
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string const mark = "{" + std::to_string(i) + "}";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + words[i].size()))
            text.replace(at, mark.size(), words[i]);
    }
    return text;
}

std::string whole(double value) { return std::to_string(std::lround(value)); }

/// A share in per cent, with one decimal where it is small.
std::string percent(double share, bool french)
{
    if (share >= 0.0995)
        return whole(100 * share);
    long const tenths = std::lround(1000 * share);
    return std::to_string(tenths / 10) + (french ? "," : ".") + std::to_string(tenths % 10);
}

class teller {
public:
    teller(wave_decision const& what, std::string_view language, std::vector<std::string> const& roles)
        : what_(what), french_(language == "fr"), short_of_(short_of(what, roles))
    {
    }

    std::string tell()
    {
        act();
        if (what_.verdict == wave_verdict::filled || what_.verdict == wave_verdict::over)
            return text_;
        if (what_.verdict == wave_verdict::ask)
            reason();
        believe();
        expect();
        return text_;
    }

private:
    void say(std::string_view french, std::string_view english, std::vector<std::string> const& words = {})
    {
        if (!text_.empty())
            text_ += ' ';
        text_ += filled_in(std::string{french_ ? french : english}, words);
    }

    void act()
    {
        switch (what_.verdict) {
        case wave_verdict::ask:
            if (what_.count == 1)
                say("1 personne sollicitée, {0} encore disponibles.", "1 person asked, {0} left.", {std::to_string(what_.pool - 1)});
            else
                say("{0} personnes sollicitées, {1} encore disponibles.", "{0} people asked, {1} left.",
                    {std::to_string(what_.count), std::to_string(what_.pool - what_.count)});
            return;
        case wave_verdict::wait:
            say("Personne de plus pour l'instant : les réponses attendues suffisent.",
                "Nobody more for now: the answers to come are enough.");
            return;
        case wave_verdict::filled: say("Besoin couvert.", "The need is met."); return;
        case wave_verdict::over: say("L'échéance est passée.", "The deadline has passed."); return;
        case wave_verdict::nobody_left:
            say("Plus personne à solliciter, {0} places vides.", "Nobody left to ask, {0} places empty.",
                {std::to_string(what_.missing)});
            return;
        }
    }

    void reason()
    {
        auto const needed = what_.needed > what_.pool ? std::string{french_ ? "plus que la réserve" : "more than there are"}
                                                      : std::to_string(what_.needed);
        switch (what_.limit) {
        case wave_limit::needed:
            say("De quoi couvrir le besoin à temps avec {0} % de chances ; d'autres seront sollicités s'il le faut.",
                "Enough to fill the need in time with a chance of {0} %; others are asked if they turn out to be needed.",
                {percent(what_.certainty, french_)});
            return;
        case wave_limit::safe:
            say("Davantage ({0} seraient nécessaires) risquerait plus de {1} oui : on écoute d'abord.",
                "More ({0} would be needed) might bring over {1} yes: listening first.", {needed, std::to_string(what_.cap)});
            return;
        case wave_limit::now_or_never:
            say("Attendre coûterait une part des chances de réussir.", "Waiting would cost some of the chance to fill.");
            return;
        case wave_limit::pool: say("C'est tout le monde.", "That is everybody."); return;
        case wave_limit::budget: say("Le budget ne permet pas plus.", "The budget allows no more."); return;
        case wave_limit::rate:
            say("Les canaux n'en envoient pas plus d'ici là.", "The channels send no more before the next look.");
            return;
        case wave_limit::everybody: say("Tous à la fois, comme demandé.", "Everybody at once, as ordered."); return;
        }
    }

    void believe()
    {
        double const median = delay::usual_minutes;
        say("Part de oui estimée : {0} % (entre {1} et {2}) ; délai médian {3} min (entre {4} et {5}).",
            "Share of yes believed: {0} % ({1} to {2}); median delay {3} min ({4} to {5}).",
            {percent(what_.yes.middle, french_), percent(what_.yes.low, french_), percent(what_.yes.high, french_),
             whole(median * what_.slowness.middle), whole(median * what_.slowness.low), whole(median * what_.slowness.high)});
    }

    void expect()
    {
        auto const& seen = what_.expected;
        say("À l'échéance : {0} à {1} oui, {2} % de chances de tout couvrir avec les seuls sollicités.",
            "By the deadline: {0} to {1} yes, {2} % chance to fill every place with those asked so far.",
            {std::to_string(seen.low), std::to_string(seen.high), percent(seen.fills, french_)});
        if (!what_.at_most)
            return;
        if (!short_of_.empty())
            say("Pour {2}, la zone n'y suffira sans doute pas : {0} à {1} même en sollicitant tout le monde. Élargir ?",
                "For {2}, the zone will probably not do: {0} to {1} even with everybody asked. Widen?",
                {std::to_string(what_.at_most->low), std::to_string(what_.at_most->high), short_of_});
        else
            say("La zone n'y suffira sans doute pas : {0} à {1} oui même en sollicitant tout le monde. Élargir ?",
                "The zone will probably not do: {0} to {1} yes even with everybody asked. Widen?",
                {std::to_string(what_.at_most->low), std::to_string(what_.at_most->high)});
    }

    wave_decision const& what_;
    bool french_;
    std::string short_of_;
    std::string text_;
};

}  // namespace

std::string explain(wave_decision const& what, std::string_view language, std::vector<std::string> const& roles)
{
    return teller{what, language, roles}.tell();
}

std::string short_of(wave_decision const& what, std::vector<std::string> const& roles)
{
    std::string names;
    for (std::size_t role = 0; role < roles.size(); ++role)
        if ((what.short_of >> role & 1U) != 0)
            names += (names.empty() ? "" : ", ") + roles[role];
    return names;
}

std::string_view to_string(next_step value)
{
    switch (value) {
    case next_step::widen_radius: return "widen_radius";
    case next_step::fewer_skills: return "fewer_skills";
    case next_step::another_channel: return "another_channel";
    }
    return {};
}

std::string explain(std::vector<offer> const& all, std::string_view language)
{
    bool const french = language == "fr";
    std::string text;
    for (auto const& each : all) {
        std::string_view words;
        switch (each.what) {
        case next_step::widen_radius:
            words = french ? "élargir de {1} km : {0} {2} de plus" : "widen by {1} km: {0} more {2}";
            break;
        case next_step::fewer_skills:
            words = french ? "sans exiger de compétence : {0} de plus" : "without asking for skills: {0} more";
            break;
        case next_step::another_channel:
            words = french ? "par SMS et par courriel : {0} de plus" : "by SMS and by e-mail: {0} more";
            break;
        }
        text += text.empty() ? (french ? "Possible : " : "Possible: ") : " ; ";
        auto const whom = french ? (each.people == 1 ? "personne" : "personnes") : (each.people == 1 ? "person" : "people");
        text += filled_in(std::string{words}, {std::to_string(each.people), std::to_string(each.kilometres), whom});
    }
    return text.empty() ? text : text + '.';
}

std::vector<offer> offers(selection const& made)
{
    auto left_out = [&made](exclusion why) { return made.excluded[static_cast<std::size_t>(why)]; };
    std::vector<offer> all{
        {next_step::widen_radius, left_out(exclusion::outside_zone) + left_out(exclusion::too_far)},
        {next_step::fewer_skills, left_out(exclusion::lacks_skill)},
        {next_step::another_channel, left_out(exclusion::not_reachable)},
    };
    std::erase_if(all, [](offer const& each) { return each.people == 0; });
    std::stable_sort(all.begin(), all.end(), [](offer const& one, offer const& other) { return one.people > other.people; });
    return all;
}

}  // namespace tocsin::rules
