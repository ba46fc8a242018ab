// SPDX-License-Identifier: Apache-2.0
// Rules: what is wrong with them, and what they make of alerts of the past.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/trial_page.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t most_of_one = (1 << 20) + 1;  // of a file among others: one byte more than the daemon takes

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto const byte = [&](std::size_t i) {
            return at + i < bytes.size() ? static_cast<unsigned>(static_cast<unsigned char>(bytes[at + i])) : 0U;
        };
        auto const three = byte(0) << 16U | byte(1) << 8U | byte(2);
        for (unsigned i = 0; i < 4; ++i)
            out += at + i <= bytes.size() ? digits[three >> (18 - 6 * i) & 63U] : '=';
    }
    return out;
}

request post_as(std::string target, std::string type, std::string body)
{
    request made;
    made.method = "POST";
    made.target = std::move(target);
    made.content_type = std::move(type);
    made.body = std::move(body);
    return made;
}

bool is_folder(std::string const& name)
{
    std::error_code trouble;
    return name != "-" && fs::is_directory(name, trouble);
}

bool is_file(std::string const& name)
{
    std::error_code trouble;
    return name == "-" || fs::exists(name, trouble) || name.find('/') != std::string::npos || name.ends_with(".xml") || name.ends_with(".cap");
}

std::optional<request> with_files(session& house, std::vector<fs::path> const& files)
{
    json::array list;
    for (auto const& file : files) {
        auto bytes = read_whole(house, file.string(), largest_alert);
        if (!bytes)
            return std::nullopt;
        bytes->resize(std::min(bytes->size(), most_of_one));
        list.push_back(json::object{{"name", file.filename().string()}, {"bytes", base64(*bytes)}});
    }
    json::object body;
    body["alerts"] = std::move(list);
    return post_as("/v1/rules/replay", "application/json", json::serialize(body));
}

/// The alerts of a folder, in the order of their names; those below it are others'.
std::optional<request> with_folder(session& house, std::string const& folder)
{
    std::set<fs::path> files;
    std::error_code trouble;
    for (fs::directory_iterator at{folder, trouble}, end; !trouble && at != end; at.increment(trouble))
        if (auto const kind = at->path().extension(); kind == ".xml" || kind == ".cap")
            files.insert(at->path());
    if (trouble || files.empty()) {
        house.report(exit_status::failed, "file", house.say(phrase::no_alert_files, folder), "");
        return std::nullopt;
    }
    return with_files(house, {files.begin(), files.end()});
}

/// A row of alerts: of a folder, of a file, of a feed, or those on record.
std::optional<request> row_of(session& house, std::string const& what, bool kept)
{
    if (kept) {
        request made;
        made.target = "/v1/rules/replay";
        return made;
    }
    if (is_folder(what))
        return with_folder(house, what);
    if (is_file(what))
        return with_files(house, {what});
    return post_as("/v1/rules/replay/" + percent_encoded(what), "application/json", "");
}

/// Whoever misspells a file is told what was looked for.
fetched fetch_row(session& house, request const& asked, std::string const& what)
{
    bool const of_feed = asked.target.starts_with("/v1/rules/replay/");
    auto came = house.fetch(asked);
    if (came.http_status == 404 && of_feed)
        house.note(house.say(phrase::neither_file_nor_feed, what) + '\n');
    return came;
}

std::string row_page(session& house, json::value const& tried)
{
    std::string out;
    for (auto const& alert : list_of(tried, "alerts")) {
        auto const sent = text_of(alert, "sent");
        auto head = house.ink().bold(text_of(alert, "name"));
        if (!sent.empty())
            head += " · " + moment(sent, house.in());
        out += paragraph(head);
        auto const error = text_of(alert, "error");
        out += error.empty() ? trial_page(house, alert) : paragraph(house.ink().red(error), 2);
        out += '\n';
    }
    auto const& summary = member(tried, "summary");
    auto const figure = [&](char const* key) { return number(number_of(summary, key), house.in()); };
    return out + paragraph(house.say(
                     phrase::tried_row, figure("alerts"), figure("proposed"), figure("launched"), figure("answered"), figure("waits"),
                     figure("ignored"), figure("uncaught"), figure("held"), figure("blocked"), figure("unreadable")
                 ));
}

