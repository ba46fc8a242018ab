// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/trial_page.hpp"

#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t widest_name = 24;

std::string sentences(json::array const& texts)
{
    std::string all;
    for (auto const& text : texts)
        if (auto const* const words = text.if_string())
            all += (all.empty() ? "" : " · ") + clean(std::string_view{words->data(), words->size()});
    return all;
}

/// One line a rule; a long reason goes on below itself.
std::string verdicts_page(session& house, json::array const& verdicts)
{
    std::size_t width = 0;
    for (auto const& each : verdicts)
        width = std::max(width, std::min(columns(text_of(each, "rule")), widest_name));
    std::string out;
    for (auto const& each : verdicts) {
        bool const fired = flag_of(each, "fired");
        auto const why = sentences(list_of(each, "reasons"));
        auto const name = fit(text_of(each, "rule"), width);
        auto const lines = hanging(std::string(2 + width + 5, ' '), why.empty() ? house.say(fired ? phrase::rule_fires : phrase::rule_does_not) : why);
        out += "  " + (fired ? house.ink().bold(name) : name) + "  " + (fired ? house.ink().green("✓") : house.ink().faint("·")) + "  " +
               lines.substr(2 + width + 5);
    }
    return out;
}

std::string call_page(session& house, json::value const& call)
{
    auto const need = number_of(call, "need");
    auto const fate = text_of(call, "fate");
    auto text = cli::count(house.in(), phrase::people, need, number(need, house.in())) + ", " + joined(list_of(call, "zone")) + ", " +
                moment(text_of(call, "by"), house.in());
    if (auto const at = text_of(call, "at"); !at.empty())
        text += ", " + at;
    if (fate == "answered")
        text += " : " + house.say(phrase::call_answered);
    else if (fate == "nobody")
        text += " : " + house.say(phrase::call_of_nobody);
    else if (auto const why = text_of(call, "why"); !why.empty())
        text += " : " + why;
    return hanging("  → ", text);
}

std::string hazard_page(session& house, json::value const& hazard)
{
    auto out = paragraph(house.ink().bold(text_of(hazard, "event")) + " : " + action_word(text_of(hazard, "action"), house.in()));
    auto const blocked = text_of(hazard, "blocked");
    if (!blocked.empty())
        return out + paragraph(blocked, 2);
    out += verdicts_page(house, list_of(hazard, "verdicts"));
    auto const& calls = list_of(hazard, "calls");
    for (auto const& call : calls)
        out += call_page(house, call);
    out += listed_page(house, list_of(hazard, "notes"), phrase::alert_note);
    if (auto const held = text_of(hazard, "held"); !held.empty())
        out += paragraph(house.ink().yellow(house.say(phrase::alert_held, held)), 2);
    return out;
}

}  // namespace

std::string listed_page(session& house, json::array const& texts, phrase what)
{
    std::string out;
    for (auto const& text : texts)
        if (auto const* const words = text.if_string())
            out += paragraph(house.say(what, clean(std::string_view{words->data(), words->size()})), 2);
    return out;
}

std::string trial_page(session& house, json::value const& tried)
{
    std::string out;
    for (auto const& hazard : list_of(tried, "hazards"))
        out += hazard_page(house, hazard);
    return (out.empty() ? paragraph(house.say(phrase::no_hazard)) : out) +
           listed_page(house, list_of(tried, "tolerated"), phrase::alert_tolerated);
}

}  // namespace tocsin::cli
