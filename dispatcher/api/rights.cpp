// SPDX-License-Identifier: Apache-2.0
// What the people of the register may ask for: to see everything that is kept about them, to have it put right, to be left
// alone for a time, to be asked again. To be left alone for good, and to be forgotten: volunteers.cpp.
#include "dispatcher/api/csv.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/looked_up_person.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/shapes.hpp"
#include "dispatcher/store/rights_store.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr int lines_told_at_once = 50;  // one that tells of a wave may name thousands of people

/// Whether everything that is sealed of them opens.
task<stored<bool>> is_sound(api_house& at, volunteer_id who)
{
    auto const row = co_await at.kept.entries_after(volunteer_id{who.value() - 1}, 1);
    if (!row)
        co_return row.error();
    co_return row->empty() || row->front().who.id != who || !row->front().damaged;
}

// --- Everything about one person -------------------------------------------------------------------------------------

json::object request_json(kept_request const& one)
{
    json::object shown{
        {"id", to_string(one.id)},
        {"mobilisation", to_string(one.mobilisation)},
        {"asked", format_instant(one.asked)},
        {"medium", to_string(one.medium)},
        {"state", to_string(one.state)}};
    if (one.answered)
        shown["answered"] = format_instant(*one.answered);
    if (!one.answer.empty())
        shown["answer"] = one.answer;
    if (one.eta)
        shown["eta"] = format_instant(*one.eta);
    return shown;
}

json::object message_json(kept_message const& one)
{
    json::object shown{
        {"id", to_string(one.id)},
        {"mobilisation", to_string(one.mobilisation)},
        {"purpose", to_string(one.purpose)},
        {"medium", to_string(one.medium)},
        {"channel", one.channel},
        {"address", one.address},
        {"state", to_string(one.state)},
        {"text", one.body}};
    if (!one.subject.empty())
        shown["subject"] = one.subject;
    if (one.accepted)
        shown["accepted"] = format_instant(*one.accepted);
    return shown;
}

json::object kept_reply_json(kept_reply const& one)
{
    return {
        {"id", to_string(one.id)},         {"received", format_instant(one.received)},
        {"channel", one.channel},          {"address", one.address},
        {"text", one.text},                {"meaning", one.meaning}};
}

template <class All, class Shape>
json::array list_of(All const& all, Shape shape)
{
    json::array list;
    for (auto const& each : all)
        list.push_back(shape(each));
    return list;
}

/// Whether a line of the journal names this number among its people.
bool names(json::object const& line, std::int64_t number)
{
    if (auto const* const one = line.if_contains("volunteer"); one != nullptr && *one == number)
        return true;
    auto const* const people = line.if_contains("people");
    auto const* const list = people == nullptr ? nullptr : people->if_array();
    return list != nullptr && std::find(list->begin(), list->end(), json::value(number)) != list->end();
}

task<stored<json::array>> journal_about(store& kept, std::int64_t number)
{
    json::array found;
    journal_query query;
    query.limit = lines_told_at_once;
    for (bool more = true; more;) {
        auto const lines = co_await kept.journal(query);
        if (!lines)
            co_return lines.error();
        for (auto const& each : *lines) {
            boost::system::error_code unreadable;  // somebody changed the file: `audit verify` tells
            auto const what = json::parse(each.what, unreadable);
            if (unreadable || !what.is_object() || !names(what.get_object(), number))
                continue;
            json::object shown{
                {"number", each.number}, {"at", format_instant(each.at)}, {"kind", each.kind}, {"by", each.by}};
            if (each.mobilisation)
                shown["mobilisation"] = to_string(*each.mobilisation);
            for (auto const* const said : {"reason", "proof", "fields"})
                if (auto const* const text = what.get_object().if_contains(said))
                    shown[said] = *text;
            found.push_back(std::move(shown));
        }
        more = static_cast<int>(lines->size()) == lines_told_at_once;
        if (more)
            query.after = lines->back().number;
    }
    co_return found;
}

