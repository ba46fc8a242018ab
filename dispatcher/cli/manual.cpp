// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/manual.hpp"

#include "dispatcher/cli/command_tree.hpp"
#include "dispatcher/cli/messages.hpp"

#include <fmt/format.h>

#include <vector>

namespace tocsin::cli {
namespace {

constexpr std::string_view examples_block = R"(.nf
tocsin mobilise \-\-event Crue \-\-zone 04070 \-\-need 30 \-\-by +3h \-\-at "Gymnase, Digne" \-\-dry\-run
tocsin preview M7
tocsin approve M7
tocsin watch M7
tocsin report M7 \-\-format csv > m7.csv
.fi
)";

std::string escaped(std::string_view text)
{
    std::string out;
    for (char const c : text)
        out += c == '\\' ? std::string{"\\e"} : c == '-' ? std::string{"\\-"} : std::string{c};
    if (!out.empty() && (out.front() == '.' || out.front() == '\''))
        out.insert(0, "\\&");
    return out;
}

std::string option_entry(CLI::Option const& option)
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
            out += option_entry(*option);
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
    auto const text = [in](phrase what) { return escaped(say(in, what)); };
    auto const title = [&](phrase what) { return ".SH " + text(what) + '\n'; };
    auto const item = [](std::string_view name, std::string const& meaning) { return fmt::format(".TP\n{}\n{}\n", name, meaning); };
    auto const command = fmt::format("\\fI{}\\fR", text(phrase::manual_command_word));
    auto const at_length = escaped(say(in, phrase::manual_at_length, "{0}", "{1}", "{2}"));
    auto const help = fmt::format("\\fBtocsin\\fR {} \\fB\\-\\-help\\fR", command);
    std::string out = ".\\\" Made by `tocsin manual`.\n.TH TOCSIN 1 \"\" Tocsin\n";
    out += title(phrase::manual_name) + "tocsin \\- " + text(phrase::manual_in_short) + '\n';
    out += title(phrase::manual_synopsis) + ".B tocsin\n[\\fIOPTIONS\\fR] " + command + " …\n";
    out += title(phrase::manual_description) + fmt::format(fmt::runtime(at_length), "\\fBtocsin\\fR", "\\fBtocsind\\fR(8)", help) + '\n';
    out += title(phrase::manual_options) + options_of(top);
    out += title(phrase::manual_commands);
    describe(top, top.get_name(), out);
    out += title(phrase::manual_status);
    out += item("0", text(phrase::manual_done)) + item("1", text(phrase::manual_failed)) + item("2", text(phrase::manual_usage));
    out += item("3", text(phrase::manual_refused)) + item("4", text(phrase::manual_out_of_reach));
    out += title(phrase::manual_environment);
    out += item("TOCSIN_SOCKET", escaped(say(in, phrase::manual_socket, "/run/tocsin/tocsin.sock")));
    out += item("LC_ALL, LC_MESSAGES, LANG", text(phrase::manual_locale)) + item("LANGUAGE", text(phrase::manual_language));
    out += item("NO_COLOR", text(phrase::manual_no_colour));
    out += title(phrase::manual_examples) + std::string{examples_block};
    out += title(phrase::manual_see_also);
    return out + "\\fBtocsind\\fR(8), \\fBtocsin.yaml\\fR(5), \\fI/usr/share/doc/tocsin/operating.md\\fR\n";
}

}  // namespace tocsin::cli
