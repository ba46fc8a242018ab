// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/profile.hpp"

#include "rules/words/spelling.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace tocsin::channels::http_sms {
namespace {

namespace json = boost::json;

enum class quoting { none, percent, json_string, header };

std::string json_escaped(std::string_view text)
{
    auto const quoted = json::serialize(json::string{text});
    return quoted.substr(1, quoted.size() - 2);
}

std::string without_line_breaks(std::string_view text)
{
    std::string out;
    for (char const c : text)
        if (c != '\r' && c != '\n' && c != '\0')
            out += c;
    return out;
}

std::string quoted(std::string_view text, quoting how)
{
    switch (how) {
    case quoting::none: break;
    case quoting::percent: return percent_encoded(text);
    case quoting::json_string: return json_escaped(text);
    case quoting::header: return without_line_breaks(text);
    }
    return std::string{text};
}

/// Replaces {name} by its value; other braces stay (JSON is full of them). Values are not looked at again.
std::string filled(std::string_view pattern, values const& known, quoting how)
{
    std::string out;
    while (!pattern.empty()) {
        auto const open = pattern.find('{');
        out += pattern.substr(0, open);
        if (open == std::string_view::npos)
            return out;
        auto const close = pattern.find('}', open);
        auto const name = close == std::string_view::npos ? std::string_view{} : pattern.substr(open + 1, close - open - 1);
        auto const value = known.find(name);
        if (name.empty() || value == known.end()) {
            out += '{';
            pattern.remove_prefix(open + 1);
            continue;
        }
        out += quoted(value->second, how);
        pattern.remove_prefix(close + 1);
    }
    return out;
}

/// The words in {braces} that look like a placeholder; JSON's own braces hold quotes or blanks.
std::vector<std::string> placeholders_in(std::string const& pattern)
{
    static std::regex const placeholder{"\\{([a-z_]+)\\}"};
    std::vector<std::string> names;
    for (std::sregex_iterator found{pattern.begin(), pattern.end(), placeholder}, end; found != end; ++found)
        names.push_back((*found)[1]);
    return names;
}

/// Statuses that blame the message itself, where a profile does not say (RFC 9110, section 15.5).
bool blames_the_message(int status)
{
    return status == 400 || status == 404 || status == 410 || status == 413 || status == 422;
}

meaning usual_meaning(int status)
{
    if (status == 429)
        return meaning::throttled;
    return blames_the_message(status) ? meaning::permanent : meaning::transient;
}

/// Statuses that say our credentials or our configuration are wrong: no message will fare better.
bool blames_us(int status) { return status == 401 || status == 403 || status == 407; }

/// Providers' replies are UTF-8, or else ISO 8859-1: then every byte is a character of its own.
std::string as_utf8(std::string text)
{
    if (json::error_code failed; !json::parse(json::serialize(json::string{text}), failed).is_null() && !failed)
        return text;
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
            continue;
        }
        out += static_cast<char>(0xc0U | byte >> 6U);
        out += static_cast<char>(0x80U | (byte & 0x3fU));
    }
    return out;
}

std::string scalar_text(json::value const& value)
{
    if (value.is_string())
        return std::string{value.as_string()};
    return value.is_null() || value.is_object() || value.is_array() ? std::string{} : json::serialize(value);
}

std::string pointed_at(std::string const& body, std::string const& pointer)
{
    json::error_code error;
    auto const parsed = json::parse(body, error);
    if (error)
        return {};
    auto const* const found = parsed.find_pointer(pointer, error);
    return found && !error ? scalar_text(*found) : std::string{};
}

std::optional<std::regex> pattern_of(yaml_map& map, std::string const& key)
{
    auto const text = map.text(key);
    if (!text)
        return std::nullopt;
    try {
        return std::regex{*text, std::regex::ECMAScript | std::regex::icase};
    } catch (std::regex_error const&) {
        map.problem(key, "\"" + *text + "\" is not a regular expression (ECMAScript)");
        return std::nullopt;
    }
}

