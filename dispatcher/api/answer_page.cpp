// SPDX-License-Identifier: Apache-2.0
// The page behind the link of a message. GET shows and changes nothing, whoever fetches it: mail scanners, previews and
// prefetching browsers do. POST, with a form's value that is good once, does what an answer by SMS or mail does, in the
// same transaction; then the browser is sent back to the page, which says what became of it.
#include "channels/http_sms/digest.hpp"
#include "dispatcher/api/answer_form.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/house.hpp"
#include "dispatcher/api/outside_routes.hpp"
#include "dispatcher/runtime/zones.hpp"
#include "dispatcher/store/own_request.hpp"
#include "rules/answer_page/page.hpp"

namespace tocsin::dispatcher::api {
namespace {

/// After the end the page says for so long what became of it.
constexpr std::chrono::days kept_after_end{7};

/// CSP 3: our own style by its hash, our own form, nothing else.
std::string const& policy()
{
    namespace hash = channels::http_sms;
    static std::string const text = "default-src 'none'; style-src 'sha256-" +
                                    hash::spelled(hash::digest(hash::hashing::sha256, std::nullopt, rules::page_style()), hash::spelling::base64) +
                                    "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    return text;
}

answer html_answer(int status, std::string html)
{
    answer told{status, "text/html; charset=utf-8", std::move(html)};
    told.headers.emplace_back("Content-Security-Policy", policy());
    told.headers.emplace_back("X-Robots-Tag", "noindex, nofollow");
    told.headers.emplace_back("X-Frame-Options", "DENY");  // for browsers that do not know frame-ancestors
    return told;
}

/// The one that was touched, else the one of the register, else what the browser asks for, else the house's.
rules::page_words const&
words_for(api_house const& at, request const& asked, std::string_view registered)
{
    if (auto const* const touched = rules::page_words_for(asked.target.value_of("lang").value_or("")))
        return *touched;
    if (auto const* const known = rules::page_words_for(registered))
        return *known;
    if (auto const* const accepted = rules::page_words_accepted(asked.header("accept-language")))
        return *accepted;
    auto const* const house = rules::page_words_for(at.books.settings.language);
    return house != nullptr ? *house : rules::all_page_words().front();
}

answer notice_page(api_house const& at, request const& asked, rules::page_notice what, int status)
{
    auto told = html_answer(status, rules::write_notice(what, words_for(at, asked, "")));
    if (status != 404)
        told.headers.emplace_back("Retry-After", status == 429 ? "60" : "5");
    return told;
}

/// The same for everything that may be wrong with a link.
answer no_such_page(api_house const& at, request const& asked)
{
    return notice_page(at, asked, rules::page_notice::no_such_page, 404);
}

answer not_now(api_house const& at, request const& asked)
{
    return notice_page(at, asked, rules::page_notice::not_now, 503);
}

/// The message whose link this is, or what to answer instead.
struct opened {
    message_id which;
    std::optional<answer> refusal;
};

opened open_link(api_house& at, request const& asked)
{
    opened link;
    auto const now = at.world.mono();
    auto const read = at.engine.links.read(asked.captured.front());
    if (read)
        link.which = *read;
    bool const may = read ? at.visits.may_open(*read, now) : at.visits.may_be_wrong(now);
    if (!may)
        link.refusal = notice_page(at, asked, rules::page_notice::too_often, 429);
    else if (!read)
        link.refusal = no_such_page(at, asked);
    return link;
}

bool is_forgotten(own_request const& known, wall_time now)
{
    return is_over(known.of.state) && known.of.ended && now >= *known.of.ended + kept_after_end;
}

rules::request_facts request_facts_of(own_request const& known, wall_time now)
{
    rules::request_facts facts;
    facts.mobilisation = known.of.state;
    facts.person = known.state;
    facts.still_needed = now < known.of.request.until;
    facts.waits_for_person = known.waits_for_person;
    facts.taken = known.taken;
    facts.retracted = known.retracted;
    facts.opted_out = known.opted_out;
    return facts;
}

bool is_of_apple(std::string_view agent)
{
    return agent.find("iPhone") != std::string_view::npos || agent.find("iPad") != std::string_view::npos ||
           agent.find("iPod") != std::string_view::npos;
}

std::string show_page(api_house& at, request const& asked, message_id which, own_request const& known)
{
    auto const now = at.world.wall();
    auto const& request = known.of.request;
    auto const civil = [&at](wall_time instant) { return to_local(instant, at.books.settings.timezone).value_or(local_time{}); };
    rules::page_view seen;
    seen.in = &words_for(at, asked, known.language);
    seen.facts = request_facts_of(known, now);
    seen.wish = rules::read_wish(asked.target.value_of("a").value_or(""));
    seen.again = asked.asks("again");
    seen.instance = at.books.settings.display_name;
    seen.house_language = at.books.settings.language;
    seen.first_name = known.first_name;
    seen.event = request.event;
    seen.at = request.at;
    seen.by = civil(request.by);
    seen.now = civil(now);
    if (known.eta)
        seen.eta = civil(*known.eta);
    for (auto const each : rules::arrival_times(now, request.by, request.until))
        seen.times.push_back({std::chrono::floor<seconds>(each).time_since_epoch().count(), civil(each)});
    seen.once = at.engine.links.form_value(which, now, at.world.random());
    seen.exercise = request.exercise;
    seen.maps_by_apple = is_of_apple(asked.header("user-agent"));
    return rules::write_page(seen);
}

task<answer> show_page(api_house& at, request& asked)
{
    auto link = open_link(at, asked);
    if (link.refusal)
        co_return std::move(*link.refusal);
    auto const known = co_await at.outside.own_request_of(link.which);
    if (!known)
        co_return not_now(at, asked);
    if (!*known || is_forgotten(**known, at.world.wall()))
        co_return no_such_page(at, asked);
    co_return html_answer(200, show_page(at, asked, link.which, **known));
}

/// A choice that could be made when the page was shown.
bool form_is_sound(filled_form const& form, own_request const& known, wall_time now)
{
    if (form.wish == rules::page_wish::nothing)
        return false;
    return form.wish != rules::page_wish::later ||
           (form.eta && *form.eta > now - hours{1} && *form.eta < known.of.request.until);
}

/// In the words that people answer with, so that it is read as theirs are, and staff see the same.
std::string said_by(filled_form const& form, std::string_view zone)
{
    switch (form.wish) {
    case rules::page_wish::yes: return "OUI";
    case rules::page_wish::no: return "NON";
    case rules::page_wish::stop: return "STOP";
    case rules::page_wish::later: break;
    case rules::page_wish::nothing: return "";
    }
    return rules::said_arrival(to_local(*form.eta, zone).value_or(local_time{}));
}

/// Back to the page: relative, for it may stand under any address.
answer back_to_page(request const& asked, bool again)
{
    answer told{303, "", ""};
    auto where = asked.captured.front();
    auto const lang = asked.target.value_of("lang");
    auto const* const words = lang ? rules::page_words_for(*lang) : nullptr;
    if (words != nullptr)
        where += "?lang=" + std::string{words->tag};
    if (again)
        where += words != nullptr ? "&again=1" : "?again=1";
    told.headers.emplace_back("Location", std::move(where));
    return told;
}

/// Whether somebody who touched this finds it so on the page: one that is old may have been used for something else.
bool agrees(rules::page_wish wish, own_request const& known)
{
    if (is_over(known.of.state))
        return true;
    switch (wish) {
    case rules::page_wish::yes:
    case rules::page_wish::later:
        return known.waits_for_person || known.state == solicitation_state::confirmed ||
               known.state == solicitation_state::reserve;
    case rules::page_wish::no: return known.state == solicitation_state::declined;
    case rules::page_wish::stop: return known.opted_out;
    case rules::page_wish::nothing: break;
    }
    return false;
}

task<answer> take_answer(api_house& at, request& asked)
{
    auto link = open_link(at, asked);
    if (link.refusal)
        co_return std::move(*link.refusal);
    auto known = co_await at.outside.own_request_of(link.which);
    if (!known)
        co_return not_now(at, asked);
    auto const now = at.world.wall();
    if (!*known || is_forgotten(**known, now))
        co_return no_such_page(at, asked);
    auto const form = read_form(asked.body);
    if (!at.engine.links.is_form_value(form.once, link.which, now) || !form_is_sound(form, **known, now))
        co_return back_to_page(asked, true);
    auto const& whose = **known;
    // The same touch twice counts once; the other button of the same page is another answer.
    auto once = form.once + '-' + std::string{rules::to_string(form.wish)};
    inbound_text said{whose.address, "", said_by(form, at.books.settings.timezone), std::move(once)};
    said.reference = whose.reference;
    auto const eta = form.wish == rules::page_wish::later ? form.eta : std::nullopt;
    auto const taken = co_await at.engine.replies.receive_from_page(std::move(said), eta);
    if (!taken)
        co_return not_now(at, asked);
    if (!taken->seen_before)
        co_return back_to_page(asked, false);
    known = co_await at.outside.own_request_of(link.which);
    co_return back_to_page(asked, known && *known && !agrees(form.wish, **known));
}

constexpr route answer_page_table[] = {
    {"GET", "/r/{token}", access::open, body_kind::none, show_page},
    {"POST", "/r/{token}", access::open, body_kind::small, take_answer},
};

}  // namespace

std::span<route const> answer_page_routes() { return answer_page_table; }

}  // namespace tocsin::dispatcher::api
