// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/audit_file.hpp"

#include "dispatcher/store/file_uri.hpp"
#include "dispatcher/store/head_file.hpp"
#include "dispatcher/store/journal.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

constexpr int lines_at_once = 10'000;

std::optional<journal_head> head_beside(std::string const& path)
{
    std::ifstream in{path + ".head"};
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    return parse_journal_head(text);
}

int report(database& db, std::string const& path)
{
    std::vector<journal_finding> findings;
    journal_head reached;
    for (bool complete = false; !complete;) {
        auto const part = tables::check_journal(db, reached, lines_at_once);
        reached = part.reached;
        complete = part.complete;
        findings.insert(findings.end(), part.findings.begin(), part.findings.end());
    }
    if (auto const kept = head_beside(path))
        if (auto const other = tables::check_head(db, *kept))
            findings.push_back(*other);
    bool sound = true;
    for (auto const& each : findings) {
        std::printf(
            "%s line %lld %s%s\n",
            std::string{to_string(each.defect)}.c_str(),
            static_cast<long long>(each.number),
            each.about.c_str(),
            each.accepted ? " (accepted)" : ""
        );
        sound = sound && each.accepted;
    }
    std::printf("%s: %lld lines, head %lld:%s\n", sound ? "whole" : "NOT whole", static_cast<long long>(reached.number),
                static_cast<long long>(reached.number), reached.link.c_str());
    return sound ? 0 : 1;
}

}  // namespace

int audit_file(std::string const& path)
{
    try {
        database db{read_only_uri(path)};
        return report(db, path);
    } catch (sqlite_failure const& failure) {
        std::fprintf(stderr, "tocsind: cannot read %s: %s\n", path.c_str(), failure.what());
        return 1;
    }
}

}  // namespace tocsin::dispatcher
