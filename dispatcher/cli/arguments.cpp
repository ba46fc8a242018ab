// SPDX-License-Identifier: Apache-2.0
// The tree of commands (CLI11), its help at 80 columns, and its errors in words.
#include "dispatcher/cli/arguments.hpp"

#include "dispatcher/cli/catalogue.hpp"
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/completion.hpp"
#include "dispatcher/cli/examples.hpp"
#include "dispatcher/cli/manual.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

namespace tocsin::cli {
namespace {

/// "en|fr"
std::string language_choice() { return fmt::format("{}", fmt::join(languages(), "|")); }

/// CLI11's own help neither wraps nor speaks French.
class help_writer final : public CLI::FormatterBase {
public:
    explicit help_writer(language in) : language_(in) {}

    std::string make_help(CLI::App const* app, std::string, CLI::AppFormatMode) const override
    {
        std::string out = paragraph(app->get_description()) + '\n' + usage(*app);
        auto const commands = app->get_subcommands([](CLI::App const* each) { return !each->get_group().empty(); });
        if (!commands.empty())
            out += '\n' + say(language_, phrase::help_commands) + '\n';
        for (auto const* command : commands)
            out += entry(command->get_name(), command->get_description());
        out += options(*app) + shown_examples(*app);
        if (app->get_parent() != nullptr)
            out += '\n' + paragraph(say(language_, phrase::help_global, language_choice()));
        else
            out += '\n' + paragraph(say(language_, phrase::help_footer));
        return out;
    }

private:
    static std::string full_name(CLI::App const& app)
    {
        std::string words = app.get_name();
        for (auto const* above = app.get_parent(); above != nullptr; above = above->get_parent())
            words = above->get_name() + ' ' + words;
        return words;
    }

    std::string shown_examples(CLI::App const& app) const
    {
        std::string out;
        for (auto const& each : examples())
            if ("tocsin " + std::string{each.command} == full_name(app))
                out += "  tocsin " + std::string{each.line} + '\n';
        return out.empty() ? out : '\n' + say(language_, phrase::help_examples) + '\n' + out;
    }

    std::string usage(CLI::App const& app) const
    {
        auto words = full_name(app);
        for (auto const* option : app.get_options([](CLI::Option const* o) { return !o->get_positional(); }))
            if (option->get_required())
                words += fmt::format(" {} {}", option->get_name(), option->get_type_name());
        words += say(language_, phrase::help_options_word);
        for (auto const* option : app.get_options([](CLI::Option const* o) { return o->get_positional(); }))
            words += ' ' + (option->get_required() ? option->get_type_name() : '[' + option->get_type_name() + ']');
        if (app.get_require_subcommand_min() > 0 || app.get_parent() == nullptr)
            words += say(language_, phrase::help_command_word);
        return hanging(say(language_, phrase::help_usage), words);
    }

    std::string options(CLI::App const& app) const
    {
        std::string out;
        for (auto const* option : app.get_options()) {
            std::string name = option->get_positional() ? option->get_type_name() : option->get_name();
            if (!option->get_positional() && option->get_type_size() > 0)
                name += ' ' + option->get_type_name();
            out += entry(name, option->get_description());
        }
        return out.empty() ? out : '\n' + say(language_, phrase::help_options) + '\n' + out;
    }

    static std::string entry(std::string const& name, std::string const& text)
    {
        auto const first = fmt::format("  {}", fit(name, std::max<std::size_t>(columns(name), 20))) + "  ";
        return columns(first) > 30 ? "  " + name + '\n' + hanging(std::string(24, ' '), text) : hanging(first, text);
    }

    language language_;
};

/// Without CLI11's own "{a,b}" behind the type, which shows the choices already.
CLI::Validator one_of(std::vector<std::string> choices)
{
    CLI::Validator check = CLI::IsMember(std::move(choices));
    check.description("");
    return check;
}

class tree {
public:
    tree(language in, arguments& into) : language_(in), into_(into)
    {
        top_.name("tocsin");
        top_.description(text(phrase::help_tocsin));
        top_.formatter(std::make_shared<help_writer>(in));
        top_.set_help_flag("-h,--help", text(phrase::help_help));
        top_.set_version_flag("--version", "tocsin " TOCSIN_VERSION, text(phrase::help_version));
        top_.require_subcommand(0, 1);
        top_.fallthrough();
        top_.add_option("--socket", into.socket, text(phrase::help_socket))->type_name(text(phrase::word_path));
        top_.add_flag("--json", into.json, text(phrase::help_json));
        top_.add_option("--lang", into.language, text(phrase::help_lang))
            ->type_name(language_choice())
            ->check(one_of(languages()));
        add_alerts();
        add_mobilisations();
        add_decisions();
        add_rehearsals();
        add_volunteers();
        add_house();
    }

