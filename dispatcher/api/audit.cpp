// SPDX-License-Identifier: Apache-2.0
// The journal: read, verified, and accepted as it is.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/paging.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/store/head_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

json::object line_json(journal_line const& line)
{
    boost::system::error_code unreadable;
    auto what = json::parse(line.what, unreadable);
    json::object shown{{"number", line.number}, {"at", format_instant(line.at)}, {"kind", line.kind}, {"by", line.by}};
    if (line.mobilisation)
        shown["mobilisation"] = to_string(*line.mobilisation);
    shown["what"] = what.is_object() ? std::move(what.get_object()) : json::object{};
    shown["link"] = line.link;
    return shown;
}

json::array findings_json(std::vector<journal_finding> const& findings)
{
    json::array list;
    for (auto const& each : findings)
        list.push_back(json::object{
            {"defect", to_string(each.defect)}, {"line", each.number}, {"about", each.about}, {"accepted", each.accepted}});
    return list;
}

json::object head_json(journal_head const& head) { return {{"number", head.number}, {"link", head.link}}; }

std::optional<std::int64_t> number_after(request const& asked)
{
    auto const text = asked.target.value_of("after");
    if (!text)
        return 0;
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < 0)
        return std::nullopt;
    return number;
}

task<answer> show_lines(api_house& at, request& asked)
{
    journal_query query;
    auto const limit = limit_of(asked, 100);
    auto const after = number_after(asked);
    if (!limit || !after)
        co_return fail(errors::bad_parameter, asked.language, limit ? "after" : "limit");
    query.limit = *limit;
    query.after = *after;
    if (auto const which = asked.target.value_of("mobilisation")) {
        query.mobilisation = parse_id<mobilisation_id>(*which);
        if (!query.mobilisation)
            co_return fail(errors::bad_parameter, asked.language, "mobilisation");
    }
    auto const found = co_await at.kept.journal(query);
    if (!found)
        co_return store_answer(found.error(), asked.language);
    json::array lines;
    for (auto const& each : *found)
        lines.push_back(line_json(each));
    json::object body;
    body["lines"] = std::move(lines);
    bool const more = static_cast<int>(found->size()) == *limit;
    co_return page_answer(asked, std::move(body), more ? std::to_string(found->back().number) : std::string{});
}

task<answer> verify(api_house& at, request& asked)
{
    std::optional<journal_head> kept;
    if (auto const text = asked.target.value_of("head")) {
        kept = parse_journal_head(*text);
        if (!kept)
            co_return fail(errors::bad_parameter, asked.language, "head");
    }
    auto const result = co_await at.engine.audit.verify(std::move(kept));
    if (!result)
        co_return store_answer(result.error(), asked.language);
    auto const now = co_await at.kept.journal_now();
    if (!now)
        co_return store_answer(now.error(), asked.language);
    auto findings = result->findings;
    for (auto const& each : now->findings)  // from an earlier look, and no longer to be seen in the chain
        if (std::none_of(findings.begin(), findings.end(), [&each](auto const& seen) {
                return seen.defect == each.defect && seen.number == each.number;
            }))
            findings.push_back(each);
    bool const sound = std::all_of(findings.begin(), findings.end(), [](auto const& each) { return each.accepted; });
    json::object body;
    body["sound"] = sound;
    body["held"] = now->held;
    body["lines"] = result->head.number;
    body["head"] = head_json(result->head);
    body["findings"] = findings_json(findings);
    co_return json_answer(200, body);
}

task<answer> accept(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    if (!body)
        co_return fail(errors::bad_json, asked.language);
    auto reason = text_member(*body, "reason");
    if (reason.empty() || reason.size() > longest_reason)
        co_return fail(errors::bad_parameter, asked.language, "reason");
    auto const head = co_await at.engine.audit.accept(asked.by->name(), std::move(reason));
    if (!head)
        co_return store_answer(head.error(), asked.language);
    json::object said;
    said["head"] = head_json(*head);
    co_return json_answer(200, said);
}

constexpr route audit_table[] = {
    {"GET", "/v1/audit", access::staff, body_kind::none, show_lines},
    {"GET", "/v1/audit/verify", access::staff, body_kind::none, verify},
    {"POST", "/v1/audit/accept", access::staff, body_kind::small, accept},
};

}  // namespace

std::span<route const> audit_routes() { return audit_table; }

}  // namespace tocsin::dispatcher::api
