// SPDX-License-Identifier: Apache-2.0
// The doors of the situation board. It is looked at and changes nothing; what signs somebody in opens nothing else. A browser
// has a cookie from a token that was typed in once; a proxy in front may say who it is; and whoever may read mobilisations
// through the API may read them here.
#include "dispatcher/api/board/browser.hpp"
#include "dispatcher/api/board/room.hpp"
#include "dispatcher/api/forwarded.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/outside_routes.hpp"

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

using board::board_page;
using board::refusal;
using board::visitor;

constexpr std::string_view cookie_name = "tocsin_board";

/// CSP 3: everything is ours, and stands in files of its own.
constexpr std::string_view board_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

answer dressed(answer told)
{
    auto const add = [&told](std::string name, std::string_view value) { told.headers.emplace_back(std::move(name), std::string{value}); };
    add("Content-Security-Policy", board_policy);
    add("Referrer-Policy", "same-origin");  // with no-referrer browsers hide the Origin of our own forms
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("X-Frame-Options", "DENY");
    add("X-Robots-Tag", "noindex, nofollow");
    return told;
}

answer board_answer(int status, std::string html) { return dressed({status, "text/html; charset=utf-8", std::move(html)}); }

language language_asked(request const& asked)
{
    auto const touched = asked.target.value_of("lang").value_or("");
    return touched == "fr" ? language::fr : touched == "en" ? language::en : asked.language;
}

constexpr minutes named_for{15};

/// Who looks, and for how long that holds.
struct guest {
    std::optional<visitor> who;
    bool is_known = false;  ///< somebody, who may see it or not
    std::string cookie;     ///< of a session; empty: whoever connects is known otherwise
};

/// Whom the proxy names; empty when it is not the proxy who says so.
std::string named_by_proxy(board_proxy const& proxy, request const& asked)
{
    bool const is_proxy = !proxy.header.empty() && is_one_of(asked.from, proxy.from);
    // Twice: one of them is the caller's own, which the proxy should have taken away.
    auto const named = std::count_if(asked.headers.begin(), asked.headers.end(), [&](auto const& each) { return each.first == proxy.header; });
    return is_proxy && named == 1 ? std::string{asked.header(proxy.header)} : std::string{};
}

guest guest_of(board::room& room, request const& asked)
{
    guest found;
    auto const cookie = board::cookie_in(asked.header("cookie"), cookie_name);
    if (auto session = room.signed_in.find(cookie)) {
        found.who = std::move(session);
        found.cookie = std::string{cookie};
        return found;
    }
    if (asked.by) {
        found.is_known = true;
        if (asked.by->is_staff())
            found.who = visitor{asked.by->name(), board_view::names, asked.account};
        return found;
    }
    auto name = named_by_proxy(room.proxy, asked);
    found.is_known = !name.empty();
    auto const known = room.proxy.people.find(name);
    auto const how = known != room.proxy.people.end() ? known->second : room.proxy.others;
    if (found.is_known && how != board_view::nothing)
        found.who = visitor{std::move(name), how, nullptr};
    return found;
}

answer door(api_house const& at, request const& asked, refusal why, int status)
{
    auto const* const base = asked.method == "POST" ? "../board/" : "board/";
    auto told = board_answer(status, board::sign_in_page(why, at.books.settings.display_name, language_asked(asked), base));
    if (status == 429)
        told.headers.emplace_back("Retry-After", "60");
    return told;
}

std::optional<mobilisation_id> chosen(request const& asked)
{
    return parse_id<mobilisation_id>(asked.target.value_of("m").value_or(""));
}

task<answer> show_board(api_house& at, request& asked)
{
    if (!at.board)
        co_return fail(errors::not_found, asked.language);
    auto const guest = guest_of(*at.board, asked);
    if (!guest.who)
        co_return door(at, asked, guest.is_known ? refusal::no_right : refusal::none, guest.is_known ? 403 : 200);
    auto const wanted = chosen(asked);
    auto const now = co_await at.board->screens.now(wanted.value_or(mobilisation_id{}));
    if (!now)
        co_return door(at, asked, refusal::not_now, 503);
    board::onlooker const who{language_asked(asked), guest.who->how};
    auto const where = who.how != board_view::names || asked.asks("wall") ? board::seen_on::wall : board::seen_on::desk;
    co_return board_answer(200, board_page(**now, who, !wanted, !guest.cookie.empty(), where));
}

