// SPDX-License-Identifier: Apache-2.0
#include "rules/answer_page/page.hpp"

#include "rules/escaped.hpp"
#include "rules/words/percent.hpp"

#include <algorithm>

namespace tocsin::rules {
namespace {

constexpr std::string_view style =
    "body{margin:0 auto;max-width:34em;padding:12px;background:#fff;color:#1a1a1a;font:18px/1.45 sans-serif}"
    "h1{margin:0 0 12px;font-size:24px;line-height:1.25}"
    "p{margin:0 0 14px}"
    "dl{margin:0 0 14px}dt{font-weight:bold}dd{margin:0 0 8px;overflow-wrap:break-word;word-wrap:break-word}"
    ".say{padding:12px;border:2px solid #17663a;background:#eef6f0;font-size:20px;font-weight:bold}"
    ".mind{padding:12px;border:2px solid #8a4b00;background:#fff6e8}"
    "button{display:block;width:100%;min-height:64px;margin:0 0 16px;padding:14px 8px;border:2px solid #444;"
    "border-radius:10px;background:#fff;color:#1a1a1a;font:bold 20px/1.2 sans-serif;-webkit-appearance:none}"
    "button.yes{border-color:#17663a;background:#17663a;color:#fff}"
    "label{display:block;margin:0 0 4px}"
    "select{display:block;width:100%;min-height:48px;margin:0 0 10px;padding:8px;border:2px solid #444;"
    "background:#fff;color:#1a1a1a;font:20px sans-serif}"
    "a{display:inline-block;padding:8px 0;color:#0b4a8f}nav a{padding:8px 7px}nav{margin:0 -7px}"
    "a:focus,button:focus,select:focus{outline:3px solid #b35900;outline-offset:2px}"
    ".foot{margin-top:28px;border-top:1px solid #767676;padding-top:10px;font-size:16px}";

std::string_view said(standing what, page_words const& in)
{
    switch (what) {
    case standing::asked: return in.wait_for_us;
    case standing::expected: return in.expected;
    case standing::reserve: return in.reserve;
    case standing::declined: return in.declined;
    case standing::being_read: return in.being_read;
    case standing::withdrawn: return in.withdrawn;
    case standing::over: return in.over;
    case standing::cancelled: return in.cancelled;
    case standing::retracted: return in.retracted;
    }
    return {};
}

std::string_view label(page_wish what, page_words const& in)
{
    switch (what) {
    case page_wish::yes: return in.yes;
    case page_wish::later: return in.later;
    case page_wish::no: return in.no;
    case page_wish::stop: return in.unsubscribe_button;
    case page_wish::nothing: break;
    }
    return {};
}

class writing {
public:
    explicit writing(page_words const& in) : in_(in) { out_.reserve(8 * 1024); }

    void begin(std::string_view title)
    {
        out_ += "<!DOCTYPE html>\n<html lang=\"";
        out_ += in_.tag;
        out_ += in_.right_to_left ? "\" dir=\"rtl\">" : "\">";
        out_ += "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                "<meta name=\"robots\" content=\"noindex,nofollow\"><meta name=\"format-detection\" content=\"telephone=no\">"
                "<title>";
        escape(out_, title);
        out_ += "</title><style>";
        out_ += style;
        out_ += "</style></head><body><main>\n";
    }

    std::string end()
    {
        out_ += "</main></body></html>\n";
        return std::move(out_);
    }

    void heading(std::string_view text) { element("h1", "", text); }
    void paragraph(std::string_view text, std::string_view attributes = "") { element("p", attributes, text); }

    void element(std::string_view name, std::string_view attributes, std::string_view text)
    {
        out_ += '<';
        out_ += name;
        out_ += attributes;
        out_ += '>';
        escape(out_, text);
        out_ += "</";
        out_ += name;
        out_ += ">\n";
    }

    /// What the house wrote is in its own language, whatever the page's.
    void entry(std::string_view name, std::string_view text, std::string_view language, std::string const& more = "")
    {
        element("dt", "", name);
        out_ += "<dd><span dir=\"auto\" lang=\"" + escaped(language) + "\">";
        escape(out_, text);
        out_ += "</span>" + more + "</dd>\n";
    }

    void raw(std::string_view html) { out_ += html; }