    CLI::App& top() { return top_; }

private:
    using action = exit_status (*)(session&, arguments const&);

    std::string text(phrase what) const { return say(language_, what); }

    CLI::App* command(CLI::App& above, std::string const& name, phrase description, action what)
    {
        auto* const made = above.add_subcommand(name, text(description));
        made->set_help_flag("-h,--help", text(phrase::help_help));
        made->fallthrough();
        if (what != nullptr)
            made->final_callback([this, what] { into_.command = into_.command == nullptr ? what : into_.command; });
        return made;
    }

    CLI::App* group(std::string const& name, phrase description)
    {
        auto* const made = command(top_, name, description, nullptr);
        made->require_subcommand(1);
        return made;
    }

    CLI::Option*
    needs(CLI::App* command, std::string const& name, std::string& value, std::string const& type, phrase what)
    {
        return command->add_option(name, value, text(what))->type_name(type)->required();
    }

    void needs_id(CLI::App* command, phrase what = phrase::help_id) { needs(command, "id", into_.id, "ID", what); }

    void add_alerts()
    {
        auto* const alert = group("alert", phrase::help_alert);
        auto* const send = command(*alert, "send", phrase::help_alert_send, alert_send);
        needs(send, "file", into_.file, text(phrase::word_file_or_dash), phrase::help_alert_file);
        send->add_flag("--dry-run", into_.dry_run, text(phrase::help_dry_run));
        command(*alert, "list", phrase::help_alert_list, alert_list);
        auto* const show = command(*alert, "show", phrase::help_alert_show, alert_show);
        needs_id(show);
        show->add_flag("--raw", into_.raw, text(phrase::help_raw));
        auto* const rules = group("rules", phrase::help_rules);
        for (auto* const made : {command(*rules, "check", phrase::help_rules_check, rules_check),
                                 command(*rules, "try", phrase::help_rules_try, rules_try)}) {
            made->add_option("what", into_.file, text(phrase::help_alerts_to_try))->type_name(text(phrase::word_alerts));
            made->add_flag("--kept", into_.kept, text(phrase::help_kept));
        }
    }

    void add_order(CLI::App* made)
    {
        auto& wanted = into_.order;
        needs(made, "--event", wanted.event, text(phrase::word_text), phrase::help_event);
        made->add_option("--zone", wanted.zone, text(phrase::help_zone))->type_name("ZONE")->required()->take_all();
        made->add_option("--need", wanted.need, text(phrase::help_need))->type_name("N")->required();
        needs(made, "--by", wanted.by, text(phrase::word_time), phrase::help_by);
        made->add_option("--until", wanted.until, text(phrase::help_until))->type_name(text(phrase::word_time));
        made->add_option("--at", wanted.at, text(phrase::help_at))->type_name(text(phrase::word_place));
        made->add_option("--role", wanted.roles, text(phrase::help_role))->type_name("SKILL:N");
        made->add_option("--skill", wanted.skills, text(phrase::help_skill))->type_name("SKILL");
        made->add_option("--radius", wanted.radius_km, text(phrase::help_radius))->type_name("KM");
        made->add_option("--pace", wanted.pace, text(phrase::help_pace))
            ->type_name("sparing|fast|all")
            ->check(one_of({"sparing", "fast", "all"}));
        made->add_option("--channel", wanted.channels, text(phrase::help_channel))->type_name(text(phrase::word_name));
        made->add_option("--text", wanted.text_file, text(phrase::help_text))->type_name(text(phrase::word_file));
        made->add_option("--template", wanted.template_name, text(phrase::help_template))
            ->type_name(text(phrase::word_name));
        made->add_option("--minimum-age", wanted.minimum_age, text(phrase::help_minimum_age))->type_name("N");
        made->add_flag("--exercise", wanted.exercise, text(phrase::help_exercise));
        made->add_flag("--drill", wanted.drill, text(phrase::help_drill));
        made->add_flag("--unicode", wanted.unicode, text(phrase::help_unicode));
        made->add_flag("--urgent", wanted.urgent, text(phrase::help_urgent));
        made->add_option("--budget", wanted.budget, text(phrase::help_budget))->type_name("N");
        made->add_option("--escalate", wanted.escalate, text(phrase::help_escalate))->type_name("email:20[:undelivered]");
    }

