// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report.hpp"

#include "dispatcher/api/csv.hpp"
#include "dispatcher/api/shapes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <array>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

struct word {
    std::string_view code;
    phrase said;
};

constexpr std::array words{
    word{"proposed", {"proposée", "proposed"}},
    word{"approved", {"approuvée", "approved"}},
    word{"running", {"en cours", "running"}},
    word{"paused", {"en pause", "paused"}},
    word{"filled", {"pourvue", "filled"}},
    word{"closed", {"close", "closed"}},
    word{"cancelled", {"annulée", "cancelled"}},
    word{"asked", {"sans réponse encore", "not answered yet"}},
    word{"confirmed", {"a confirmé", "confirmed"}},
    word{"reserve", {"en réserve", "in reserve"}},
    word{"declined", {"a décliné", "declined"}},
    word{"silent", {"sans réponse", "silent"}},
    word{"unreachable", {"injoignable", "unreachable"}},
    word{"released", {"libéré", "released"}},
};

std::string_view say(std::string_view code, language in)
{
    for (auto const& each : words)
        if (each.code == code)
            return each.said.in(in);
    return code;
}

/// "a confirmé, place 3"; "en réserve, n° 2".
std::string result_of(report_row const& row, language in)
{
    std::string said{say(to_string(row.state), in)};
    if (row.place && row.state == solicitation_state::confirmed)
        said += fmt::format(", place {}", *row.place);
    else if (row.place)
        said += fmt::format(", {} {}", phrase{"n°", "no."}.in(in), *row.place);
    return said;
}

struct line {
    std::string label;
    std::string value;
};

