// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/rehearsal_page.hpp"

#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/messages.hpp"
#include "dispatcher/cli/moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

std::int64_t rounded(double value) { return static_cast<std::int64_t>(std::llround(value)); }

/// For a shell: in quotes when it holds anything but plain characters.
std::string shell_quoted(std::string const& word)
{
    auto const plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view{"-_./:,+@%"}.find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain))
        return word;
    std::string out = "'";
    for (char const c : word)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + '\'';
}

/// The order as it was written, for the next command.
std::string order_options(order const& wanted)
{
    std::string out;
    auto const add = [&out](std::string_view name, std::string const& value) {
        if (!value.empty())
            out += fmt::format(" {} {}", name, shell_quoted(value));
    };
    add("--event", wanted.event);
    for (auto const& each : wanted.zone)
        add("--zone", each);
    add("--need", wanted.need ? std::to_string(*wanted.need) : "");
    add("--by", wanted.by);
    add("--until", wanted.until);
    add("--at", wanted.at);
    for (auto const& each : wanted.roles)
        add("--role", each);
    for (auto const& each : wanted.skills)
        add("--skill", each);
    add("--radius", wanted.radius_km ? fmt::format("{}", *wanted.radius_km) : "");
    add("--pace", wanted.pace);
    for (auto const& each : wanted.channels)
        add("--channel", each);
    add("--text", wanted.text_file);
    add("--template", wanted.template_name);
    add("--minimum-age", wanted.minimum_age ? std::to_string(*wanted.minimum_age) : "");
    add("--escalate", wanted.escalate);
    for (auto const& [set, name] : {std::pair{wanted.exercise, " --exercise"}, {wanted.drill, " --drill"}, {wanted.unicode, " --unicode"}, {wanted.urgent, " --urgent"}})
        out += set ? name : "";
    return out;
}

std::string percent(double share, language in)
{
    auto const value = 100 * share;
    return value < 10 && std::abs(value - std::round(value)) > 0.05 ? decimal(value, in) : number(rounded(value), in);
}

std::string whole_range(json::value const& seen, language in)
{
    auto const at = [&](std::string_view name) { return number(rounded(amount_of(seen, name)), in); };
    if (at("low") == at("high"))
        return at("middle");
    return say(in, phrase::rehearsal_range, at("middle"), at("low"), at("high"));
}

/// "18 fois sur 20, en 34 min (21 min à 1 h 02 min)"
std::string filled_line(json::value const& found, language in)
{
    auto out = say(in, phrase::rehearsal_times, number_of(found, "filled"), number_of(found, "runs"));
    auto const& times = member(found, "filled_after_seconds");
    auto const at = [&](std::string_view name) { return span(number_of(times, name)); };
    if (member(times, "high").is_number())
        out += ", " + say(in, phrase::rehearsal_within, say(in, phrase::rehearsal_range, at("middle"), at("low"), at("high")));
    else if (member(times, "middle").is_number())
        out += ", " + say(in, phrase::rehearsal_within, say(in, phrase::rehearsal_from, at("middle"), at("low")));
    return out;
}

std::string painted(json::value const& found, std::string const& text, ink const& colours)
{
    auto const runs = number_of(found, "runs");
    auto const filled = number_of(found, "filled");
    return 10 * filled >= 9 * runs ? colours.green(text) : 2 * filled >= runs ? colours.yellow(text) : colours.red(text);
}

class page {
public:
    page(json::value const& seen, arguments const& given, language in, ink const& colours)
        : seen_(seen), given_(given), language_(in), colours_(colours)
    {
    }

    std::string text()
    {
        out_ = colours_.bold(words(phrase::rehearsal_head)) + '\n';
        supposed();
        auto const& found = list_of(seen_, "found");
        bool const compared = given_.suppose.compare && found.size() > 1;
        if (compared)
            compare(found);
        for (auto const& each : found) {
            if (!compared)
                details(each);
            else
                out_ += '\n' + colours_.bold(text_of(each, "pace")) + " · " + text_of(each, "event") + '\n';
            breaks(each);
        }
        for (auto const& each : found)
            if (!compared || &each == &best(found))
                next(each);
        out_ += '\n' + paragraph(words(phrase::rehearsal_not_played));
        if (text_of(seen_, "state") == "stopped")
            out_ += '\n' + paragraph(words(phrase::rehearsal_stopped, number_of(seen_, "played")));
        return std::move(out_);
    }

private:
    template <class... Values>
    std::string words(phrase what, Values const&... values) const
    {
        return say(language_, what, values...);
    }

