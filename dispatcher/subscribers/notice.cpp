// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/subscribers/notice.hpp"

#include "channels/http_sms/digest.hpp"
#include "channels/http_sms/encoding.hpp"
#include "rules/fold.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;
namespace signing = channels::http_sms;

std::string word(json::object const& what, std::string_view key)
{
    auto const* const found = what.if_contains(key);
    auto const* const text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string{} : std::string{text->data(), text->size()};
}

/// The members of a line that tell nothing of anybody.
constexpr std::string_view told[] = {"from", "state", "need", "zone", "gravity", "alert", "rule", "extends", "wave", "by"};

/// Empty: of no concern. A wave counts once, when it is complete.
std::string type_of(journal_line const& line, json::object const& what)
{
    if (line.kind == "raised" || line.kind == "state")
        return word(what, "state");
    if (line.kind == "asked")
        return what.contains("last") && what.at("last").is_bool() && what.at("last").get_bool() ? "asked" : "";
    if (line.kind == "retracted" || line.kind == "changed")
        return line.kind;
    return {};
}

}  // namespace

std::optional<notice> notice_of(journal_line const& line, std::string const& instance)
{
    constexpr std::string_view kinds[] = {"raised", "state", "asked", "retracted", "changed"};
    if (!line.mobilisation || std::find(std::begin(kinds), std::end(kinds), line.kind) == std::end(kinds))
        return std::nullopt;
    boost::system::error_code unreadable;
    auto const read = json::parse(line.what, unreadable);
    if (unreadable || !read.is_object())
        return std::nullopt;
    auto const type = type_of(line, read.get_object());
    if (type.empty())
        return std::nullopt;
    notice made;
    made.id = instance + '-' + std::to_string(line.number);
    made.type = "mobilisation." + type;
    json::object body;
    body["id"] = made.id;
    body["type"] = made.type;
    body["at"] = format_instant(std::chrono::floor<seconds>(line.at));
    body["instance"] = instance;
    body["mobilisation"] = to_string(*line.mobilisation);
    for (auto const key : told)
        if (auto const* const found = read.get_object().if_contains(key); found != nullptr)
            body[key] = *found;
    made.body = json::serialize(body);
    return made;
}

bool is_wanted(notice const& what, std::vector<std::string> const& patterns)
{
    return patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&what](std::string const& pattern) {
        return rules::matches_pattern(pattern, what.type);
    });
}

std::string notice_signature(channels::secret const& secret, notice const& what, std::int64_t timestamp)
{
    constexpr std::string_view prefix = "whsec_";
    std::string_view const written = secret.reveal();
    auto const decoded = written.starts_with(prefix) ? signing::from_base64(written.substr(prefix.size())) : std::nullopt;
    auto const text = what.id + '.' + std::to_string(timestamp) + '.' + what.body;
    auto const sum = signing::digest(signing::hashing::sha256, decoded ? std::string_view{*decoded} : written, text);
    return "v1," + signing::spelled(sum, signing::spelling::base64);
}

}  // namespace tocsin::dispatcher
