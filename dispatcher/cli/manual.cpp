// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/manual.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <vector>

namespace tocsin::cli {
namespace {

/// What a page says beside its commands: escaped already, and true of every version.
struct frame {
    std::string_view title;
    std::string_view name;
    std::string_view description;
    std::string_view options;
    std::string_view commands;
    std::string_view rest;
};

constexpr frame english{
    "NAME",
    "mobilise volunteers in a crisis",
    "speaks with \\fBtocsind\\fR(8) over its Unix socket. Whoever may open the socket (group tocsin) is staff, and is named "
    "in the journal. \\fBtocsin\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR tells as much as this page.",
    "OPTIONS OF EVERY COMMAND",
    "COMMANDS",
    R"(.SH EXIT STATUS
.TP
0
done
.TP
1
failed; the daemon said why
.TP
2
the command line or the order is wrong
.TP
3
refused: not allowed, not in this state, or not confirmed
.TP
4
the daemon is out of reach, or broke off
.SH ENVIRONMENT
.TP
TOCSIN_SOCKET
the daemon's socket, when \-\-socket does not say; otherwise \fI/run/tocsin/tocsin.sock\fR
.TP
LC_ALL, LC_MESSAGES, LANG
French or English; French when none says
.TP
NO_COLOR
no colours
.SH EXAMPLES
.nf
tocsin mobilise \-\-event Crue \-\-zone 04070 \-\-need 30 \-\-by +3h \-\-at "Gymnase, Digne" \-\-dry\-run
tocsin preview M7
tocsin approve M7
tocsin watch M7
tocsin report M7 \-\-format csv > m7.csv
.fi
.SH SEE ALSO
\fBtocsind\fR(8), \fBtocsin.yaml\fR(5), \fI/usr/share/doc/tocsin/operating.md\fR
)"};

constexpr frame french{
    "NOM",
    "mobiliser des bénévoles en situation de crise",
    "parle à \\fBtocsind\\fR(8) par sa socket Unix. Qui peut l'ouvrir (groupe tocsin) fait partie du service, et son nom est "
    "porté au journal. \\fBtocsin\\fR \\fICOMMANDE\\fR \\fB\\-\\-help\\fR en dit autant que cette page.",
    "OPTIONS DE TOUTE COMMANDE",
    "COMMANDES",
    R"(.SH CODE DE RETOUR
.TP
0
fait
.TP
1
échec ; le démon a dit pourquoi
.TP
2
la ligne de commande ou l'ordre est erroné
.TP
3
refusé : pas autorisé, pas dans cet état, ou pas confirmé
.TP
4
le démon est injoignable, ou s'est interrompu
.SH ENVIRONNEMENT
.TP
TOCSIN_SOCKET
la socket du démon, si \-\-socket ne la donne pas ; sinon \fI/run/tocsin/tocsin.sock\fR
.TP
LC_ALL, LC_MESSAGES, LANG
français ou anglais ; français si rien n'est dit
.TP
NO_COLOR
sans couleurs
.SH EXEMPLES
.nf
tocsin mobilise \-\-event Crue \-\-zone 04070 \-\-need 30 \-\-by +3h \-\-at "Gymnase, Digne" \-\-dry\-run
tocsin preview M7
tocsin approve M7
tocsin watch M7
tocsin report M7 \-\-format csv > m7.csv
.fi
.SH VOIR AUSSI
\fBtocsind\fR(8), \fBtocsin.yaml\fR(5), \fI/usr/share/doc/tocsin/operating.md\fR
)"};

std::string escaped(std::string_view text)
{
    std::string out;
    for (char const c : text)
        out += c == '\\' ? std::string{"\\e"} : c == '-' ? std::string{"\\-"} : std::string{c};
    if (!out.empty() && (out.front() == '.' || out.front() == '\''))
        out.insert(0, "\\&");
    return out;
}

std::vector<CLI::App const*> commands_of(CLI::App const& app)
{
    return app.get_subcommands([](CLI::App const* each) { return !each->get_group().empty(); });
}

std::string entry(CLI::Option const& option)
{
    auto const type = option.get_type_size() > 0 ? option.get_type_name() : std::string{};
    auto const name = option.get_positional() ? std::string{} : option.get_name(false, true);
    return fmt::format(
        ".TP\n{}{}{}\n{}\n",
        name.empty() ? "" : "\\fB" + escaped(name) + "\\fR",
        name.empty() || type.empty() ? "" : " ",
        type.empty() ? "" : "\\fI" + escaped(type) + "\\fR",
        escaped(option.get_description())
    );
}

std::string options_of(CLI::App const& app)
{
    std::string out;
    for (auto const* option : app.get_options())
        if (option->get_name() != "--help")
            out += entry(*option);
    return out;
}

void describe(CLI::App const& app, std::string const& path, std::string& out)
{
    for (auto const* command : commands_of(app)) {
        auto const name = path + ' ' + command->get_name();
        out += fmt::format(".SS {}\n{}\n", escaped(name), escaped(command->get_description()));
        if (auto const options = options_of(*command); !options.empty())
            out += options;
        describe(*command, name, out);
    }
}

}  // namespace

std::string manual_page(CLI::App const& top, language in)
{
    auto const& words = in == language::fr ? french : english;
    auto out = fmt::format(
        ".\\\" Made by `tocsin manual`.\n.TH TOCSIN 1 \"\" Tocsin\n.SH {}\ntocsin \\- {}\n.SH SYNOPSIS\n"
        ".B tocsin\n[\\fIOPTIONS\\fR] \\fI{}\\fR …\n.SH DESCRIPTION\n\\fBtocsin\\fR {}\n.SH {}\n{}.SH {}\n",
        words.title,
        words.name,
        in == language::fr ? "COMMANDE" : "COMMAND",
        words.description,
        words.options,
        options_of(top),
        words.commands
    );
    describe(top, top.get_name(), out);
    return out + std::string{words.rest};
}

}  // namespace tocsin::cli
