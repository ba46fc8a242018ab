// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/signature.hpp"

#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/json_fields.hpp"
#include "rules/words/spelling.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace tocsin::channels::http_sms {
namespace {

constexpr std::string_view of_header = "header.";
constexpr std::string_view of_parameter = "parameter.";

std::string header_of(webhook_request const& call, std::string_view name)
{
    for (auto const& [each, value] : call.headers)
        if (each == name)
            return value;
    return {};
}

std::string parameter_of(webhook_request const& call, std::string_view name)
{
    for (auto const& [each, value] : parameters(call.query))
        if (each == name)
            return value;
    return {};
}

bool is_form(webhook_request const& call)
{
    return header_of(call, "content-type").find("form-urlencoded") != std::string::npos;
}

/// The body's parameters by name, name and value one after the other without anything between.
std::string sorted_parameters(webhook_request const& call)
{
    auto list = is_form(call) ? parameters(call.body) : parameter_list{};
    std::sort(list.begin(), list.end());
    std::string text;
    for (auto const& [name, value] : list)
        text += name + value;
    return text;
}

std::string value_of(std::string_view name, webhook_request const& call, call_context const& around)
{
    if (name == "url")
        return std::string{around.public_url} + call.path + (call.query.empty() ? "" : "?" + call.query);
    if (name == "method")
        return call.method;
    if (name == "path")
        return call.path;
    if (name == "query")
        return call.query;
    if (name == "body")
        return call.body;
    if (name == "sorted_parameters")
        return sorted_parameters(call);
    if (name.starts_with(of_header))
        return header_of(call, name.substr(of_header.size()));
    return parameter_of(call, name.substr(std::min(name.size(), of_parameter.size())));
}

std::string_view token_name(hashing how) { return how == hashing::sha512 ? "HS512" : "HS256"; }

}  // namespace

signature_check signature_check::read(yaml_map& map, std::vector<variable> const& variables)
{
    signature_check check;
    if (!map.has("signature"))
        return check;
    check.checks_ = true;
    vocabulary names;
    for (auto const* name : {"url", "method", "path", "query", "body", "sorted_parameters"})
        names.add(name);
    names.add_family(std::string{of_header});
    names.add_family(std::string{of_parameter});
    define(names, variables);

    auto given = map.map("signature");
    check.header_ = given.text("header").value_or("");
    for (auto& c : check.header_)
        c = ascii_lower(c);
    check.parameter_ = given.text("parameter").value_or("");
    if (check.header_.empty() == check.parameter_.empty())
        given.problem("header", "write where the signature is: header: X-Signature, or parameter: sig");
    check.prefix_ = given.text("prefix").value_or("");
    if (auto const within = given.whole("within", 1, 86'400))
        check.within_ = seconds{*within};
    check.is_token_ = given.has("claims");
    if (auto const time = given.text("time"))
        check.time_ = compiled(given, "time", *time, quoting::none, names);
    if (check.within_ && check.time_.empty() && !check.is_token_)
        given.problem("time", "is missing: what tells when the call was signed, as time: \"{header.x-timestamp}\"");
    given.require("key", "the secret it is made with, as key: \"{secret}\"");
    if (check.is_token_) {
        // A JSON Web Token signs its own first two parts; what it says of the call stands in its claims.
        check.expected_.how = parse_hashing(given.text("hash").value_or("sha256")).value_or(hashing::none);
        if (check.expected_.how != hashing::sha256 && check.expected_.how != hashing::sha512)
            given.problem("hash", "a token is signed with sha256 or sha512");
        check.expected_.has_key = true;
        check.expected_.key = compiled(given, "key", given.text("key").value_or(""), quoting::none, names);
        check.expected_.as = spelling::base64url;
        auto claims = given.map("claims");
        for (auto const& name : claims.keys()) {
            auto one = claims.map(name);
            check.claims_.emplace_back(name, recipe::read(one, names));
            one.finish();
        }
    } else {
        check.expected_ = recipe::read(given, names);
    }
    if (check.expected_.key.empty())
        given.problem("key", "is empty: anybody could sign");
    given.finish();
    check.names_ = names.slots();
    return check;
}

bool signature_check::is_stale(std::string const& instant, wall_time now) const
{
    long long then = 0;
    auto const [end, error] = std::from_chars(instant.data(), instant.data() + instant.size(), then);
    if (error != std::errc{} || end != instant.data() + instant.size() || then < 0 || then > 100'000'000'000LL)
        return true;
    auto const apart = std::chrono::floor<seconds>(now) - std::chrono::sys_seconds{seconds{then}};
    return std::chrono::abs(apart) > within_.value_or(seconds{0});
}

std::optional<std::string> signature_check::objection(webhook_request const& call, call_context const& around) const
{
    if (!checks_)
        return std::nullopt;
    std::string_view sent;
    auto const where = header_.empty() ? parameter_of(call, parameter_) : header_of(call, header_);
    sent = where;
    if (!sent.starts_with(prefix_) || sent.size() == prefix_.size())
        return "the call carries no signature";
    sent.remove_prefix(prefix_.size());
    std::vector<std::string> values;
    for (auto const& name : names_)
        values.push_back(value_of(name, call, around));
    if (is_token_)
        return objection_to_token(sent, values, around.now);
    if (!is_same_secret(expected_.make(values), sent))
        return "the signature is not the one this call should have";
    if (within_ && is_stale(time_.fill(values), around.now))
        return "the call was signed too long ago, or in the future";
    return std::nullopt;
}

/// RFC 7519, with an HMAC (RFC 7515, appendix A.1). The token's own word on its algorithm is only ever compared.
std::optional<std::string>
signature_check::objection_to_token(std::string_view token, std::vector<std::string> const& values, wall_time now) const
{
    auto const first = token.find('.');
    auto const second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return "the token is none";
    auto const made = spelled(digest(expected_.how, expected_.key.fill(values), token.substr(0, second)), spelling::base64url);
    if (!is_same_secret(made, token.substr(second + 1)))
        return "the token's signature is wrong";
    auto const head = parsed_json(from_base64(token.substr(0, first)).value_or(""));
    auto const body = parsed_json(from_base64(token.substr(first + 1, second - first - 1)).value_or(""));
    if (!head || !body || text_at(*head, "/alg") != token_name(expected_.how))
        return "the token is none, or signed in another way";
    for (auto const& [name, claim] : claims_)
        if (!is_same_secret(claim.make(values), text_at(*body, '/' + name)))
            return "the token was made for another call";
    if (within_ && is_stale(text_at(*body, "/iat"), now))
        return "the token was signed too long ago, or in the future";
    return std::nullopt;
}

}  // namespace tocsin::channels::http_sms