std::string listed(std::vector<std::string> const& list)
{
    std::string text;
    for (auto const& each : list)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

/// The planner's own sentence.
std::string why(std::string const& decision, language in)
{
    auto const read = json::parse(decision);
    auto const& sentence = read.at("why").at(in == language::fr ? "fr" : "en").as_string();
    return {sentence.begin(), sentence.end()};
}

/// Who carries the load: the whole register, over the last 30 days.
std::string spread_text(report_facts const& facts, language in)
{
    auto const& spread = facts.spread;
    auto const all = spread.people[0] + spread.people[1] + spread.people[2] + spread.people[3];
    auto const share = all > 0 ? 100.0 * spread.above / all : 0.0;
    auto text = fmt::format(
        fmt::runtime(phrase{"jamais {}, une fois {}, deux fois {}, trois fois ou plus {} ; au plus {} fois",
                            "never {}, once {}, twice {}, three times or more {}; at most {} times"}.in(in)),
        spread.people[0],
        spread.people[1],
        spread.people[2],
        spread.people[3],
        spread.most
    );
    text += fmt::format(
        fmt::runtime(phrase{" ; {} à la limite, {} ({:.1f} %) au-delà de {} par jour ou {} par mois",
                            "; {} at the limit, {} ({:.1f} %) above {} a day or {} a month"}.in(in)),
        spread.at_limit,
        spread.above,
        share,
        facts.limits.per_day,
        facts.limits.per_month
    );
    return text;
}

/// The head of the forms that people read.
std::vector<line> summary(report_facts const& facts, language in)
{
    auto const& what = facts.what;
    auto const& counts = facts.counts;
    std::vector<line> lines;
    auto const add = [&](phrase label, std::string value) {
        if (!value.empty())
            lines.push_back({std::string{label.in(in)}, std::move(value)});
    };
    auto const time = [&](std::optional<wall_time> instant) { return instant ? facts.local(*instant) : std::string{}; };
    add({"État", "State"}, std::string{say(to_string(what.state), in)});
    add({"Lieu", "Place"}, what.request.at);
    add({"Zone", "Zone"}, listed(what.request.zone));
    add({"Pour", "By"}, time(what.request.by));
    add({"Demandée par", "Raised by"}, what.rule.empty() ? what.origin : what.origin + " (" + what.rule + ")");
    add({"Approuvée par", "Approved by"}, what.approved_by);
    add({"Décidée par une seule personne", "Decided by one person alone"}, what.break_glass);
    add({"Commencée", "Started"}, time(what.started));
    add({"Pourvue", "Filled"}, time(what.filled));
    add({"Terminée", "Ended"}, time(what.ended));
    add({"Motif de fin", "Why it ended"}, what.end_reason);
    add({"Besoin", "Need"}, std::to_string(what.request.need));
    add({"Sollicitées", "Asked"}, std::to_string(counts.asked));
    add({"Confirmées", "Confirmed"}, std::to_string(counts.confirmed));
    add({"En réserve", "In reserve"}, std::to_string(counts.reserve));
    add({"Refus", "Declined"}, std::to_string(counts.declined));
    add({"Sans réponse", "No answer"}, std::to_string(counts.silent + counts.waiting));
    add({"Injoignables", "Unreachable"}, std::to_string(counts.unreachable));
    if (facts.changed_sides.lost > 0)
        add({"Retirées pour plus urgent", "Taken for something more urgent"}, std::to_string(facts.changed_sides.lost));
    if (facts.changed_sides.won > 0)
        add({"Reprises à moins urgent", "Taken from something less urgent"}, std::to_string(facts.changed_sides.won));
    add({"Sollicitations par personne, 30 jours", "Requests to each person, 30 days"}, spread_text(facts, in));
    for (auto const& wave : facts.waves)
        if (!wave.decision.empty())
            lines.push_back({fmt::format("{} {}", phrase{"Vague", "Wave"}.in(in), facts.local(wave.at)), why(wave.decision, in)});
    if (counts.conditional > 0)
        add({"Oui sous condition, à accepter", "Yes on a condition, to be accepted"}, std::to_string(counts.conditional));
    if (counts.orders_lost > 0)
        add({"Ordre de venir non reçu", "Order to come not received"}, std::to_string(counts.orders_lost));
    if (counts.possible_duplicates > 0)
        add({"Peut-être reçu deux fois", "May have arrived twice"}, std::to_string(counts.possible_duplicates));
    return lines;
}

std::string title(report_facts const& facts, language in)
{
    auto const& what = facts.what;
    auto text = fmt::format("{} · {} · {}", to_string(what.id), what.request.event, facts.house);
    if (what.request.exercise)
        text += in == language::fr ? " · EXERCICE" : " · EXERCISE";
    return text;
}

constexpr std::array columns{
    phrase{"Identifiant", "Id"},
    phrase{"Prénom", "First name"},
    phrase{"Nom", "Last name"},
    phrase{"Commune", "Commune"},
    phrase{"Moyen", "Medium"},
    phrase{"Résultat", "Result"},
    phrase{"Message", "Message"},
    phrase{"Sollicité", "Asked"},
    phrase{"Répondu", "Answered"},
    phrase{"Réponse", "Answer"},
    phrase{"Sera là", "There at"}};

std::array<std::string, columns.size()> cells(report_row const& row, report_facts const& facts, language in)
{
    return {
        row.external_id,
        row.first_name,
        row.last_name,
        row.commune,
        std::string{to_string(row.medium)},
        result_of(row, in),
        std::string{to_string(row.message)},
        row.asked ? facts.local(*row.asked) : "",
        row.answered ? facts.local(*row.answered) : "",
        row.answer,
        row.eta ? facts.local(*row.eta) : "",
    };
}

json::object spread_json(report_facts const& facts)
{
    auto const& spread = facts.spread;
    return {
        {"never", spread.people[0]},
        {"once", spread.people[1]},
        {"twice", spread.people[2]},
        {"three_or_more", spread.people[3]},
        {"most", spread.most},
        {"at_limit", spread.at_limit},
        {"above_budget", spread.above},
        {"per_day", facts.limits.per_day},
        {"per_month", facts.limits.per_month}};
}

class json_writer final : public report_writer {
public:
    explicit json_writer(report_facts facts) : facts_(std::move(facts)) {}

    std::string_view type() const override { return "application/json"; }

    std::string head() override
    {
        return "{\"mobilisation\":" + json::serialize(status_json(facts_.what, facts_.counts, facts_.waves)) +
               fmt::format(
                   ",\"taken_by_urgent\":{},\"taken_from_others\":{},\"contacts\":",
                   facts_.changed_sides.lost,
                   facts_.changed_sides.won
               ) +
               json::serialize(spread_json(facts_)) + ",\"people\":[";
    }

    std::string row(report_row const& one) override
    {
        auto text = (first_ ? "" : ",") + json::serialize(report_row_json(one));
        first_ = false;
        return text;
    }

    std::string foot() override { return "]}\n"; }

private:
    report_facts facts_;
    bool first_ = true;
};

/// For spreadsheets and scripts: the API's own words, whatever the language.
class csv_writer final : public report_writer {
public:
    std::string_view type() const override { return "text/csv; charset=utf-8"; }

    std::string head() override
    {
        return "id,first_name,last_name,commune,medium,state,message,asked,answered,answer,place,eta\r\n";
    }

    std::string row(report_row const& one) override
    {
        return fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            csv_cell(one.external_id),
            csv_cell(one.first_name),
            csv_cell(one.last_name),
            csv_cell(one.commune),
            to_string(one.medium),
            to_string(one.state),
            to_string(one.message),
            one.asked ? format_instant(*one.asked) : "",
            one.answered ? format_instant(*one.answered) : "",
            csv_cell(one.answer),
            one.place ? std::to_string(*one.place) : "",
            one.eta ? format_instant(*one.eta) : ""
        );
    }

    std::string foot() override { return {}; }
};

