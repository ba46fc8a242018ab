// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/session.hpp"

#include "dispatcher/cli/json_view.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

json::object error_object(std::string_view code, std::string_view what, std::string_view hint)
{
    json::object inner{{"code", code}, {"what", what}};
    if (!hint.empty())
        inner["do"] = hint;
    return json::object{{"error", std::move(inner)}};
}

/// In the language's own word or its first letter, where that tells it from the no; in English and French always.
bool is_yes(std::string_view line, std::string_view yes, std::string_view no)
{
    for (auto const* const said : {"yes", "y", "oui", "o"})
        if (line == said)
            return true;
    auto const initial = wrap(yes, 1).front();
    return !line.empty() && (line == yes || (line == initial && initial != wrap(no, 1).front()));
}

}  // namespace

exit_status status_of(int http_status, std::string_view code)
{
    for (auto const* usage : {"bad-order", "bad-address", "bad-parameter", "bad-request"})
        if (code == usage)
            return exit_status::usage;
    bool const refused = http_status == 401 || http_status == 403 || http_status == 409;
    return refused ? exit_status::refused : exit_status::failed;
}

request get(std::string target)
{
    request made;
    made.target = std::move(target);
    return made;
}

request post(std::string target, json::value const& body)
{
    request made;
    made.method = "POST";
    made.target = std::move(target);
    made.content_type = "application/json";
    made.body = json::serialize(body);
    return made;
}

session::session(console terminal, client& daemon, std::string socket_path, language in, bool json)
    : terminal_(std::move(terminal))
    , daemon_(daemon)
    , socket_path_(std::move(socket_path))
    , language_(in)
    , json_(json)
    , ink_(terminal_.colours)
{}

void session::print(std::string_view text)
{
    terminal_.out << text;
    terminal_.out.flush();
}

void session::print_json(json::value const& what)
{
    terminal_.out << json::serialize(what) << '\n';
    terminal_.out.flush();
}

void session::note(std::string_view text)
{
    if (json_)
        return;
    terminal_.err << text;
    terminal_.err.flush();
}

fetched session::fetch(request what)
{
    what.headers.emplace_back("Accept-Language", accept_language(language_));
    return judge(daemon_.send(what));
}

fetched session::judge(reached<answer> const& came)
{
    fetched result;
    if (!came) {
        result.status = report(came.error().failure());
        return result;
    }
    result.http_status = came->status;
    use_time_zone(came->time_zone);
    if (!came->is_good()) {
        result.status = report_answer(*came);
        return result;
    }
    boost::system::error_code error;
    result.body = json::parse(came->body, error);
    if (error) {
        result.status = report(exit_status::failed, "answer-unreadable", say(phrase::answer_unreadable), "");
        return result;
    }
    result.status = exit_status::done;
    result.good = true;
    return result;
}

exit_status session::report_answer(answer const& bad)
{
    boost::system::error_code trouble;
    auto const problem_details = json::parse(bad.body, trouble);  // RFC 9457
    auto const code = trouble ? std::string{} : text_of(problem_details, "code");
    auto const status = status_of(bad.status, code);
    if (code.empty())
        return report(status, "http-status", say(phrase::answer_refused, bad.status), "");
    auto what = text_of(problem_details, "detail");
    if (json_) {
        auto said = error_object(code, what, text_of(problem_details, "do"));
        for (auto const* const more : {"where", "problems"})
            if (auto const& found = member(problem_details, more); !found.is_null())
                said["error"].as_object()[more] = found;
        print_json(said);
        return status;
    }
    if (auto const where = text_of(problem_details, "where"); !where.empty())
        what += " (" + where + ')';
    report(status, code, what, text_of(problem_details, "do"));
    for (auto const& problem : list_of(problem_details, "problems")) {
        auto wrong = text_of(problem, "what");
        auto const advice = text_of(problem, "do");
        if (!advice.empty())
            wrong += (wrong.ends_with('.') ? " " : ". ") + advice;
        terminal_.err << hanging("  " + text_of(problem, "where") + ": ", wrong);
    }
    return status;
}

exit_status session::report(link_failure what)
{
    switch (what) {
    case link_failure::absent:
        return report(
            exit_status::out_of_reach,
            "daemon-absent",
            say(phrase::daemon_absent, socket_path_),
            say(phrase::daemon_absent_do)
        );
    case link_failure::forbidden:
        return report(
            exit_status::out_of_reach,
            "socket-forbidden",
            say(phrase::socket_forbidden, socket_path_),
            say(phrase::socket_forbidden_do)
        );
    case link_failure::silent:
        return report(
            exit_status::out_of_reach, "daemon-silent", say(phrase::daemon_silent), say(phrase::daemon_silent_do)
        );
    case link_failure::broken:
        break;
    }
    return report(
        exit_status::out_of_reach, "daemon-broken", say(phrase::daemon_broken), say(phrase::daemon_silent_do)
    );
}

exit_status session::report(exit_status status, std::string_view code, std::string_view what, std::string_view hint)
{
    if (json_) {
        print_json(error_object(code, what, hint));
        return status;
    }
    auto shown = hanging("tocsin: ", clean(what));
    if (!hint.empty())
        shown += hanging("        ", clean(hint, line_breaks::keep));
    terminal_.err << shown;
    terminal_.err.flush();
    return status;
}

std::optional<exit_status> session::unless_confirmed(std::string_view question, phrase instead)
{
    if (!terminal_.asks || json_)
        return report(
            exit_status::refused, "confirmation-needed", say(phrase::not_confirmed), say(phrase::not_confirmed_do)
        );
    terminal_.err << ink_.bold(question) << ' ' << say(phrase::yes_or_no) << ' ';
    terminal_.err.flush();
    std::string line;
    if (!std::getline(terminal_.in, line))
        terminal_.err << '\n';
    line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == ' ' || c == '\r'; }), line.end());
    std::transform(line.begin(), line.end(), line.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (is_yes(line, say(phrase::word_yes), say(phrase::word_no)))
        return std::nullopt;
    note(say(instead) + '\n');
    return exit_status::refused;
}

}  // namespace tocsin::cli
