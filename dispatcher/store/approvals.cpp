// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/approvals.hpp"

#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "rules/trust/person.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <set>

namespace tocsin::dispatcher::tables {
namespace {

namespace json = boost::json;

constexpr auto select_plan = "SELECT digest, at, preview, people FROM plan WHERE mobilisation = ?1";
constexpr auto select_digest = "SELECT digest, headcount FROM plan WHERE mobilisation = ?1";
constexpr auto insert_plan =
    "INSERT INTO plan (mobilisation, digest, at, preview, people, headcount) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr auto delete_plan = "DELETE FROM plan WHERE mobilisation = ?1";
constexpr auto insert_assent = "INSERT INTO assent (mobilisation, what, digest, by, at) VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr auto select_assents = "SELECT by FROM assent WHERE mobilisation = ?1 AND what = ?2 AND digest = ?3 ORDER BY id";
constexpr auto count_any = "SELECT count(*), group_concat(by) FROM assent WHERE mobilisation = ?1 AND what = ?2";
constexpr auto count_acts =
    "SELECT count(*), group_concat(DISTINCT by) FROM assent WHERE mobilisation = ?1 AND what = ?2 AND digest = ?3";
constexpr auto select_paused =
    "SELECT coalesce(max(number), 0) FROM journal WHERE mobilisation = ?1 AND kind IN ('raised', 'state')";
constexpr auto update_broken = "UPDATE mobilisation SET break_glass = ?2 WHERE id = ?1";

/// "17s 18e": a number in the register, and the medium.
std::string write_people(std::vector<planned_person> const& people)
{
    std::string text;
    for (auto const& each : people) {
        text += std::to_string(each.volunteer.value());
        text += each.medium == medium::sms ? 's' : 'e';
        text += ' ';
    }
    return text;
}

std::vector<planned_person> read_people(std::string const& text)
{
    std::vector<planned_person> people;
    auto const* at = text.data();
    auto const* const end = text.data() + text.size();
    while (at < end) {
        std::int64_t number = 0;
        auto const [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || next == end)
            break;
        people.push_back({volunteer_id{number}, *next == 's' ? medium::sms : medium::email});
        at = next + 2;
    }
    return people;
}

/// Gives the digest of what is kept of it.
std::string insert(database& db, mobilisation_id which, frozen_plan const& plan)
{
    auto const people = write_people(plan.people);
    db.execute(insert_plan, which, plan.digest, plan.at, plan.preview, people, static_cast<int>(plan.people.size()));
    return digest_of_kept_plan(plan.preview, people);
}

/// What one says yes to: the plan as it was shown, or the pause as it is.
struct subject {
    std::string digest;
    int headcount = 0;
};

std::optional<subject> subject_of(database& db, assent_record const& given)
{
    if (given.to == assent_to_what::start) {
        auto row = db.query(select_digest, given.id);
        if (!row.next())
            return std::nullopt;
        return subject{row.text(0), static_cast<int>(row.integer(1))};
    }
    auto row = db.query(select_paused, given.id);
    row.next();
    return subject{std::to_string(row.integer(0)), 0};
}

std::pair<int, std::string> so_far(database& db, assent_record const& given, std::string const& digest)
{
    auto const word = to_string(given.to);
    if (seeded(bug::approval_digest_ignored)) {
        auto row = db.query(count_any, given.id, word);
        row.next();
        return {static_cast<int>(row.integer(0)), row.text(1)};
    }
    if (seeded(bug::approver_counted_twice)) {
        auto row = db.query(count_acts, given.id, word, digest);
        row.next();
        return {static_cast<int>(row.integer(0)), row.text(1)};
    }
    std::set<std::string> people;
    std::string names;
    auto row = db.query(select_assents, given.id, word, digest);
    while (row.next())
        if (auto const by = row.text(0); people.insert(rules::person_of(by)).second)
            names += (names.empty() ? "" : ",") + by;
    return {static_cast<int>(people.size()), std::move(names)};
}

void tell(database& db, assent_record const& given, subject const& what, assent const& result)
{
    json::object line{
        {"to", to_string(given.to)}, {"digest", what.digest}, {"people", what.headcount}, {"given", result.given},
        {"needed", result.needed}};
    if (!given.break_glass.empty())
        line["break_glass"] = given.break_glass;
    write_line(db, given.break_glass.empty() ? kinds::assent : kinds::break_glass, given.id, given.who, line);
}

}  // namespace

std::optional<frozen_plan> plan_of(database& db, mobilisation_id which)
{
    auto row = db.query(select_plan, which);
    if (!row.next())
        return std::nullopt;
    frozen_plan plan;
    plan.digest = row.text(0);
    plan.at = row.instant(1);
    plan.preview = row.text(2);
    plan.people = read_people(row.text(3));
    return plan;
}

frozen_plan freeze_plan(database& db, mobilisation_id which, frozen_plan const& plan, act const& who)
{
    if (auto known = plan_of(db, which); known && (plan.instead_of.empty() || known->digest != plan.instead_of))
        return *std::move(known);
    db.execute(delete_plan, which);
    auto const people = static_cast<int>(plan.people.size());
    auto const kept = insert(db, which, plan);
    write_line(db, kinds::plan, which, who, {{"digest", plan.digest}, {"people", people}, {"kept", kept}});
    return plan;
}

std::string replace_plan(database& db, mobilisation_id which, std::optional<frozen_plan> const& plan)
{
    db.execute(delete_plan, which);
    return plan ? insert(db, which, *plan) : std::string{};
}

assent assent_to(database& db, assent_record const& given)
{
    assent result;
    auto const known = find_mobilisation(db, given.id);
    if (!known) {
        result.verdict = assent_verdict::not_found;
        return result;
    }
    bool const starts = given.to == assent_to_what::start;
    if (known->state != (starts ? mobilisation_state::proposed : mobilisation_state::paused)) {
        result.verdict = assent_verdict::wrong_state;
        return result;
    }
    auto const what = subject_of(db, given);
    bool const unseen = starts && (!what || what->digest != given.digest) && !seeded(bug::approval_digest_ignored);
    if (unseen) {
        result.verdict = assent_verdict::plan_changed;
        return result;
    }
    bool const broken = !given.break_glass.empty();
    bool const large = !starts || what->headcount > given.alone_up_to;
    result.needed = large && !broken ? given.people : 1;
    // Whoever asked for it is not the one who looks it over; alone, or with the glass broken, they are.
    if (starts && result.needed > 1 && rules::person_of(known->origin) == rules::person_of(given.who.by)) {
        result.verdict = assent_verdict::own_request;
        return result;
    }
    if (result.needed > 1 && rules::is_superuser(given.who.by)) {
        result.verdict = assent_verdict::superuser;
        return result;
    }
    db.execute(insert_assent, given.id, to_string(given.to), what->digest, given.who.by, given.who.at);
    auto const [people, names] = so_far(db, given, what->digest);
    result.given = people;
    result.verdict = result.given >= result.needed ? assent_verdict::done : assent_verdict::noted;
    tell(db, given, *what, result);
    if (result.verdict != assent_verdict::done)
        return result;
    if (broken)
        db.execute(update_broken, given.id, given.who.by + ": " + given.break_glass);
    state_change change;
    change.id = given.id;
    change.from = {known->state};
    change.to = starts ? mobilisation_state::approved : mobilisation_state::running;
    change.by = broken ? given.who.by : names;
    change.reason = given.break_glass;
    change.at = given.who.at;
    change_state(db, change);
    return result;
}

std::string agreed_by(database& db, mobilisation_id which)
{
    auto const known = find_mobilisation(db, which);
    assent_record asked;
    asked.id = which;
    if (known && known->state == mobilisation_state::proposed)
        asked.to = assent_to_what::start;
    else if (known && known->state == mobilisation_state::paused)
        asked.to = assent_to_what::resume;
    else
        return {};
    auto const what = subject_of(db, asked);
    return what ? so_far(db, asked, what->digest).second : std::string{};
}

}  // namespace tocsin::dispatcher::tables