class text_writer final : public report_writer {
public:
    text_writer(report_facts facts, language in) : facts_(std::move(facts)), language_(in) {}

    std::string_view type() const override { return "text/plain; charset=utf-8"; }

    std::string head() override
    {
        auto out = title(facts_, language_) + "\n\n";
        for (auto const& [label, value] : summary(facts_, language_))
            out += "  " + label + (language_ == language::fr ? " : " : ": ") + value + '\n';
        return out + '\n';
    }

    std::string row(report_row const& one) override
    {
        auto out = fmt::format(
            "  {} {} ({}), {}: {}",
            one.first_name,
            one.last_name,
            one.external_id,
            to_string(one.medium),
            result_of(one, language_)
        );
        if (one.answered)
            out += ", " + facts_.local(*one.answered);
        if (!one.answer.empty())
            out += language_ == language::fr ? " « " + one.answer + " »" : " \"" + one.answer + '"';
        if (one.eta)
            out += (language_ == language::fr ? ", sera là à " : ", there at ") + facts_.local(*one.eta);
        return out + '\n';
    }

    std::string foot() override { return {}; }

private:
    report_facts facts_;
    language language_;
};

class html_writer final : public report_writer {
public:
    html_writer(report_facts facts, language in) : facts_(std::move(facts)), language_(in) {}

    std::string_view type() const override { return "text/html; charset=utf-8"; }

    std::string head() override
    {
        auto out = fmt::format(
            "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">"
            "<title>{}</title><style>body{{font-family:sans-serif;margin:2em}}table{{border-collapse:collapse}}"
            "th,td{{border:1px solid #999;padding:.2em .5em;text-align:left}}dt{{float:left;clear:left;width:14em}}"
            "</style></head>\n<body><h1>{}</h1>\n<dl>\n",
            to_string(language_),
            html_text(title(facts_, language_)),
            html_text(title(facts_, language_))
        );
        for (auto const& [label, value] : summary(facts_, language_))
            out += "<dt>" + html_text(label) + "</dt><dd>" + html_text(value) + "</dd>\n";
        out += "</dl>\n<table><thead><tr>";
        for (auto const& column : columns)
            out += "<th scope=\"col\">" + html_text(column.in(language_)) + "</th>";
        return out + "</tr></thead>\n<tbody>\n";
    }

    std::string row(report_row const& one) override
    {
        std::string out = "<tr>";
        for (auto const& cell : cells(one, facts_, language_))
            out += "<td>" + html_text(cell) + "</td>";
        return out + "</tr>\n";
    }

    std::string foot() override { return "</tbody></table></body></html>\n"; }

private:
    report_facts facts_;
    language language_;
};

}  // namespace

std::unique_ptr<report_writer> make_report_writer(std::string_view format, report_facts facts, language in)
{
    if (format == "json")
        return std::make_unique<json_writer>(std::move(facts));
    if (format == "csv")
        return std::make_unique<csv_writer>();
    if (format == "text")
        return std::make_unique<text_writer>(std::move(facts), in);
    if (format == "html")
        return std::make_unique<html_writer>(std::move(facts), in);
    return nullptr;
}

std::string html_text(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

}  // namespace tocsin::dispatcher::api