    void add_mobilisations()
    {
        auto* const raise = command(top_, "mobilise", phrase::help_mobilise, mobilise);
        add_order(raise);
        raise->get_option("--at")->required();
        raise->add_flag("--dry-run", into_.dry_run, text(phrase::help_dry_run));
        raise->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
        raise->add_option("--key", into_.key, text(phrase::help_key))->type_name(text(phrase::word_key));
        auto* const look = command(top_, "preview", phrase::help_preview, show_preview);
        needs_id(look);
        look->add_option("--who", into_.reason, text(phrase::help_who))->type_name(text(phrase::word_reason));
        auto* const shown = command(top_, "status", phrase::help_status, status);
        shown->add_option("id", into_.id, text(phrase::help_id))->type_name("ID");
        shown->add_flag("--all", into_.all, text(phrase::help_all));
        auto* const watched = command(top_, "watch", phrase::help_watch, watch);
        needs_id(watched);
        watched->add_flag("--until-filled", into_.until_filled, text(phrase::help_until_filled));
        auto* const told = command(top_, "report", phrase::help_report, report);
        needs_id(told);
        told->add_option("--format", into_.format, text(phrase::help_report_format))
            ->type_name("text|json|csv|html")
            ->check(one_of({"text", "json", "csv", "html"}));
        told->add_option("--part", into_.part, text(phrase::help_report_part))
            ->type_name("people|corrections")
            ->check(one_of({"people", "corrections"}));
    }

    void add_decisions()
    {
        auto* const yes = command(top_, "approve", phrase::help_approve, approve);
        needs_id(yes);
        yes->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
        breaks_glass(yes);
        add_changes();
        struct decision {
            char const* name;
            phrase what;
            action does;
        };
        for (auto const& [name, what, does] : {
                 decision{"pause", phrase::help_pause, pause},
                 decision{"resume", phrase::help_resume, resume},
                 decision{"cancel", phrase::help_cancel, cancel},
                 decision{"close", phrase::help_close, close_mobilisation},
             }) {
            auto* const made = command(top_, name, what, does);
            needs_id(made);
            made->add_option("--reason", into_.reason, text(phrase::help_reason))->type_name(text(phrase::word_text));
            if (does == resume)
                breaks_glass(made);
        }
    }

    void add_rehearsals()
    {
        auto* const made = command(top_, "rehearse", phrase::help_rehearse, rehearse);
        auto& supposed = into_.suppose;
        made->add_option("file", into_.file, text(phrase::help_rehearse_file))->type_name(text(phrase::word_file_or_dash));
        made->add_option("--replay", supposed.replay, text(phrase::help_replay))->type_name("ID");
        add_order(made);
        for (auto const* name : {"--event", "--zone", "--need", "--by"})
            made->get_option(name)->required(false);
        made->add_flag("--compare", supposed.compare, text(phrase::help_compare));
        made->add_option("--response", supposed.response, text(phrase::help_response))->type_name("%");
        made->add_option("--outage", supposed.outages, text(phrase::help_outage))->type_name("CHANNEL@FROM+FOR");
        made->add_option("--approval", supposed.approval, text(phrase::help_approval))->type_name("MIN")->check(CLI::Range(0, 1440).description(""));
        made->add_option("--runs", supposed.runs, text(phrase::help_runs))->type_name("N")->check(CLI::Range(1, 1000).description(""));
        made->add_option("--seed", supposed.seed, text(phrase::help_seed))->type_name("N");
    }

    void breaks_glass(CLI::App* command)
    {
        command->add_option("--break-glass", into_.break_glass, text(phrase::help_break_glass))
            ->type_name(text(phrase::word_reason));
    }

