// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/request.hpp"

#include "channels/http_sms/encoding.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace tocsin::channels::http_sms {
namespace {

namespace json = boost::json;

/// Members that became "" go, so that one text serves with and without a sender.
json::value without_empty(json::value whole)
{
    if (auto* const list = whole.if_array())
        for (auto& each : *list)
            each = without_empty(std::move(each));
    if (auto* const object = whole.if_object()) {
        json::object kept;
        for (auto& [name, value] : *object)
            if (!(value.is_string() && value.get_string().empty()))
                kept[name] = without_empty(std::move(value));
        whole = std::move(kept);
    }
    return whole;
}

/// A text and a reference are words, whatever else may be written as a number.
void check_json(yaml_map& request, pattern const& written, std::vector<std::string> const& slots)
{
    std::vector<std::string> sample;
    sample.reserve(slots.size());
    for (auto const& name : slots)
        sample.emplace_back(name == "text" || name == "reference" ? "x" : "1");
    json::error_code failed;
    json::parse(written.fill(sample), failed);
    if (failed)
        request.problem("json", "is not JSON, once its placeholders are filled; words stand in quotation marks, as \"{text}\"");
}

void check_url(yaml_map& request, std::string const& text, vocabulary names)
{
    std::vector<std::string> unknown;
    auto const url = names.compile(text, quoting::address, unknown).fill({});
    if (!text.empty() && unknown.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        request.problem("url", "begins with neither https:// nor http://");
}

}  // namespace

request_writer
request_writer::read(yaml_map& map, std::vector<variable> const& variables, credential_source const& credentials)
{
    request_writer writer;
    vocabulary names;
    for (auto const name : message_placeholders)
        names.add(std::string{name});
    names.leave_out(poll_placeholders.size());
    define(names, variables);
    writer.read_limits(map);
    writer.read_choices(map, names);
    // Computed values may speak of the request itself; those stand in headers only, where nothing else depends on them.
    auto all = names;
    for (auto const* name : {"method", "url", "body"})
        all.add(name);
    for (auto& [name, made] : writer.read_computed(map, all))
        writer.computed_.push_back(std::move(made));
    map.require("request", "how a message is asked for: request: {method: POST, url: \"…\", json: \"…\"}");
    auto request = map.map("request");
    writer.message_ = writer.read_wording(request, "POST", credentials, names, all);
    writer.shortest_validity_ = writer.least_written();
    writer.names_ = all.slots();
    writer.note_slots();
    return writer;
}

/// A look for replies speaks of no message. What is computed for a message's request is computed for it too.
void request_writer::read_poll(yaml_map& poll, std::vector<variable> const& variables, credential_source const& credentials)
{
    vocabulary early;
    for (auto const name : message_placeholders)
        if (name == "sender" || name == "timestamp" || name == "nonce")
            early.add(std::string{name});
        else
            early.leave_out(1);
    for (auto const name : poll_placeholders)
        early.add(std::string{name});
    define(early, variables);
    auto late = early;
    for (auto slot = late.slots().size(); slot < names_.size(); ++slot)
        late.add(names_[slot]);
    for (auto const& [key, into] : {std::pair{"list", &list_}, std::pair{"fetch", &fetch_}}) {
        if (!poll.has(key))
            continue;
        auto request = poll.map(key);
        *into = read_wording(request, "GET", credentials, early, late);
        if (!request.has("headers"))
            (*into)->headers = message_.headers;
    }
    note_slots();
    constexpr auto reply_id = message_placeholders.size() + static_cast<std::size_t>(poll_field::reply_id);
    if (fetch_ && !slots_of(*fetch_).contains(reply_id))
        poll.problem("fetch", "does not say which reply it asks for; write {reply_id} into its url or query");
}

void request_writer::read_limits(yaml_map& map)
{
    if (!map.has("limits"))
        return;
    auto limits = map.map("limits");
    for (auto const which : {field::validity_seconds, field::validity_minutes}) {
        std::string const name{message_placeholders[static_cast<std::size_t>(which)]};
        if (!limits.has(name))
            continue;
        auto given = limits.map(name);
        limit read;
        read.of = static_cast<std::size_t>(which);
        read.least = given.whole("least", 1, 1'000'000).value_or(1);
        given.require("most", "the longest validity that the provider takes");
        read.most = given.whole("most", 1, 10'000'000).value_or(1'000'000);
        if (read.most < read.least)
            given.problem("most", "is less than least");
        else
            limits_.push_back(read);
        given.finish();
    }
    limits.finish();
}

void request_writer::read_choices(yaml_map& map, vocabulary& names)
{
    if (!map.has("choose"))
        return;
    auto choose = map.map("choose");
    for (auto const& name : choose.keys()) {
        auto by = choose.map(name);
        auto const field_names = by.keys();
        auto const known = field_names.size() == 1
                               ? std::find(message_placeholders.begin(), message_placeholders.end(), field_names.front())
                               : message_placeholders.end();
        if (known == message_placeholders.end()) {
            choose.problem(name, "write which value decides and what follows, as {alphabet: {gsm7: 7bit, ucs2: 8bit}}");
            continue;
        }
        choice made;
        made.by = static_cast<std::size_t>(known - message_placeholders.begin());
        auto given = by.map(field_names.front());
        for (auto const& value : given.keys())
            made.values.emplace(value, given.text(value).value_or(""));
        choices_.push_back(std::move(made));
        names.add(name);
    }
}

std::vector<std::pair<std::string, recipe>> request_writer::read_computed(yaml_map& map, vocabulary& names)
{
    std::vector<std::pair<std::string, recipe>> list;
    if (!map.has("computed"))
        return list;
    auto computed = map.map("computed");
    for (auto const& name : computed.keys()) {
        auto one = computed.map(name);
        list.emplace_back(name, recipe::read(one, names));
        one.finish();
        names.add(name);
    }
    return list;
}

request_writer::wording request_writer::read_wording(
    yaml_map& request, std::string const& usual_method, credential_source const& credentials, vocabulary& early, vocabulary& all
) const
{
    wording read;
    request.require("url", "the provider's address, as url: \"https://api.example.org/sms\"");
    read.method = request.text("method").value_or(usual_method);
    if (read.method != "GET" && read.method != "POST" && read.method != "PUT")
        request.problem("method", "write GET, POST or PUT");
    auto const list = [&](std::string const& key, vocabulary& names, quoting how) {
        fields found;
        for (auto const& [name, text] : read_pairs(request, key, credentials))
            found.emplace_back(quoted(name, how), compiled(request, key, text, how, names));
        return found;
    };
    read.url = compiled(request, "url", request.text("url").value_or(""), quoting::address, early);
    read.query = list("query", early, quoting::percent);
    read.form = list("form", early, quoting::percent);
    read.headers = list("headers", all, quoting::header);
    auto const json = request.text("json");
    read.has_json = json.has_value();
    read.json = compiled(request, "json", json.value_or(""), quoting::json_string, early);
    read.skip_empty = request.truth("skip_empty").value_or(false);
    if (!read.form.empty() && read.has_json)
        request.problem("json", "a request has a form or a json body, not both");
    if (read.method == "GET" && (!read.form.empty() || read.has_json))
        request.problem("method", "a GET has no body; write POST, or put the fields under query");
    if (read.has_json)
        check_json(request, read.json, early.slots());
    check_url(request, request.text("url").value_or(""), early);
    request.finish();
    return read;
}

std::set<std::size_t> request_writer::slots_of(wording const& how)
{
    std::set<std::size_t> found;
    auto const note = [&found](pattern const& one) {
        for (auto const slot : one.slots())
            found.insert(slot);
    };
    note(how.url);
    note(how.json);
    for (auto const* const list : {&how.query, &how.form, &how.headers})
        for (auto const& [name, text] : *list)
            note(text);
    return found;
}

void request_writer::note_slots()
{
    spoken_of_ = slots_of(message_);
    for (auto const* const poll : {&list_, &fetch_})
        if (*poll)
            spoken_of_.merge(slots_of(**poll));
    for (auto const& each : choices_)
        spoken_of_.insert(each.by);
    for (auto const& each : computed_)
        for (auto const slot : each.slots())
            spoken_of_.insert(slot);
}

seconds request_writer::least_written() const
{
    auto const written = slots_of(message_);
    seconds least{0};
    for (auto const& [which, unit] : {std::pair{field::validity_seconds, seconds{1}}, std::pair{field::validity_minutes, seconds{60}}}) {
        auto const slot = static_cast<std::size_t>(which);
        auto const bounds = std::find_if(limits_.begin(), limits_.end(), [slot](limit const& each) { return each.of == slot; });
        if (written.contains(slot))
            least = std::max<seconds>(least, unit * (bounds == limits_.end() ? 1 : bounds->least));
    }
    return least;
}

void request_writer::append(std::string& out, fields const& list, bool skip_empty, std::vector<std::string> const& values)
{
    auto const begin = out.size();
    for (auto const& [name, text] : list) {
        auto const before = out.size();
        if (before != begin)
            out += '&';
        out += name;
        out += '=';
        auto const value = out.size();
        text.append_to(out, values);
        if (out.size() == value && skip_empty)
            out.resize(before);
    }
}

std::string request_writer::body_of(wording const& how, std::vector<std::string> const& values)
{
    if (!how.has_json) {
        std::string form;
        append(form, how.form, how.skip_empty, values);
        return form;
    }
    auto written = how.json.fill(values);
    if (!how.skip_empty)
        return written;
    json::error_code failed;
    auto whole = json::parse(written, failed);
    return failed ? written : json::serialize(without_empty(std::move(whole)));
}

http_request request_writer::write(wording const& how, message_values message) const
{
    std::vector<std::string> values;
    values.reserve(message.values.size() + choices_.size() + 3 + computed_.size());
    std::move(message.values.begin(), message.values.end(), std::back_inserter(values));
    for (auto const& each : limits_)
        values[each.of] = std::to_string(std::clamp(std::atoll(values[each.of].c_str()), each.least, each.most));
    for (auto const& each : choices_) {
        auto found = each.values.find(values[each.by]);
        if (found == each.values.end())
            found = each.values.find("*");
        values.push_back(found == each.values.end() ? std::string{} : found->second);
    }
    http_request request;
    request.method = how.method;
    request.url = how.url.fill(values);
    if (!how.query.empty()) {
        auto const address = request.url.size();
        request.url += request.url.find('?') == std::string::npos ? '?' : '&';
        append(request.url, how.query, how.skip_empty, values);
        if (request.url.size() == address + 1)
            request.url.pop_back();
    }
    request.body = body_of(how, values);
    values.insert(values.end(), {request.method, request.url, request.body});
    for (auto const& each : computed_)
        values.push_back(each.make(values));
    if (!how.form.empty())
        request.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    else if (how.has_json)
        request.headers.emplace_back("Content-Type: application/json; charset=utf-8");
    for (auto const& [name, text] : how.headers)
        request.headers.push_back(name + ": " + text.fill(values));
    return request;
}

}  // namespace tocsin::channels::http_sms
