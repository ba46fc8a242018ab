// SPDX-License-Identifier: Apache-2.0
// The report for a terminal: no line wider than 80 columns unless a single word is.
#include "dispatcher/api/report_sums.hpp"
#include "dispatcher/api/report_words.hpp"
#include "dispatcher/api/report_writers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

constexpr std::size_t page = 80;
constexpr std::size_t most_lines_shown = 50;  ///< corrections; all of them are in the CSV

std::size_t letters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Broken at blanks; what follows the first line stands `indent` further in.
std::string wrapped(std::size_t first, std::string_view text, std::size_t indent = 2)
{
    std::string out(first, ' ');
    std::size_t width = first;
    bool fresh = true;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find(' ', at), text.size());
        auto const word = text.substr(at, end - at);
        if (!fresh && width + 1 + letters(word) > page) {
            out += '\n' + std::string(first + indent, ' ');
            width = first + indent;
            fresh = true;
        }
        if (!fresh) {
            out += ' ';
            ++width;
        }
        out += word;
        width += letters(word);
        fresh = false;
        at = end + 1;
    }
    return out + '\n';
}

class text_writer final : public report_writer {
public:
    text_writer(report_facts facts, language in) : facts_(std::move(facts)), in_(in) {}

    std::string_view type() const override { return "text/plain; charset=utf-8"; }

    std::string head() override
    {
        out_ = wrapped(0, title(facts_, in_)) + '\n';
        for (auto const& [label, value] : summary(facts_, in_))
            out_ += wrapped(2, label + colon() + value, 4);
        timeline();
        funnel();
        waves();
        delivery();
        answers();
        corrections();
        section({"Personnes sollicitées", "People asked"});
        return std::move(out_);
    }

    std::string row(asked_story const& one) override
    {
        auto const& who = one.who;
        auto text = fmt::format(
            "{} {} ({}), {}: {}", who.first_name, who.last_name, who.external_id, say(to_string(who.medium), in_), result_of(who, in_)
        );
        if (who.answered)
            text += ", " + facts_.local(*who.answered);
        if (!who.answer.empty())
            text += in_ == language::fr ? " « " + who.answer + " »" : " \"" + who.answer + '"';
        if (who.eta)
            text += (in_ == language::fr ? ", sera là à " : ", there at ") + facts_.local(*who.eta);
        return wrapped(2, text, 4);
    }

    std::string foot() override { return {}; }

private:
    std::string colon() const { return in_ == language::fr ? " : " : ": "; }
    std::string word(phrase what) const { return std::string{what.in(in_)}; }
    void section(phrase name) { out_ += '\n' + word(name) + '\n'; }

    void timeline()
    {
        if (facts_.told.timeline.empty())
            return;
        section({"Déroulement", "What happened"});
        for (auto const& each : facts_.told.timeline)
            out_ += wrapped(2, facts_.local(each.at) + "  " + sentence(each, facts_, in_) + " (" + each.by + ")", 4);
    }

    void funnel()
    {
        auto const told = funnel_of(facts_);
        if (told.population == 0)
            return;
        section({"Qui n'a pas été sollicité, et pourquoi", "Who was not asked, and why"});
        out_ += wrapped(2, grouped(told.population, in_) + word({" au registre, ", " in the register, "}) + grouped(told.candidates, in_) +
                               word({" candidats à la première vague", " candidates at the first wave"}));
        for (auto const& each : told.left_out)
            out_ += wrapped(4, grouped(each.count, in_) + ' ' + std::string{say(each.reason, in_)});
    }

    void waves()
    {
        if (facts_.waves.empty())
            return;
        section({"Vagues", "Waves"});
        for (auto const& each : facts_.waves) {
            auto text = facts_.local(each.at) + "  " + grouped(each.asked, in_) + word({" sollicités", " asked"});
            if (auto const belief = belief_of(each, facts_)) {
                text += fmt::format(
                    fmt::runtime(word({" ; {} à {} oui attendus", "; {} to {} yes expected"})), belief->low, belief->high
                );
                if (belief->horizon)
                    text += word({" pour ", " by "}) + facts_.local(*belief->horizon);
                bool const ahead = belief->horizon && *belief->horizon > facts_.written && !is_over(facts_.what.state);
                text += word(ahead ? phrase{", confirmés jusqu'ici : ", ", confirmed so far: "} : phrase{", confirmés alors : ", ", confirmed by then: "}) +
                        grouped(belief->came, in_);
            }
            out_ += wrapped(2, text, 4);
            if (auto const reason = why(each.decision, in_); !reason.empty())
                out_ += wrapped(6, reason, 0);
        }
    }

    void delivery()
    {
        if (facts_.counted.channels.empty())
            return;
        section({"Acheminement", "Delivery"});
        for (auto const& [name, channel] : facts_.counted.channels) {
            auto text = name + colon() + grouped(channel.messages, in_) + word({" messages", " messages"});
            for (auto const& [state, count] : channel.states)
                text += ", " + grouped(count, in_) + ' ' + std::string{say_message(state, in_)};
            if (channel.possible_duplicates > 0)
                text += ", " + grouped(channel.possible_duplicates, in_) + word({" peut-être reçus deux fois", " may have arrived twice"});
            text += " · " + euros(cost_of(channel, name, facts_), in_);
            out_ += wrapped(2, text, 4);
            for (auto const& [reason, count] : channel.reasons)
                out_ += wrapped(
                    6, grouped(count, in_) + ' ' + std::string{say_message(reason.first, in_)} + colon() +
                           (reason.second.empty() ? word({"sans code", "without a code"}) : reason.second)
                );
        }
        auto const cost = cost_of(facts_);
        out_ += wrapped(2, word({"Coût", "Cost"}) + colon() + euros(cost.euros, in_) + ", " + grouped(cost.parts, in_) +
                               word({" parties, aux prix d'aujourd'hui", " parts, at today's prices"}));
    }

    void answers()
    {
        auto const& all = facts_.counted.all;
        if (all.answers == 0)
            return;
        section({"Réponses", "Answers"});
        out_ += wrapped(2, grouped(all.answers, in_) + word({" réponses : la moitié en ", " answers: half within "}) + span(all.median) +
                               word({", neuf sur dix en ", ", nine of ten within "}) + span(all.ninety));
    }

    void corrections()
    {
        auto const& all = facts_.counted.corrections;
        if (all.empty())
            return;
        section({"Adresses à corriger au registre", "Addresses to correct in the registry"});
        for (std::size_t i = 0; i < std::min(all.size(), most_lines_shown); ++i) {
            auto const& each = all[i];
            auto text = fmt::format("{} {} ({}), {}", each.first_name, each.last_name, each.external_id, each.masked);
            text += colon() + std::string{say_message(each.how, in_)} + (each.code.empty() ? "" : ", " + each.code);
            out_ += wrapped(2, text, 4);
        }
        if (all.size() > most_lines_shown)
            out_ += wrapped(2, word({"Toutes : tocsin report ", "All of them: tocsin report "}) + to_string(facts_.what.id) +
                                   " --format csv --part corrections");
    }

    report_facts facts_;
    language in_;
    std::string out_;
};

}  // namespace

std::unique_ptr<report_writer> make_text_report(report_facts facts, language in)
{
    return std::make_unique<text_writer>(std::move(facts), in);
}

}  // namespace tocsin::dispatcher::api
