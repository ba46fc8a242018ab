// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/arguments.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

namespace tocsin::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::vector<std::string>> const every_command{
    {},
    {"alert"},
    {"alert", "send"},
    {"alert", "list"},
    {"alert", "show"},
    {"rules"},
    {"rules", "check"},
    {"rules", "try"},
    {"mobilise"},
    {"preview"},
    {"approve"},
    {"pause"},
    {"resume"},
    {"cancel"},
    {"close"},
    {"extend"},
    {"widen"},
    {"retract"},
    {"audit"},
    {"audit", "show"},
    {"audit", "verify"},
    {"audit", "accept"},
    {"status"},
    {"watch"},
    {"report"},
    {"volunteers"},
    {"volunteers", "import"},
    {"volunteers", "list"},
    {"volunteers", "show"},
    {"volunteers", "opt-out"},
    {"volunteers", "erase"},
    {"volunteers", "export"},
    {"volunteers", "funnel"},
    {"reply"},
    {"inbox"},
    {"inbox", "settle"},
    {"channels"},
    {"channels", "test"},
    {"feeds"},
    {"feeds", "poll"},
    {"clients"},
    {"clients", "list"},
    {"clients", "add"},
    {"clients", "revoke"},
    {"config"},
    {"config", "check"},
    {"audit"},
    {"audit", "show"},
    {"audit", "verify"},
    {"audit", "accept"},
    {"explain"},
    {"backup"},
    {"completion"},
};

TEST(Help, FitsEightyColumnsForEveryCommandInBothLanguages)
{
    terminal here{"/nonexistent"};
    for (auto const* lang : {"fr", "en"})
        for (auto words : every_command) {
            words.insert(words.end(), {"--help", "--lang", lang});
            EXPECT_EQ(here.run(words), exit_status::done);
            EXPECT_GT(here.out.size(), 100U);
            EXPECT_EQ(too_wide(here.out), "");
            EXPECT_EQ(here.err, "");
        }
    here.run({"--help"});
    EXPECT_THAT(here.out, StartsWith("Tocsin mobilise"));
    here.run({"mobilise", "--help", "--lang", "en"});
    EXPECT_THAT(here.out, HasSubstr("Usage: tocsin mobilise --event TEXT --zone ZONE --need N"));
}

TEST(Help, DoesNotOfferWhatIsNotThere)
{
    terminal here{"/nonexistent"};
    here.run({"--help"});
    for (auto const* absent : {"serve"}) {
        EXPECT_THAT(here.out, testing::Not(HasSubstr(absent)));
        terminal other{"/nonexistent"};
        EXPECT_EQ(other.run({absent}), exit_status::usage);
    }
}

