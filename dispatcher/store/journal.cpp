// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/journal.hpp"

#include "dispatcher/store/digest.hpp"
#include "dispatcher/store/numbers.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher::tables {
namespace {

namespace json = boost::json;

#define LINE_COLUMNS "number, at, kind, mobilisation, by, what, link "

constexpr auto select_head = "SELECT number, link FROM journal_head";
constexpr auto update_head = "INSERT OR REPLACE INTO journal_head (one, number, link) VALUES (1, ?1, ?2)";
constexpr auto select_last = "SELECT number, link FROM journal ORDER BY number DESC LIMIT 1";
constexpr auto insert_line =
    "INSERT INTO journal (number, at, kind, mobilisation, by, what, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr auto select_lines = "SELECT " LINE_COLUMNS "FROM journal WHERE number > ?1 ORDER BY number LIMIT ?2";
constexpr auto select_lines_of =
    "SELECT " LINE_COLUMNS "FROM journal WHERE mobilisation = ?3 AND number > ?1 ORDER BY number LIMIT ?2";
constexpr auto select_link = "SELECT link FROM journal WHERE number = ?1";
constexpr auto select_any = "SELECT EXISTS (SELECT 1 FROM journal)";
constexpr auto select_last_mobilisation = "SELECT coalesce(max(id), 0) FROM mobilisation";
constexpr auto select_begun = "SELECT json_extract(what, '$.mobilisations') FROM journal WHERE kind = 'begun' ORDER BY number LIMIT 1";
// Mobilisations from before there was a journal have no line.
constexpr auto select_unexplained =
    "SELECT m.id, m.state FROM mobilisation m WHERE m.closing_done = 0 AND m.state <> coalesce("
    "(SELECT json_extract(j.what, '$.state') FROM journal j WHERE j.mobilisation = m.id AND j.kind IN ('raised', 'state') "
    "ORDER BY j.number DESC LIMIT 1), iif(m.id <= ?1, m.state, '')) ORDER BY m.id LIMIT 100";
constexpr auto select_accepted =
    "SELECT EXISTS (SELECT 1 FROM journal j, json_each(j.what, '$.findings') f WHERE j.kind = 'accepted' "
    "AND json_extract(f.value, '$.defect') = ?1 AND json_extract(f.value, '$.line') = ?2 "
    "AND json_extract(f.value, '$.about') = ?3)";

constexpr auto select_orders =
    "SELECT m.id, m.request, (SELECT json_extract(j.what, '$.request') FROM journal j WHERE j.mobilisation = m.id "
    "AND j.kind IN ('raised', 'changed') AND json_extract(j.what, '$.request') IS NOT NULL ORDER BY j.number DESC LIMIT 1) "
    "FROM mobilisation m WHERE m.closing_done = 0";
// Plans from before their lines told what was kept have none.
constexpr auto select_plans =
    "SELECT p.mobilisation, p.preview, p.people, (SELECT json_extract(j.what, '$.kept') FROM journal j WHERE j.mobilisation = "
    "p.mobilisation AND j.kind IN ('plan', 'changed') AND json_extract(j.what, '$.kept') IS NOT NULL ORDER BY j.number DESC LIMIT 1) "
    "FROM plan p JOIN mobilisation m ON m.id = p.mobilisation WHERE m.closing_done = 0";
// The column that says whom messages may reach, beside the order, whose digest the journal has.
constexpr auto select_other_gravities =
    "SELECT id, gravity FROM mobilisation WHERE closing_done = 0 AND gravity <> " SQL_ORDERED_GRAVITY;
constexpr auto update_gravities =
    "UPDATE mobilisation SET gravity = " SQL_ORDERED_GRAVITY " WHERE closing_done = 0 AND gravity <> " SQL_ORDERED_GRAVITY;
// Who said yes, and who alone: the columns, and the last line that tells of each.
constexpr auto select_yes =
    "SELECT m.id, m.approved_by, m.break_glass, a.kind, a.by, a.what, g.kind, g.by, g.what FROM mobilisation m "
    "LEFT JOIN journal a ON a.number = (SELECT max(j.number) FROM journal j WHERE j.mobilisation = m.id "
    "AND (j.kind = 'raised' OR j.kind = 'state' AND json_extract(j.what, '$.state') = 'approved')) "
    "LEFT JOIN journal g ON g.number = (SELECT max(j.number) FROM journal j WHERE j.mobilisation = m.id "
    "AND j.kind IN ('raised', 'break-glass')) WHERE m.closing_done = 0";
constexpr auto update_yes = "UPDATE mobilisation SET approved_by = ?2, break_glass = ?3 WHERE id = ?1";
constexpr auto select_open_findings =
    "SELECT json_extract(f.value, '$.defect'), json_extract(f.value, '$.line'), json_extract(f.value, '$.about') "
    "FROM journal j, json_each(j.what, '$.findings') f WHERE j.kind = 'found' "
    "AND j.number > (SELECT coalesce(max(number), 0) FROM journal WHERE kind = 'accepted') ORDER BY j.number";

constexpr int tail_at_start = 2000;
constexpr std::size_t most_findings = 100;

void append(std::string& to, std::string_view field)
{
    to += std::to_string(field.size());
    to += ':';
    to += field;
}

std::string link_of(std::string_view before, journal_line const& line)
{
    std::string bytes;
    append(bytes, before);
    append(bytes, std::to_string(line.number));
    append(bytes, std::to_string(to_millis(line.at)));
    append(bytes, line.kind);
    append(bytes, line.mobilisation ? std::to_string(line.mobilisation->value()) : "");
    append(bytes, line.by);
    append(bytes, line.what);
    return sha256_of(bytes);
}

journal_line read_line(rows& row)
{
    journal_line line;
    line.number = row.integer(0);
    line.at = row.instant(1);
    line.kind = row.text(2);
    if (!row.is_null(3))
        line.mobilisation = row.id<mobilisation_id>(3);
    line.by = row.text(4);
    line.what = row.text(5);
    line.link = row.text(6);
    return line;
}

std::vector<journal_line> read_lines(rows result)
{
    std::vector<journal_line> found;
    while (result.next())
        found.push_back(read_line(result));
    return found;
}

journal_head read_head(rows row)
{
    journal_head head;
    if (row.next()) {
        head.number = row.integer(0);
        head.link = row.text(1);
    }
    return head;
}

std::int64_t one_number(rows row) { return row.next() ? row.integer(0) : 0; }

journal_finding finding(journal_defect defect, std::int64_t number, std::string about = "")
{
    journal_finding made;
    made.defect = defect;
    made.number = number;
    made.about = std::move(about);
    return made;
}

/// Open mobilisations whose order is not the one that the journal knows, with what it is now.
std::vector<std::pair<mobilisation_id, std::string>> other_orders(database& db)
{
    std::vector<std::pair<mobilisation_id, std::string>> found;
    auto row = db.query(select_orders);
    while (row.next())
        if (auto digest = sha256_of(row.text(1)); !row.is_null(2) && digest != row.text(2))
            found.emplace_back(row.id<mobilisation_id>(0), std::move(digest));
    return found;
}

/// Plans of open mobilisations that are not those that the journal knows, with what they are now.
std::vector<std::pair<mobilisation_id, std::string>> other_plans(database& db)
{
    std::vector<std::pair<mobilisation_id, std::string>> found;
    auto row = db.query(select_plans);
    while (row.next())
        if (auto digest = digest_of_kept_plan(row.text(1), row.text(2)); !row.is_null(3) && digest != row.text(3))
            found.emplace_back(row.id<mobilisation_id>(0), std::move(digest));
    return found;
}

/// Who said yes to an open mobilisation, as its columns have it and as the journal does.
struct told_yes {
    mobilisation_id which;
    std::string approved_by;
    std::string break_glass;
    std::string approved_by_told;
    std::string break_glass_told;
};

/// One of the words that a line tells; empty: it does not.
std::string word_told(std::string const& line, std::string_view name)
{
    boost::system::error_code unreadable;
    auto const what = json::parse(line, unreadable);
    auto const* const word = what.is_object() ? what.get_object().if_contains(name) : nullptr;
    return word && word->is_string() ? std::string{word->get_string().data(), word->get_string().size()} : std::string{};
}

/// Open mobilisations whose columns and journal differ about it. Those from before there was a journal have no line.
std::vector<told_yes> other_yes(database& db)
{
    std::vector<told_yes> found;
    auto row = db.query(select_yes);
    while (row.next()) {
        told_yes one{row.id<mobilisation_id>(0), row.text(1), row.text(2), row.text(1), row.text(2)};
        if (auto const kind = row.text(3); !kind.empty())
            one.approved_by_told = kind == kinds::state ? row.text(4) : word_told(row.text(5), "approved_by");
        if (auto const kind = row.text(6); !kind.empty())
            one.break_glass_told =
                kind == kinds::break_glass ? row.text(7) + ": " + word_told(row.text(8), "break_glass") : std::string{};
        if (one.approved_by != one.approved_by_told || one.break_glass != one.break_glass_told)
            found.push_back(std::move(one));
    }
    return found;
}

/// Mobilisations that were changed by another way than through the journal.
void reconcile(database& db, std::vector<journal_finding>& findings)
{
    auto const before_journal = one_number(db.query(select_begun));
    auto row = db.query(select_unexplained, before_journal);
    while (row.next())
        findings.push_back(
            finding(journal_defect::unexplained, 0, to_string(row.id<mobilisation_id>(0)) + ' ' + row.text(1))
        );
    for (auto const& [which, digest] : other_orders(db))
        findings.push_back(finding(journal_defect::unexplained, 0, to_string(which) + " order " + digest));
    for (auto const& [which, digest] : other_plans(db))
        findings.push_back(finding(journal_defect::unexplained, 0, to_string(which) + " plan " + digest));
    for (auto const& each : other_yes(db)) {
        if (each.approved_by != each.approved_by_told)
            findings.push_back(
                finding(journal_defect::unexplained, 0, to_string(each.which) + " approved_by " + each.approved_by)
            );
        if (each.break_glass != each.break_glass_told)
            findings.push_back(
                finding(journal_defect::unexplained, 0, to_string(each.which) + " break_glass " + sha256_of(each.break_glass))
            );
    }
    auto other = db.query(select_other_gravities);
    while (other.next())
        findings.push_back(
            finding(journal_defect::unexplained, 0, to_string(other.id<mobilisation_id>(0)) + " gravity " + other.text(1))
        );
}

/// Lines that were written and are gone, as far as the database itself remembers its head.
void compare_heads(database& db, std::vector<journal_finding>& findings)
{
    auto const last = read_head(db.query(select_last));
    auto const head = head_of(db);
    if (head.number > last.number)
        findings.push_back(finding(journal_defect::cut, last.number + 1, "until " + std::to_string(head.number)));
    else if (head != last)
        findings.push_back(finding(journal_defect::other_history, last.number));
}

/// Accepted is this very finding: the same line altered once more is another one.
void mark_accepted(database& db, std::vector<journal_finding>& findings)
{
    for (auto& each : findings)
        each.accepted = each.number > 0 && one_number(db.query(select_accepted, each.defect, each.number, each.about)) != 0;
}

bool same(journal_finding const& left, journal_finding const& right)
{
    return left.defect == right.defect && left.number == right.number && left.about == right.about;
}

/// Found before, and not accepted since.
std::vector<journal_finding> open_findings(database& db)
{
    std::vector<journal_finding> found;
    auto row = db.query(select_open_findings);
    while (row.next())
        found.push_back(finding(
            parse_journal_defect(row.text(0)).value_or(journal_defect::altered), row.integer(1), row.text(2)
        ));
    return found;
}

json::array findings_json(std::vector<journal_finding> const& findings)
{
    json::array list;
    for (auto const& each : findings)
        list.push_back(json::object{{"defect", to_string(each.defect)}, {"line", each.number}, {"about", each.about}});
    return list;
}

/// The chain goes on from the last line that is there.
void go_on_from_last(database& db)
{
    auto const last = read_head(db.query(select_last));
    db.execute(update_head, last.number, last.link);
}

}  // namespace

