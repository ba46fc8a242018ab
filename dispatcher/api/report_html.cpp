// SPDX-License-Identifier: Apache-2.0
// The report as one page (html_sheet): what it says, section by section.
#include "dispatcher/api/html_sheet.hpp"
#include "dispatcher/api/report_sums.hpp"
#include "dispatcher/api/report_words.hpp"
#include "dispatcher/api/report_writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {
namespace {

constexpr std::size_t most_shown = 500;  ///< corrections; all of them are in the CSV

class html_writer final : public report_writer, private html_sheet {
public:
    html_writer(report_facts facts, language in) : html_sheet(in), facts_(std::move(facts)) {}

    std::string_view type() const override { return "text/html; charset=utf-8"; }

    std::string head() override
    {
        open();
        key_figures();
        picture();
        about();
        timeline();
        funnel();
        waves();
        delivery();
        answers();
        corrections();
        journal();
        heading("people", {"Personnes sollicitées", "People asked"}, true);
        table_head(
            {"Personnes sollicitées", "People asked"},
            {{{"Identifiant", "Id"}},
             {{"Prénom", "First name"}},
             {{"Nom", "Last name"}},
             {{"Commune", "Commune"}},
             {{"Moyen", "Medium"}},
             {{"Résultat", "Result"}},
             {{"Message", "Message"}},
             {{"Sollicité", "Asked"}, 't'},
             {{"Répondu", "Answered"}, 't'},
             {{"Réponse", "Answer"}},
             {{"Sera là", "There at"}, 't'}}
        );
        return std::move(out_);
    }

    std::string row(asked_story const& one) override
    {
        auto const& who = one.who;
        auto const time = [&](std::optional<wall_time> at) { return at ? facts_.local(*at) : std::string{}; };
        out_.clear();
        cells({who.external_id, who.first_name, who.last_name, who.commune, word(to_string(who.medium)), result_of(who, in_),
               std::string{say_message(who.message, in_)}, time(who.asked), time(who.answered), who.answer, time(who.eta)},
              "       tt t");
        return std::move(out_);
    }

    std::string foot() override
    {
        out_.clear();
        close_table();
        out_ += "</section>\n</main>\n<footer><p>" + text(phrase{"Écrit par Tocsin le ", "Written by Tocsin on "}) + text(facts_.local(facts_.written)) + '.';
        if (facts_.told.last)
            out_ += ' ' + text(phrase{"Le journal va jusqu'à la ligne ", "The journal reaches line "}) +
                    std::to_string(facts_.told.last->number) + ", <code>" + text(facts_.told.last->link) + "</code>.";
        out_ += "</p><p>" + text(phrase{"Contient des données personnelles : à garder et à détruire comme le registre.",
                                        "Contains personal data: keep and destroy it as the register."}) +
                "</p></footer>\n</body></html>\n";
        return std::move(out_);
    }

private:
    void open()
    {
        auto const& what = facts_.what;
        begin(title(facts_, in_));
        out_ += "<header><h1>" + text(what.request.event) + "</h1>\n<p class=\"about\">" + text(to_string(what.id)) + " · " + text(facts_.house) +
                " · " + text(word(to_string(what.state))) + "</p>\n";
        if (what.request.exercise)
            out_ += "<p class=\"exercise\">" + text(phrase{"EXERCICE", "EXERCISE"}) + "</p>\n";
        out_ += "</header>\n<main>\n";
    }

    void figure(std::string const& value, phrase what) { out_ += "<li><strong>" + text(value) + "</strong> " + text(what) + "</li>\n"; }

    void key_figures()
    {
        auto const& counts = facts_.counts;
        out_ += "<ul class=\"figures\">\n";
        figure(number(counts.confirmed) + " / " + number(facts_.what.request.need), {"confirmés sur le besoin", "confirmed of the need"});
        figure(number(counts.asked), {"sollicités", "asked"});
        if (facts_.counted.all.answers > 0)
            figure(span(facts_.counted.all.median), {"pour recevoir la moitié des réponses", "until half of the answers had come"});
        auto const cost = cost_of(facts_);
        figure(euros(cost.euros, in_), {"aux prix d'aujourd'hui", "at today's prices"});
        out_ += "</ul>\n";
    }

    void picture()
    {
        heading("course", {"Courbe", "Course"});
        auto const course = course_of(facts_);
        for (bool const narrow : {false, true}) {
            rules::picture::drawing how{facts_.clock, std::string{to_string(in_)}, narrow ? "narrow" : "broad", narrow ? 360 : 760,
                                        narrow ? 400 : 420};
            out_ += std::string{"<figure class=\""} + (narrow ? "narrow" : "broad") + "\">" + rules::picture::draw(course, how) + "</figure>\n";
        }
        if (facts_.map.empty())
            return;
        heading("map", {"D'où viennent les confirmés", "Where the confirmed come from"});
        out_ += "<figure>" + facts_.map + "</figure>\n";
        if (!facts_.map_words.empty())
            out_ += "<p>" + text(facts_.map_words) + "</p>\n";
    }

