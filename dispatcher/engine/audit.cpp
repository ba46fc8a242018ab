// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/audit.hpp"

namespace tocsin::dispatcher {
namespace {

constexpr int lines_checked_at_once = 500;  // about a millisecond of the writer's time
constexpr std::size_t most_findings = 300;
constexpr minutes tell_again{10};

}  // namespace

audit::audit(channels::runtime& world, store& kept, bells& ring, event_log& log)
    : world_(world), store_(kept), ring_(ring), log_(log)
{
}

task<void> audit::run()
{
    co_await tell_standing();
    auto const whole = co_await verify(std::nullopt);
    if (whole && whole->findings.empty())
        log_.report(events::journal_whole, {{"lines", whole->head.number}});
    else if (whole)
        co_await tell_standing();
    while (true) {
        co_await tell_head();
        co_await world_.sleep_until(world_.mono() + tell_again);
    }
}

task<void> audit::tell_standing()
{
    auto const now = co_await store_.journal_now();
    if (!now)
        co_return;
    for (auto at = told_findings_; at < now->findings.size(); ++at) {
        auto const& each = now->findings[at];
        log_.report(
            events::journal_broken,
            {{"defect", std::string{to_string(each.defect)}}, {"line", each.number}, {"about", each.about}}
        );
    }
    told_findings_ = now->findings.size();
}

task<void> audit::tell_head()
{
    auto const now = co_await store_.journal_now();
    if (!now || now->head.number == told_)
        co_return;
    told_ = now->head.number;
    log_.report(events::journal_head_is, {{"head", std::to_string(now->head.number) + ':' + now->head.link}});
}

task<stored<std::vector<journal_finding>>> audit::look_into_file()
{
    std::vector<journal_finding> found;
    if (!inspect_)
        co_return found;
    auto const damage = co_await inspect_();
    if (!damage)
        co_return damage.error();
    for (auto const& what : *damage) {
        auto& each = found.emplace_back();
        each.defect = journal_defect::damaged;
        each.about = what;
    }
    if (!found.empty())
        if (auto const noted = co_await store_.hold_because(found, world_.wall()); !noted)
            co_return noted.error();
    co_return found;
}

task<stored<audit_result>> audit::verify(std::optional<journal_head> kept)
{
    audit_result result;
    auto damage = co_await look_into_file();
    if (!damage)
        co_return damage.error();
    result.findings = std::move(*damage);
    while (true) {
        auto part = co_await store_.check_journal(result.head, lines_checked_at_once, world_.wall());
        if (!part)
            co_return part.error();
        result.head = part->reached;
        result.findings.insert(result.findings.end(), part->findings.begin(), part->findings.end());
        if (part->complete || result.findings.size() > most_findings)
            break;
    }
    if (kept) {
        auto const other = co_await store_.compare_head(*kept);
        if (!other)
            co_return other.error();
        if (*other)
            result.findings.push_back(**other);
    }
    co_return result;
}

task<stored<journal_head>> audit::accept(std::string by, std::string reason)
{
    act who{std::move(by), world_.wall()};
    auto head = co_await store_.accept_findings(std::move(who), std::move(reason));
    if (head)
        ring_.ring_all();
    co_return head;
}

}  // namespace tocsin::dispatcher
