// SPDX-License-Identifier: Apache-2.0
#include "rules/page.hpp"

#include "rules/escaped.hpp"
#include "rules/reply/read.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::rules {
namespace {

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Where touching it leads.
std::string address_behind(button const& what, std::string_view link)
{
    if (link.empty())
        return "answer:" + what.word;
    std::string_view wish = "later";
    if (what.word != later_word)
        switch (read_reply(what.word).meaning) {
        case reply_meaning::yes: wish = "yes"; break;
        case reply_meaning::no: wish = "no"; break;
        case reply_meaning::stop: wish = "stop"; break;
        case reply_meaning::unclear: break;
        }
    return escaped(link) + "?a=" + std::string{wish};
}

/// A table cell, because Outlook gives a link neither height nor colour of its own.
std::string shown_button(button const& what, std::string_view link)
{
    bool const agrees = what.word == later_word || read_reply(what.word).meaning == reply_meaning::yes;
    std::string const colours = agrees ? "background:#17663a;border:2px solid #17663a" : "background:#ffffff;border:2px solid #444444";
    std::string const ink = agrees ? "#ffffff" : "#222222";
    return "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 14px\"><tr>"
           "<td align=\"center\" style=\"" + colours + ";border-radius:10px\"><a href=\"" + address_behind(what, link) +
           "\" style=\"display:block;padding:18px 8px;font-size:20px;line-height:24px;font-weight:bold;text-decoration:none;color:" + ink +
           "\">" + escaped(what.label) + "</a></td></tr></table>";
}

/// A link is one to touch, also where the mail program makes none of a text.
std::string with_link(std::string_view line, std::string_view link)
{
    auto const at = link.empty() ? std::string_view::npos : line.find(link);
    if (at == std::string_view::npos)
        return escaped(line);
    return escaped(line.substr(0, at)) + "<a href=\"" + escaped(link) + "\">" + escaped(link) + "</a>" +
           escaped(line.substr(at + link.size()));
}

}  // namespace

bool looks_like_button(std::string_view line)
{
    return line.starts_with('[') && line.ends_with(')') && line.find("](") != line.npos;
}

std::optional<button> read_button(std::string_view line)
{
    if (!looks_like_button(line))
        return std::nullopt;
    auto const middle = line.find("](");
    button read{std::string{line.substr(1, middle - 1)}, std::string{line.substr(middle + 2, line.size() - middle - 3)}};
    bool const letters = !read.word.empty() && std::all_of(read.word.begin(), read.word.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
    bool const understood = read.word == later_word || (letters && read_reply(read.word).meaning != reply_meaning::unclear);
    if (!understood || read.label.empty())
        return std::nullopt;
    return read;
}

std::string without_buttons(std::string_view text)
{
    std::string out;
    bool left_a_gap = false;
    for (auto const line : lines_of(text)) {
        if (read_button(line)) {
            left_a_gap = true;
            continue;
        }
        if (left_a_gap && line.empty() && out.ends_with("\n\n"))
            continue;
        left_a_gap = false;
        out += std::string{line} + '\n';
    }
    while (out.ends_with('\n'))
        out.pop_back();
    return out;
}

std::string as_page(std::string_view text, std::string_view language, std::string_view link)
{
    std::string out = "<!doctype html><html lang=\"" + escaped(language) +
                      "\"><head><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"></head>"
                      "<body style=\"font-family:sans-serif;font-size:18px;line-height:1.5;max-width:36em;margin:0 auto;padding:12px\">";
    bool in_paragraph = false;
    auto const end_paragraph = [&] {
        out += in_paragraph ? "</p>" : "";
        in_paragraph = false;
    };
    for (auto const line : lines_of(text)) {
        if (line.empty()) {
            end_paragraph();
        } else if (auto const what = read_button(line)) {
            end_paragraph();
            if (!link.empty() || what->word != later_word)
                out += shown_button(*what, link);
        } else {
            out += (in_paragraph ? "<br>" : "<p>") + with_link(line, link);
            in_paragraph = true;
        }
    }
    end_paragraph();
    return out + "</body></html>";
}

}  // namespace tocsin::rules