    std::string amount(std::int64_t value) const { return number(value, language_); }

    void line(phrase label, std::string const& value)
    {
        if (!value.empty())
            out_ += hanging("  " + fit(words(label), 12), value);
    }

    void supposed()
    {
        auto const& supposed = member(seen_, "supposed");
        auto const& yes = member(supposed, "yes");
        out_ += paragraph(words(
            phrase::rehearsal_supposed, amount(number_of(seen_, "runs")), number_of(seen_, "seed"), amount(number_of(seen_, "people")),
            percent(amount_of(yes, "middle"), language_), percent(amount_of(yes, "low"), language_),
            percent(amount_of(yes, "high"), language_), span(number_of(supposed, "half_after_seconds")),
            percent(amount_of(supposed, "lost"), language_)
        ));
        auto const lessons = number_of(supposed, "learnt_from");
        if (lessons > 0)
            out_ += paragraph(count(language_, phrase::rehearsal_learnt, lessons, lessons));
        else if (!flag_of(supposed, "given"))
            out_ += paragraph(words(phrase::rehearsal_not_learnt));
        for (auto const& each : list_of(supposed, "outages"))
            out_ += paragraph(words(phrase::rehearsal_outage, text_of(each, "channel"), number_of(each, "from"), number_of(each, "minutes")));
        for (auto const& each : list_of(supposed, "assumed"))
            out_ += paragraph(text_of(each, "sentence"));
        auto const& past = member(seen_, "replays");
        if (!past.is_object())
            return;
        auto const filled = member(past, "filled_after_seconds").is_number()
                                ? words(phrase::rehearsal_filled_in, span(number_of(past, "filled_after_seconds")))
                                : std::string{};
        out_ += paragraph(words(
            phrase::rehearsal_that_day, text_of(past, "pace"), amount(number_of(past, "asked")), amount(number_of(past, "confirmed")),
            amount(number_of(past, "messages")), filled
        ));
    }

    void details(json::value const& found)
    {
        out_ += '\n' + colours_.bold(text_of(found, "event")) + " · " + text_of(found, "pace") + '\n';
        line(phrase::label_rule, text_of(found, "rule"));
        auto const need = number_of(found, "need");
        line(phrase::label_need, count(language_, phrase::people, need, amount(need)));
        line(phrase::label_zone, joined(list_of(found, "zone")));
        line(phrase::label_by, moment(text_of(found, "by"), language_));
        auto const candidates = number_of(found, "candidates");
        out_ += paragraph(count(language_, phrase::candidates_of, candidates, amount(candidates), amount(number_of(found, "population"))), 2);
        if (auto const out = number_of(found, "left_out"); out > 0)
            out_ += paragraph(words(phrase::rehearsal_left_out, amount(out)), 2);
        line(phrase::label_filled, painted(found, filled_line(found, language_), colours_));
        line(phrase::label_asked, whole_range(member(found, "asked"), language_) + ", " +
                                      words(phrase::rehearsal_per_place, decimal(amount_of(found, "per_place"), language_)));
        auto yes = whole_range(member(found, "yes"), language_);
        if (auto const surplus = rounded(amount_of(member(found, "surplus"), "middle")); surplus > 0)
            yes += ", " + words(phrase::rehearsal_surplus, amount(surplus));
        if (auto const back = rounded(amount_of(member(found, "taken_back"), "middle")); back > 0)
            yes += ", " + words(phrase::rehearsal_taken_back, amount(back));
        line(phrase::label_yes, yes);
        line(phrase::label_waves, whole_range(member(found, "waves"), language_));
        if (amount_of(member(found, "unsent"), "high") > 0)
            line(phrase::label_unsent, whole_range(member(found, "unsent"), language_));
        line(phrase::label_messages, whole_range(member(found, "messages"), language_) + ", " +
                                         words(phrase::rehearsal_the_end, amount(rounded(amount_of(member(found, "told_the_end"), "middle")))));
        auto const& cost = member(found, "cost");
        line(phrase::label_cost, words(
            phrase::rehearsal_most_cost, euros(amount_of(cost, "middle"), language_), euros(amount_of(cost, "high"), language_)
        ));
        out_ += paragraph(words(phrase::rehearsal_before_way, span(number_of(found, "travel_seconds"))), 2);
    }

