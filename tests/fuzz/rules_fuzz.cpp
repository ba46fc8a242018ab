// SPDX-License-Identifier: Apache-2.0
// Any text as a file of rules: problems that say something, or a book whose every decision on an alert is sound.
#include "dispatcher/settings/rules_yaml.hpp"
#include "rules/match/match.hpp"
#include "rules/match/memory.hpp"
#include "rules/match/survey.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace tocsin;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

rules::gazetteer const& places()
{
    static rules::gazetteer const known = [] {
        rules::gazetteer_files files;
        files.communes = "04070\tDigne-les-Bains\t04\t\t17979\t04000\t44.0925\t6.2320\t4.9\tg\t\n";
        files.geocodes = "nuts3-2013\tFR821\t04\n";
        return rules::gazetteer::read(files, "gazetteer").value();
    }();
    return known;
}

rules::template_set const& templates()
{
    static rules::template_set const known = [] {
        std::map<std::string, std::string> files;
        for (auto const* set : {"default/fr/", "flood/fr/"})
            for (auto const why : rules::all_purposes()) {
                files[set + std::string{to_string(why)} + ".sms"] = "{{event}}";
                files[set + std::string{to_string(why)} + ".mail"] = "Subject: {{event}}\n\n{{event}}";
            }
        return rules::template_set::read(files, "templates").value();
    }();
    return known;
}

constexpr wall_time now = from_millis(1'800'000'000'000);

alert warning(bool placed)
{
    alert what;
    what.sender = "vigilance@example.org";
    what.identifier = "w";
    what.sent = now;
    what.status = alert_status::actual;
    what.kind = alert_kind::alert;
    alert_info info;
    info.event = "Vigilance rouge crue";
    info.severity = severity::extreme;
    info.urgency = urgency::immediate;
    info.certainty = certainty::observed;
    info.categories = {"Met"};
    info.headline = "Crue de la Bléone. STOP";
    info.instruction = "Éloignez-vous des berges.";
    info.parameters = {{"awareness_level", "4; red; Extreme"}, {"water_level", "3,2 m"}};
    if (placed) {
        alert_area where;
        where.geocodes.push_back({"NUTS3", "FR821"});
        info.areas.push_back(where);
    }
    what.infos.push_back(info);
    return what;
}

void check(rules::rulebook const& book, alert const& what, std::vector<std::string> engaged)
{
    rules::match_context context{places(), now};
    context.engaged = std::move(engaged);
    for (auto const& outcome : rules::match(what, book, context)) {
        must(!(outcome.held && outcome.request() != nullptr));
        for (auto const& said : outcome.verdicts)
            must(said.fired == said.reasons.empty());
        for (auto const& call : outcome.calls) {
            must(outcome.action != rules::rule_action::ignore && call.action != rules::rule_action::ignore);
            must(rules::is_of_rule(call.name, outcome.rule));
            must(!call.request.zone.empty() && call.request.need > 0 && !call.request.media.empty());
            must(call.request.by <= call.request.until);
            must(templates().has(call.request.template_name));
            must(!rules::says_stop(call.request.own_text));
            rules::past_call before{call.name, now - minutes{1}, call.request.zone, severity::extreme, call.request.exercise};
            must(rules::too_soon(outcome, call, {before}, places(), now).has_value() == outcome.interval.has_value());
        }
    }
}

bool is_named_twice(rules::rulebook const& book, std::string const& name)
{
    return std::count_if(book.rules.begin(), book.rules.end(), [&name](rules::rule const& each) { return each.name == name; }) > 1;
}

/// A rule that is said never to fire does not.
void check_survey(rules::rulebook const& book, alert const& what)
{
    auto const idle = rules::never_firing(book, places());
    rules::match_context const context{places(), now};
    for (auto const& outcome : rules::match(what, book, context))
        for (auto const& each : idle) {
            must(!each.why.fr.empty() && !each.why.en.empty());
            must(outcome.rule != each.rule || is_named_twice(book, each.rule));
        }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(bytes), size};
    auto const book = dispatcher::read_rules(text, "rules.yaml", templates(), places());
    if (!book) {
        must(!book.error().empty());
        for (auto const& found : book.error())
            must(!found.what.empty() && found.line >= 0);
        return 0;
    }
    std::vector<std::string> names;
    for (auto const& each : book->rules) {
        names.push_back(each.name);
        must(each.then.action == rules::rule_action::ignore || !rules::written(each.when).empty());
    }
    for (bool const placed : {true, false}) {
        auto const what = warning(placed);
        check(*book, what, {});
        check(*book, what, names);
        check_survey(*book, what);
    }
    return 0;
}