    void add_changes()
    {
        auto* const later = command(top_, "extend", phrase::help_extend, extend);
        needs_id(later);
        needs(later, "--by", into_.order.by, text(phrase::word_time), phrase::help_by);
        later->add_option("--reason", into_.reason, text(phrase::help_reason))->type_name(text(phrase::word_text));
        auto* const farther = command(top_, "widen", phrase::help_widen, widen);
        needs_id(farther);
        farther->add_option("--zone", into_.order.zone, text(phrase::help_zone))->type_name("ZONE")->take_all();
        farther->add_option("--radius", into_.order.radius_km, text(phrase::help_radius))->type_name("KM");
        farther->add_flag("--dry-run", into_.dry_run, text(phrase::help_dry_run));
        farther->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
        farther->add_option("--key", into_.key, text(phrase::help_key))->type_name(text(phrase::word_key));
        auto* const wrong = command(top_, "retract", phrase::help_retract, retract);
        needs_id(wrong);
        wrong->add_option("--text", into_.order.text_file, text(phrase::help_text))->type_name(text(phrase::word_file));
        wrong->add_option("--reason", into_.reason, text(phrase::help_reason))->type_name(text(phrase::word_text));
        wrong->add_flag("--dry-run", into_.dry_run, text(phrase::help_dry_run));
        wrong->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
    }