    void about()
    {
        heading("summary", {"En bref", "In short"}, true);
        out_ += "<dl>\n";
        for (auto const& [label, value] : summary(facts_, in_))
            out_ += "<dt>" + text(label) + "</dt><dd>" + text(value) + "</dd>\n";
        out_ += "</dl>\n";
    }

    void timeline()
    {
        heading("timeline", {"Déroulement", "What happened"});
        table_head({"Déroulement", "What happened"}, {{{"Quand", "When"}, 't'}, {{"Quoi", "What"}}, {{"Par", "By"}}});
        for (auto const& each : facts_.told.timeline)
            cells({facts_.local(each.at), sentence(each, facts_, in_), each.by}, "t");
        close_table();
    }

    void funnel()
    {
        auto const told = funnel_of(facts_);
        if (told.population == 0)
            return;
        heading("funnel", {"Qui n'a pas été sollicité, et pourquoi", "Who was not asked, and why"});
        table_head(
            {"Qui n'a pas été sollicité, et pourquoi", "Who was not asked, and why"},
            {{{"À la première vague", "At the first wave"}}, {{"Personnes", "People"}, 'n'}}
        );
        cells({word(phrase{"au registre", "in the register"}), number(told.population)}, " n");
        for (auto const& each : told.left_out)
            cells({word(each.reason), "− " + number(each.count)}, " n");
        cells({word(phrase{"candidats", "candidates"}), number(told.candidates)}, " n");
        close_table();
    }

    int became(stored_wave const& wave, std::initializer_list<solicitation_state> states) const
    {
        auto const found = facts_.counted.waves.find(wave.id);
        int sum = 0;
        if (found != facts_.counted.waves.end())
            for (auto const each : states)
                if (auto const people = found->second.find(each); people != found->second.end())
                    sum += people->second;
        return sum;
    }

    void waves()
    {
        if (facts_.waves.empty())
            return;
        heading("waves", {"Vagues : ce qui était attendu, ce qui est venu", "Waves: what was believed, what came"});
        table_head(
            {"Vagues", "Waves"},
            {{{"Quand", "When"}, 't'},
             {{"Sollicités", "Asked"}, 'n'},
             {{"Oui attendus en tout", "Yes expected in all"}, 'n'},
             {{"Pour", "By"}, 't'},
             {{"Confirmés alors, ou jusqu'ici", "Confirmed by then, or so far"}, 'n'},
             {{"De cette vague : oui", "Of this wave: yes"}, 'n'},
             {{"non", "no"}, 'n'},
             {{"sans réponse", "no answer"}, 'n'}}
        );
        for (auto const& each : facts_.waves) {
            using enum solicitation_state;
            auto const belief = belief_of(each, facts_);
            cells(
                {facts_.local(each.at),
                 number(each.asked),
                 belief ? fmt::format("{}–{}", belief->low, belief->high) : "",
                 belief && belief->horizon ? facts_.local(*belief->horizon) : "",
                 belief ? number(belief->came) : "",
                 number(became(each, {confirmed, reserve, released})),
                 number(became(each, {declined})),
                 number(became(each, {asked, silent, unreachable}))},
                "tnntnnnn"
            );
            if (auto const reason = why(each.decision, in_); !reason.empty())
                out_ += "<tr class=\"why\"><td colspan=\"8\">" + text(reason) + "</td></tr>\n";
        }
        close_table();
    }

    void delivery()
    {
        if (facts_.counted.channels.empty())
            return;
        heading("delivery", {"Acheminement et coût", "Delivery and cost"});
        table_head(
            {"Acheminement et coût", "Delivery and cost"},
            {{{"Canal", "Channel"}},
             {{"Messages", "Messages"}, 'n'},
             {{"Issue", "Outcome"}},
             {{"Peut-être deux fois", "Perhaps twice"}, 'n'},
             {{"Parties prises", "Parts taken"}, 'n'},
             {{"Coût", "Cost"}, 'n'}}
        );
        for (auto const& [name, channel] : facts_.counted.channels) {
            std::string states;
            for (auto const& [state, count] : channel.states)
                states += (states.empty() ? "" : " · ") + number(count) + ' ' + std::string{say_message(state, in_)};
            cells({name + " (" + word(to_string(channel.medium)) + ')', number(channel.messages), states,
                   number(channel.possible_duplicates), number(channel.paid_parts), euros(cost_of(channel, name, facts_), in_)},
                  " n nnn");
        }
        auto const cost = cost_of(facts_);
        cells({word(phrase{"en tout", "in all"}), "", "", "", number(cost.parts), euros(cost.euros, in_)}, " n nnn");
        close_table();
        if (!cost.complete)
            out_ += "<p>" + text(phrase{"Un canal n'existe plus : son prix manque au total.",
                                        "A channel is not there any more: its price is missing in the sum."}) + "</p>\n";
        reasons();
    }