journal_head head_of(database& db) { return read_head(db.query(select_head)); }

journal_head write_line(
    database& db, std::string_view kind, std::optional<mobilisation_id> about, act const& who, json::object const& what
)
{
    auto const before = head_of(db);
    journal_line line;
    line.number = before.number + 1;
    line.at = who.at;
    line.kind = kind;
    line.mobilisation = about;
    line.by = who.by;
    line.what = json::serialize(what);
    line.link = link_of(seeded(bug::journal_link_skipped) ? std::string{} : before.link, line);
    db.execute(insert_line, line.number, line.at, line.kind, line.mobilisation, line.by, line.what, line.link);
    db.execute(update_head, line.number, line.link);
    return {line.number, line.link};
}

void write_state(
    database& db, mobilisation_id which, mobilisation_state from, mobilisation_state to, act const& who, std::string const& reason
)
{
    json::object what{{"from", to_string(from)}, {"state", to_string(to)}};
    if (!reason.empty())
        what["reason"] = reason;
    write_line(db, kinds::state, which, who, what);
}

std::string digest_of_kept_plan(std::string const& preview, std::string const& people)
{
    std::string bytes;
    append(bytes, preview);
    append(bytes, people);
    return sha256_of(bytes);
}

std::vector<journal_line> journal(database& db, journal_query const& query)
{
    if (query.mobilisation)
        return read_lines(db.query(select_lines_of, query.after, query.limit, *query.mobilisation));
    return read_lines(db.query(select_lines, query.after, query.limit));
}