task<answer> record(api_house& at, request& asked)
{
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    auto const kept = co_await at.rights.everything_about(who.what->id);
    if (!kept)
        co_return store_answer(kept.error(), asked.language);
    if (!*kept)
        co_return fail(errors::not_found, asked.language, "external_id");
    auto journal = co_await journal_about(at.kept, who.what->id.value());
    if (!journal)
        co_return store_answer(journal.error(), asked.language);
    auto const& all = **kept;
    json::object body;
    body["person"] = volunteer_json(all.who);
    body["former_addresses"] = list_of(all.former_addresses, [](auto const& each) { return json::value(each); });
    body["requests"] = list_of(all.requests, request_json);
    body["messages"] = list_of(all.messages, message_json);
    body["replies"] = list_of(all.replies, kept_reply_json);
    body["journal"] = *std::move(journal);
    co_return json_answer(200, body);
}

// --- Putting it right --------------------------------------------------------------------------------------------------

/// A value as the import reads it; nothing when it is of no kind that a column holds.
std::optional<std::string> as_cell(json::value const& value)
{
    if (auto const* const text = value.if_string())
        return std::string{std::string_view{*text}};
    if (auto const* const flag = value.if_bool())
        return *flag ? "yes" : "no";
    if (value.is_null())
        return std::string{};
    if (value.is_number())
        return json::serialize(value);
    auto const* const list = value.if_array();
    if (list == nullptr)
        return std::nullopt;
    std::string all;
    for (auto const& each : *list) {
        auto const* const text = each.if_string();
        if (text == nullptr)
            return std::nullopt;
        all += (all.empty() ? "" : ",") + std::string{std::string_view{*text}};
    }
    return all;
}

/// The person as the register's CSV would have them, with other values in some columns. Nothing, and which, when there is
/// no such column or it cannot hold the value.
std::optional<std::string> corrected_csv(volunteer const& who, json::object const& values, std::string& wrong)
{
    auto header = register_header();
    while (header.ends_with('\n') || header.ends_with('\r'))
        header.pop_back();
    std::vector<std::string> columns;
    for (std::size_t from = 0; from <= header.size();) {
        auto const to = std::min(header.find(',', from), header.size());
        columns.push_back(header.substr(from, to - from));
        from = to + 1;
    }
    auto row = volunteer_json(who);
    for (auto const& [key, value] : values) {
        if (key == "id" || std::find(columns.begin(), columns.end(), std::string{std::string_view{key}}) == columns.end()) {
            wrong = key;
            return std::nullopt;
        }
        row[key] = value;
        // A place that is told anew is where they live: what was known more exactly is no longer, nor the former commune.
        if (key == "postcode" || key == "commune")
            for (auto const* const exact : {"latitude", "longitude", "commune"})
                if (!values.contains(exact))
                    row.erase(exact);
    }
    std::string line;
    for (auto const& column : columns) {
        auto const* const value = row.if_contains(column);
        auto const text = value == nullptr ? std::optional{std::string{}} : as_cell(*value);
        if (!text) {
            wrong = column;
            return std::nullopt;
        }
        line += (line.empty() ? "" : ",") + csv_cell(*text);
    }
    return header + "\r\n" + line + "\r\n";
}

