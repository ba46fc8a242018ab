// SPDX-License-Identifier: Apache-2.0
#include "rules/text.hpp"

#include "rules/fold.hpp"
#include "rules/page.hpp"
#include "rules/words/seeded_bug.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <cctype>
#include <set>

namespace tocsin::rules {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view known_names[] = {"instance", "event", "zone", "at", "by", "need", "code", "link", "text"};

int line_at(std::string const& text, std::size_t position)
{
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

std::string without_blank_end(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\r'))
        text.pop_back();
    return text;
}

void check_placeholders(std::string const& text, std::string const& file, problems& found)
{
    for (auto open = text.find("{{"); open != std::string::npos; open = text.find("{{", open + 2)) {
        auto const close = text.find("}}", open);
        if (close == std::string::npos) {
            found.emplace_back(file, line_at(text, open), "", bilingual{
                "un champ est ouvert par {{ et jamais fermé par }}",
                "a placeholder is opened with {{ and never closed with }}"});
            return;
        }
        auto name = text.substr(open + 2, close - open - 2);
        if (!name.empty() && (name.front() == '#' || name.front() == '^' || name.front() == '/'))
            name.erase(0, 1);
        if (std::find(std::begin(known_names), std::end(known_names), name) == std::end(known_names))
            found.emplace_back(file, line_at(text, open), "{{" + name.substr(0, 40) + "}}", bilingual{
                "n'est pas un champ ; écrire l'un de {{instance}} {{event}} {{zone}} {{at}} {{by}} {{need}} {{code}} "
                "{{link}} {{text}}",
                "is no placeholder; write one of {{instance}} {{event}} {{zone}} {{at}} {{by}} {{need}} {{code}} {{link}} "
                "{{text}}"});
    }
    if (mustache::mustache tmpl{text}; !tmpl.is_valid())
        found.emplace_back(
            file,
            0,
            "",
            bilingual{
                "n'est pas un modèle bien formé : " + tmpl.error_message(),
                "is not a sound template: " + tmpl.error_message()}
        );
}

void check_buttons(std::string const& text, std::string const& file, problems& found)
{
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size());
        auto const line = std::string_view{text}.substr(at, end - at);
        at = end + 1;
        ++number;
        if (looks_like_button(line) && !file.ends_with(".mail"))
            found.emplace_back(file, number, "", bilingual{
                "seul un courriel a des boutons ; retirer la ligne",
                "only a mail has buttons; leave the line out"});
        else if (looks_like_button(line) && !read_button(line))
            found.emplace_back(file, number, "", bilingual{
                "un bouton est [Texte](MOT), et le mot l'un de ceux qui sont compris : OUI, NON, STOP ou HEURE",
                "a button is [Label](WORD), and the word one that is understood: OUI, NON, STOP, or HEURE"});
    }
}

struct place {
    std::string set;
    std::string language;
    purpose why;
    medium over;
};

std::optional<place> read_path(std::string const& path)
{
    auto const first = path.find('/');
    auto const second = first == std::string::npos ? first : path.find('/', first + 1);
    auto const dot = path.rfind('.');
    if (second == std::string::npos || dot == std::string::npos || dot < second)
        return std::nullopt;
    auto const why = parse_purpose(path.substr(second + 1, dot - second - 1));
    auto const ending = path.substr(dot);
    if (!why || (ending != ".sms" && ending != ".mail"))
        return std::nullopt;
    return place{
        path.substr(0, first), path.substr(first + 1, second - first - 1), *why, ending == ".sms" ? medium::sms : medium::email};
}

/// What others wrote (an alert's event) must not start a line of its own, least of all in a mail's header.
std::string on_one_line(std::string text)
{
    std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return without_blank_end(std::move(text));
}

std::string rendered(std::string const& text, text_facts const& facts)
{
    // An empty value would still open its section: {{#at}} à {{at}}{{/at}} has to vanish when no place is known.
    mustache::data values;
    std::pair<char const*, std::string> const said[] = {
        {"instance", on_one_line(facts.instance)}, {"event", on_one_line(facts.event)}, {"zone", on_one_line(facts.zone)},
        {"at", on_one_line(facts.at)}, {"by", on_one_line(facts.by)}, {"code", facts.code}, {"link", facts.link},
        {"text", without_blank_end(facts.own_text)}};
    for (auto const& [name, value] : said)
        if (!value.empty())
            values.set(name, value);
    values.set("need", std::to_string(facts.need));
    mustache::mustache tmpl{text};
    tmpl.set_custom_escape([](std::string const& value) { return value; });
    return without_blank_end(tmpl.render(values));
}

}  // namespace

bool says_stop(std::string_view text)
{
    constexpr std::string_view word = "stop";
    auto const folded = fold(text);
    auto const in_a_word = [&folded](std::size_t at) { return at < folded.size() && folded[at] >= 'a' && folded[at] <= 'z'; };
    for (auto at = folded.find(word); at != std::string::npos; at = folded.find(word, at + 1))
        if ((at == 0 || !in_a_word(at - 1)) && !in_a_word(at + word.size()))
            return true;
    return false;
}

