// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/reader.hpp"

#include "dispatcher/settings/said.hpp"
#include "rules/fold.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <sstream>
#include <utility>

namespace tocsin::dispatcher {
namespace {

int line_of_node(YAML::Node const& node)
{
    return node.IsDefined() && !node.Mark().is_null() ? node.Mark().line + 1 : 0;
}

bool is_plain_text(YAML::Node const& node) { return node.IsDefined() && node.IsScalar(); }

/// Edits (insert, drop, change, swap of neighbours) between two short words: the optimal string alignment distance.
std::size_t edits_between(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> before(right.size() + 1);
    std::vector<std::size_t> above(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= left.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
    }
    return above[right.size()];
}

std::string join(std::set<std::string> const& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string spell_duration(seconds length)
{
    if (length % hours{24} == seconds{0} && length > hours{48})
        return fmt::format("{}d", length / hours{24});
    if (length % hours{1} == seconds{0} && length != seconds{0})
        return fmt::format("{}h", length / hours{1});
    if (length % minutes{1} == seconds{0} && length != seconds{0})
        return fmt::format("{}min", length / minutes{1});
    return fmt::format("{}s", length.count());
}

class alias_finder final : public YAML::EventHandler {
public:
    explicit alias_finder(problem_list& found) : found_(found) {}

    void OnAlias(YAML::Mark const& where, YAML::anchor_t) override
    {
        found_.add(where.line + 1, "", bilingual{
            "répète quelque chose par un alias (*nom) ; l'écrire en entier",
            "repeats something by an alias (*name); write it out"});
    }

    void OnDocumentStart(YAML::Mark const&) override {}
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const&, YAML::anchor_t) override {}
    void OnScalar(YAML::Mark const&, std::string const&, YAML::anchor_t, std::string const&) override {}
    void OnSequenceStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

private:
    problem_list& found_;
};

}  // namespace

YAML::Node load_one_document(std::string const& text, problem_list& found)
{
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    alias_finder aliases{found};
    problem_list ignored{""};
    alias_finder of_another{ignored};
    if (parser.HandleNextDocument(aliases) && parser.HandleNextDocument(of_another))
        found.add(0, "", bilingual{
            "contient plusieurs documents ; ne garder que la première ligne `---`",
            "holds several documents; remove the `---` lines but the first"});
    return found.empty() ? YAML::Load(text) : YAML::Node{};
}

std::optional<seconds> parse_duration(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    seconds total{0};
    seconds previous_unit = hours{24 * 365};
    while (!text.empty()) {
        int count = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc{} || count < 0 || count > 100'000)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        auto const unit_length = std::min(text.find_first_of("0123456789"), text.size());
        auto const unit_name = text.substr(0, unit_length);
        seconds const unit = unit_name == "d"     ? seconds{hours{24}}
                             : unit_name == "h"   ? seconds{hours{1}}
                             : unit_name == "min" ? seconds{minutes{1}}
                             : unit_name == "s"   ? seconds{1}
                                                  : seconds{0};
        if (unit == seconds{0} || unit >= previous_unit)  // 1h30min, never 30min1h
            return std::nullopt;
        previous_unit = unit;
        total += count * unit;
        text.remove_prefix(unit_length);
    }
    return total;
}

std::optional<std::string> nearest(std::string_view word, std::set<std::string> const& candidates)
{
    std::optional<std::string> best;
    std::size_t best_distance = 3;
    for (auto const& candidate : candidates) {
        auto const distance = edits_between(word, candidate);
        if (distance < best_distance && distance < candidate.size()) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

namespace {

std::optional<std::string> near_name(std::string_view word, std::set<std::string> const& names)
{
    std::set<std::string> folded;
    for (auto const& name : names)
        folded.insert(rules::fold(name));
    auto const wanted = rules::fold(word);
    auto const near = folded.contains(wanted) ? std::optional{wanted} : nearest(wanted, folded);
    if (near)
        for (auto const& name : names)
            if (rules::fold(name) == *near)
                return name;
    return std::nullopt;
}

}  // namespace

bilingual with_guess(bilingual sentence, std::string_view word, std::set<std::string> const& names)
{
    if (auto const near = near_name(word, names)) {
        sentence.fr += fmt::format(" ; vouliez-vous dire « {} » ?", *near);
        sentence.en += fmt::format("; did you mean \"{}\"?", *near);
    }
    return sentence;
}

map_reader::map_reader(YAML::Node node, std::string path, problem_list& found)
    : node_(std::move(node)), path_(std::move(path)), found_(found)
{
    if (node_.IsDefined() && !node_.IsNull() && !node_.IsMap()) {
        found_.add(line_of_node(node_), path_, bilingual{
            "n'est pas une liste de clés ; écrire ici des lignes `clé: valeur`",
            "is not a list of keys; write `key: value` lines here"});
        node_ = YAML::Node{YAML::NodeType::Map};
    }
    if (!node_.IsMap())
        return;
    std::set<std::string> seen;
    for (auto const& entry : node_)
        if (!entry.first.IsScalar())
            found_.add(line_of_node(entry.first), path_, bilingual{
                "a une clé qui n'est pas un simple mot ; écrire `clé: valeur`",
                "has a key that is not a plain word; write `key: value`"});
        else if (!seen.insert(entry.first.Scalar()).second)
            found_.add(line_of_node(entry.first), path_of(entry.first.Scalar()), bilingual{
                "est écrit deux fois ; n'en garder qu'un",
                "is written twice; keep one of the two"});
}

YAML::Node map_reader::find(std::string const& key)
{
    known_.insert(key);
    if (node_.IsMap())
        for (auto const& entry : node_)
            if (is_plain_text(entry.first) && entry.first.Scalar() == key)
                return entry.second;
    return YAML::Node{YAML::NodeType::Undefined};
}

bool map_reader::has(std::string const& key) const
{
    if (!node_.IsMap())
        return false;
    for (auto const& entry : node_)
        if (is_plain_text(entry.first) && entry.first.Scalar() == key)
            return true;
    return false;
}

std::vector<std::string> map_reader::keys() const
{
    std::vector<std::string> names;
    if (node_.IsMap())
        for (auto const& entry : node_)
            if (is_plain_text(entry.first))
                names.push_back(entry.first.Scalar());
    return names;
}

int map_reader::line_of(std::string const& key) const
{
    if (node_.IsMap())
        for (auto const& entry : node_)
            if (is_plain_text(entry.first) && entry.first.Scalar() == key)
                return line_of_node(entry.first);
    return line_of_node(node_);
}

std::optional<std::string> map_reader::text(std::string const& key)
{
    auto const node = find(key);
    if (!node.IsDefined())
        return std::nullopt;
    if (!node.IsScalar()) {
        problem_at(key, bilingual{"n'est pas un texte ; écrire une seule valeur", "is not a text; write one value"});
        return std::nullopt;
    }
    return node.Scalar();
}

std::optional<int> map_reader::whole_number(std::string const& key, int least, int most)
{
    auto const words = text(key);
    if (!words)
        return std::nullopt;
    int value = 0;
    auto const [end, error] = std::from_chars(words->data(), words->data() + words->size(), value);
    if (error != std::errc{} || end != words->data() + words->size() || value < least || value > most) {
        problem_at(key, said(
            "« {} » n'est pas possible ; écrire un nombre entier de {} à {}",
            "\"{}\" is not possible; write a whole number from {} to {}", *words, least, most));
        return std::nullopt;
    }
    return value;
}

std::optional<bool> map_reader::yes_or_no(std::string const& key)
{
    auto const words = text(key);
    if (!words)
        return std::nullopt;
    if (*words == "true" || *words == "yes")
        return true;
    if (*words == "false" || *words == "no")
        return false;
    problem_at(key, said(
        "« {} » n'est ni oui ni non ; écrire true ou false",
        "\"{}\" is neither yes nor no; write true or false", *words));
    return std::nullopt;
}

std::optional<seconds> map_reader::duration(std::string const& key, seconds least, seconds most)
{
    auto const words = text(key);
    if (!words)
        return std::nullopt;
    auto const value = parse_duration(*words);
    if (!value || *value < least || *value > most) {
        problem_at(key, said(
            "« {} » n'est pas possible ; écrire une durée comme 15min ou 4h, de {} à {}",
            "\"{}\" is not possible; write a duration such as 15min or 4h, from {} to {}", *words, spell_duration(least), spell_duration(most)));
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> map_reader::credential(std::string const& key)
{
    auto const node = find(key);
    if (!node.IsDefined())
        return std::nullopt;
    if (!node.IsMap()) {  // its value is not repeated: it may be a secret
        problem_at(key, bilingual{
            "est un secret écrit dans le fichier ; le mettre dans un « credential » et écrire {credential: NOM}",
            "is a secret written in the file; put it in a credential and write {credential: NAME}"});
        return std::nullopt;
    }
    map_reader inner{node, path_of(key), found_};
    inner.require("credential", "write {credential: NAME}, the name of a file in the credentials folder");
    auto name = inner.text("credential");
    inner.finish();
    return name;
}

std::vector<std::string> map_reader::texts(std::string const& key)
{
    std::vector<std::string> values;
    for (auto const& entry : list(key))
        if (is_plain_text(entry))
            values.push_back(entry.Scalar());
        else
            found_.add(line_of_node(entry), path_of(key), bilingual{
                "contient quelque chose qui n'est pas un nom ; écrire [un, deux]",
                "holds something that is not a name; write [one, two]"});
    return values;
}

std::vector<std::string> map_reader::one_or_more(std::string const& key)
{
    if (auto const node = find(key); is_plain_text(node))
        return {node.Scalar()};
    return texts(key);
}

std::vector<map_reader> map_reader::maps(std::string const& key)
{
    std::vector<map_reader> all;
    if (is_map(key)) {
        all.push_back(map(key));
        return all;
    }
    for (auto const& node : list(key))
        all.emplace_back(node, fmt::format("{}[{}]", path_of(key), all.size() + 1), found_);
    return all;
}

bool map_reader::is_map(std::string const& key)
{
    auto const node = find(key);
    return node.IsDefined() && node.IsMap();
}

map_reader map_reader::map(std::string const& key)
{
    auto node = find(key);
    return map_reader{node.IsDefined() ? node : YAML::Node{YAML::NodeType::Map}, path_of(key), found_};
}

std::vector<YAML::Node> map_reader::list(std::string const& key)
{
    auto const node = find(key);
    if (!node.IsDefined() || node.IsNull())
        return {};
    if (!node.IsSequence()) {
        problem_at(key, bilingual{
            "n'est pas une liste ; écrire [un, deux], ou une ligne `- …` pour chacun",
            "is not a list; write [one, two], or one `- …` line for each"});
        return {};
    }
    return {node.begin(), node.end()};
}

void map_reader::require(std::string const& key, std::string const& what_to_write)
{
    known_.insert(key);
    if (!has(key))
        found_.add(line_of_node(node_), path_of(key), "is missing; " + what_to_write);
}

void map_reader::require(std::string const& key, bilingual const& what_to_write)
{
    known_.insert(key);
    if (!has(key))
        found_.add(
            line_of_node(node_),
            path_of(key),
            bilingual{"manque ; " + what_to_write.fr, "is missing; " + what_to_write.en}
        );
}

void map_reader::finish()
{
    if (!node_.IsMap())
        return;
    for (auto const& entry : node_) {
        if (!is_plain_text(entry.first) || known_.contains(entry.first.Scalar()))
            continue;
        auto const& key = entry.first.Scalar();
        auto const suggestion = nearest(key, known_);
        found_.add(
            line_of_node(entry.first),
            path_of(key),
            suggestion
                ? said(
                      "n'est pas un réglage ; vouliez-vous dire « {} » ?",
                      "is not a setting; did you mean \"{}\"?",
                      *suggestion
                  )
                : said("n'est pas un réglage ; connus ici : {}", "is not a setting; known here: {}", join(known_))
        );
    }
}

}  // namespace tocsin::dispatcher
