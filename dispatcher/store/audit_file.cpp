// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/audit_file.hpp"

#include "dispatcher/store/commit_count.hpp"
#include "dispatcher/store/file_uri.hpp"
#include "dispatcher/store/head_file.hpp"
#include "dispatcher/store/inspection.hpp"
#include "dispatcher/store/journal.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

constexpr int lines_at_once = 10'000;

std::string text_of(std::string const& path)
{
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

journal_finding finding(journal_defect defect, std::string about)
{
    journal_finding made;
    made.defect = defect;
    made.about = std::move(about);
    return made;
}

/// What the files beside the database say of it. One that is not there says nothing: this may be a copy.
void compare_with_neighbours(database& db, std::string const& path, std::vector<journal_finding>& findings)
{
    if (auto const text = text_of(path + ".head"); !text.empty()) {
        auto const kept = parse_journal_head(text);
        if (!kept)
            findings.push_back(finding(journal_defect::other_history, "the head kept beside the database is damaged"));
        else if (auto const other = tables::check_head(db, *kept))
            findings.push_back(*other);
    }
    if (auto const text = text_of(path + ".commits"); !text.empty()) {
        auto const made = parse_commit_count(text);
        if (!made)
            findings.push_back(finding(journal_defect::other_history, "the commits counted beside the database are damaged"));
        else if (auto const lost = tables::commits_lost(db, *made))
            findings.push_back(*lost);
    }
}

int report(database& db, std::string const& path)
{
    std::vector<journal_finding> findings;
    for (auto& what : damage_in(db))
        findings.push_back(finding(journal_defect::damaged, std::move(what)));
    journal_head reached;
    for (bool complete = false; !complete;) {
        auto const part = tables::check_journal(db, reached, lines_at_once);
        reached = part.reached;
        complete = part.complete;
        findings.insert(findings.end(), part.findings.begin(), part.findings.end());
    }
    compare_with_neighbours(db, path, findings);
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