    void compare(json::array const& found)
    {
        out_ += '\n' + words(phrase::title_compared) + '\n';
        table lines{{align::left, align::left, align::left, align::right, align::right}};
        for (auto const& each : found) {
            auto const& times = member(each, "filled_after_seconds");
            lines.row({
                text_of(each, "pace"),
                words(phrase::rehearsal_times, number_of(each, "filled"), number_of(each, "runs")),
                member(times, "middle").is_number() ? span(number_of(times, "middle")) : words(phrase::never_in_half),
                count(language_, phrase::people, rounded(amount_of(member(each, "asked"), "middle")), amount(rounded(amount_of(member(each, "asked"), "middle")))),
                euros(amount_of(member(each, "cost"), "middle"), language_),
            });
        }
        out_ += lines.text(2);
    }

    void breaks(json::value const& found)
    {
        auto const& all = list_of(found, "breaks");
        if (all.empty()) {
            out_ += paragraph(words(phrase::nothing_breaks), 2);
            return;
        }
        out_ += words(phrase::title_breaks) + '\n';
        for (auto const& each : all) {
            auto const at = text_of(each, "at");
            out_ += hanging("  ! ", text_of(each, "sentence") + (at.empty() ? "" : " (" + moment(at, language_) + ')'));
        }
    }

    /// The gentlest pace that fills, or else the one that fills most.
    static json::value const& best(json::array const& found)
    {
        auto const* chosen = &found.front();
        for (auto const& each : found) {
            bool const does = 10 * number_of(*chosen, "filled") >= 9 * number_of(*chosen, "runs");
            if (!does && number_of(each, "filled") > number_of(*chosen, "filled"))
                chosen = &each;
        }
        return *chosen;
    }

    void next(json::value const& found)
    {
        auto const& all = list_of(found, "next");
        if (all.empty())
            return;
        out_ += '\n' + words(phrase::title_next) + '\n';
        for (auto const& each : all) {
            out_ += hanging("  → ", text_of(each, "sentence"));
            if (auto const what = command(each, found); !what.empty())
                out_ += "      " + what + '\n';  // not broken: it is there to be copied
        }
    }

    std::string command(json::value const& step, json::value const& found) const
    {
        auto const what = text_of(step, "what");
        auto wanted = given_.order;
        wanted.pace = text_of(found, "pace");
        bool const of_order = given_.suppose.replay.empty() && given_.file.empty();
        if (what == "mobilise")
            return of_order ? "tocsin mobilise" + order_options(wanted)
                            : given_.file.empty() || given_.file == "-" ? std::string{} : "tocsin alert send " + shell_quoted(given_.file);
        if (what == "faster")
            wanted.pace = wanted.pace == "sparing" ? "fast" : "all";
        else if (!with_more_people(step, wanted))
            return {};
        if (of_order)
            return "tocsin rehearse" + order_options(wanted);
        if (given_.suppose.replay.empty())
            return {};
        return "tocsin rehearse --replay " + shell_quoted(given_.suppose.replay) + order_options(wanted);
    }

    /// As the first offer says, which brings the most.
    static bool with_more_people(json::value const& step, order& wanted)
    {
        auto const& offers = list_of(step, "offers");
        if (offers.empty())
            return false;
        auto const what = text_of(offers.front(), "step");
        if (what == "widen_radius")
            wanted.radius_km = wanted.radius_km.value_or(0) + static_cast<double>(number_of(offers.front(), "kilometres"));
        else if (what == "fewer_skills")
            wanted.skills.clear();
        else
            wanted.channels.clear();
        return true;
    }

    json::value const& seen_;
    arguments const& given_;
    language language_;
    ink const& colours_;
    std::string out_;
};

}  // namespace

std::string rehearsal_page(json::value const& seen, arguments const& given, language in, ink const& colours)
{
    return page{seen, given, in, colours}.text();
}

}  // namespace tocsin::cli