    void add_volunteers()
    {
        auto* const people = group("volunteers", phrase::help_volunteers);
        auto* const bring = command(*people, "import", phrase::help_import, volunteers_import);
        needs(bring, "file", into_.file, text(phrase::word_file), phrase::help_import_file);
        bring->add_option("--format", into_.format, text(phrase::help_import_format))
            ->type_name("csv|jeveuxaider")
            ->check(one_of({"csv", "jeveuxaider"}));
        bring->add_flag("--dry-run", into_.dry_run, text(phrase::help_dry_run));
        bring->add_option("--rejects", into_.rejects, text(phrase::help_rejects))->type_name(text(phrase::word_file));
        auto* const list = command(*people, "list", phrase::help_list, volunteers_list);
        list->add_option("query", into_.query, text(phrase::help_query))->type_name(text(phrase::word_text));
        list->add_option("--limit", into_.limit, text(phrase::help_limit))
            ->type_name("N")
            ->check(CLI::Range(1, 100'000).description(""));
        needs_id(command(*people, "show", phrase::help_show, volunteers_show), phrase::help_external_id);
        auto* const out = command(*people, "opt-out", phrase::help_opt_out, volunteers_opt_out);
        needs_id(out, phrase::help_external_id);
        out->add_option("--proof", into_.reason, text(phrase::help_proof))->type_name(text(phrase::word_text));
        auto* const in = command(*people, "opt-in", phrase::help_opt_in, volunteers_opt_in);
        needs_id(in, phrase::help_external_id);
        in->add_option("--proof", into_.reason, text(phrase::help_proof))->type_name(text(phrase::word_text))->required();
        auto* const right = command(*people, "rectify", phrase::help_rectify, volunteers_rectify);
        needs_id(right, phrase::help_external_id);
        right->add_option("fields", into_.words, text(phrase::help_fields))->type_name("FIELD=VALUE")->required();
        auto* const alone = command(*people, "restrict", phrase::help_restrict, volunteers_restrict);
        needs_id(alone, phrase::help_external_id);
        alone->add_option("--reason", into_.reason, text(phrase::help_reason))->type_name(text(phrase::word_text))->required();
        alone->add_flag("--lift", into_.all, text(phrase::help_lift));
        auto* const forget = command(*people, "erase", phrase::help_erase, volunteers_erase);
        needs_id(forget, phrase::help_external_id);
        forget->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
        auto* const take = command(*people, "export", phrase::help_export, volunteers_export);
        take->add_option("file", into_.file, text(phrase::help_export_file))->type_name(text(phrase::word_file));
        take->add_option("--of", into_.id, text(phrase::help_export_of))->type_name("ID");
        add_order(command(*people, "funnel", phrase::help_funnel, volunteers_funnel));
    }

    void add_house()
    {
        auto* const said = command(top_, "reply", phrase::help_reply, reply);
        needs(said, "--from", into_.address, text(phrase::word_address), phrase::help_from);
        said->add_option("text", into_.words, text(phrase::help_reply_text))
            ->type_name(text(phrase::word_text))
            ->required();
        auto* const box = command(top_, "inbox", phrase::help_inbox, inbox);
        needs_id(command(*box, "settle", phrase::help_settle, inbox_settle));
        auto* const ways = command(top_, "channels", phrase::help_channels, channels);
        auto* const trial = command(*ways, "test", phrase::help_channels_test, channels_test);
        needs(trial, "name", into_.name, text(phrase::word_name), phrase::help_channel_name);
        needs(trial, "--to", into_.address, text(phrase::word_address), phrase::help_to);
        trial->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
        auto* const sources = command(top_, "feeds", phrase::help_feeds, feeds);
        auto* const look = command(*sources, "poll", phrase::help_feeds_poll, feeds_poll);
        needs(look, "name", into_.name, text(phrase::word_name), phrase::help_feed_name);
        auto* const config = group("config", phrase::help_config);
        command(*config, "check", phrase::help_config_check, config_check);
        add_clients();
        add_audit();
        needs_id(command(top_, "explain", phrase::help_explain, explain), phrase::help_explain_id);
        needs(command(top_, "backup", phrase::help_backup, backup), "file", into_.file, text(phrase::word_file), phrase::help_backup_file);
        auto* const completion = command(top_, "completion", phrase::help_completion, nullptr);
        needs(completion, "shell", into_.name, "bash|zsh|fish", phrase::help_shell)
            ->check(one_of({"bash", "zsh", "fish"}));
        command(top_, "manual", phrase::help_manual, nullptr)->group("");  // for whoever packages: shown nowhere
    }

    void add_clients()
    {
        auto& wanted = into_.client;
        auto* const all = group("clients", phrase::help_clients);
        command(*all, "list", phrase::help_clients_list, clients_list);
        auto* const made = command(*all, "add", phrase::help_clients_add, clients_add);
        needs(made, "name", wanted.name, text(phrase::word_name), phrase::help_client_name);
        made->add_option("--role", wanted.role, text(phrase::help_client_role))->type_name("source|staff")->check(one_of({"source", "staff"}));
        made->add_option("--person", wanted.person, text(phrase::help_client_person))->type_name(text(phrase::word_name));
        auto* const signs = made->add_flag("--hmac", wanted.hmac, text(phrase::help_client_hmac));
        made->add_option("--certificate", wanted.certificate, text(phrase::help_client_certificate))
            ->type_name("dns:NAME")
            ->excludes(signs);
        made->add_option("--sender", wanted.senders, text(phrase::help_client_sender))->type_name(text(phrase::word_text));
        made->add_option("--event", wanted.events, text(phrase::help_client_event))->type_name(text(phrase::word_text));
        made->add_option("--zone", wanted.zones, text(phrase::help_client_zone))->type_name("ZONE");
        made->add_flag("--may-launch", wanted.may_launch, text(phrase::help_client_launch));
        made->add_option("--largest-launch", wanted.largest_launch, text(phrase::help_client_largest))->type_name("N");
        made->add_option("--rate", wanted.per_minute, text(phrase::help_client_rate))->type_name("N");
        made->add_option("--signed-by", wanted.signed_by, text(phrase::help_client_signed_by))->type_name(text(phrase::word_file));
        auto* const gone = command(*all, "revoke", phrase::help_clients_revoke, clients_revoke);
        needs(gone, "name", wanted.name, text(phrase::word_name), phrase::help_client_name);
        gone->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
    }

    void add_audit()
    {
        auto* const audit = group("audit", phrase::help_audit);
        auto* const show = command(*audit, "show", phrase::help_audit_show, audit_show);
        show->add_option("id", into_.id, text(phrase::help_id))->type_name("ID");
        auto* const verify = command(*audit, "verify", phrase::help_audit_verify, audit_verify);
        verify->add_option("--head", into_.head, text(phrase::help_head))->type_name("N:LINK");
        auto* const accept = command(*audit, "accept", phrase::help_audit_accept, audit_accept);
        needs(accept, "--reason", into_.reason, text(phrase::word_text), phrase::help_audit_reason);
        accept->add_flag("--yes,-y", into_.yes, text(phrase::help_yes));
    }

    language language_;
    arguments& into_;
    CLI::App top_;
};

/// The deepest command that was recognised.
CLI::App const& deepest(CLI::App const& top)
{
    auto const* at = &top;
    for (auto chosen = at->get_subcommands(); !chosen.empty(); chosen = at->get_subcommands())
        at = chosen.front();
    return *at;
}

/// Its name in full: its help is the one to point at.
std::string recognised(CLI::App const& top)
{
    std::string words;
    for (auto const* at = &deepest(top); at != nullptr; at = at->get_parent())
        words = at->get_name() + (words.empty() ? "" : ' ' + words);
    return words;
}

/// The option that a sentence of CLI11 is about ("--need: …", "file is required"); null when it names none.
CLI::Option const* option_meant(CLI::App const& top, std::string const& sentence)
{
    auto const is_end = [](char c) { return c == ' ' || c == ':' || c == '='; };
    for (auto const* app = &deepest(top); app != nullptr; app = app->get_parent())
        for (auto const* option : app->get_options()) {
            auto const name = option->get_name();
            auto const at = sentence.find(name);
            if (at == std::string::npos || (at > 0 && !is_end(sentence[at - 1])))
                continue;
            if (at + name.size() == sentence.size() || is_end(sentence[at + name.size()]))
                return option;
        }
    return nullptr;
}

/// Positionals go by their type in our help ("FICHIER"), by a name of their own in CLI11.
std::string shown_name(CLI::Option const& option)
{
    return option.get_positional() ? option.get_type_name() : option.get_name();
}

std::string unknown(CLI::App const& top, std::string const& word, language in)
{
    std::set<std::string> known;
    for (auto const* app = &deepest(top); app != nullptr; app = app->get_parent())
        for (auto const* option : app->get_options())
            if (!option->get_positional())
                known.insert(option->get_name());
    for (auto const* command : deepest(top).get_subcommands([](CLI::App const*) { return true; }))
        known.insert(command->get_name());
    auto text = say(in, phrase::usage_unknown, word);
    if (auto const near = nearest_word(word.substr(0, word.find('=')), known))
        text += ' ' + say(in, phrase::usage_nearest, *near);
    return text;
}

early_end explain_end(CLI::App const& top, CLI::ParseError const& error, language in)
{
    early_end end;
    end.status = exit_status::usage;
    end.hint = say(in, phrase::usage_see_help, recognised(top));
    auto const kind = static_cast<CLI::ExitCodes>(error.get_exit_code());
    std::string const what = error.what();
    auto const extra = top.remaining(true);
    if (!extra.empty()) {  // a slip in an option's name also makes that option missing: the slip is the news
        end.error = unknown(top, extra.front(), in);
    } else if (kind == CLI::ExitCodes::RequiredError && what.find("subcommand") != std::string::npos) {
        end.error = say(in, phrase::usage_no_command);
    } else if (auto const* const option = option_meant(top, what); option == nullptr) {
        end.error = say(in, phrase::usage_unreadable, what);
    } else if (auto const shown = shown_name(*option); kind == CLI::ExitCodes::RequiredError) {
        end.error = say(in, phrase::usage_missing, shown);
    } else if (kind == CLI::ExitCodes::ArgumentMismatch) {
        end.error = say(in, phrase::usage_value_missing, shown);
    } else {
        end.error =
            say(in, phrase::usage_bad_value, shown) + ' ' + say(in, phrase::usage_expected, option->get_type_name());
    }
    return end;
}

}  // namespace

std::optional<early_end> read_arguments(std::vector<std::string> words, language in, arguments& into)
{
    tree commands{in, into};
    auto& top = commands.top();
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    try {
        top.parse(std::move(words));
    } catch (CLI::CallForHelp const&) {
        early_end end;
        end.out = deepest(top).help();
        return end;
    } catch (CLI::CallForVersion const& version) {
        early_end end;
        end.out = version.what() + std::string{'\n'};
        return end;
    } catch (CLI::ParseError const& error) {
        return explain_end(top, error, in);
    }
    if (top.got_subcommand("completion")) {
        early_end end;
        end.out = completion_script(into.name, top);
        return end;
    }
    if (top.got_subcommand("manual")) {
        early_end end;
        end.out = manual_page(top, in);
        return end;
    }
    if (into.command == nullptr)
        into.command = attention;
    return std::nullopt;
}

}  // namespace tocsin::cli