/// Patterns meet only the beginning of a provider's answer: std::regex recurses.
std::string beginning(std::string const& body) { return body.substr(0, 2000); }

std::optional<milliseconds> retry_after(http_answer const& answer)
{
    for (auto const& [name, value] : answer.headers) {
        int wait = 0;
        auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait);
        if (name == "retry-after" && error == std::errc{} && end == value.data() + value.size() && wait >= 0 && wait <= 3600)
            return seconds{wait};
    }
    return std::nullopt;
}

class call_fields {
public:
    explicit call_fields(webhook_request const& call) : body_(call.body)
    {
        parameters_ = parameters(call.query);
        auto const type = std::find_if(call.headers.begin(), call.headers.end(), [](auto const& header) {
            return header.first == "content-type";
        });
        if (type != call.headers.end() && type->second.find("form-urlencoded") != std::string::npos) {
            auto more = parameters(call.body);
            parameters_.insert(parameters_.end(), more.begin(), more.end());
        }
    }

    std::string get(std::string const& field) const
    {
        if (field.empty())
            return {};
        if (field == "body")
            return body_;
        if (field.front() == '/')
            return pointed_at(body_, field);
        for (auto const& [name, value] : parameters_)
            if (name == field)
                return value;
        return {};
    }

private:
    std::string const& body_;
    std::vector<std::pair<std::string, std::string>> parameters_;
};

webhook_reading refuse(int status, std::string why)
{
    webhook_reading none;
    none.refusal_status = status;
    none.refusal = std::move(why);
    return none;
}

std::vector<std::pair<std::string, std::string>>
pairs(yaml_map& map, std::string const& key, credential_source const& credentials)
{
    std::vector<std::pair<std::string, std::string>> list;
    if (!map.has(key))
        return list;
    auto inner = map.map(key);
    for (auto const& name : inner.keys())
        if (auto const value = inner.text_or_credential(name, credentials))
            list.emplace_back(name, *value);
    return list;
}

}  // namespace

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

std::string percent_decoded(std::string_view text)
{
    auto const digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f' ? ascii_lower(c) - 'a' + 10 : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> parameters(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> list;
    while (!text.empty() && list.size() < 200) {
        auto const end = text.find('&');
        auto const piece = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (piece.empty())
            continue;
        auto const equals = piece.find('=');
        list.emplace_back(
            percent_decoded(piece.substr(0, equals)),
            equals == std::string_view::npos ? std::string{} : percent_decoded(piece.substr(equals + 1))
        );
    }
    return list;
}

profile profile::read(yaml_map& map, credential_source const& credentials)
{
    profile read;
    for (auto& [name, value] : pairs(map, "variables", credentials))
        read.variables_.emplace(name, value);
    read.read_request(map, credentials);
    read.read_answers(map);
    read.receipts_ = read_callback(map, "receipts", true);
    read.replies_ = read_callback(map, "replies", false);
    return read;
}

void profile::read_request(yaml_map& map, credential_source const& credentials)
{
    map.require("request", "how a message is asked for: request: {method: POST, url: \"…\", json: \"…\"}");
    auto request = map.map("request");
    request.require("url", "the provider's address, as url: \"https://api.example.org/sms\"");
    url_ = request.text("url").value_or("");
    method_ = request.text("method").value_or("POST");
    if (method_ != "GET" && method_ != "POST" && method_ != "PUT")
        request.problem("method", "write GET, POST or PUT");
    query_ = pairs(request, "query", credentials);
    form_ = pairs(request, "form", credentials);
    headers_ = pairs(request, "headers", credentials);
    json_ = request.text("json").value_or("");
    if (!form_.empty() && !json_.empty())
        request.problem("json", "a request has a form or a json body, not both");
    if (method_ == "GET" && (!form_.empty() || !json_.empty()))
        request.problem("method", "a GET has no body; write POST, or put the fields under query");
    check_placeholders(request);
    request.finish();
}

