// SPDX-License-Identifier: Apache-2.0
// make_register --gazetteer DIR --count N --out FILE [--departement CODE] [--seed N]
#include "tests/support/synthetic_register.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

constexpr char how_to_call[] =
    "usage: make_register --gazetteer DIR --count N --out FILE [--departement CODE] [--seed N]\n";

int main(int count, char** words)
{
    if (count == 2 && std::string{words[1]} == "--help") {
        std::fputs(how_to_call, stdout);
        return 0;
    }
    std::map<std::string, std::string> options{{"--departement", ""}, {"--seed", "1"}};
    for (int i = 1; i + 1 < count; i += 2)
        options[words[i]] = words[i + 1];
    if (!options.contains("--gazetteer") || !options.contains("--count") || !options.contains("--out")) {
        std::fputs(how_to_call, stderr);
        return 2;
    }
    auto const bytes = [&options](std::string const& name) {
        std::ifstream in{options["--gazetteer"] + "/" + name, std::ios::binary};
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    };
    auto const communes = bytes("communes.tsv");
    auto const groups = bytes("groups.tsv");
    auto const geocodes = bytes("geocodes.tsv");
    tocsin::rules::gazetteer_files files;
    files.communes = communes;
    files.groups = groups;
    files.geocodes = geocodes;
    auto const places = tocsin::rules::gazetteer::read(files, options["--gazetteer"]);
    if (!places) {
        std::fprintf(stderr, "%s\n", to_string(places.error().front()).c_str());
        return 1;
    }
    std::ofstream out{options["--out"], std::ios::binary};
    tocsin::support::write_register(
        out, *places, options["--departement"], std::atoi(options["--count"].c_str()), std::strtoull(options["--seed"].c_str(), nullptr, 10)
    );
    if (!out.flush()) {
        std::fprintf(stderr, "cannot write %s\n", options["--out"].c_str());
        return 1;
    }
    return 0;
}
