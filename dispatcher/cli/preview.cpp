// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/preview.hpp"

#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/messages.hpp"
#include "dispatcher/cli/moments.hpp"
#include "dispatcher/cli/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t phone_width = 40;  ///< about what a small phone shows in a line
constexpr std::size_t mail_width = 70;

std::string head(json::value const& preview, language in, ink const& colours)
{
    std::string first = colours.bold(text_of(preview, "event"));
    if (auto const id = text_of(preview, "id"); !id.empty())
        first = id + " · " + first;
    if (auto const state = text_of(preview, "state"); !state.empty())
        first += " · " + state_word(state, in);
    if (flag_of(preview, "exercise"))
        first += " · " + colours.yellow(say(in, phrase::word_exercise));
    std::string out = first + '\n';
    auto const line = [&](phrase label, std::string const& value) {
        if (!value.empty())
            out += hanging("  " + fit(say(in, label), 12), value);
    };
    auto need = count(in, phrase::people, number_of(preview, "need"), number(number_of(preview, "need"), in));
    for (auto const& [role, wanted] : object_of(preview, "roles"))
        if (wanted.is_int64())
            need += fmt::format(", {} {}", wanted.get_int64(), clean(role));
    line(phrase::label_need, need);
    line(phrase::label_zone, joined(list_of(preview, "zone")));
    line(phrase::label_at, text_of(preview, "at"));
    if (auto const by = text_of(preview, "by"); !by.empty())
        line(phrase::label_by, moment(by, in));
    return out;
}

/// The text in a frame, as narrow as a phone.
std::string framed(std::string_view body, std::size_t width)
{
    std::string edge;
    for (std::size_t i = 0; i < width + 2; ++i)
        edge += "─";
    std::string out = "  ┌" + edge + "┐\n";
    for (auto const& line : wrap(body, width))
        out += "  │ " + fit(line, width) + " │\n";
    return out + "  └" + edge + "┘\n";
}

std::string texts_page(json::value const& preview, language in)
{
    std::string out;
    for (auto const& text : list_of(preview, "texts")) {
        if (auto const purpose = text_of(text, "purpose"); !purpose.empty() && purpose != "ask")
            continue;
        bool const is_mail = text_of(text, "medium") == "email";
        auto title = fmt::format("{} ({})", medium_word(text_of(text, "medium"), in), text_of(text, "language"));
        if (auto const parts = number_of(text, "parts"); !is_mail && parts > 0)
            title += ", " + count(in, phrase::parts, parts, parts);
        if (text_of(text, "alphabet") == "ucs2")
            title += ", " + say(in, phrase::in_unicode);
        out += title + " :\n";
        auto body = text_of(text, "body", line_breaks::keep);
        if (auto const subject = text_of(text, "subject"); is_mail && !subject.empty())
            body = subject + "\n\n" + body;
        out += framed(body, is_mail ? mail_width : phone_width);
    }
    return out;
}

/// What the budget makes of these numbers.
std::string budget_line(json::value const& preview, language in)
{
    auto const budget = number_of(preview, "budget");
    if (budget <= 0)
        return {};
    return paragraph(say(in, phrase::cost_budget, number(budget, in), euros(amount_of(preview, "cost_at_most"), in)), 2);
}

/// The numbers are of the question alone.
std::string besides_line(json::value const& preview, language in)
{
    if (amount_of(preview, "cost") <= 0)
        return {};
    return paragraph(say(in, member(preview, "escalate").is_object() ? phrase::cost_besides_again : phrase::cost_besides), 2);
}