task<answer> rectify(api_house& at, request& asked)
{
    auto const values = json_body(asked);
    if (!values || values->empty())
        co_return fail(errors::bad_json, asked.language);
    auto const turn = co_await at.rectifying.enter();  // a person is read, changed and written: one after the other
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    auto const sound = co_await is_sound(at, who.what->id);
    if (!sound)
        co_return store_answer(sound.error(), asked.language);
    if (!*sound)  // what does not open would be written as if it were empty
        co_return fail(errors::bad_parameter, asked.language, "the stored row is damaged (TOC0011): import this person again");
    std::string wrong;
    auto csv = corrected_csv(*who.what, *values, wrong);
    if (!csv)
        co_return fail(errors::bad_parameter, asked.language, wrong);
    auto const by = act_of(at, asked);
    // The import's own way in: what it refuses in a file it refuses here, with its words.
    auto const trial = at.engine.registrar.begin(roster_format::csv, true, by);
    (void)co_await trial->feed(*csv);
    auto const looked = co_await trial->finish();
    for (auto const& each : looked.remarks)
        if (each.rejected || values->contains(each.column))
            co_return fail(errors::bad_parameter, asked.language, each.column + ": " + each.reason.in(to_string(asked.language)));
    if (!looked.failure.empty())
        co_return fail(errors::bad_parameter, asked.language, looked.failure.in(to_string(asked.language)));
    auto const run = at.engine.registrar.begin(roster_format::csv, false, by);
    (void)co_await run->feed(*std::move(csv));
    auto const done = co_await run->finish();
    if (!done.failure.empty())
        co_return store_answer(store_error{store_failure::full, done.failure.en}, asked.language);
    if (done.counts.updated > 0) {
        json::array fields;
        for (auto const& [key, value] : *values)
            fields.emplace_back(key);
        journal_note note;
        note.kind = "rectified";
        note.who = by;
        note.what = json::serialize(json::object{{"people", json::array{who.what->id.value()}}, {"fields", std::move(fields)}});
        auto const noted = co_await at.kept.note(std::move(note));
        if (!noted)
            co_return store_answer(noted.error(), asked.language);
    }
    auto const now = co_await captured_person(at.kept, asked);
    co_return now.what ? json_answer(200, volunteer_json(*now.what)) : now.refusal(asked.language);
}

// --- Leaving alone, asking again -----------------------------------------------------------------------------------------

/// What the register in memory knows of them from now on.
task<answer> changed(api_house& at, request const& asked, stored<std::optional<volunteer>> const& person)
{
    if (!person)
        co_return store_answer(person.error(), asked.language);
    if (!*person)
        co_return fail(errors::not_found, asked.language, "external_id");
    auto const sound = co_await is_sound(at, (*person)->id);
    if (!sound)
        co_return store_answer(sound.error(), asked.language);
    if (*sound)
        at.engine.who.put({**person});
    at.engine.ring.ring_all();  // a place they held may have been handed on
    co_return json_answer(200, volunteer_json(**person));
}

task<answer> restrict_person(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    auto reason = body ? text_member(*body, "reason") : std::string{};
    auto const* const lift = body ? body->if_contains("lift") : nullptr;
    bool const lifted = lift != nullptr && lift->is_bool() && lift->get_bool();
    if (reason.empty() || reason.size() > longest_reason)
        co_return fail(errors::bad_parameter, asked.language, "reason");
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    auto const now = co_await at.rights.restrict_person(who.what->id, !lifted, std::move(reason), act_of(at, asked));
    co_return co_await changed(at, asked, now);
}

task<answer> opt_in(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    auto proof = body ? text_member(*body, "proof") : std::string{};
    if (proof.empty() || proof.size() > longest_reason)
        co_return fail(errors::bad_parameter, asked.language, "proof");
    auto const who = co_await captured_person(at.kept, asked);
    if (!who.what)
        co_return who.refusal(asked.language);
    auto const now = co_await at.rights.opt_in(who.what->id, std::move(proof), act_of(at, asked));
    co_return co_await changed(at, asked, now);
}

constexpr route rights_table[] = {
    {"GET", "/v1/volunteers/{external_id}/record", access::staff, body_kind::none, record},
    {"PATCH", "/v1/volunteers/{external_id}", access::staff, body_kind::small, rectify},
    {"POST", "/v1/volunteers/{external_id}/restriction", access::staff, body_kind::small, restrict_person},
    {"POST", "/v1/volunteers/{external_id}/opt-in", access::staff, body_kind::small, opt_in},
};

}  // namespace

std::span<route const> rights_routes() { return rights_table; }

}  // namespace tocsin::dispatcher::api