task<answer> stream_board(api_house& at, request& asked)
{
    if (!at.board)
        co_return fail(errors::not_found, asked.language);
    auto const guest = guest_of(*at.board, asked);
    if (!guest.who)
        co_return fail(guest.is_known ? errors::forbidden : errors::unauthorized, asked.language);
    // Whom a proxy named it names anew: the page comes again, and is asked again who looks.
    auto may_see = [room = at.board.get(), cookie = guest.cookie, account = guest.who->account, &world = at.world,
                    until = at.world.mono() + named_for] {
        if (!cookie.empty())
            return room->signed_in.find(cookie).has_value();
        return account ? !account->is_revoked() : world.mono() < until;
    };
    board::onlooker const who{language_asked(asked), guest.who->how};
    auto line = at.board->screens.watch(chosen(asked).value_or(mobilisation_id{}), who, asked.asks("follow"), std::move(may_see));
    if (!line) {
        auto no = fail(errors::too_many_requests, asked.language);
        no.headers.emplace_back("Retry-After", "10");
        co_return no;
    }
    auto told = dressed({200, "text/event-stream", ""});
    told.headers.emplace_back("X-Accel-Buffering", "no");  // nginx hands on what it gets
    told.rest = std::move(line);
    told.live = true;
    co_return told;
}

bool is_own(api_house const& at, request const& asked)
{
    return board::is_own_form(asked.header("sec-fetch-site"), asked.header("origin"), asked.header("host"), at.books.settings.http.public_url);
}

/// Relative, for the board may stand under any address.
answer back_to_board(request const& asked, std::string cookie)
{
    answer told{303, "", ""};
    auto const lang = asked.target.value_of("lang");
    told.headers.emplace_back("Location", lang && (*lang == "fr" || *lang == "en") ? "../board?lang=" + *lang : "../board");
    told.headers.emplace_back("Set-Cookie", std::move(cookie));
    return dressed(std::move(told));
}

/// Without a Path it is sent to what stands below the form's address, /board/…, and to /board (RFC 6265 section 5.1.4).
std::string cookie_of(api_house const& at, std::string const& value)
{
    auto cookie = std::string{cookie_name} + '=' + value + "; HttpOnly; SameSite=Strict";
    if (at.books.settings.http.public_url.starts_with("https://"))
        cookie += "; Secure";
    return cookie;
}

task<answer> sign_in(api_house& at, request& asked)
{
    if (!at.board)
        co_return fail(errors::not_found, asked.language);
    if (!is_own(at, asked))
        co_return door(at, asked, refusal::none, 403);
    auto& room = *at.board;
    auto const form = read_target("/?" + asked.body);
    request shown;  // as if the token had come in the field where the API's callers show theirs
    shown.headers.emplace_back("authorization", "Bearer " + (form ? form->value_of("token").value_or("") : std::string{}));
    room.who.recognise(shown, at.world.wall());
    auto const now = at.world.mono();
    if (!shown.by) {
        bool const heard = room.tries.may_guess(neighbourhood(caller_of(asked.from, asked.headers, room.proxy.callers)), now);
        co_return heard ? door(at, asked, refusal::wrong_token, 401) : door(at, asked, refusal::too_often, 429);
    }
    if (!room.tries.may_enter(shown.by->name(), now))
        co_return door(at, asked, refusal::too_often, 429);
    if (!shown.by->is_staff())
        co_return door(at, asked, refusal::no_right, 403);
    bool const is_wall = form->value_of("wall").has_value();
    auto value = room.signed_in.begin(visitor{shown.by->name(), is_wall ? board_view::counts : board_view::names, shown.account});
    if (shown.account)
        co_await at.clients.note_use(shown.account);
    co_return back_to_board(asked, cookie_of(at, value));
}

task<answer> sign_out(api_house& at, request& asked)
{
    if (!at.board)
        co_return fail(errors::not_found, asked.language);
    if (!is_own(at, asked))
        co_return door(at, asked, refusal::none, 403);
    at.board->signed_in.end(board::cookie_in(asked.header("cookie"), cookie_name));
    co_return back_to_board(asked, cookie_of(at, "") + "; Max-Age=0");
}

task<answer> give_style(api_house&, request&)
{
    co_return dressed({200, "text/css; charset=utf-8", std::string{board::style()}});
}

task<answer> give_script(api_house&, request&)
{
    co_return dressed({200, "text/javascript; charset=utf-8", std::string{board::script()}});
}

constexpr route board_table[] = {
    {"GET", "/board", access::open, body_kind::none, show_board},
    {"GET", "/board/events", access::open, body_kind::none, stream_board},
    {"POST", "/board/session", access::open, body_kind::small, sign_in},
    {"POST", "/board/leave", access::open, body_kind::small, sign_out},
    {"GET", "/board/board.css", access::open, body_kind::none, give_style},
    {"GET", "/board/board.js", access::open, body_kind::none, give_script},
};

}  // namespace

std::span<route const> board_routes() { return board_table; }

}  // namespace tocsin::dispatcher::api