journal_check check_journal(database& db, journal_head const& after, int limit)
{
    journal_check check;
    check.reached = after;
    auto const lines = read_lines(db.query(select_lines, after.number, limit));
    for (auto const& line : lines) {
        if (check.findings.size() >= most_findings)
            break;
        if (line.number != check.reached.number + 1)
            check.findings.push_back(
                finding(journal_defect::missing, check.reached.number + 1, "until " + std::to_string(line.number - 1))
            );
        if (auto const link = link_of(check.reached.link, line); link != line.link)
            check.findings.push_back(finding(journal_defect::altered, line.number, "its link would be " + link));
        check.reached = {line.number, line.link};
    }
    check.complete = static_cast<int>(lines.size()) < limit || check.findings.size() >= most_findings;
    if (check.complete) {
        compare_heads(db, check.findings);
        reconcile(db, check.findings);
    }
    mark_accepted(db, check.findings);
    return check;
}

std::optional<journal_finding> check_head(database& db, journal_head const& head)
{
    if (head.number == 0)
        return std::nullopt;
    auto const last = read_head(db.query(select_last));
    if (head.number > last.number)
        return finding(journal_defect::cut, last.number + 1, "until " + std::to_string(head.number));
    auto row = db.query(select_link, head.number);
    if (row.next() && row.text(0) == head.link)
        return std::nullopt;
    return finding(journal_defect::other_history, head.number);
}

