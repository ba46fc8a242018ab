// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/places.hpp"

#include <algorithm>

namespace tocsin::simulation {
namespace {

constexpr minutes time_to_answer{5};  // with what a provider puts off

enum class kind { question, come, wait, end, late, noted, other };

/// By the words of the shipped templates.
kind kind_of(witnessed const& message)
{
    auto const has = [&message](char const* words) { return message.text.find(words) != std::string::npos; };
    if (has("OUI"))
        return kind::question;
    if (has("comptons sur vous"))
        return kind::come;
    if (has("restez chez vous"))
        return kind::wait;
    if (has("terminé, merci") || has("cherchons plus personne") || has("annulée"))
        return kind::end;
    if (has("bien arrivée"))
        return kind::noted;
    return has("déjà couvert") ? kind::late : kind::other;
}

reply_meaning meaning_of(std::string const& text)
{
    if (text == "STOP")
        return reply_meaning::stop;
    if (text.starts_with("Oui"))
        return reply_meaning::yes;
    return text.starts_with("non") ? reply_meaning::no : reply_meaning::unclear;
}

bool is_withdrawal(reply_meaning meaning) { return meaning == reply_meaning::no || meaning == reply_meaning::stop; }

}  // namespace

void places::offered(std::string const& number, std::string const& id, std::string const& text, mono_time at)
{
    auto const meaning = meaning_of(text);
    auto& all = said_[number];
    auto const known = std::any_of(all.begin(), all.end(), [&id](statement const& each) { return each.id == id; });
    if (meaning != reply_meaning::unclear && !known)
        all.push_back({id, meaning, at, std::nullopt});
}

void places::taken(std::string const& number, std::string const& id, mono_time at)
{
    for (auto& each : said_[number])
        if (each.id == id && !each.taken)
            each.taken = at;
}

std::optional<places::statement> places::last_before(std::string const& number, mono_time when) const
{
    std::optional<statement> last;
    if (auto const found = said_.find(number); found != said_.end())
        for (auto const& each : found->second)
            if (each.offered <= when)
                last = each;
    return last;
}

bool places::withdrew(std::string const& number, mono_time from, mono_time until) const
{
    auto const found = said_.find(number);
    return found != said_.end() && std::any_of(found->second.begin(), found->second.end(), [&](statement const& each) {
        return is_withdrawal(each.meaning) && each.offered <= until && each.after(from);
    });
}

bool places::ever_withdrew(std::string const& number) const
{
    auto const found = said_.find(number);
    return found != said_.end() && std::any_of(found->second.begin(), found->second.end(), [](statement const& each) {
        return is_withdrawal(each.meaning);
    });
}

bool places::only_said_no(std::string const& number, mono_time until) const
{
    auto const found = said_.find(number);
    return found != said_.end() && found->second.size() == 1 && found->second.front().meaning == reply_meaning::no &&
           found->second.front().taken && *found->second.front().taken < until;
}

std::map<std::string, places::told> places::stories(std::vector<witnessed> const& log) const
{
    std::map<std::string, told> all;
    std::set<std::string> seen;
    for (auto const& each : log) {
        if (!seen.insert(each.reference).second)
            continue;  // the same message again, after a kill or a lost answer
        auto& heard = all[each.to];
        switch (kind_of(each)) {
        case kind::question: heard.asked = true; break;
        case kind::come: heard.come.push_back(each.at); break;
        case kind::wait: heard.wait = true; break;
        case kind::end: ++heard.ends; break;
        case kind::late: heard.late = true; break;
        case kind::noted: ++heard.noted; break;
        case kind::other: break;
        }
    }
    return all;
}

int places::told_to_come(std::vector<witnessed> const& log) const
{
    auto const all = stories(log);
    auto const told = std::count_if(all.begin(), all.end(), [](auto const& each) { return !each.second.come.empty(); });
    return static_cast<int>(told);
}

std::vector<std::string> places::while_it_ran(std::vector<witnessed> const& log, int need) const
{
    std::vector<std::string> wrong;
    std::map<std::string, mono_time> told_to_come;
    for (auto const& each : log) {
        auto const what = kind_of(each);
        auto const last = last_before(each.to, each.at);
        bool const answers = what == kind::come || what == kind::wait || what == kind::late || what == kind::noted;
        if (answers && !last)
            wrong.emplace_back("R-13 somebody was answered who had said nothing");
        if (what != kind::come)
            continue;
        if (last && is_withdrawal(last->meaning)) {
            if (last->taken && each.at > *last->taken + grace)
                wrong.emplace_back("places: somebody was told to come after their no was taken");
            continue;
        }
        told_to_come[each.to] = each.at;
        auto const coming = std::count_if(told_to_come.begin(), told_to_come.end(), [&](auto const& who) {
            return !withdrew(who.first, who.second, each.at);
        });
        if (coming > need)
            wrong.emplace_back("places: somebody was told to come beyond the ceiling");
    }
    return wrong;
}

bool places::said_yes(std::string const& number, mono_time until) const
{
    auto const found = said_.find(number);
    return found != said_.end() && std::any_of(found->second.begin(), found->second.end(), [until](statement const& each) {
        return each.meaning == reply_meaning::yes && each.taken && *each.taken < until;
    });
}

bool places::comes(std::string const& number, told const& heard, mono_time end) const
{
    // In the order in which the house took them, which alone it can know.
    std::optional<statement> last;
    auto withdrawn = mono_time::min();
    if (auto const found = said_.find(number); found != said_.end())
        for (auto const& each : found->second) {
            if (!each.taken || *each.taken > end)
                continue;
            if (is_withdrawal(each.meaning))
                withdrawn = std::max(withdrawn, *each.taken);
            if (!last || *each.taken >= *last->taken)
                last = each;
        }
    if (last && is_withdrawal(last->meaning))
        return false;
    return std::any_of(heard.come.begin(), heard.come.end(), [withdrawn](mono_time told) { return told >= withdrawn; });
}

std::vector<std::string> places::after_the_end(std::vector<witnessed> const& log, ending const& end) const
{
    std::vector<std::string> wrong;
    bool const cancelled = end.state == mobilisation_state::cancelled;
    int coming = 0;
    bool reserve_released = false;
    auto const all = stories(log);
    for (auto const& [number, heard] : all) {
        if (!heard.asked)
            continue;
        bool const expected = comes(number, heard, end.at);
        coming += expected ? 1 : 0;
        if (heard.ends > 1)
            wrong.emplace_back("places: somebody heard the end twice");
        if (only_said_no(number, end.at - grace) && !end.unreachable.contains(number) && heard.noted + heard.ends != 1)
            wrong.emplace_back("places: whoever said no did not hear exactly one last word");
        if (ever_withdrew(number))
            continue;
        if (end.undisturbed && said_yes(number, end.at - time_to_answer) && !end.unreachable.contains(number) &&
            heard.come.empty() && !heard.wait)
            wrong.emplace_back("R-12 a yes that was taken counted for nothing");
        reserve_released = reserve_released || (heard.wait && heard.come.empty() && heard.ends > 0);
        if (!end.unreachable.contains(number)) {
            if (heard.ends == 0 && (cancelled || !expected))
                wrong.emplace_back("places: somebody who was asked never heard the end");
            if (!cancelled && expected && heard.ends > 0)
                wrong.emplace_back("places: somebody was told to come and then that it is over");
        }
        auto const last = last_before(number, mono_time::max());
        if (last && last->offered > end.at + grace && last->taken && (cancelled || !expected) && !heard.late)
            wrong.emplace_back("places: a late yes got no answer");
    }
    if (!cancelled && reserve_released && coming < end.need)
        wrong.emplace_back("places: the reserve was sent home while a place was empty");
    return wrong;
}

}  // namespace tocsin::simulation
