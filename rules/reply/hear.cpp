// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/hear.hpp"

#include "rules/fold.hpp"
#include "rules/reply/dictionary.hpp"
#include "rules/reply/signature.hpp"
#include "rules/words/digits.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace tocsin::rules::reply {
namespace {

struct sign {
    std::string_view bytes;
    std::string_view word;  ///< with blanks around; empty: it only smiles
};

constexpr sign signs[] = {
    {"\xf0\x9f\x91\x8d", " oui "}, {"\xf0\x9f\x91\x8c", " oui "}, {"\xe2\x9c\x85", " oui "}, {"\xe2\x9c\x94", " oui "},  // 👍 👌 ✅ ✔
    {"\xe2\x98\x91", " oui "}, {"\xf0\x9f\x86\x97", " ok "},  // ☑ 🆗
    {"\xf0\x9f\x91\x8e", " non, "}, {"\xe2\x9d\x8c", " non "}, {"\xf0\x9f\x99\x85", " non "}, {"\xf0\x9f\x9a\xab", " non "},  // 👎 ❌ 🙅 🚫
    {"\xf0\x9f\x99\x84", " lol "}, {"\xf0\x9f\x98\x82", " lol "}, {"\xf0\x9f\xa4\xa3", " lol "}, {"\xf0\x9f\x98\x9c", " lol "},  // 🙄 😂 🤣 😜
    {"\xf0\x9f\x98\x8f", " lol "}, {"\xf0\x9f\xa4\xa1", " lol "}, {"\xf0\x9f\x98\x86", " lol "}, {"\xf0\x9f\xa4\xaa", " lol "},  // 😏 🤡 😆 🤪
    {"\xe2\x9d\x93", " ? "}, {"\xe2\x9d\x94", " ? "}, {"\xe2\x9b\x94", " non "},  // ❓ ❔ ⛔
    {"\xf0\x9f\x92\xa4", " grimace "}, {"\xf0\x9f\x9b\x8c", " grimace "}, {"\xf0\x9f\x9b\x8f", " grimace "},  // 💤 🛌 🛏
    {"\xcc\xb4", " lol "}, {"\xcc\xb5", " lol "}, {"\xcc\xb6", " lol "}, {"\xcc\xb7", " lol "}, {"\xcc\xb8", " lol "},  // struck out
    {"\xf0\x9f\x96\x95", " lol "}, {"\xf0\x9f\x92\xa9", " lol "},  // 🖕 💩
    {"\xf0\x9f\xa4\x94", " lol "}, {"\xf0\x9f\xa4\xb7", " lol "}, {"\xf0\x9f\xa4\x9e", " lol "}, {"\xf0\x9f\x98\x85", " lol "},  // 🤔 🤷 🤞 😅
};

/// Faces that smile and mean what is said; every other face beside a yes may mean something else: 😒, 🙃, 😴.
constexpr std::string_view smiles[] = {
    "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81", "\xf0\x9f\x98\x83", "\xf0\x9f\x98\x84", "\xf0\x9f\x98\x87",  // 😀 😁 😃 😄 😇
    "\xf0\x9f\x98\x89", "\xf0\x9f\x98\x8a", "\xf0\x9f\x98\x8b", "\xf0\x9f\x98\x8c", "\xf0\x9f\x98\x8d",  // 😉 😊 😋 😌 😍
    "\xf0\x9f\x98\x8e", "\xf0\x9f\x98\x98", "\xf0\x9f\x99\x82", "\xf0\x9f\xa4\x97", "\xf0\x9f\xa4\xa9",  // 😎 😘 🙂 🤗 🤩
    "\xf0\x9f\xa5\xb0",  // 🥰
};

/// Of the blocks and rows of faces: U+1F600 to 1F644, 1F910 to 1F917, 1F920 to 1F92F, 1F970 to 1F97A, 1FAE0 to 1FAE8.
bool is_face(std::string_view bytes)
{
    if (bytes.size() < 4 || !bytes.starts_with("\xf0\x9f"))
        return false;
    auto const row = static_cast<unsigned char>(bytes[2]);
    auto const place = static_cast<unsigned char>(bytes[3]);
    return row == 0x98 || (row == 0x99 && place <= 0x84) || (row == 0xa4 && place >= 0x90 && place <= 0xaf && (place <= 0x97 || place >= 0xa0)) ||
           (row == 0xa5 && place >= 0xb0 && place <= 0xba) || (row == 0xab && place >= 0xa0 && place <= 0xa8);
}

/// Faces become a word that no yes understands; smiles go.
std::string faces_read(std::string_view text)
{
    std::string read;
    while (!text.empty()) {
        bool const face = is_face(text);
        auto const taken = text.substr(0, face ? 4 : 1);
        bool const smiles_only = face && std::find(std::begin(smiles), std::end(smiles), taken) != std::end(smiles);
        read += !face ? taken : smiles_only ? " " : " grimace ";
        text.remove_prefix(taken.size());
    }
    return read;
}

void replace_all(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// "18:00" and "18.30" are "18h00" and "18h30"; "1/2" and "3/4" are words; "--" on its own begins a signature.
void spell_out_figures(std::string& text)
{
    for (std::size_t i = 1; i + 2 < text.size(); ++i)
        if ((text[i] == ':' || text[i] == '.') && is_digit(text[i - 1]) && is_digit(text[i + 1]) && is_digit(text[i + 2]) &&
            (i + 3 == text.size() || !is_digit(text[i + 3])))
            text[i] = 'h';
    replace_all(text, "1/2", " demi ");
    replace_all(text, "3/4", " trois quarts ");
    replace_all(text, "1/4", " un quart ");
    replace_all(text, " -- ", " cordialement ");
    replace_all(text, "5/5", " 5 sur 5 ");
}

/// "non, présent" is no "non présent": a comma after a non is heard as if it had been dictated.
void keep_pauses(std::string& text)
{
    for (auto const* word : {" non", " no"})
        for (auto const* mark : {",", ".", ";", ":", "!"})
            replace_all(text, std::string{word} + mark, std::string{word} + " virgule ");
}

/// "oooui", "ouiiii", "noooon": letters drawn out are said once.
std::string undrawn(std::string word)
{
    if (word == "noon")
        return word;
    auto once = word;
    once.erase(std::unique(once.begin(), once.end()), once.end());
    constexpr auto drawn = std::to_array<std::string_view>({"oui", "non", "ok", "ouais", "yes", "dispo", "stop"});
    if (std::find(drawn.begin(), drawn.end(), once) != drawn.end())
        return once;
    // "jarrriiive": nothing is written with three of a letter.
    std::string twice;
    for (char const c : word)
        if (twice.size() < 2 || twice.back() != c || twice[twice.size() - 2] != c || is_digit(c))
            twice += c;
    return twice;
}

/// "o u i", "S.T.O.P": letters set apart are one word, when it is one that answers.
void join_letters(std::vector<std::string>& words)
{
    constexpr auto apart = std::to_array<std::string_view>({"oui", "non", "stop", "ok", "yes"});
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string joined;
        std::size_t end = i;
        while (end < words.size() && words[end].size() == 1 && is_letter(words[end][0]))
            joined += words[end++];
        if (std::find(apart.begin(), apart.end(), joined) == apart.end())
            continue;
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.begin() + static_cast<std::ptrdiff_t>(end));
        words[i] = joined;
    }
}