bool tells_another_way(std::string_view text)
{
    // https://…, www.…, somebody@example.org; at least a letter or a digit on either side of the mark.
    auto const is_word = [text](std::size_t at) {
        return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    for (std::string_view const mark : {"://", "www.", "@"})
        for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1))
            if (is_word(at + mark.size()) && (mark == "www." || (at > 0 && is_word(at - 1))))
                return true;
    // 04 00 00 00 00, +33 4 00 00 00 00: as many digits as a number in full has, more than a time or a date.
    constexpr int digits_of_a_number = 10;
    int digits = 0;
    for (char const c : text) {
        if (c >= '0' && c <= '9') {
            if (++digits == digits_of_a_number)
                return true;
        } else if (c != ' ' && c != '.' && c != '-') {
            digits = 0;
        }
    }
    return false;
}

std::vector<purpose> const& all_purposes()
{
    static std::vector<purpose> const all{
        purpose::ask, purpose::confirm, purpose::reserve, purpose::stand_down, purpose::cancelled, purpose::opted_out,
        purpose::late, purpose::clarify, purpose::which, purpose::retraction, purpose::withdrawn, purpose::noted};
    return all;
}

boost::system::result<template_set, problems>
template_set::read(std::map<std::string, std::string> const& files, std::string const& where)
{
    template_set known;
    problems found;
    std::set<std::pair<std::string, std::string>> sets;
    for (auto const& [path, content] : files) {
        auto const file = where + '/' + path;
        auto const at = read_path(path);
        if (!at) {
            found.emplace_back(file, 0, "", bilingual{
                "n'est pas un modèle ; le nommer JEU/LANGUE/RAISON.sms ou .mail, comme flood/fr/ask.sms",
                "is no template; name it SET/LANGUAGE/PURPOSE.sms or .mail, as flood/fr/ask.sms"});
            continue;
        }
        if (at->over == medium::email && (!content.starts_with("Subject: ") || content.find("\n\n") == std::string::npos))
            found.emplace_back(file, 1, "", bilingual{
                "un courriel commence par une ligne `Subject: …` et une ligne vide",
                "a mail begins with a line `Subject: …` and an empty line"});
        if (at->over == medium::sms && says_stop(content))
            found.emplace_back(file, 1, "", bilingual{
                "dit STOP, ce qui, en France, fait d'une alerte par SMS du démarchage ; le retirer",
                "says STOP, which turns an alert by SMS into marketing in France; leave it out"});
        check_placeholders(content, file, found);
        check_buttons(content, file, found);
        sets.emplace(at->set, at->language);
        known.templates_[{at->set, at->language, at->why, at->over}] = content;
    }
    for (auto const& [set, language] : sets)
        for (auto const why : all_purposes())
            for (auto const over : {medium::sms, medium::email})
                if (!known.templates_.contains({set, language, why, over})) {
                    auto const name = std::string{to_string(why)} + (over == medium::sms ? ".sms" : ".mail");
                    found.emplace_back(
                        where + '/' + set + '/' + language, 0, "", bilingual{name + " y manque", "lacks " + name}
                    );
                }
    if (sets.empty())
        found.emplace_back(where, 0, "", bilingual{"ne contient aucun modèle", "holds no template"});
    if (!found.empty())
        return found;
    return known;
}

std::vector<std::string> template_set::names() const
{
    std::vector<std::string> list;
    for (auto const& [at, text] : templates_)
        if (list.empty() || list.back() != std::get<0>(at))
            list.push_back(std::get<0>(at));
    return list;
}

bool template_set::has(std::string_view name) const
{
    auto const list = names();
    return std::find(list.begin(), list.end(), name) != list.end();
}

std::vector<std::string> template_set::languages(std::string_view name) const
{
    std::vector<std::string> list;
    for (auto const& [at, text] : templates_)
        if (std::get<0>(at) == name && (list.empty() || list.back() != std::get<1>(at)))
            list.push_back(std::get<1>(at));
    return list;
}

std::vector<std::pair<std::string, std::string>> template_set::sms_sources(std::string_view name) const
{
    std::vector<std::pair<std::string, std::string>> list;
    for (auto const& [at, text] : templates_) {
        auto const& [set, language, why, over] = at;
        if (set == name && over == medium::sms)
            list.emplace_back(set + '/' + language + '/' + std::string{to_string(why)} + ".sms", text);
    }
    return list;
}

std::string template_set::language_for(std::string_view name, std::string_view wanted) const
{
    auto const list = languages(name);
    auto const primary = wanted.substr(0, wanted.find('-'));
    for (auto const choice : {wanted, primary, std::string_view{"fr"}})
        if (std::find(list.begin(), list.end(), choice) != list.end())
            return std::string{choice};
    return list.empty() ? std::string{} : list.front();
}

message_text template_set::render(
    std::string_view name, purpose why, medium over, std::string_view language, text_facts const& facts
) const
{
    auto const& content = templates_.at({std::string{name}, std::string{language}, why, over});
    std::string const prefix = facts.exercise && !seeded(bug::exercise_prefix_lost) ? "EXERCICE EXERCICE - " : "";
    if (over == medium::sms)
        return message_text{"", prefix + rendered(content, facts), ""};
    auto const end = content.find('\n');
    auto subject = prefix + rendered(content.substr(9, end - 9), facts);
    auto body = prefix + rendered(content.substr(content.find("\n\n") + 2), facts);
    auto html = as_page(body, language, facts.link);
    return message_text{std::move(subject), without_buttons(body), std::move(html)};
}

}  // namespace tocsin::rules
