// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/rules_yaml.hpp"

#include "channels/sms/text.hpp"
#include "dispatcher/settings/condition_yaml.hpp"
#include "dispatcher/settings/said.hpp"
#include "rules/match/words.hpp"
#include "rules/roster.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace tocsin::dispatcher {
namespace {

constexpr seconds longest_notice = hours{24 * 14};

class rule_reader {
public:
    rule_reader(YAML::Node const& node, problem_list& found, rules::template_set const& templates, rules::gazetteer const& places)
        : line_(node.Mark().line + 1), top_(node, "", found), templates_(templates), places_(places)
    {
    }

    rules::rule read(std::string const& file)
    {
        rules::rule rule;
        rule.file = file;
        rule.line = line_;
        top_.require(
            "name", bilingual{"un nom de votre choix, comme crue-severe", "a name of your own, as crue-severe"}
        );
        rule.name = top_.text("name").value_or("");
        if (top_.has("name") && rule.name.find_first_not_of(' ') == std::string::npos)
            top_.problem_at("name", bilingual{
                "est vide ; écrire un nom de votre choix, comme crue-severe",
                "is empty; write a name of your own, as crue-severe"});
        top_.require("when", bilingual{
            "les conditions, comme when: {severity: \">=Severe\"}",
            "the conditions, as when: {severity: \">=Severe\"}"});
        top_.require("then", bilingual{
            "ce qui est proposé, comme then: {action: propose, need: 40, …}",
            "what is proposed, as then: {action: propose, need: 40, …}"});
        auto when = top_.map("when");
        rule.when = read_condition(when, places_);
        when.finish();
        actions(rule);
        if (top_.has("when") && rule.then.action != rules::rule_action::ignore && rules::holds_always(rule.when))
            top_.problem_at("when", bilingual{
                "ne demande rien : toute alerte appellerait des gens ; écrire une condition, comme event: [\"*crue*\"]",
                "asks for nothing: every alert would call people; write a condition, as event: [\"*crue*\"]"});
        keep_while(rule);
        if (auto const interval = top_.duration("min_interval", seconds{60}, std::chrono::duration_cast<seconds>(hours{24 * 14})))
            rule.interval = std::chrono::ceil<minutes>(*interval);
        top_.finish();
        return rule;
    }

private:
    /// One action, or a list of them.
    void actions(rules::rule& rule)
    {
        auto all = top_.has("then") ? top_.maps("then") : std::vector<map_reader>{};
        std::set<std::string> names;
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto action = proposal(all[i]);
            if (all.size() > 1) {
                if (action.action == rules::rule_action::ignore)
                    all[i].problem_at("action", bilingual{
                        "ignore, à côté d'autres actions ; une alerte s'ignore par une règle à part",
                        "ignores beside other actions; an alert is ignored by a rule of its own"});
                action.name = all[i].text("name").value_or("");
                if (!names.insert(action.name.empty() ? std::to_string(i + 1) : action.name).second)
                    all[i].problem_at("name", bilingual{
                        "est le nom d'une autre action de cette règle ; donner à chacune le sien",
                        "is the name of another action of this rule; give each its own"});
            }
            all[i].finish();
            if (i == 0)
                rule.then = std::move(action);
            else
                rule.also.push_back(std::move(action));
        }
        if (top_.has("then") && all.empty())
            top_.problem_at("then", bilingual{
                "ne dit rien ; écrire ce qui est proposé, comme then: {action: propose, need: 40, …}",
                "says nothing; write what is proposed, as then: {action: propose, need: 40, …}"});
    }

    void keep_while(rules::rule& rule)
    {
        if (!top_.has("keep_while"))
            return;
        auto map = top_.map("keep_while");
        rule.keep_while = read_condition(map, places_);
        map.finish();
        if (rules::holds_always(*rule.keep_while))
            top_.problem_at("keep_while", bilingual{
                "ne demande rien : l'appel ne finirait jamais ; écrire une condition, comme severity: \">=Moderate\"",
                "asks for nothing: it would never let go; write a condition, as severity: \">=Moderate\""});
    }