/// A letter answers only when it is all that is said, but for thanks and greetings.
void answer_by_letter(std::vector<std::string>& words)
{
    constexpr auto polite = std::to_array<std::string_view>({"merci", "svp", "stp", "please", "thanks", "bonjour", "bonsoir", "hello"});
    std::string* letter = nullptr;
    for (auto& word : words) {
        if (std::find(polite.begin(), polite.end(), word) != polite.end())
            continue;
        if (letter)
            return;
        letter = &word;
    }
    if (letter && (*letter == "o" || *letter == "y" || *letter == "we"))  // "wé"
        *letter = "oui";
    else if (letter && *letter == "n")
        *letter = "non";
}

/// Without the lines that begin with ">": somebody's earlier words.
std::string unquoted(std::string_view raw)
{
    std::string own;
    while (!raw.empty()) {
        auto const end = std::min(raw.find('\n'), raw.size());
        auto const line = raw.substr(0, end);
        auto const start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos || line[start] != '>')
            own.append(line).push_back('\n');
        raw.remove_prefix(std::min(end + 1, raw.size()));
    }
    return own;
}

}  // namespace

text_heard hear(std::string_view raw)
{
    text_heard heard;
    auto folded = ' ' + fold(unquoted(raw)) + ' ';
    for (auto const& each : signs)
        replace_all(folded, each.bytes, each.word);
    folded = faces_read(folded);
    heard.asks = folded.find('?') != std::string::npos;
    keep_pauses(folded);
    spell_out_figures(folded);
    std::string word;
    for (char const c : folded) {
        if (is_letter(c) || is_digit(c)) {
            word += c;
        } else if (!word.empty()) {
            heard.words.push_back(undrawn(std::move(word)));
            word.clear();
        }
    }
    join_letters(heard.words);
    answer_by_letter(heard.words);
    return heard;
}