std::vector<journal_finding> check_at_start(database& db, std::optional<journal_head> const& kept, wall_time now)
{
    bool const fresh = one_number(db.query(select_any)) == 0 && head_of(db).number == 0;
    std::vector<journal_finding> findings;
    if (!fresh) {
        auto const last = read_head(db.query(select_last)).number;
        journal_head from;
        if (last > tail_at_start) {
            from.number = last - tail_at_start;
            auto row = db.query(select_link, from.number);
            from.link = row.next() ? row.text(0) : std::string{};
        }
        findings = check_journal(db, from, tail_at_start + 1).findings;
    }
    // A file that was removed says nothing, and must not make a cut tail pass for the whole.
    if (!kept || (!fresh && kept->number == 0))
        findings.push_back(finding(journal_defect::other_history, 0, "no head kept beside the database"));
    else if (auto const other = check_head(db, *kept))
        findings.push_back(*other);
    if (fresh) {
        json::object const what{{"mobilisations", one_number(db.query(select_last_mobilisation))}};
        write_line(db, kinds::begun, std::nullopt, {"tocsind", now}, what);
    }
    mark_accepted(db, findings);
    auto open = open_findings(db);
    note_findings(db, open, findings, now);
    return open;
}

void note_findings(
    database& db, std::vector<journal_finding>& open, std::vector<journal_finding> const& found, wall_time now
)
{
    std::vector<journal_finding> fresh;
    for (auto const& each : found)
        if (!each.accepted && open.size() + fresh.size() < most_findings &&
            std::none_of(open.begin(), open.end(), [&each](auto const& known) { return same(known, each); }))
            fresh.push_back(each);
    if (fresh.empty())
        return;
    go_on_from_last(db);
    write_line(db, kinds::found, std::nullopt, {"tocsind", now}, {{"findings", findings_json(fresh)}});
    open.insert(open.end(), fresh.begin(), fresh.end());
}

journal_head note(database& db, journal_note const& what)
{
    return write_line(db, what.kind, std::nullopt, what.who, json::parse(what.what).as_object());
}

journal_head accept_findings(
    database& db, std::vector<journal_finding> const& findings, act const& who, std::string const& reason
)
{
    go_on_from_last(db);
    json::object const what{{"reason", reason}, {"findings", findings_json(findings)}};
    auto head = write_line(db, kinds::accepted, std::nullopt, who, what);
    std::vector<std::pair<mobilisation_id, std::string>> unexplained;
    {
        auto row = db.query(select_unexplained, one_number(db.query(select_begun)));
        while (row.next())
            unexplained.emplace_back(row.id<mobilisation_id>(0), row.text(1));
    }
    for (auto const& [which, state] : unexplained) {
        json::object const found{{"state", state}, {"reason", reason}};
        head = write_line(db, kinds::state, which, who, found);
    }
    for (auto const& [which, digest] : other_orders(db)) {
        json::object const found{{"request", digest}, {"reason", reason}};
        head = write_line(db, kinds::changed, which, who, found);
    }
    for (auto const& [which, digest] : other_plans(db)) {
        json::object const found{{"kept", digest}, {"reason", reason}};
        head = write_line(db, kinds::changed, which, who, found);
    }
    for (auto const& each : other_yes(db))  // who said yes is for the journal to tell
        db.execute(update_yes, each.which, each.approved_by_told, each.break_glass_told);
    db.execute(update_gravities);  // nobody's word makes an exercise real
    return head;
}

}  // namespace tocsin::dispatcher::tables