void profile::check_placeholders(yaml_map& request) const
{
    auto const check = [&](std::string const& key, std::string const& pattern) {
        for (auto const& name : placeholders_in(pattern)) {
            bool const is_of_message =
                std::find(message_placeholders.begin(), message_placeholders.end(), name) != message_placeholders.end();
            if (is_of_message || variables_.contains(name))
                continue;
            std::string list;
            for (auto const known : message_placeholders)
                list += (list.empty() ? "" : ", ") + std::string{known};
            for (auto const& [own, value] : variables_)
                list += ", " + own;
            request.problem(key, '{' + name + "} stands for nothing; there are: " + list + "; others go under variables");
        }
    };
    check("url", url_);
    check("json", json_);
    for (auto const& [key, list] : {std::pair{"query", &query_}, std::pair{"form", &form_}, std::pair{"headers", &headers_}})
        for (auto const& [name, pattern] : *list)
            check(key, pattern);
}

void profile::read_answers(yaml_map& map)
{
    auto const add = [this](yaml_map& rule, meaning what) {
        answer_rule read;
        read.status = rule.wholes("status");
        read.body = pattern_of(rule, "body");
        read.meaning = what;
        answers_.push_back(std::move(read));
    };
    if (map.has("errors")) {
        auto errors = map.map("errors");
        for (auto const& [name, what] : {std::pair{"throttled", meaning::throttled}, std::pair{"permanent", meaning::permanent},
                                         std::pair{"transient", meaning::transient}}) {
            if (!errors.has(name))
                continue;
            auto rule = errors.map(name);
            add(rule, what);
            rule.finish();
        }
        errors.finish();
    }
    if (map.has("success")) {
        auto success = map.map("success");
        add(success, meaning::accepted);
        success.finish();
    } else {
        answer_rule any_2xx;
        any_2xx.status = {200, 201, 202, 203, 204};
        any_2xx.meaning = meaning::accepted;
        answers_.push_back(std::move(any_2xx));
    }
    if (map.has("id")) {
        auto id = map.map("id");
        id_pointer_ = id.text("json").value_or("");
        id_header_ = id.text("header").value_or("");
        for (auto& c : id_header_)
            c = ascii_lower(c);
        id_pattern_ = pattern_of(id, "body");
        id.finish();
    }
}

callback profile::read_callback(yaml_map& map, std::string const& key, bool receipts)
{
    callback read;
    if (!map.has(key))
        return read;
    auto node = map.map(key);
    read.wanted = true;
    read.method = node.text("method").value_or("POST");
    if (read.method != "GET" && read.method != "POST")
        node.problem("method", "write GET or POST, as the provider calls");
    read.id = node.text("id").value_or("");
    read.answer = node.text("answer").value_or("");
    if (receipts) {
        read.reference = node.text("reference").value_or("");
        node.require("status", "the field that tells what became of the message");
        read.status = node.text("status").value_or("");
        node.require("map", "what its values mean, as map: {\"1\": delivered, \"2\": undeliverable}");
        auto verdicts = node.map("map");
        for (auto const& value : verdicts.keys()) {
            auto const word = verdicts.text(value).value_or("");
            if (auto const verdict = parse_receipt_verdict(word))
                read.verdicts.emplace(value, *verdict);
            else
                verdicts.problem(value, "write buffered, delivered, undeliverable or expired");
        }
        if (read.id.empty() && read.reference.empty())
            node.problem("id", "a receipt needs the provider's id or our reference");
    } else {
        node.require("from", "the field with the sender");
        read.from = node.text("from").value_or("");
        node.require("text", "the field with the text");
        read.text = node.text("text").value_or("");
        read.to = node.text("to").value_or("");
    }
    node.finish();
    return read;
}

/// The message's values, and the profile's variables, which may themselves speak of the message.
values profile::all_values(values const& message) const
{
    values known = message;
    for (auto const& [name, pattern] : variables_)
        known.emplace(name, filled(pattern, message, quoting::none));
    return known;
}

