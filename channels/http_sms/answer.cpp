// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/answer.hpp"

#include "channels/http_sms/json_fields.hpp"
#include "channels/http_sms/yaml_regex.hpp"
#include "rules/words/spelling.hpp"

#include <boost/json/value.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

namespace tocsin::channels::http_sms {
namespace {

constexpr seconds longest_wait = hours{1};

/// Statuses that blame the message itself, where a profile does not say (RFC 9110, section 15.5).
bool blames_the_message(int status)
{
    return status == 400 || status == 404 || status == 410 || status == 413 || status == 422;
}

/// A gateway that got no sound answer from the server behind it (RFC 9110, 15.6.3 and 15.6.5), which may have worked.
bool nobody_knows(int status) { return status == 502 || status == 504; }

meaning usual_meaning(int status, bool has_success)
{
    if (status >= 200 && status <= 299)
        return has_success ? meaning::unknown : meaning::accepted;
    if (status == 429)
        return meaning::throttled;
    if (nobody_knows(status))
        return meaning::unknown;
    if (blames_us(status))
        return meaning::ours;
    return blames_the_message(status) ? meaning::permanent : meaning::transient;
}

std::optional<meaning> parse_error(std::string_view name)
{
    if (name == "throttled")
        return meaning::throttled;
    if (name == "permanent")
        return meaning::permanent;
    if (name == "transient")
        return meaning::transient;
    if (name == "ours")
        return meaning::ours;
    return name == "unknown" ? std::optional{meaning::unknown} : std::nullopt;
}

/// Patterns meet only the beginning of a provider's answer: std::regex recurses.
std::string beginning(std::string const& text) { return text.substr(0, 2000); }

}  // namespace

answer_reader answer_reader::read(yaml_map& map)
{
    answer_reader reader;
    if (map.has("errors")) {
        auto errors = map.map("errors");
        for (auto const& name : errors.keys())
            if (auto const what = parse_error(name))
                reader.read_rules(errors, name, *what);
            else
                errors.problem(name, "is no kind of error; there are: throttled, permanent, transient, ours, unknown");
    }
    reader.has_success_ = map.has("success");
    reader.read_rules(map, "success", meaning::accepted);
    if (map.has("id")) {
        auto id = map.map("id");
        reader.id_pointer_ = id.text("json").value_or("");
        if (!reader.id_pointer_.empty() && !reader.id_pointer_.starts_with('/'))
            id.problem("json", "write a JSON pointer, as /message/id");
        reader.id_header_ = id.text("header").value_or("");
        for (auto& c : reader.id_header_)
            c = ascii_lower(c);
        reader.id_pattern_ = read_regex(id, "body");
        id.finish();
    }
    if (map.has("retry_after")) {
        auto retry = map.map("retry_after");
        retry.require("header", "the header that tells how many seconds to wait");
        reader.retry_header_ = retry.text("header").value_or("retry-after");
        for (auto& c : reader.retry_header_)
            c = ascii_lower(c);
        retry.finish();
    }
    return reader;
}

void answer_reader::read_rules(yaml_map& map, std::string const& key, meaning what)
{
    for (auto& each : map.maps(key)) {
        rule read;
        read.status = each.wholes("status");
        read.body = read_regex(each, "body");
        if (each.has("json")) {
            auto fields = each.map("json");
            for (auto const& pointer : fields.keys()) {
                if (!pointer.starts_with('/'))
                    fields.problem(pointer, "write a JSON pointer, as /error/code");
                if (auto pattern = read_regex(fields, pointer))
                    read.fields.emplace_back(pointer, std::move(*pattern));
            }
        }
        read.meaning = what;
        each.finish();
        rules_.push_back(std::move(read));
    }
}

meaning answer_reader::meaning_of(http_answer const& answer) const
{
    std::optional<boost::json::value> whole;
    bool parsed = false;
    auto const fits = [&](rule const& each) {
        if (!each.status.empty() && std::find(each.status.begin(), each.status.end(), answer.status) == each.status.end())
            return false;
        if (each.body && !std::regex_search(beginning(answer.body), *each.body))
            return false;
        if (!each.fields.empty() && !std::exchange(parsed, true))
            whole = parsed_json(answer.body);
        return std::all_of(each.fields.begin(), each.fields.end(), [&whole](auto const& expected) {
            return whole && std::regex_match(beginning(text_at(*whole, expected.first)), expected.second);
        });
    };
    auto const found = std::find_if(rules_.begin(), rules_.end(), fits);
    return found == rules_.end() ? usual_meaning(answer.status, has_success_) : found->meaning;
}

std::string answer_reader::id_in(http_answer const& answer) const
{
    std::string id;
    if (!id_pointer_.empty())
        if (auto const whole = parsed_json(answer.body))
            id = text_at(*whole, id_pointer_);
    std::smatch found;
    auto const body = id_pattern_ ? beginning(answer.body) : std::string{};
    if (id.empty() && id_pattern_ && std::regex_search(body, found, *id_pattern_))
        id = found.size() > 1 ? found[1].str() : found[0].str();
    for (auto const& [name, value] : answer.headers)
        if (id.empty() && !id_header_.empty() && name == id_header_)
            id = value;
    return id;
}

std::optional<milliseconds> answer_reader::retry_after(http_answer const& answer, wall_time now) const
{
    for (auto const& [name, value] : answer.headers) {
        if (name != retry_header_ && name != "retry-after")
            continue;
        long long wait = 0;
        auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait);
        if (error != std::errc{} || end != value.data() + value.size()) {
            auto const date = value.size() < 64 ? curl_getdate(value.c_str(), nullptr) : -1;
            if (date < 0)
                continue;
            wait = date - std::chrono::floor<seconds>(now).time_since_epoch().count();
        }
        if (wait >= 0)
            return std::min<milliseconds>(longest_wait, seconds{std::min<long long>(wait, longest_wait.count())});
    }
    return std::nullopt;
}

outcome answer_reader::read_answer(http_answer const& answer, std::string const& own_reference, wall_time now) const
{
    auto const code = "HTTP " + std::to_string(answer.status);
    switch (meaning_of(answer)) {
    case meaning::throttled: return throttled{retry_after(answer, now)};
    case meaning::unknown: return unknown{"the provider's answer leaves open whether it took the message (" + code + ")"};
    case meaning::transient:
        // RFC 9110, 15.6.4: overload or maintenance, and how long to leave it alone.
        if (auto const wish = retry_after(answer, now); wish && answer.status == 503)
            return throttled{wish};
        return refused{permanence::transient, code, "the provider cannot take it now"};
    case meaning::ours: {
        std::string const what = blames_us(answer.status) ? "our credentials" : "our credentials, our account or our clock";
        return refused{permanence::transient, "connect", "the provider does not accept " + what + " (" + code + ")"};
    }
    case meaning::permanent: return refused{permanence::permanent, code, "the provider refused the message"};
    case meaning::accepted: break;
    }
    auto const id = id_in(answer);
    return accepted{id.empty() ? own_reference : id};
}

}  // namespace tocsin::channels::http_sms
