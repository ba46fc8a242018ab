// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/files.hpp"
#include "tests/unit/dispatcher/cli/terminal.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace tocsin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

void write(std::filesystem::path const& file, std::string const& content)
{
    std::ofstream{file, std::ios::binary} << content;
}

std::string read(std::filesystem::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string const told = R"({"lines": 3, "rejected": 2, "added": 1, "updated": 0, "unchanged": 0,
  "without_mobile": 1, "remarks_cut": false, "failure": "",
  "remarks": [{"line": 4, "rejected": true, "column": "mobile", "reason": "n'est pas un numéro de téléphone"},
              {"line": 3, "rejected": false, "column": "email", "reason": "ignorée"},
              {"line": 5, "rejected": true, "column": "", "reason": "trop de champs"}]})";

TEST(Import, StreamsTheFileAndKeepsTheRejectedLines)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/volunteers?format=detect", 200, told);
    auto const file = daemon.folder() / "gens.csv";
    auto const content = std::string{"id,first_name,mobile\r\nV-1,\"Zoé\n\"\"Z\"\"\",+33639980001\r\n"
                                     "V-2,Ali,zéro\r\n=cmd,x,y,z\r\n"};
    write(file, content);
    terminal here{daemon};
    EXPECT_EQ(here.run({"volunteers", "import", file.string()}), exit_status::done) << here.err;
    ASSERT_THAT(daemon.requests(), SizeIs(1));
    EXPECT_EQ(daemon.requests()[0].body, content);
    EXPECT_EQ(daemon.requests()[0].headers.at("content-type"), "text/csv");
    EXPECT_THAT(here.out, HasSubstr("3 lignes lues."));
    EXPECT_THAT(here.out, HasSubstr("2  rejetées"));
    EXPECT_THAT(here.out, HasSubstr("1  sans mobile"));
    EXPECT_THAT(here.out, HasSubstr("ligne 4: mobile: n'est pas un numéro de téléphone"));
    auto const rejects = file.string() + ".rejects.csv";
    EXPECT_THAT(here.out, HasSubstr("Lignes rejetées"));
    EXPECT_EQ(
        read(rejects),
        "line,column,reason,record\n"
        "4,mobile,n'est pas un numéro de téléphone,\"V-2,Ali,zéro\"\n"
        "5,,trop de champs,\"'=cmd,x,y,z\"\n"
    );
    struct stat about {};
    ASSERT_EQ(::stat(rejects.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_EQ(too_wide(here.out), "");
}

TEST(Import, SendsABigFileWhole)
{
    fake_daemon daemon;
    daemon.answer("POST /v1/volunteers?format=csv&dry_run=1", 200, R"({"lines": 200000, "rejected": 0, "added": 0})");
    auto const file = daemon.folder() / "gens.csv";
    std::string content = "id,first_name\n";
    for (int i = 0; i < 200'000; ++i)
        content += "V-" + std::to_string(i) + ",Zoé\n";
    write(file, content);
    terminal here{daemon};
    EXPECT_EQ(
        here.types("").run({"volunteers", "import", file.string(), "--format", "csv", "--dry-run"}), exit_status::done
    );
    EXPECT_TRUE(daemon.requests().at(0).body == content);
    EXPECT_THAT(here.err, HasSubstr("100 %"));
    EXPECT_THAT(here.err, HasSubstr("Essai seulement"));
    EXPECT_FALSE(std::filesystem::exists(file.string() + ".rejects.csv"));
}

TEST(Import, SaysWhyItStopped)
{
    fake_daemon daemon;
    daemon.answer(
        "POST /v1/volunteers?format=detect", 200, R"({"lines": 0, "rejected": 0, "failure": "L'en-tête manque."})"
    );
    write(daemon.folder() / "x.csv", "bonjour\n");
    terminal here{daemon};
    EXPECT_EQ(here.run({"volunteers", "import", (daemon.folder() / "x.csv").string()}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("L'en-tête manque."));
    EXPECT_EQ(here.run({"volunteers", "import", "/nonexistent.csv"}), exit_status::failed);
    EXPECT_THAT(here.err, HasSubstr("/nonexistent.csv ne peut pas être lu"));
    EXPECT_EQ(here.run({"volunteers", "import", daemon.folder().string()}), exit_status::failed);
}

TEST(Records, AreFoundByTheirFirstLine)
{
    open_file const file{std::tmpfile()};
    std::fputs("a\r\n\"b\n\nb\"\nc\n\"never closed\nd\ne", file.get());
    auto const at = [&](std::vector<std::int64_t> const& lines) {
        std::rewind(file.get());
        return records_at(file.get(), lines);
    };
    EXPECT_THAT(at({1, 2, 5}), ElementsAre("a", "\"b\n\nb\"", "c"));
    EXPECT_THAT(at({6, 7, 8}), ElementsAre("\"never closed", "d", "e"));
    EXPECT_THAT(at({99}), ElementsAre(""));
    EXPECT_THAT(at({}), ElementsAre());
}

TEST(CsvField, IsNeverAFormula)
{
    EXPECT_EQ(csv_field("simple"), "simple");
    EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
    for (auto const* formula : {"=1", "+1", "-1", "@x", "\tx"})
        EXPECT_EQ(csv_field(formula), std::string{"'"} + formula);
}

TEST(Volunteers, AreListedPageByPage)
{
    fake_daemon daemon;
    daemon.answer(
        "GET /v1/volunteers?limit=50&q=Mar%20t",
        200,
        R"({"volunteers": [{"id": "V-1", "first_name": "Zoé", "last_name": "Martin", "postcode": "04000",
            "skills": ["boat", "psc1"]}], "next": "V1"})"
    );
    daemon.answer("GET /v1/volunteers?limit=49&q=Mar%20t&after=V1", 200, R"({"volunteers": [], "next": ""})");
    terminal here{daemon};
    EXPECT_EQ(here.run({"volunteers", "list", "Mar t"}), exit_status::done) << here.err;
    EXPECT_EQ(here.out, "V-1  Zoé Martin  04000  boat, psc1\n");
}

TEST(Erase, AsksFirst)
{
    fake_daemon daemon;
    daemon.answer("DELETE /v1/volunteers/V%2F1", 200, "{}");
    terminal here{daemon};
    EXPECT_EQ(here.run({"volunteers", "erase", "V/1"}), exit_status::refused);
    EXPECT_EQ(here.types("n\n").run({"volunteers", "erase", "V/1"}), exit_status::refused);
    EXPECT_THAT(here.err, HasSubstr("Effacer V/1 pour toujours"));
    EXPECT_THAT(daemon.requests(), SizeIs(0));
    EXPECT_EQ(here.types("o\n").run({"volunteers", "erase", "V/1"}), exit_status::done);
    EXPECT_EQ(here.out, "V/1 est effacé.\n");
}

TEST(Export, GoesToAFileOfOnesOwn)
{
    fake_daemon daemon;
    daemon.answer("GET /v1/volunteers/export", 200, "id,first_name\nV-1,Zoé\n");
    terminal here{daemon};
    auto const file = daemon.folder() / "sortie.csv";
    EXPECT_EQ(here.run({"volunteers", "export", file.string()}), exit_status::done);
    EXPECT_EQ(read(file), "id,first_name\nV-1,Zoé\n");
    struct stat about {};
    ASSERT_EQ(::stat(file.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_EQ(here.run({"volunteers", "export"}), exit_status::done);
    EXPECT_EQ(here.out, "id,first_name\nV-1,Zoé\n");
}

}  // namespace
}  // namespace tocsin::cli
