// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/reader.hpp"
#include "dispatcher/settings/settings.hpp"
#include "where.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string const smallest = "instance: prefecture-04\nchannels: [{name: dry, type: sandbox, medium: sms}]\n";

class folder {
public:
    folder()
    {
        std::string pattern = (fs::temp_directory_path() / "tocsin-settings-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }

    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { fs::remove_all(path_); }

    fs::path const& path() const { return path_; }

    void write(std::string const& name, std::string const& content, fs::perms mode = fs::perms::owner_read)
    {
        std::ofstream{path_ / name, std::ios::binary} << content;
        fs::permissions(path_ / name, mode);
    }

private:
    fs::path path_;
};

std::vector<std::string> problems_of(std::string const& text, std::optional<fs::path> credentials = std::nullopt)
{
    std::vector<std::string> lines;
    if (auto const loaded = read_settings(text, "/etc/tocsin/tocsin.yaml", credentials); !loaded)
        for (auto const& found : loaded.error())
            lines.push_back(to_string(found));
    return lines;
}

TEST(Settings, NeedOnlyANameAndAChannel)
{
    auto const loaded = read_settings(smallest, "/etc/tocsin/tocsin.yaml", std::nullopt);
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    auto const& value = loaded->settings;
    EXPECT_EQ(value.instance, "prefecture-04");
    EXPECT_EQ(value.display_name, "prefecture-04");
    EXPECT_EQ(value.timezone, "Europe/Paris");
    EXPECT_EQ(value.database, "/var/lib/tocsin/tocsin.db");
    EXPECT_EQ(value.rules, "/etc/tocsin/rules");
    EXPECT_EQ(value.holidays, "/etc/tocsin/holidays/school.csv");
    EXPECT_EQ(value.approval_above_recipients, 200);
    EXPECT_EQ(value.approval_people, 2);
    EXPECT_EQ(value.contact_budget, (rules::contact_limits{3, 12}));
    EXPECT_EQ(value.urgent_contact_budget, (rules::contact_limits{6, 24}));
    EXPECT_EQ(value.default_budget, std::nullopt);
    EXPECT_EQ(value.default_duration, hours{4});
    EXPECT_EQ(value.close_after_filled, minutes{15});
    EXPECT_EQ(value.routes.at(medium::sms), channels::in_order({"dry"}));
    EXPECT_THAT(value.routes.at(medium::email), IsEmpty());
    ASSERT_EQ(loaded->channels.size(), 1U);
    EXPECT_EQ(loaded->channels[0].first, "dry");
    EXPECT_EQ((*loaded->channels[0].second)["type"].as<std::string>(), "sandbox");
}

TEST(Settings, ReadARouteInOrderAndNeighboursWithWeightsAsOneTier)
{
    auto const loaded = read_settings(
        "instance: here\n"
        "channels: [{name: a, medium: sms}, {name: b, medium: sms}, {name: c, medium: sms}, {name: d, medium: sms}]\n"
        "routes: {sms: [a, {channel: b, weight: 3}, {channel: c, weight: 1}, d]}\n",
        "/etc/tocsin/tocsin.yaml",
        std::nullopt
    );
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    EXPECT_EQ(
        loaded->settings.routes.at(medium::sms),
        (std::vector<channels::route_leg>{{"a", 0, 1}, {"b", 1, 3}, {"c", 1, 1}, {"d", 2, 1}})
    );
}

TEST(Settings, RefuseARouteThatNamesAChannelTwiceOrWithoutItsWeight)
{
    auto const lines = problems_of("instance: here\n"
                                   "channels: [{name: a, medium: sms}, {name: b, medium: sms}]\n"
                                   "routes: {sms: [a, {channel: b}, a]}\n");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_THAT(lines[0], HasSubstr("weight"));
    EXPECT_THAT(lines[1], HasSubstr("names \"a\" twice"));
}

TEST(Settings, CountRelativePathsFromTheFile)
{
    auto const loaded =
        read_settings(smallest + "database: ../db/t.db\nrules: /srv/rules\n", "/etc/tocsin/tocsin.yaml", std::nullopt);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->settings.database, "/etc/db/t.db");
    EXPECT_EQ(loaded->settings.rules, "/srv/rules");
}

TEST(Settings, TellEveryProblemAtOnceWithItsLineAndWhatToWrite)
{
    auto const lines = problems_of("instance: Préfecture 04\n"
                                   "timezome: Europe/Paris\n"
                                   "language: de\n"
                                   "http:\n"
                                   "  listen: 8470\n"
                                   "approval: {above_recipients: many}\n"
                                   "mission: {default_duration: 4}\n"
                                   "channels:\n"
                                   "  - {name: dry, type: sandbox, medium: sms}\n"
                                   "routes: {sms: [dyr], email: [dry]}\n");
    ASSERT_EQ(lines.size(), 8U);
    EXPECT_EQ(
        lines[0], "/etc/tocsin/tocsin.yaml:1 instance: \"Préfecture 04\" cannot be a name; write a-z, 0-9 and - only"
    );
    EXPECT_EQ(lines[1], "/etc/tocsin/tocsin.yaml:2 timezome: is not a setting; did you mean \"timezone\"?");
    EXPECT_THAT(lines[2], HasSubstr(":3 language: \"de\""));
    EXPECT_THAT(lines[3], HasSubstr(":5 http.listen: \"8470\" is not host:port"));
    EXPECT_THAT(lines[4], HasSubstr(":6 approval.above_recipients: \"many\""));
    EXPECT_THAT(
        lines[5], HasSubstr(":7 mission.default_duration: \"4\" is not possible; write a duration such as 15min")
    );
    EXPECT_THAT(lines[6], HasSubstr(":10 routes.sms: \"dyr\" is no channel of this file; did you mean \"dry\"?"));
    EXPECT_THAT(lines[7], HasSubstr(":10 routes.email: channel \"dry\" carries sms"));
}

TEST(Settings, ReadAContactBudgetAndRefuseOneThatContradictsItself)
{
    auto const with = [](std::string const& budget) { return smallest + ("contact_budget: " + budget + "\n"); };
    auto const loaded = read_settings(with("{per_day: 8, per_month: 40}"), "/etc/tocsin/tocsin.yaml", std::nullopt);
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    EXPECT_EQ(loaded->settings.contact_budget, (rules::contact_limits{8, 40}));
    EXPECT_EQ(loaded->settings.urgent_contact_budget, (rules::contact_limits{8, 40}));  // never less than the ordinary one
    EXPECT_THAT(
        problems_of(with("{per_day: 0, per_month: 2, urgent: {per_day: 1, perday: 2}}")),
        ElementsAre(
            HasSubstr("contact_budget.per_day"), HasSubstr("contact_budget.per_month: allows less in 30 days"),
            HasSubstr("contact_budget.urgent: allows less than the ordinary budget"), HasSubstr("did you mean \"per_day\"?")
        )
    );
}

TEST(Settings, MissTheInstanceAndTheChannels)
{
    EXPECT_THAT(
        problems_of("language: fr\n"), ElementsAre(HasSubstr("instance: is missing"), HasSubstr("channels: is missing"))
    );
    EXPECT_THAT(problems_of(""), ElementsAre(HasSubstr("holds no settings")));
    EXPECT_THAT(problems_of("- a\n- b\n"), ElementsAre(HasSubstr("holds no settings")));
}

TEST(Settings, RefuseAKeyWrittenTwiceAndTwoChannelsOfOneName)
{
    EXPECT_THAT(problems_of(smallest + "instance: other\n"), ElementsAre(HasSubstr(":3 instance: is written twice")));
    EXPECT_THAT(
        problems_of("instance: a\nchannels:\n  - {name: dry}\n  - {name: dry}\n"),
        ElementsAre(HasSubstr(":4 channels.name: \"dry\" names two channels"))
    );
}

TEST(Settings, SayWhereTheFileIsNotYaml)
{
    EXPECT_THAT(problems_of("instance: a\nchannels: [\n"), ElementsAre(HasSubstr("is not YAML here")));
    EXPECT_THAT(problems_of("a: b\n---\nc: d\n"), ElementsAre(HasSubstr("several documents")));
}

TEST(Settings, RefuseAliasesBecauseTheyCanBeCircles)
{
    EXPECT_THAT(
        problems_of("instance: a\nchannels: &all\n  - *all\n"),
        ElementsAre(HasSubstr(":3 repeats something by an alias"))
    );
}

TEST(Settings, EndOnTextsThatMakeYamlCppGiveDocumentsForEver)
{
    EXPECT_THAT(problems_of(",(*aa [N$,(*a]\n<<:\"{b: c}\n"), testing::SizeIs(1));
}

TEST(Settings, RefuseAZoneThatDoesNotExistAndASocketPathThatCannot)
{
    EXPECT_THAT(problems_of(smallest + "timezone: Europe/Digne\n"), ElementsAre(HasSubstr(":3 timezone: ")));
    EXPECT_THAT(
        problems_of(smallest + "socket: /" + std::string(107, 'x') + "\n"), ElementsAre(HasSubstr("107 characters"))
    );
    EXPECT_THAT(problems_of(smallest + "socket: /" + std::string(106, 'x') + "\n"), IsEmpty());
}

TEST(Settings, TakeTokensFromCredentialsOnly)
{
    folder secrets;
    secrets.write("good", "0123456789abcdef0123456789abcdef\n");
    secrets.write("short", "1234");
    secrets.write("open", "0123456789abcdef0123456789abcdef", fs::perms::owner_read | fs::perms::others_read);
    std::string const start = smallest + "http:\n  tokens:\n    - {name: meteo, role: source, token: ";

    auto const loaded =
        read_settings(start + "{credential: good}, may_launch: true}\n", "/etc/tocsin/tocsin.yaml", secrets.path());
    ASSERT_TRUE(loaded) << to_string(loaded.error().front());
    auto const& token = loaded->settings.http.tokens.at(0);
    EXPECT_EQ(token.name, "meteo");
    EXPECT_EQ(token.role, role::source);
    EXPECT_TRUE(token.may_launch);
    EXPECT_TRUE(token.token.matches("0123456789abcdef0123456789abcdef"));

    auto const refused = [&](std::string const& written) {
        return problems_of(start + written + "}\n", secrets.path());
    };
    EXPECT_THAT(refused("{credential: short}"), ElementsAre(HasSubstr("openssl rand")));
    EXPECT_THAT(refused("{credential: open}"), ElementsAre(HasSubstr("chmod 0600")));
    EXPECT_THAT(refused("{credential: none}"), ElementsAre(HasSubstr("is not there")));
    EXPECT_THAT(refused("{credential: ../etc/passwd}"), ElementsAre(HasSubstr("cannot be a credential's name")));
    auto const inline_secret = refused("hunter2hunter2hunter2");
    EXPECT_THAT(inline_secret, ElementsAre(HasSubstr("is a secret written in the file")));
    EXPECT_THAT(inline_secret.at(0), testing::Not(HasSubstr("hunter2")));
}

TEST(Settings, SayThatThereIsNoCredentialsFolder)
{
    EXPECT_THAT(
        problems_of(smallest + "http: {tokens: [{name: m, role: staff, token: {credential: m-token}}]}\n"),
        ElementsAre(HasSubstr("credential \"m-token\" has no folder to come from"))
    );
}

TEST(Credentials, LoseOnlyTheirFinalNewline)
{
    folder secrets;
    secrets.write("smtp", " pass word \r\n");
    auto const source = credentials_in(secrets.path());
    ASSERT_TRUE(source("smtp"));
    EXPECT_EQ(source("smtp")->reveal(), " pass word ");
    EXPECT_FALSE(source("absent"));
    EXPECT_FALSE(source(".."));
}

std::string shipped_sample()
{
    std::ifstream stream{fs::path{TOCSIN_SOURCE_DIR} / "config" / "tocsin.yaml"};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(ShippedSettings, LoadAsTheyStand) { EXPECT_THAT(problems_of(shipped_sample()), IsEmpty()); }

TEST(ShippedSettings, SayTheDefaultsThatHold)
{
    auto const sample = read_settings(shipped_sample(), "/etc/tocsin/tocsin.yaml", std::nullopt);
    auto const bare = read_settings(smallest, "/etc/tocsin/tocsin.yaml", std::nullopt);
    ASSERT_TRUE(sample && bare);
    auto const& said = sample->settings;
    auto const& held = bare->settings;
    EXPECT_EQ(said.database, held.database);
    EXPECT_EQ(said.socket, held.socket);
    EXPECT_EQ(said.rules.parent_path(), held.rules);
    EXPECT_EQ(said.http.listen, held.http.listen);
    EXPECT_EQ(said.approval_above_recipients, held.approval_above_recipients);
    EXPECT_EQ(said.approval_people, held.approval_people);
    EXPECT_EQ(said.contact_budget, held.contact_budget);
    EXPECT_EQ(said.urgent_contact_budget, held.urgent_contact_budget);
    EXPECT_EQ(said.default_budget, held.default_budget);
    EXPECT_EQ(said.default_duration, held.default_duration);
    EXPECT_EQ(said.close_after_filled, held.close_after_filled);
    EXPECT_EQ(said.default_alert_life, held.default_alert_life);
}

TEST(Duration, IsReadInItsUnits)
{
    EXPECT_EQ(parse_duration("90s"), seconds{90});
    EXPECT_EQ(parse_duration("15min"), seconds{900});
    EXPECT_EQ(parse_duration("1h30min"), seconds{5400});
    EXPECT_EQ(parse_duration("2d"), seconds{172800});
    for (auto const* text : {"", "4", "h", "4 h", "-4h", "4m", "30min1h", "1h1h", "4h ", "999999999999h"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Nearest, ForgivesTwoSlipsNoMore)
{
    std::set<std::string> const known{"database", "language", "rules"};
    EXPECT_EQ(nearest("databsae", known), "database");
    EXPECT_EQ(nearest("langage", known), "language");
    EXPECT_EQ(nearest("roles", known), "rules");
    EXPECT_EQ(nearest("socket", known), std::nullopt);
}

}  // namespace
}  // namespace tocsin::dispatcher
