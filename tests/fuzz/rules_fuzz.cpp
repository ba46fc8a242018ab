// SPDX-License-Identifier: Apache-2.0
// Any text as a file of rules: problems that say something, or a book whose every decision on an alert is sound.
#include "dispatcher/settings/rules_yaml.hpp"
#include "rules/match/match.hpp"

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
    if (placed) {
        alert_area where;
        where.geocodes.push_back({"NUTS3", "FR821"});
        info.areas.push_back(where);
    }
    what.infos.push_back(info);
    return what;
}

void check(rules::rulebook const& book, alert const& what)
{
    rules::match_context const context{places(), now};
    for (auto const& outcome : rules::match(what, book, context)) {
        must(!(outcome.held && outcome.request));
        for (auto const& said : outcome.verdicts)
            must(said.fired == said.reasons.empty());
        if (outcome.request) {
            must(outcome.action != rules::rule_action::ignore);
            must(!outcome.request->zone.empty() && outcome.request->need > 0 && !outcome.request->media.empty());
            must(outcome.request->by <= outcome.request->until);
            must(templates().has(outcome.request->template_name));
        }
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
    check(*book, warning(true));
    check(*book, warning(false));
    return 0;
}
