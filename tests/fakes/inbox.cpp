// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/inbox.hpp"

#include <boost/json.hpp>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace fake {
namespace {

namespace json = boost::json;

std::string decoded(std::string const& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::strtol(text.substr(i + 1, 2).c_str(), nullptr, 16));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

/// Of a query; nothing when it is not there.
std::optional<std::string> value_of(std::string const& target, std::string const& name)
{
    auto rest = target.substr(std::min(target.size(), target.find('?')));
    while (!rest.empty()) {
        rest.erase(0, 1);
        auto const piece = rest.substr(0, rest.find('&'));
        rest.erase(0, piece.size());
        if (decoded(piece.substr(0, piece.find('='))) == name)
            return decoded(piece.substr(std::min(piece.size(), piece.find('=')) + 1));
    }
    return std::nullopt;
}

/// `2026-11-24T04:00:00+01:00`, and nothing else.
std::optional<long long> seconds_of(std::string const& text)
{
    std::tm when{};
    int hours = 0;
    int minutes = 0;
    char sign = 0;
    int end = 0;
    auto const read = std::sscanf(
        text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d%n", &when.tm_year, &when.tm_mon, &when.tm_mday, &when.tm_hour,
        &when.tm_min, &when.tm_sec, &sign, &hours, &minutes, &end
    );
    if (read != 9 || static_cast<std::size_t>(end) != text.size() || (sign != '+' && sign != '-'))
        return std::nullopt;
    when.tm_year -= 1900;
    when.tm_mon -= 1;
    return static_cast<long long>(::timegm(&when)) - (sign == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
}

std::string spelled(long long instant)
{
    std::time_t const then = instant;
    std::tm when{};
    ::gmtime_r(&then, &when);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+00:00", &when);
    return text;
}

std::deque<std::string> words_of(std::string const& list)
{
    std::deque<std::string> words;
    std::string word;
    for (char const c : list + ',') {
        if (c != ',') {
            word += c;
            continue;
        }
        if (!word.empty())
            words.push_back(word);
        word.clear();
    }
    return words;
}

}  // namespace

inbox::inbox(std::string const& list_troubles, std::string const& reply_troubles)
    : list_troubles_(words_of(list_troubles)), reply_troubles_(words_of(reply_troubles))
{
}

std::string inbox::put(message const& about, std::string const& text, long long then, long long created, int times)
{
    auto const id = 41'000'000 + static_cast<long long>(entries_.size());
    entries_.push_back({id, about.to, text, then, created, times});
    return std::to_string(id);
}

std::optional<inbox::answer> inbox::asked(http_request const& request, long long now)
{
    std::string const target{request.target()};
    auto const path = target.substr(0, target.find('?'));
    std::string const word = "/incoming";
    auto const at = path.rfind(word);
    if (request.method() != boost::beast::http::verb::get || at == std::string::npos)
        return std::nullopt;
    auto const rest = path.substr(at + word.size());
    answer made;
    made.asked = rest.empty() ? "list" : rest.substr(1);
    auto& troubles = rest.empty() ? list_troubles_ : reply_troubles_;
    auto const trouble = troubles.empty() ? std::string{"ok"} : troubles.front();
    if (!troubles.empty())
        troubles.pop_front();
    if (trouble == "silent")
        made.silent = true;
    else if (trouble == "garbage")
        made.said = {200, "<html>\xff\xfe[1,2", "text/html"};
    else if (trouble != "ok")
        made.said = {static_cast<unsigned>(std::atoi(trouble.c_str())), R"({"message":"no"})"};
    else
        made.said = rest.empty() ? list(target, now, made.listed) : one(made.asked, now);
    return made;
}

reply_to_submission inbox::list(std::string const& target, long long now, std::size_t& listed) const
{
    long long bounds[] = {0, now};
    for (int i = 0; i < 2; ++i) {
        auto const given = value_of(target, i == 0 ? "creationDatetime.from" : "creationDatetime.to");
        auto const instant = given ? seconds_of(*given) : std::optional{bounds[i]};
        if (!instant)
            return {400, R"({"message":"Invalid parameter"})"};
        bounds[i] = *instant;
    }
    json::array ids;
    for (auto const& each : entries_)
        if (each.then <= now && each.created >= bounds[0] && each.created <= bounds[1])
            for (int i = 0; i < each.times; ++i)
                ids.emplace_back(each.id);
    listed = ids.size();
    return {200, json::serialize(ids)};
}

reply_to_submission inbox::one(std::string const& id, long long now) const
{
    for (auto const& each : entries_)
        if (std::to_string(each.id) == id && each.then <= now)
            return {
                200, json::serialize(json::object{
                         {"id", each.id}, {"sender", each.sender}, {"message", each.text},
                         {"creationDatetime", spelled(each.created)}, {"credits", 0}, {"tag", ""}})};
    return {404, R"({"message":"The requested object does not exist"})"};
}

}  // namespace fake