std::string legs_page(json::value const& preview, language in)
{
    table lines{{align::left, align::left, align::right, align::right, align::right, align::right}};
    for (auto const& leg : list_of(preview, "legs")) {
        auto const people = number_of(leg, "people");
        auto const parts = number_of(leg, "parts");
        auto const channel = text_of(leg, "channel");
        lines.row({
            medium_word(text_of(leg, "medium"), in),
            channel.empty() ? say(in, phrase::no_channel) : channel,
            count(in, phrase::people, people, number(people, in)),
            count(in, phrase::messages, parts, number(parts, in)),
            euros(amount_of(leg, "cost"), in),
            span(number_of(leg, "seconds")),
        });
    }
    if (lines.empty())
        return {};
    return say(in, phrase::title_cost) + '\n' + lines.text(2) +
           paragraph(
               say(in, phrase::cost_total, euros(amount_of(preview, "cost"), in), span(number_of(preview, "seconds"))),
               2
           ) +
           budget_line(preview, in) + besides_line(preview, in);
}

std::string yes_percent(json::value const& course, language in)
{
    return number(static_cast<std::int64_t>(std::lround(100 * amount_of(course, "yes_share"))), in);
}

/// What the dial costs: how many are disturbed at each pace, and when the need would be met.
std::string paces_page(json::value const& preview, language in)
{
    table lines{{align::left, align::left, align::right, align::left, align::left}};
    std::string title;
    for (auto const& pace : list_of(preview, "paces")) {
        auto const& few = member(pace, "few");
        auto const& usual = member(pace, "usual");
        auto const& many = member(pace, "many");
        title = say(in, phrase::title_paces, yes_percent(usual, in), yes_percent(few, in), yes_percent(many, in));
        auto const asked = [in](json::value const& course) { return number(number_of(course, "asked"), in); };
        lines.row({
            flag_of(pace, "chosen") ? "→" : "",
            text_of(pace, "pace"),
            say(in, phrase::pace_first, number(number_of(usual, "first"), in)),
            say(in, phrase::pace_asked, asked(usual), asked(many), asked(few)),
            member(usual, "filled_after_seconds").is_number()
                ? say(in, phrase::pace_filled, span(number_of(usual, "filled_after_seconds")))
                : say(in, phrase::pace_not_filled, number(number_of(usual, "yes"), in)),
        });
    }
    return lines.empty() ? std::string{} : title + '\n' + lines.text(2);
}

}  // namespace

json::value const& preview_in(json::value const& answer)
{
    auto const& inner = member(answer, "preview");
    return inner.is_object() ? inner : answer;
}

std::string funnel_page(json::value const& preview, language in)
{
    auto const candidates = number_of(preview, "candidates");
    auto const population = number_of(preview, "population");
    auto out = paragraph(count(in, phrase::candidates_of, candidates, number(candidates, in), number(population, in)));
    table lines{{align::right, align::left, align::left}};
    for (auto const& step : list_of(preview, "funnel")) {
        auto const left_out = number_of(step, "count");
        auto const reason = text_of(step, "reason");
        if (left_out > 0)
            lines.row({number(left_out, in), reason_word(reason, in), '(' + reason + ')'});
    }
    if (!lines.empty())
        out += say(in, phrase::title_funnel) + '\n' + lines.text(2);
    return out;
}

std::string preview_page(json::value const& preview, language in, ink const& colours)
{
    auto out = head(preview, in, colours) + '\n' + funnel_page(preview, in) + '\n' + texts_page(preview, in);
    if (auto const legs = legs_page(preview, in); !legs.empty())
        out += '\n' + legs;
    if (auto const paces = paces_page(preview, in); !paces.empty())
        out += '\n' + paces;
    for (auto const& warning : list_of(preview, "warnings"))
        if (warning.is_string())
            out += hanging("! ", clean(std::string_view{warning.get_string().data(), warning.get_string().size()}));
    return out + '\n';
}

std::string people_page(json::value const& people, language in)
{
    table lines{{align::left, align::left, align::left}};
    for (auto const& person : list_of(people, "people"))
        lines.row({
            text_of(person, "id"),
            text_of(person, "first_name") + ' ' + text_of(person, "last_name"),
            text_of(person, "commune"),
        });
    auto const total = number_of(people, "total");
    return lines.text() + paragraph(count(in, phrase::people, total, number(total, in)));
}

}  // namespace tocsin::cli