meaning_heard look_up(std::vector<std::string> const& words)
{
    meaning_heard heard;
    auto const& known = dictionary::all();
    heard.negated = std::any_of(words.begin(), words.end(), [](auto const& word) { return word == "ne" || word == "n"; });
    auto const said = known.put_right(words);
    std::span<std::string const> rest{said};
    while (!rest.empty()) {
        auto const time = hear_time(rest);
        auto found = known.longest(rest);
        if (time.words > 0 && time.words >= found.words) {
            found.words = time.words;
            switch (time.means) {
            case time_sense::arrival: found.means = sense::arrival; break;
            case time_sense::limit: found.means = sense::stretch; break;
            case time_sense::before: found.means = sense::before; break;
            case time_sense::past:
            case time_sense::none: found.means = sense::harmless; break;
            }
        }
        bool const from_place = rest.front() == "depuis" && rest.size() > 1 && (rest[1] == place_word || (rest.size() > 2 && rest[2] == place_word));
        if (rest.front() == agreed_time_word || rest.front() == signature_word || rest.front() == place_word || from_place)
            found = {1, sense::harmless};
        auto const taken = std::max<std::size_t>(found.words, 1);
        item one{found.words > 0 ? found.means : sense::unknown, ""};
        for (auto const& word : rest.first(taken))
            one.said += (one.said.empty() ? "" : " ") + word;
        one.when = time.when;
        heard.items.push_back(std::move(one));
        rest = rest.subspan(taken);
    }
    return heard;
}

bool says_stop(std::vector<std::string> const& words)
{
    auto const& known = dictionary::all();
    auto const greets = [](std::string const& word) { return word == "bonjour" || word == "bonsoir" || word == "hello"; };
    std::span<std::string const> said{words};
    while (!said.empty() && greets(said.front()))
        said = said.subspan(1);
    std::size_t end = 0;
    while (end < said.size() && said[end] != signature_word && known.longest(said.subspan(end)).means != sense::closing)
        ++end;
    return known.is_stop(said.first(end));
}

bool names_stop(std::vector<std::string> const& words) { return dictionary::all().names_stop(words); }

machine_like sounds_like_a_machine(std::vector<std::string> const& words)
{
    auto const& known = dictionary::all();
    if (known.machine_speaks(words))
        return machine_like::certainly;
    return known.machine_may_speak(words) ? machine_like::perhaps : machine_like::no;
}

}  // namespace tocsin::rules::reply