    void button(page_wish what)
    {
        out_ += what == page_wish::yes || what == page_wish::later ? "<button class=\"yes\"" : "<button";
        out_ += " type=\"submit\" name=\"answer\" value=\"";
        out_ += to_string(what);
        out_ += "\">";
        escape(out_, label(what, in_));
        out_ += "</button>\n";
    }

    void link(std::string const& query, std::string_view text, std::string_view attributes = "")
    {
        out_ += "<a href=\"?" + escaped(query) + '"';
        out_ += attributes;
        out_ += '>';
        escape(out_, text);
        out_ += "</a>\n";
    }

private:
    page_words const& in_;
    std::string out_;
};

/// Where `at` says, for the phone's own maps: nothing leaves before the link is touched.
std::string way_to(page_view const& seen)
{
    if (seen.at.empty())
        return {};
    auto const place = percent_encoded(seen.at);
    auto const where = seen.maps_by_apple ? "https://maps.apple.com/?q=" + place : "geo:0,0?q=" + place;
    return "<br><a href=\"" + where + "\">" + escaped(seen.in->directions) + "</a>";
}

void write_what_is_asked(writing& to, page_view const& seen)
{
    to.raw("<dl>");
    to.entry(seen.in->what, seen.event, seen.house_language);
    if (!seen.at.empty())
        to.entry(seen.in->where, seen.at, seen.house_language, way_to(seen));
    to.entry(seen.in->when, said_day(*seen.in, seen.by), seen.in->tag);
    to.raw("</dl>\n");
}

void write_choice_of_time(writing& to, page_view const& seen)
{
    to.raw("<label for=\"eta\">");
    to.raw(escaped(seen.in->arrival));
    to.raw("</label><select id=\"eta\" name=\"eta\">");
    to.element("option", " value=\"\"", seen.in->choose);
    for (auto const& each : seen.times)
        to.element(
            "option", " value=\"" + std::to_string(each.value) + '"', said_time(*seen.in, each.civil, seen.now)
        );
    to.raw("</select>\n");
}

/// Without an action the form goes to where the page came from, whatever stands in front of the daemon.
void open_form(writing& to, page_view const& seen)
{
    to.raw("<form method=\"post\"><input type=\"hidden\" name=\"once\" value=\"" + escaped(seen.once) + "\">\n");
}

bool is_offered(page_wish what, offered_answers const& offered)
{
    return (what == page_wish::yes && offered.yes) || (what == page_wish::later && offered.later) ||
           (what == page_wish::no && offered.no);
}

void write_answers(writing& to, page_view const& seen)
{
    auto const offered = answers_for(seen.facts);
    if (offered == offered_answers{})
        return;
    // Touched in a mail: that one alone, for the finger that is already there.
    bool const one = is_offered(seen.wish, offered);
    if (one)
        to.paragraph(filled(seen.in->confirm, "answer", label(seen.wish, *seen.in)));
    else if (standing_of(seen.facts) != standing::asked)
        to.paragraph(seen.in->change);
    open_form(to, seen);
    if (one ? seen.wish == page_wish::yes : offered.yes)
        to.button(page_wish::yes);
    if ((one ? seen.wish == page_wish::later : offered.later) && !seen.times.empty()) {
        write_choice_of_time(to, seen);
        to.button(page_wish::later);
    }
    if (one ? seen.wish == page_wish::no : offered.no)
        to.button(page_wish::no);
    to.raw("</form>\n");
    if (one) {
        to.raw("<p>");
        to.link("lang=" + std::string{seen.in->tag}, seen.in->other_answers);
        to.raw("</p>");
    }
}

void write_foot(writing& to, page_view const& seen)
{
    auto const tag = std::string{seen.in->tag};
    to.raw("<div class=\"foot\">");
    if (!seen.first_name.empty())
        to.paragraph(filled(seen.in->for_you, "name", seen.first_name));
    if (!seen.facts.opted_out && seen.wish != page_wish::stop) {
        to.raw("<p>");
        to.link("a=stop&lang=" + tag, seen.in->unsubscribe);
        to.raw("</p>");
    }
    to.raw("<nav aria-label=\"" + escaped(seen.in->languages) + "\">");
    for (auto const& each : all_page_words()) {
        auto attributes = " lang=\"" + std::string{each.tag} + "\" hreflang=\"" + std::string{each.tag} + '"';
        if (&each == seen.in)
            attributes += " aria-current=\"true\"";
        to.link("lang=" + std::string{each.tag}, each.name, attributes);
    }
    to.raw("</nav></div>\n");
}

void write_unsubscribing(writing& to, page_view const& seen)
{
    to.paragraph(seen.in->unsubscribe_question);
    open_form(to, seen);
    to.button(page_wish::stop);
    to.raw("</form>\n<p>");
    to.link("lang=" + std::string{seen.in->tag}, seen.in->keep);
    to.raw("</p>");
}

}  // namespace

page_wish read_wish(std::string_view text)
{
    for (auto const each : {page_wish::yes, page_wish::later, page_wish::no, page_wish::stop})
        if (to_string(each) == text)
            return each;
    return page_wish::nothing;
}

std::string_view to_string(page_wish value)
{
    switch (value) {
    case page_wish::yes: return "yes";
    case page_wish::later: return "later";
    case page_wish::no: return "no";
    case page_wish::stop: return "stop";
    case page_wish::nothing: break;
    }
    return "";
}

std::vector<wall_time> arrival_times(wall_time now, wall_time by, wall_time until)
{
    using half_hours = std::chrono::duration<std::int64_t, std::ratio<1800>>;
    constexpr std::size_t most = 96;
    constexpr hours near_by{2};
    auto const from = std::max(now + minutes{15}, by > now + hours{24} ? by - near_by : now);
    std::vector<wall_time> times;
    for (auto each = std::chrono::ceil<half_hours>(from); each < until && times.size() < most; each += half_hours{1})
        times.push_back(each);
    return times;
}

std::string said_arrival(local_time when)
{
    // "3h30" alone may also be three and a half hours.
    auto const minute = (when - std::chrono::floor<std::chrono::days>(when)).count();
    auto const two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return "OUI, à " + two(minute / 60) + 'h' + two(minute % 60);
}

std::string write_page(page_view const& seen)
{
    auto const& in = *seen.in;
    auto const now = standing_of(seen.facts);
    bool const leaving = seen.wish == page_wish::stop && !seen.facts.opted_out;
    // Nobody is asked again at the top of a page that says below not to come.
    auto const title = leaving                   ? std::string{in.unsubscribe}
                       : now == standing::asked ? filled(in.question, "instance", seen.instance)
                                                 : seen.instance;
    writing to{in};
    to.begin(title);
    if (seen.exercise)
        to.paragraph(in.exercise, " class=\"mind\"");
    to.heading(title);
    if (seen.again)
        to.paragraph(in.again, " class=\"mind\" role=\"alert\"");
    if (seen.facts.opted_out)
        to.paragraph(in.unsubscribed, " class=\"say\" role=\"status\"");
    if (leaving) {
        write_unsubscribing(to, seen);
        write_foot(to, seen);
        return to.end();
    }
    // The question's own sentence stands below what is asked, all others above: they are the news.
    if (now != standing::asked) {
        auto news = std::string{said(now, in)};
        if (now == standing::expected && seen.eta)
            news += ' ' + filled(in.you_said, "time", said_time(in, *seen.eta, seen.now));
        to.paragraph(news, " class=\"say\" role=\"status\"");
    }
    write_what_is_asked(to, seen);
    if (now == standing::asked)
        to.paragraph(said(now, in));
    write_answers(to, seen);
    write_foot(to, seen);
    return to.end();
}

std::string write_notice(page_notice what, page_words const& in)
{
    auto const text = what == page_notice::no_such_page ? in.no_such_page
                      : what == page_notice::too_often  ? in.too_often
                                                        : in.not_now;
    writing to{in};
    to.begin("Tocsin");
    to.heading("Tocsin");
    to.paragraph(text);
    to.raw("<nav class=\"foot\" aria-label=\"" + escaped(in.languages) + "\">");
    for (auto const& each : all_page_words())
        to.link(
            "lang=" + std::string{each.tag}, each.name,
            " lang=\"" + std::string{each.tag} + "\" hreflang=\"" + std::string{each.tag} + '"'
        );
    to.raw("</nav>\n");
    return to.end();
}

std::string_view page_style() { return style; }

}  // namespace tocsin::rules
