// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/sections.hpp"

#include "rules/escaped.hpp"
#include "rules/picture/curve.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::dispatcher::api::board {
namespace {

namespace json = boost::json;
using rules::escaped;

struct named_state {
    mobilisation_state state;
    phrase name;
};

constexpr std::array state_names{
    named_state{mobilisation_state::proposed, {"Attend une approbation", "Waits for an approval"}},
    named_state{mobilisation_state::approved, {"Approuvée", "Approved"}},
    named_state{mobilisation_state::running, {"En cours", "Running"}},
    named_state{mobilisation_state::paused, {"En pause", "Paused"}},
    named_state{mobilisation_state::filled, {"Besoin couvert", "Need met"}},
    named_state{mobilisation_state::closed, {"Close", "Closed"}},
    named_state{mobilisation_state::cancelled, {"Annulée", "Cancelled"}}};

std::string_view state_name(mobilisation_state state, language in)
{
    for (auto const& each : state_names)
        if (each.state == state)
            return each.name.in(in);
    return to_string(state);
}

/// "dans 2 h 14", "depuis 5 min".
std::string from_now(milliseconds left, language in)
{
    auto const whole = std::abs(std::chrono::floor<minutes>(left).count());
    auto const size = whole < 60 ? fmt::format("{} min", whole)
                      : whole < 48 * 60 ? fmt::format("{} h {:02}", whole / 60, whole % 60)
                                        : fmt::format("{} {}", whole / 60 / 24, say(in, "jours", "days"));
    if (left.count() >= 0)
        return fmt::format("{} {}", say(in, "dans", "in"), size);
    return in == language::fr ? "dépassée depuis " + size : size + " ago";
}

std::string figure(std::string_view id, int count, std::string_view label)
{
    return fmt::format("<div class=\"figure {}\"><dt>{}</dt><dd>{}</dd></div>", id, escaped(label), count);
}

/// The planner's last word: what it expects by the deadline.
struct outlook {
    wall_time at;
    int low = 0;
    int high = 0;
    double fills = 0;
    std::string why;
};

std::optional<outlook> read_outlook(std::string const& decision, language in)
{
    boost::system::error_code unreadable;
    auto const read = json::parse(decision, unreadable);
    auto const* const all = unreadable ? nullptr : read.if_object();
    auto const* const expected = all ? all->if_contains("expected") : nullptr;
    if (!expected || !expected->is_object())
        return std::nullopt;
    auto const number = [expected](std::string_view name) {
        auto const* const found = expected->get_object().if_contains(name);
        return found && found->is_number() ? found->to_number<double>() : 0.0;
    };
    auto const text = [](json::value const* from) {
        return from && from->is_string() ? std::string{from->get_string().data(), from->get_string().size()} : std::string{};
    };
    outlook seen;
    seen.low = static_cast<int>(std::lround(number("low")));
    seen.high = static_cast<int>(std::lround(number("high")));
    seen.fills = number("fills");
    if (auto const at = parse_instant(text(all->if_contains("at"))))
        seen.at = *at;
    if (auto const* const why = all->if_contains("why"); why && why->is_object())
        seen.why = text(why->get_object().if_contains(to_string(in)));
    return seen;
}

std::string count_of(int count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

bool is_still_asking(mobilisation const& what)
{
    return what.state == mobilisation_state::running || what.state == mobilisation_state::paused ||
           what.state == mobilisation_state::filled;
}

}  // namespace

std::string clock_text(facts const& now, wall_time instant, language in)
{
    static constexpr std::array days{
        phrase{"dim.", "Sun"}, phrase{"lun.", "Mon"}, phrase{"mar.", "Tue"}, phrase{"mer.", "Wed"},
        phrase{"jeu.", "Thu"}, phrase{"ven.", "Fri"}, phrase{"sam.", "Sat"}};
    auto const civil = now.local(instant);
    auto const day = std::chrono::floor<std::chrono::days>(civil);
    auto const minute = (civil - day).count();
    auto const time = fmt::format("{:02}:{:02}", minute / 60, minute % 60);
    if (day == std::chrono::floor<std::chrono::days>(now.local(now.now)))
        return time;
    std::chrono::year_month_day const date{day};
    return fmt::format(
        "{} {:02}/{:02} {}", days[std::chrono::weekday{day}.c_encoding()].in(in), static_cast<unsigned>(date.day()),
        static_cast<unsigned>(date.month()), time
    );
}

std::string head_html(facts const& now, onlooker const& who)
{
    auto const in = who.in;
    if (!now.seen.what)
        return fmt::format("<h1>{}</h1>", say(in, "Aucune mobilisation en cours", "No mobilisation is open"));
    auto const& what = *now.seen.what;
    auto const& request = what.request;
    std::string html;
    if (request.exercise)
        html += fmt::format("<p class=\"exercise\">{}</p>", say(in, "EXERCICE", "EXERCISE"));
    html += fmt::format("<h1>{}</h1>", escaped(request.event));
    html += fmt::format(
        "<p class=\"state state-{}\">{}{}</p>", to_string(what.state), state_name(what.state, in),
        request.urgent ? say(in, " · urgente", " · urgent") : ""
    );
    html += fmt::format(
        "<p class=\"where\">{} <b class=\"hour\">{}</b>{}, {} <b>{}</b>", say(in, "Sur place à", "On site at"),
        clock_text(now, request.by, in),
        is_over(what.state) ? std::string{} : fmt::format(" <span class=\"left\">({})</span>", from_now(request.by - now.now, in)),
        say(in, "lieu :", "place:"), escaped(request.at)
    );
    return html + "</p>";
}

std::string calls_html(facts const& now, onlooker const& who)
{
    auto const& open = now.seen.open;
    bool const alone = open.empty() || (open.size() == 1 && now.seen.what && open.front().id == now.seen.what->id);
    if (alone)
        return {};
    std::string html = fmt::format("<h2>{}</h2><ul>", say(who.in, "Mobilisations ouvertes", "Open mobilisations"));
    for (auto const& each : open) {
        bool const is_shown = now.seen.what && each.id == now.seen.what->id;
        html += fmt::format(
            "<li><a href=\"?m={0}&amp;lang={1}\"{2}>{0} · {3}</a> <span>{4}{5}</span></li>", to_string(each.id),
            to_string(who.in), is_shown ? " aria-current=\"page\"" : "", escaped(each.request.event),
            state_name(each.state, who.in), each.request.exercise ? say(who.in, " · exercice", " · exercise") : ""
        );
    }
    return html + "</ul>";
}

std::string figures_html(facts const& now, onlooker const& who)
{
    if (!now.seen.what)
        return {};
    auto const in = who.in;
    auto const& counts = now.seen.counts;
    auto const& request = now.seen.what->request;
    int const reached = now.delivered.empty() ? 0 : now.delivered.back().count;
    auto html = fmt::format(
        "<p class=\"big\"><b>{}</b><span>/ {} {}</span></p><progress max=\"{}\" value=\"{}\" aria-label=\"{}\"></progress>",
        counts.confirmed, request.need, say(in, "confirmés", "confirmed"), std::max(1, request.need),
        std::min(counts.confirmed, request.need), say(in, "Places prises", "Places taken")
    );
    if (!request.roles.empty()) {
        html += "<ul class=\"roles\">";
        for (auto const& [skill, wanted] : request.roles) {
            auto const found = counts.confirmed_by_role.find(skill);
            int const taken = found == counts.confirmed_by_role.end() ? 0 : found->second;
            html += fmt::format(
                "<li class=\"{}\"><span>{}</span> <b>{} / {}</b></li>", taken < wanted ? "short" : "full", escaped(skill), taken, wanted
            );
        }
        html += "</ul>";
    }
    html += "<dl class=\"figures\">";
    html += figure("reserve", counts.reserve, say(in, "Réserve", "Reserve"));
    html += figure("waiting", counts.waiting, say(in, "Sans réponse", "No answer yet"));
    html += figure("declined", counts.declined, say(in, "Non", "No"));
    html += figure("asked", counts.asked, say(in, "Sollicités", "Asked"));
    html += figure("delivered", reached, say(in, "Joints", "Reached"));
    html += figure("unreachable", counts.unreachable, say(in, "Injoignables", "Unreachable"));
    html += "</dl>";
    std::string notes;
    if (counts.conditional > 0)
        notes += "<li>" + count_of(counts.conditional, say(in, "oui sous condition", "yes on a condition"), say(in, "oui sous condition", "yes on a condition")) + "</li>";
    if (counts.orders_lost > 0)
        notes += "<li>" + count_of(counts.orders_lost, say(in, "ordre de venir non reçu", "order to come not received"), say(in, "ordres de venir non reçus", "orders to come not received")) + "</li>";
    return notes.empty() ? html : html + "<ul class=\"notes\">" + notes + "</ul>";
}

std::string forecast_html(facts const& now, onlooker const& who)
{
    auto const seen = now.seen.what && is_still_asking(*now.seen.what) ? read_outlook(now.seen.counts.outlook, who.in) : std::nullopt;
    if (!seen)
        return fmt::format("<p>{}</p>", say(who.in, "Pas de prévision pour l'instant.", "No forecast for now."));
    auto const need = now.seen.what->request.need;
    auto const verdict = seen->low >= need ? "good" : seen->high >= need ? "open" : "bad";
    return fmt::format(
        "<p class=\"expected {}\"><b>{} – {}</b> {}</p><p class=\"chance\">{} <b>{} %</b></p><p class=\"why\">{}</p>", verdict,
        seen->low, seen->high, say(who.in, "oui attendus à l'échéance", "yes expected by the deadline"),
        say(who.in, "Chances de tout couvrir :", "Chance to fill every place:"), std::lround(100 * seen->fills), escaped(seen->why)
    );
}

std::string curve_html(facts const& now, onlooker const& who)
{
    if (!now.seen.what)
        return {};
    auto const& what = *now.seen.what;
    auto const minute = std::chrono::ceil<minutes>(now.now);
    rules::picture::course course;
    course.from = what.started.value_or(what.created);
    course.to = std::max<wall_time>(what.request.by, what.ended.value_or(minute));
    if (!is_over(what.state))
        course.now = minute;
    else
        course.to = std::max<wall_time>(what.ended.value_or(minute), course.from + minutes{1});
    course.asked = now.seen.asked;
    course.delivered = now.delivered;
    course.confirmed = now.seen.confirmed;
    course.need = what.request.need;
    course.deadline = what.request.by;
    auto const ahead = is_still_asking(what) ? read_outlook(now.seen.counts.outlook, who.in) : std::nullopt;
    if (ahead && ahead->at < what.request.by && minute < what.request.by) {
        int const firm = now.seen.counts.confirmed;
        course.forecast = {{minute, firm, firm}, {what.request.by, std::max(firm, ahead->low), std::max(firm, ahead->high)}};
    }
    rules::picture::drawing how;
    how.local = now.local;
    how.language = to_string(who.in);
    how.name = "course";
    how.width = 480;
    how.height = 320;
    auto html = "<div class=\"near\">" + rules::picture::draw(course, how) + "</div>";
    how.name = "course-far";
    how.width = 194;
    how.height = 126;
    how.far = true;
    return html + "<div class=\"far\">" + rules::picture::draw(course, how) + "</div>";
}

std::vector<section> sections_of(facts const& now, onlooker const& who)
{
    std::vector<section> all;
    auto const add = [&all](std::string_view id, std::string html) { all.push_back({id, std::move(html)}); };
    auto const language_name = to_string(who.in);
    add("head", head_html(now, who));
    add("calls", calls_html(now, who));
    add("figures", figures_html(now, who));
    add("forecast", forecast_html(now, who));
    add("map-shades", now.map ? now.map->shades(now.by_commune) : "");
    add("map-numbers", now.map ? now.map->numbers(now.by_commune, language_name) : "");
    for (auto const* const id : {"map-words", "map-told"})  // of the picture, and below it
        add(id, now.map ? escaped(now.map->in_words(now.by_commune, language_name)) : "");
    add("curve", curve_html(now, who));
    add("coming", coming_html(now, who));
    add("inbox", inbox_html(now, who));
    add("channels", channels_html(now, who));
    auto const& counts = now.seen.counts;
    add("say", now.seen.what ? fmt::format(
                                   "{} {} {} {}.", counts.confirmed, say(who.in, "confirmés sur", "confirmed of"),
                                   now.seen.what->request.need, say(who.in, "nécessaires", "needed")
                               )
                             : std::string{});
    return all;
}

}  // namespace tocsin::dispatcher::api::board