/// The rule that lacked least of taking the hazard.
json::value const* nearest(json::array const& verdicts)
{
    auto const least = std::min_element(verdicts.begin(), verdicts.end(), [](json::value const& left, json::value const& right) {
        return list_of(left, "reasons").size() < list_of(right, "reasons").size();
    });
    return least == verdicts.end() ? nullptr : &*least;
}

/// Hazards that come before the rules and that none takes.
json::array uncaught_of(json::value const& tried)
{
    json::array list;
    for (auto const& alert : list_of(tried, "alerts"))
        for (auto const& hazard : list_of(alert, "hazards")) {
            bool const caught = text_of(hazard, "action") != "none" || !text_of(hazard, "held").empty();
            if (caught || !text_of(hazard, "blocked").empty())
                continue;
            json::object one;
            one["name"] = text_of(alert, "name");
            one["event"] = text_of(hazard, "event");
            if (auto const* const rule = nearest(list_of(hazard, "verdicts"))) {
                one["nearest"] = text_of(*rule, "rule");
                one["missing"] = list_of(*rule, "reasons");
            }
            list.push_back(std::move(one));
        }
    return list;
}

std::string uncaught_page(session& house, json::array const& uncaught)
{
    if (uncaught.empty())
        return paragraph(house.say(phrase::all_caught));
    auto out = paragraph(house.say(phrase::uncaught_alerts, number(static_cast<std::int64_t>(uncaught.size()), house.in())));
    for (auto const& each : uncaught) {
        out += hanging("  ", house.ink().bold(text_of(each, "name")) + " · " + text_of(each, "event"));
        if (auto const rule = text_of(each, "nearest"); !rule.empty())
            out += paragraph(house.say(phrase::nearest_rule, rule, joined(list_of(each, "missing"))), 4);
    }
    return out;
}

std::string idle_page(session& house, json::array const& idle)
{
    std::string out;
    for (auto const& each : idle) {
        auto const line = number_of(each, "line");
        out += house.ink().yellow(text_of(each, "file") + (line > 0 ? ':' + std::to_string(line) : "") + ' ' + text_of(each, "rule")) + '\n';
        out += paragraph(house.say(phrase::rule_is_idle, text_of(each, "why")), 4);
    }
    return out;
}

}  // namespace

exit_status rules_check(session& house, arguments const& given)
{
    request asked;
    asked.target = "/v1/rules/check";
    auto came = house.fetch(asked);
    if (!came.good)
        return came.status;
    auto const sound = list_of(came.body, "problems").empty();
    auto const end = sound && list_of(came.body, "idle").empty() ? exit_status::done : exit_status::failed;
    std::optional<json::array> uncaught;
    if (sound && (given.kept || !given.file.empty())) {
        auto const row = row_of(house, given.file, given.kept);
        if (!row)
            return exit_status::failed;
        auto const tried = fetch_row(house, *row, given.file);
        if (!tried.good)
            return tried.status;
        uncaught = uncaught_of(tried.body);
    }
    if (house.json()) {
        if (uncaught)
            came.body.as_object()["uncaught"] = std::move(*uncaught);
        house.print_json(came.body);
        return end;
    }
    show_problems(house, came.body);
    house.print(idle_page(house, list_of(came.body, "idle")));
    if (uncaught)
        house.print(uncaught_page(house, *uncaught));
    if (end == exit_status::done)
        house.print(paragraph(house.say(phrase::rules_fine)));
    return end;
}

exit_status rules_try(session& house, arguments const& given)
{
    bool const row = given.kept || is_folder(given.file) || !is_file(given.file);
    if (!given.kept && given.file.empty())
        return house.report(exit_status::usage, "usage", house.say(phrase::nothing_to_try), "");
    std::optional<request> asked;
    if (row)
        asked = row_of(house, given.file, given.kept);
    else if (auto bytes = read_whole(house, given.file, largest_alert))
        asked = post_as("/v1/rules/try", "application/cap+xml", *std::move(bytes));
    if (!asked)
        return exit_status::failed;
    auto const came = fetch_row(house, *asked, given.file);
    if (!came.good)
        return came.status;
    if (house.json())
        house.print_json(came.body);
    else if (row)
        house.print(row_page(house, came.body));
    else
        house.print(
            paragraph(house.say(phrase::tried_when_sent, moment(text_of(came.body, "supposed"), house.in()))) +
            trial_page(house, came.body)
        );
    return exit_status::done;
}

}  // namespace tocsin::cli