    rules::rule_proposal proposal(map_reader& then)
    {
        rules::rule_proposal read;
        auto const action = then.text("action").value_or("propose");
        if (action == "ignore")
            read.action = rules::rule_action::ignore;
        else if (action == "launch")
            read.action = rules::rule_action::launch;
        else if (action != "propose")
            then.problem_at(
                "action",
                with_guess(
                    said(
                        "« {} » n'est pas une action ; écrire ignore, propose ou launch",
                        "\"{}\" is no action; write ignore, propose or launch",
                        action
                    ),
                    action,
                    {"ignore", "propose", "launch"}
                )
            );
        bool const wants_people = read.action != rules::rule_action::ignore;
        if (wants_people)
            then.require("need", bilingual{"combien de personnes, comme need: 40", "how many people, as need: 40"});
        read.need = then.whole_number("need", 1, 100'000).value_or(0);
        roles(then, read);
        within(then, read, wants_people);
        if (auto const by = then.text("by"))
            read.by = std::chrono::ceil<minutes>(after(then, "by", *by));
        if (auto const duration = then.duration("duration", seconds{60}, std::chrono::duration_cast<seconds>(hours{24 * 14})))
            read.duration = std::chrono::ceil<minutes>(*duration);
        read.at = then.text("at").value_or("");
        media(then, read);
        read.template_name = then.text("template").value_or("default");
        if (!templates_.has(read.template_name))
            unknown_template(then, read.template_name);
        if (auto const pace = then.text("pace")) {
            auto const known = parse_pace(*pace);
            if (!known)
                then.problem_at("pace", said(
                    "« {} » n'est pas un rythme ; écrire sparing, fast ou all",
                    "\"{}\" is no pace; write sparing, fast or all", *pace));
            read.pace = known.value_or(pace::fast);
        }
        if (auto const timed = then.text("timed_yes")) {
            auto const known = parse_timed_yes(*timed);
            if (!known)
                then.problem_at("timed_yes", said(
                    "« {} » n'existe pas ; écrire in-time ou person",
                    "\"{}\" is none; write in-time or person", *timed));
            read.timed_yes = known.value_or(timed_yes::in_time);
        }
        for (auto const& skill : then.texts("skills"))
            read.skills.push_back(rules::normal_skill(skill));
        read.minimum_age = then.whole_number("minimum_age", 0, 99).value_or(18);
        read.max_recipients = then.whole_number("max_recipients", 1, 1'000'000);
        if (read.action == rules::rule_action::launch && !read.max_recipients)
            then.problem_at("action", bilingual{
                "un lancement a besoin de sa limite : ajouter max_recipients, au-delà duquel une personne approuve",
                "a launch needs its limit: add max_recipients, above which a person approves"});
        read.urgent = then.yes_or_no("urgent");
        read.budget = then.whole_number("budget", 1, 1'000'000);
        if (read.budget && *read.budget < read.need)
            then.problem_at("budget", bilingual{
                "sollicite moins de personnes qu'il n'en faut ; le porter à plusieurs fois le besoin, ou retirer la ligne",
                "asks fewer people than are needed; raise it to several times the need, or leave it out"});
        escalate(then, read);
        read.text = then.text("text").value_or("");
        if (rules::says_stop(read.text))
            then.problem_at("text", bilingual{
                "dit STOP : en France, cela fait d'une alerte par SMS du démarchage ; le retirer, STOP est respecté de toute "
                "façon",
                "says STOP: in France that turns an alert by SMS into marketing; leave it out, STOP is honoured all the same"});
        check_fields(then, "text", read.text);
        check_fields(then, "at", read.at);
        read.unicode = then.yes_or_no("unicode").value_or(false);
        if (!read.unicode && wants_people)
            plain_texts(then, read);
        return read;
    }

    void unknown_template(map_reader& then, std::string const& name)
    {
        auto const known = templates_.names();
        then.problem_at(
            "template",
            with_guess(
                said(
                    "« {} » n'est pas un jeu de modèles ; il y a : {}",
                    "\"{}\" is no set of templates; there are: {}",
                    name,
                    listed(known)
                ),
                name,
                std::set<std::string>(known.begin(), known.end())
            )
        );
    }

    static void check_fields(map_reader& then, std::string const& key, std::string const& text)
    {
        auto const strange = rules::unknown_field(text);
        if (strange == "{{")
            then.problem_at(key, bilingual{
                "ouvre un champ par {{ et ne le ferme jamais par }}",
                "opens a field with {{ and never closes it with }}"});
        else if (!strange.empty())
            then.problem_at(
                key,
                with_guess(
                    bilingual{
                        strange + " n'est pas un champ d'une alerte ; écrire {{event}} {{headline}} {{description}} "
                                  "{{instruction}} "
                                  "{{area}} {{sender}} {{severity}} {{starts}} {{expires}} {{web}} {{contact}} ou "
                                  "{{parameter.NOM}}",
                        strange +
                            " is no field of an alert; write {{event}} {{headline}} {{description}} {{instruction}} "
                            "{{area}} "
                            "{{sender}} {{severity}} {{starts}} {{expires}} {{web}} {{contact}} or {{parameter.NAME}}"},
                    strange,
                    {"{{event}}",
                     "{{headline}}",
                     "{{description}}",
                     "{{instruction}}",
                     "{{area}}",
                     "{{sender}}",
                     "{{severity}}",
                     "{{starts}}",
                     "{{expires}}",
                     "{{web}}",
                     "{{contact}}"}
                )
            );
    }

    /// What a rule says by SMS fits the GSM alphabet, unless it allows more: a single other character more than doubles the
    /// parts of every message.
    void plain_texts(map_reader& then, rules::rule_proposal const& read)
    {
        if (std::find(read.media.begin(), read.media.end(), medium::sms) == read.media.end())
            return;
        auto const check = [&then](std::string const& key, std::string const& where, std::string const& text) {
            auto const strange = channels::sms::without_plain_form(text);
            if (!strange.empty())
                then.problem_at(key, said(
                    "{}dit {}, qu'un SMS ne sait pas montrer simplement ; l'écrire autrement, ou ajouter unicode: true, qui "
                    "prend des parties de 70 caractères au lieu de 160",
                    "{}says {}, which an SMS cannot show plainly; write it in other words, or add unicode: true, which takes "
                    "parts of 70 characters instead of 160", where, listed(strange)));
        };
        check("text", "", read.text);
        check("at", "", read.at);
        for (auto const& [file, text] : templates_.sms_sources(read.template_name))
            check("template", file + " ", text);
    }

    void escalate(map_reader& then, rules::rule_proposal& read)
    {
        if (!then.has("escalate"))
            return;
        auto map = then.map("escalate");
        escalation how;
        map.require("after", bilingual{
            "combien de temps après le premier message, comme after: 20min",
            "how long after the first message, as after: 20min"});
        map.require("to", bilingual{"le second moyen, comme to: email", "the second medium, as to: email"});
        if (auto const after = map.duration("after", seconds{60}, std::chrono::duration_cast<seconds>(hours{24})))
            how.after = std::chrono::ceil<minutes>(*after);
        if (auto const to = map.text("to")) {
            auto const known = parse_medium(*to);
            if (!known)
                map.problem_at("to", said(
                    "« {} » n'est pas un moyen ; écrire sms ou email",
                    "\"{}\" is no medium; write sms or email", *to));
            how.to = known.value_or(medium::email);
        }
        if (auto const when = map.text("when")) {
            auto const known = parse_escalation_cause(*when);
            if (!known)
                map.problem_at("when", said(
                    "« {} » n'est pas une cause ; écrire unanswered ou undelivered",
                    "\"{}\" is no cause; write unanswered or undelivered", *when));
            how.when = known.value_or(escalation_cause::unanswered);
        }
        map.finish();
        read.escalate = how;
    }

    void roles(map_reader& then, rules::rule_proposal& read)
    {
        auto map = then.map("roles");
        int total = 0;
        for (auto const& skill : map.keys()) {
            auto const count = map.whole_number(skill, 1, 100'000).value_or(0);
            read.roles[rules::normal_skill(skill)] += count;
            total += count;
        }
        if (total > read.need && read.need > 0)
            then.problem_at("roles", bilingual{
                "demandent plus de personnes que le besoin ; augmenter need ou diminuer les rôles",
                "ask for more people than the need; raise need or lower the roles"});
    }

    void within(map_reader& then, rules::rule_proposal& read, bool wants_people)
    {
        if (!then.has("within")) {
            if (wants_people)
                then.problem_at("within", bilingual{
                    "dire où chercher les gens : within: {alert_area: true} ou within: {zone: [\"04\"]}",
                    "say where people are looked for: within: {alert_area: true} or within: {zone: [\"04\"]}"});
            return;
        }
        auto where = then.map("within");
        read.alert_area = where.yes_or_no("alert_area").value_or(false);
        read.zone = where.texts("zone");
        check_zone(where, "zone", read.zone, places_);
        if (auto const radius = where.whole_number("radius_km", 0, 500))
            read.radius_km = *radius;
        if (!read.alert_area && read.zone.empty())
            where.problem_at("zone", bilingual{
                "ni alert_area ni zone : personne ne serait trouvé ; en écrire un",
                "neither alert_area nor zone is given: nobody would be found; write one"});
        where.finish();
    }

    void media(map_reader& then, rules::rule_proposal& read)
    {
        if (!then.has("channels"))
            return;
        read.media.clear();
        for (auto const& name : then.texts("channels")) {
            auto const known = parse_medium(name);
            if (known)
                read.media.push_back(*known);
            else
                then.problem_at("channels", said(
                    "« {} » n'est pas un moyen ; écrire sms ou email, le préféré d'abord",
                    "\"{}\" is no medium; write sms or email, the preferred one first", name));
        }
        if (then.has("channels") && read.media.empty())
            then.problem_at("channels", bilingual{
                "n'en nomme aucun : personne ne serait sollicité ; écrire [sms, email], ou retirer la ligne",
                "names none: nobody would be asked; write [sms, email], or leave the line out"});
    }

    seconds after(map_reader& then, std::string const& key, std::string const& text)
    {
        auto const duration = text.starts_with('+') ? parse_duration(std::string_view{text}.substr(1)) : std::nullopt;
        if (!duration)
            then.problem_at(key, said(
                "« {} » n'est pas un moment après l'alerte ; écrire +3h ou +90min",
                "\"{}\" is no time after the alert; write +3h or +90min", text));
        else if (*duration > longest_notice)
            then.problem_at(key, said(
                "« {} » est trop loin ; écrire au plus +14d",
                "\"{}\" is too far ahead; write at most +14d", text));
        return std::min(duration.value_or(hours{3}), longest_notice);
    }

    static std::string listed(std::vector<std::string> const& words)
    {
        std::string text;
        for (auto const& word : words)
            text += (text.empty() ? "" : ", ") + word;
        return text;
    }

    int line_;
    map_reader top_;
    rules::template_set const& templates_;
    rules::gazetteer const& places_;
};

}  // namespace

boost::system::result<rules::rulebook, problems> read_rules(
    std::string_view yaml, std::string const& file, rules::template_set const& templates, rules::gazetteer const& places
)
{
    problem_list found{file};
    rules::rulebook book;
    try {
        auto const top = load_one_document(std::string{yaml}, found);
        if (!found.empty())
            return found.take();
        if (top.IsNull())
            return book;
        map_reader reader{top, "", found};
        for (auto const& node : reader.list("rules")) {
            if (node.IsMap())
                book.rules.push_back(rule_reader{node, found, templates, places}.read(file));
            else
                found.add(node.Mark().line + 1, "rules", bilingual{
                    "chaque règle est un ensemble de clés ; écrire - name: …, when: …, then: …",
                    "each rule is a map; write - name: …, when: …, then: …"});
        }
        reader.finish();
    } catch (YAML::Exception const& failure) {
        found.add(failure.mark.line + 1, "", said("n'est pas du YAML : {}", "is no YAML: {}", failure.msg));
    }
    if (!found.empty())
        return found.take();
    return book;
}

}  // namespace tocsin::dispatcher