http_request profile::request_for(values const& message) const
{
    auto const known = all_values(message);
    auto const encoded = [&known](std::vector<std::pair<std::string, std::string>> const& list) {
        std::string out;
        for (auto const& [name, pattern] : list)
            out += (out.empty() ? "" : "&") + percent_encoded(name) + '=' +
                   percent_encoded(filled(pattern, known, quoting::none));
        return out;
    };
    // In the address itself only what the message brings is encoded: a variable may be the address.
    values in_address;
    for (auto const& [name, value] : message)
        in_address.emplace(name, percent_encoded(value));

    http_request request;
    request.method = method_;
    request.url = filled(url_, all_values(in_address), quoting::none);
    if (!query_.empty())
        request.url += (request.url.find('?') == std::string::npos ? '?' : '&') + encoded(query_);
    if (!form_.empty()) {
        request.body = encoded(form_);
        request.headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    } else if (!json_.empty()) {
        request.body = filled(json_, known, quoting::json_string);
        request.headers.emplace_back("Content-Type: application/json; charset=utf-8");
    }
    for (auto const& [name, pattern] : headers_)
        request.headers.push_back(name + ": " + filled(pattern, known, quoting::header));
    return request;
}

outcome profile::read_answer(http_answer const& answer, std::string const& own_reference) const
{
    auto const code = "HTTP " + std::to_string(answer.status);
    auto what = usual_meaning(answer.status);
    for (auto const& rule : answers_) {
        bool const status_fits =
            rule.status.empty() || std::find(rule.status.begin(), rule.status.end(), answer.status) != rule.status.end();
        if (status_fits && (!rule.body || std::regex_search(beginning(answer.body), *rule.body))) {
            what = rule.meaning;
            break;
        }
    }
    switch (what) {
    case meaning::throttled: return throttled{retry_after(answer)};
    case meaning::transient:
        if (blames_us(answer.status))
            return refused{permanence::transient, "connect", "the provider does not accept our credentials (" + code + ")"};
        return refused{permanence::transient, code, "the provider cannot take it now"};
    case meaning::permanent: return refused{permanence::permanent, code, "the provider refused the message"};
    case meaning::accepted: break;
    }
    std::string id;
    if (!id_pointer_.empty())
        id = pointed_at(answer.body, id_pointer_);
    std::smatch found;
    auto const body = beginning(answer.body);
    if (id.empty() && id_pattern_ && std::regex_search(body, found, *id_pattern_))
        id = found.size() > 1 ? found[1].str() : found[0].str();
    for (auto const& [name, value] : answer.headers)
        if (id.empty() && !id_header_.empty() && name == id_header_)
            id = value;
    return accepted{id.empty() ? own_reference : id};
}

webhook_reading profile::read_call(webhook_kind kind, webhook_request const& call) const
{
    auto const& how = kind == webhook_kind::receipts ? receipts_ : replies_;
    if (!how.wanted)
        return refuse(404, "this channel's profile reads no such call");
    if (call.method != how.method)
        return refuse(405, "this call comes with " + how.method);
    call_fields const fields{call};
    webhook_reading news;
    news.answer = how.answer;
    if (kind == webhook_kind::receipts) {
        auto const status = fields.get(how.status);
        auto id = fields.get(how.id);
        auto reference = fields.get(how.reference);
        if (status.empty() || (id.empty() && reference.empty()))
            return refuse(400, "the receipt lacks its status or its id");
        auto const verdict = how.verdicts.find(status);
        if (verdict != how.verdicts.end())
            news.receipts.emplace_back(std::move(id), std::move(reference), verdict->second, status);
        return news;
    }
    auto from = fields.get(how.from);
    if (from.empty())
        return refuse(400, "the reply lacks its sender");
    news.replies.emplace_back(std::move(from), fields.get(how.to), as_utf8(fields.get(how.text)), fields.get(how.id));
    return news;
}

}  // namespace tocsin::channels::http_sms