TEST(Version, IsSaidWithoutADaemon)
{
    terminal here{"/nonexistent"};
    EXPECT_EQ(here.run({"--version"}), exit_status::done);
    EXPECT_THAT(here.out, testing::MatchesRegex("tocsin [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

struct slip {
    std::vector<std::string> words;
    std::string fr;
    std::string en;
};

TEST(UsageErrors, EndInTwoWithOneCalmSentence)
{
    std::vector<slip> const slips{
        {{"mobilze"}, "Vouliez-vous dire « mobilise » ?", "Did you mean \"mobilise\"?"},
        {{"mobilise", "--evnt", "x"}, "Vouliez-vous dire « --event » ?", "Did you mean \"--event\"?"},
        {{"mobilise", "--event", "x"}, "il manque --zone.", "--zone is missing."},
        {{"mobilise", "--need"}, "il manque une valeur après --need", "--need lacks a value"},
        {{"mobilise", "--event", "x", "--zone", "04", "--by", "+3h", "--at", "y", "--need", "abc"},
         "la valeur de --need n'est pas possible",
         "the value of --need is not possible"},
        {{"report", "M7", "--format", "xml"}, "Attendu : text|json|csv|html.", "Expected: text|json|csv|html."},
        {{"alert", "send"}, "il manque FICHIER.", "FILE is missing."},
        {{"alert"}, "il manque la commande.", "a command is missing."},
        {{"status", "M7", "M8"}, "je ne connais pas « M8 »", "I do not know \"M8\""},
    };
    for (auto const& [words, fr, en] : slips) {
        terminal here{"/nonexistent"};
        EXPECT_EQ(here.run(words), exit_status::usage);
        EXPECT_THAT(here.err, HasSubstr(fr));
        EXPECT_EQ(here.out, "");
        EXPECT_EQ(too_wide(here.err), "");
        EXPECT_EQ(here.with("LANG", "en_GB.UTF-8").run(words), exit_status::usage);
        EXPECT_THAT(here.err, HasSubstr(en));
    }
}

TEST(UsageErrors, AreOneObjectWithJson)
{
    terminal here{"/nonexistent"};
    EXPECT_EQ(here.run({"--json", "--lang", "en", "alert", "send"}), exit_status::usage);
    EXPECT_EQ(
        here.out,
        "{\"error\":{\"code\":\"usage\",\"what\":\"FILE is missing.\",\"do\":\"Help: tocsin alert send --help\"}}\n"
    );
    EXPECT_EQ(here.err, "");
}

/// What bash offers after these words, by bash itself.
std::string bash_offers(std::string const& script, std::vector<std::string> const& words)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "tocsin-completion-XXXXXX").string();
    std::filesystem::path const folder{::mkdtemp(pattern.data())};
    auto const file = folder / "try.bash";
    std::string line = "COMP_WORDS=(";
    for (auto const& word : words)
        line += '"' + word + "\" ";
    std::ofstream{file} << script << '\n'
                        << line << ")\nCOMP_CWORD=" << words.size() - 1 << "\n_tocsin\necho \"${COMPREPLY[@]}\"\n";
    std::string offered;
    auto* const pipe = ::popen(("bash '" + file.string() + "' 2>&1").c_str(), "r");
    std::array<char, 4096> bytes{};
    while (std::fgets(bytes.data(), static_cast<int>(bytes.size()), pipe) != nullptr)
        offered += bytes.data();
    ::pclose(pipe);
    std::filesystem::remove_all(folder);
    return offered;
}

TEST(Completion, OffersInBashWhatTheTreeKnows)
{
    terminal here{"/nonexistent"};
    ASSERT_EQ(here.run({"completion", "bash"}), exit_status::done);
    auto const script = here.out;
    EXPECT_EQ(bash_offers(script, {"tocsin", "mob"}), "mobilise\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "alert", ""}), "send list show --help\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "--json", "volunteers", "im"}), "import\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "report", "M7", "--format", ""}), "text json csv html\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "mobilise", "--zo"}), "--zone\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "completion", ""}), "--help bash zsh fish\n");
}

TEST(Completion, AsksTheDaemonForIds)
{
    terminal here{"/nonexistent"};
    ASSERT_EQ(here.run({"completion", "bash"}), exit_status::done);
    auto const script = here.out + R"(
timeout() {
    case "$*" in
        "2 tocsin --json status --all") echo '{"mobilisations":[{"id":"M7","state":"running"},{"id":"M12","state":"closed"}]}';;
        "2 tocsin --json channels") echo '{"channels":[{"name":"sms-main","id":"M1"}]}';;
        *) echo "unexpected: $*";;
    esac
}
)";
    EXPECT_EQ(bash_offers(script, {"tocsin", "watch", "M"}), "M12 M7\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "channels", "test", "sm"}), "sms-main\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "watch", "--until"}), "--until-filled\n");
    EXPECT_EQ(bash_offers(script, {"tocsin", "volunteers", "show", ""}), "--help\n");
}

TEST(Manual, NamesEveryCommandAndOption)
{
    terminal here{"/nonexistent"};
    for (auto const* lang : {"fr", "en"}) {
        ASSERT_EQ(here.run({"manual", "--lang", lang}), exit_status::done);
        auto const page = here.out;
        EXPECT_THAT(page, HasSubstr(".SH SYNOPSIS\n"));
        for (auto words : every_command) {
            if (words.empty())
                continue;
            std::string path = "tocsin";
            for (auto const& word : words)
                path += ' ' + std::regex_replace(word, std::regex{"-"}, "\\-");
            EXPECT_THAT(page, HasSubstr(".SS " + path + '\n'));
        }
        EXPECT_THAT(page, HasSubstr("\\fB\\-\\-until\\-filled\\fR"));
        EXPECT_THAT(page, testing::Not(HasSubstr("tocsin manual\n")));
    }
    here.run({"--help"});
    EXPECT_THAT(here.out, testing::Not(HasSubstr("manual")));
}

TEST(Completion, ExistsForZshAndFish)
{
    terminal here{"/nonexistent"};
    ASSERT_EQ(here.run({"completion", "zsh"}), exit_status::done);
    EXPECT_THAT(here.out, StartsWith("#compdef tocsin\n"));
    ASSERT_EQ(here.run({"completion", "fish"}), exit_status::done);
    EXPECT_THAT(here.out, HasSubstr("-a mobilise -d 'Appeler N volontaires : aperçu, question, envoi.'"));
    EXPECT_THAT(here.out, HasSubstr("-l format -x -a 'text json csv html'"));
    EXPECT_EQ(here.run({"completion", "tcsh"}), exit_status::usage);
}

}  // namespace
}  // namespace tocsin::cli
