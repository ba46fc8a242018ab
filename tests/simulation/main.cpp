// SPDX-License-Identifier: Apache-2.0
// simulation [--floods] [--seeds N] [--from SEED] [--minutes M] [--bug NAME]: plays crises, or with --floods several at a time
// over the same people, and prints what was violated, with the seed that shows it again. Exit status: 0 nothing violated,
// 1 something was, 2 usage. With --bug the other way round: the run must find a violation.
#include "rules/words/seeded_bug.hpp"
#include "tests/simulation/crisis.hpp"
#include "tests/simulation/floods.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

namespace {

using namespace tocsin;

#ifdef TOCSIN_SEEDED_BUGS
std::map<std::string, bug> const known_bugs{
    {"acknowledge_before_commit", bug::acknowledge_before_commit},
    {"intent_after_wire", bug::intent_after_wire},
    {"stop_seen_at_selection_only", bug::stop_seen_at_selection_only},
    {"receipt_overwrites", bug::receipt_overwrites},
    {"pace_forgets_restart", bug::pace_forgets_restart},
    {"cancel_leaves_queue", bug::cancel_leaves_queue},
    {"same_alert_again", bug::same_alert_again},
    {"crash_resends_silently", bug::crash_resends_silently},
    {"missing_area_is_everywhere", bug::missing_area_is_everywhere},
    {"journal_link_skipped", bug::journal_link_skipped},
    {"place_beyond_ceiling", bug::place_beyond_ceiling},
    {"reserve_not_moved_up", bug::reserve_not_moved_up},
    {"two_closing_messages", bug::two_closing_messages},
    {"no_unanswered", bug::no_unanswered},
    {"late_yes_unanswered", bug::late_yes_unanswered},
    {"order_after_withdrawal", bug::order_after_withdrawal},
    {"doubtful_not_told", bug::doubtful_not_told},
    {"failover_moves_unsettled", bug::failover_moves_unsettled},
    {"failover_never", bug::failover_never},
    {"failover_at_once", bug::failover_at_once},
    {"failover_fresh_pace", bug::failover_fresh_pace},
    {"quota_forgets_restart", bug::quota_forgets_restart},
    {"silence_forgotten", bug::silence_forgotten},
    {"asked_again_and_again", bug::asked_again_and_again},
    {"approval_digest_ignored", bug::approval_digest_ignored},
    {"approver_counted_twice", bug::approver_counted_twice},
    {"retract_misses_uncertain", bug::retract_misses_uncertain},
    {"retraction_rings_nobody", bug::retraction_rings_nobody},
    {"exercise_prefix_lost", bug::exercise_prefix_lost},
    {"rehearsal_forgotten", bug::rehearsal_forgotten},
    {"extension_keeps_old_words", bug::extension_keeps_old_words},
    {"wider_call_counts_alone", bug::wider_call_counts_alone},
    {"wider_call_asks_again", bug::wider_call_asks_again},
    {"refused_by_guess", bug::refused_by_guess},
    {"reply_lost", bug::reply_lost},
    {"reply_of_another", bug::reply_of_another},
    {"restart_waits", bug::restart_waits},
    {"urgent_waits_its_turn", bug::urgent_waits_its_turn},
    {"asked_while_asked_elsewhere", bug::asked_while_asked_elsewhere},
    {"yes_is_taken", bug::yes_is_taken},
    {"taken_without_a_word", bug::taken_without_a_word},
    {"taken_and_stood_down", bug::taken_and_stood_down},
    {"contact_budget_forgotten", bug::contact_budget_forgotten},
};
#endif

}  // namespace

int main(int count, char** words)
{
    std::uint64_t seeds = 100;
    std::uint64_t from = 1;
    double minutes = 0;
    bool expect_violation = false;
    bool floods = false;
    for (int i = 1; i < count; ++i) {
        std::string const word = words[i];
        char const* const value = i + 1 < count ? words[i + 1] : nullptr;
        if (word == "--floods") {
            floods = true;
            continue;
        }
        if (word == "--seeds" && value) {
            seeds = std::strtoull(value, nullptr, 10);
        } else if (word == "--from" && value) {
            from = std::strtoull(value, nullptr, 10);
        } else if (word == "--minutes" && value) {
            minutes = std::strtod(value, nullptr);
#ifdef TOCSIN_SEEDED_BUGS
        } else if (word == "--bug" && value && known_bugs.contains(value)) {
            active_bug = known_bugs.at(value);
            expect_violation = true;
#endif
        } else {
            std::fprintf(stderr, "usage: simulation [--floods] [--seeds N] [--from SEED] [--minutes M] [--bug NAME]\n");
            return 2;
        }
        ++i;
    }
    auto const begin = std::chrono::steady_clock::now();
    auto const elapsed = [begin] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    double hours = 0;
    std::size_t messages = 0;
    int kills = 0;
    std::uint64_t bad = 0;
    std::uint64_t played = 0;
    std::map<std::string, int> kinds;
    for (auto seed = from; minutes > 0 ? elapsed() < minutes * 60 : seed < from + seeds; ++seed) {
        auto const found = floods ? simulation::floods{seed}.play() : simulation::crisis{seed}.play();
        ++played;
        hours += found.crisis_hours;
        messages += found.messages;
        kills += found.kills;
        if (found.violations.empty())
            continue;
        ++bad;
        for (auto const& each : found.violations)
            ++kinds[each];
        if (bad <= 5)
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), found.violations.front().c_str());
        if (expect_violation)
            break;
    }
    std::printf(
        "%llu crises, %.0f crisis-hours, %.0f a minute; %zu messages, %d kills; %llu crises with violations\n",
        static_cast<unsigned long long>(played),
        hours,
        hours / elapsed() * 60,
        messages,
        kills,
        static_cast<unsigned long long>(bad)
    );
    for (auto const& [what, times] : kinds)
        std::printf("  %6d  %s\n", times, what.c_str());
    return (bad > 0) == expect_violation ? 0 : 1;
}
