// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/completion.hpp"

#include "dispatcher/cli/command_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tocsin::cli {
namespace {

/// One node of the tree: "volunteers import", and what may follow it.
struct place {
    std::string path;
    std::vector<CLI::App const*> commands;
    std::vector<CLI::Option const*> options;
};

/// Which command of ours names what may stand here, under which key of its JSON, and what the names begin with.
struct known {
    std::string_view path;
    std::string_view key;
    std::string_view begins;
    std::string_view asked;
};

constexpr known by_path[] = {
    {"alert show", "id", "A", "alert list"},
    {"inbox settle", "id", "R", "inbox"},
    {"channels test", "name", ".", "channels"},
    {"feeds poll", "name", ".", "feeds"},
};
constexpr known mobilisations{"", "id", "M", "status --all"};

/// "id M status --all": what the script asks the daemon for; empty where nobody can tell. People are never listed.
std::string known_at(place const& here)
{
    auto const told = [](known const& one) { return fmt::format("{} {} {}", one.key, one.begins, one.asked); };
    for (auto const& one : by_path)
        if (one.path == here.path)
            return told(one);
    bool const takes_id = std::any_of(here.options.begin(), here.options.end(), [](CLI::Option const* option) {
        return option->get_positional() && option->get_type_name() == "ID";
    });
    return takes_id && !here.path.starts_with("volunteers") ? told(mobilisations) : std::string{};
}

void walk(CLI::App const& app, std::string const& path, std::vector<place>& found)
{
    place here{path, commands_of(app), app.get_options([](CLI::Option const*) { return true; })};
    auto const commands = here.commands;
    found.push_back(std::move(here));
    for (auto const* command : commands)
        walk(*command, path.empty() ? command->get_name() : path + ' ' + command->get_name(), found);
}

/// "text|json|csv" names its choices; any other type does not.
std::string choices_of(CLI::Option const& option)
{
    auto type = option.get_type_name();
    if (type.find('|') == std::string::npos)
        return {};
    std::replace(type.begin(), type.end(), '|', ' ');
    return type;
}

std::string words_at(place const& here)
{
    std::string words;
    for (auto const* command : here.commands)
        words += command->get_name() + ' ';
    for (auto const* option : here.options) {
        for (auto const& name : option->get_lnames())
            words += "--" + name + ' ';
        if (option->get_positional())
            words += choices_of(*option) + ' ';
    }
    words.erase(words.find_last_not_of(' ') + 1);
    return words;
}

std::string bash_script(std::vector<place> const& places)
{
    std::string steps;
    std::string values;
    std::string follows;
    for (auto const& here : places) {
        for (auto const* command : here.commands)
            steps += fmt::format("            \"{}:{}\"|\\\n", here.path, command->get_name());
        for (auto const* option : here.options)
            for (auto const& name : option->get_lnames())
                if (auto const choices = choices_of(*option); !choices.empty())
                    values += fmt::format(
                        "        \"{}:--{}\") COMPREPLY=($(compgen -W \"{}\" -- \"$cur\")); return;;\n",
                        here.path,
                        name,
                        choices
                    );
        follows += fmt::format("        \"{}\") words=\"{}\" known=\"{}\";;\n", here.path, words_at(here), known_at(here));
    }
    return fmt::format(
        R"script(_tocsin_known() {{
    local key=$1 begins=$2
    shift 2
    timeout 2 tocsin --json "$@" 2>/dev/null | grep -o "\"$key\":\"$begins[^\"]*\"" | cut -d'"' -f4 | sort -u
}}
_tocsin() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} path= word words= known=
    COMPREPLY=()
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path:$word" in
{}            "::") path="${{path:+$path }}$word";;
        esac
    done
    case "$path:$prev" in
{}    esac
    case "$path" in
{}    esac
    [[ -n $known && $cur != -* ]] && words+=" $(_tocsin_known $known)"
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o default -F _tocsin tocsin
)script",
        steps,
        values,
        follows
    );
}

std::string quoted(std::string text)
{
    for (std::size_t at = 0; (at = text.find_first_of("'\\", at)) != std::string::npos; at += 2)
        text.insert(at, 1, '\\');
    return '\'' + text + '\'';
}

/// True where the words so far are those of the path, and none of the next level has been said.
std::string fish_condition(place const& here)
{
    std::string next;
    for (auto const* command : here.commands)
        next += ' ' + command->get_name();
    std::string condition;
    std::size_t at = 0;
    while (at < here.path.size()) {
        auto const end = std::min(here.path.find(' ', at), here.path.size());
        condition += "__fish_seen_subcommand_from " + here.path.substr(at, end - at) + "; and ";
        at = end + 1;
    }
    return condition + (next.empty() ? "true" : "not __fish_seen_subcommand_from" + next);
}

std::string fish_script(std::vector<place> const& places)
{
    std::string script = R"script(function __tocsin_known
    timeout 2 tocsin --json $argv[3..] 2>/dev/null | string match -ar "\"$argv[1]\":\"$argv[2][^\"]*\"" | \
        string replace -r '.*:"(.*)"' '$1' | sort -u
end
complete -c tocsin -e
)script";
    for (auto const& here : places) {
        auto const condition = quoted(fish_condition(here));
        for (auto const* command : here.commands)
            script += fmt::format(
                "complete -c tocsin -f -n {} -a {} -d {}\n",
                condition,
                command->get_name(),
                quoted(command->get_description())
            );
        if (auto const known = known_at(here); !known.empty())
            script += fmt::format("complete -c tocsin -f -n {} -a '(__tocsin_known {})'\n", condition, known);
        for (auto const* option : here.options)
            for (auto const& name : option->get_lnames())
                script += fmt::format(
                    "complete -c tocsin -n {} -l {}{} -d {}\n",
                    condition,
                    name,
                    option->get_type_size() == 0  ? std::string{}
                    : choices_of(*option).empty() ? std::string{" -r"}
                                                  : " -x -a " + quoted(choices_of(*option)),
                    quoted(option->get_description())
                );
    }
    return script;
}

}  // namespace

std::string completion_script(std::string_view shell, CLI::App const& top)
{
    std::vector<place> places;
    walk(top, "", places);
    if (shell == "fish")
        return fish_script(places);
    auto const script = bash_script(places);
    return shell == "zsh" ? "#compdef tocsin\nautoload -U +X bashcompinit && bashcompinit\n" + script : script;
}

}  // namespace tocsin::cli