    void reasons()
    {
        bool const any = std::any_of(facts_.counted.channels.begin(), facts_.counted.channels.end(), [](auto const& each) {
            return !each.second.reasons.empty();
        });
        if (!any)
            return;
        out_ += "<h3>" + text(phrase{"Ce qui n'est pas arrivé", "What did not arrive"}) + "</h3>\n";
        table_head(
            {"Ce qui n'est pas arrivé", "What did not arrive"},
            {{{"Canal", "Channel"}}, {{"Issue", "Outcome"}}, {{"Dit par l'opérateur", "The provider said"}}, {{"Messages", "Messages"}, 'n'}}
        );
        for (auto const& [name, channel] : facts_.counted.channels)
            for (auto const& [reason, count] : channel.reasons)
                cells({name, std::string{say_message(reason.first, in_)}, reason.second.empty() ? "—" : reason.second, number(count)}, "   n");
        close_table();
    }

    void answers()
    {
        if (facts_.counted.all.answers == 0)
            return;
        heading("answers", {"Réponses et délais", "Answers and delays"});
        table_head(
            {"Réponses et délais", "Answers and delays"},
            {{{"Moyen", "Medium"}}, {{"Réponses", "Answers"}, 'n'}, {{"La moitié en", "Half within"}, 'n'}, {{"90 % en", "90% within"}, 'n'}}
        );
        auto const one = [this](std::string const& name, delays const& of) {
            if (of.answers > 0)
                cells({name, number(of.answers), span(of.median), span(of.ninety)}, " nnn");
        };
        for (auto const& [over, some] : facts_.counted.by_medium)
            one(word(to_string(over)), some);
        one(word(phrase{"en tout", "in all"}), facts_.counted.all);
        close_table();
        out_ += "<p class=\"about\">" + text(phrase{"Du départ de la première question à la réponse qui compte.",
                                                     "From when the first question left to the answer that counts."}) + "</p>\n";
    }

    void corrections()
    {
        auto const& all = facts_.counted.corrections;
        heading("corrections", {"Adresses à corriger au registre", "Addresses to correct in the registry"});
        if (all.empty()) {
            out_ += "<p>" + text(phrase{"Aucune : rien n'a été refusé ni n'est revenu.", "None: nothing was refused or came back."}) + "</p>\n";
            return;
        }
        table_head(
            {"Adresses à corriger au registre", "Addresses to correct in the registry"},
            {{{"Identifiant", "Id"}},
             {{"Prénom", "First name"}},
             {{"Nom", "Last name"}},
             {{"Adresse", "Address"}},
             {{"Issue", "Outcome"}},
             {{"Dit par l'opérateur", "The provider said"}},
             {{"Canal", "Channel"}}}
        );
        for (std::size_t i = 0; i < std::min(all.size(), most_shown); ++i) {
            auto const& each = all[i];
            cells({each.external_id, each.first_name, each.last_name, each.masked, std::string{say_message(each.how, in_)},
                   each.code.empty() ? "—" : each.code, each.channel});
        }
        close_table();
        auto const left = static_cast<int>(all.size() - std::min(all.size(), most_shown)) + facts_.counted.corrections_left_out;
        if (left > 0)
            out_ += "<p>" + number(left) + text(phrase{" autres. ", " more. "}) + "</p>\n";
        out_ += "<p class=\"about\">" + text(phrase{"En tableau : ", "As a table: "}) + "<code>tocsin report " + text(to_string(facts_.what.id)) +
                " --format csv --part corrections</code></p>\n";
    }

    void journal()
    {
        heading("journal", {"Extrait du journal", "Extract of the journal"}, true);
        table_head(
            {"Extrait du journal", "Extract of the journal"},
            {{{"Ligne", "Line"}, 'n'},
             {{"Quand", "When"}, 't'},
             {{"Quoi", "What"}},
             {{"Par", "By"}},
             {{"En détail", "In detail"}},
             {{"Sceau", "Link"}}}
        );
        for (auto const& each : facts_.told.lines) {
            out_ += "<tr><td class=\"n\">" + std::to_string(each.number) + "</td><td class=\"t\">" + text(facts_.local(each.at)) + "</td><td>" +
                    text(say_line(each.kind, in_)) + "</td><td>" + text(each.by) + "</td><td><code>" + text(each.what) + "</code></td><td><code>" +
                    text(each.link.substr(0, 12)) + "</code></td></tr>\n";
        }
        close_table();
        out_ += "<p class=\"about\">" + number(facts_.told.answers) +
                text(phrase{" autres lignes parlent de réponses.", " other lines tell of answers."});
        if (facts_.told.left_out > 0)
            out_ += ' ' + number(facts_.told.left_out) + text(phrase{" de plus ne sont pas montrées.", " more are not shown."});
        out_ += ' ' + text(phrase{"Tout le journal : ", "The whole journal: "}) + "<code>tocsin audit show " + text(to_string(facts_.what.id)) +
                "</code></p>\n";
    }

    report_facts facts_;
};

}  // namespace

std::unique_ptr<report_writer> make_html_report(report_facts facts, language in)
{
    return std::make_unique<html_writer>(std::move(facts), in);
}

}  // namespace tocsin::dispatcher::api
