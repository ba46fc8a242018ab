// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/rulebooks.hpp"

#include "dispatcher/settings/rules_yaml.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> bytes_of(fs::path const& file, problems& found)
{
    std::ifstream in{file, std::ios::binary};
    std::ostringstream bytes;
    if (in && bytes << in.rdbuf())
        return bytes.str();
    found.emplace_back(file.string(), 0, "", bilingual{
        "ne peut pas être lu : existe-t-il, et l'utilisateur tocsin a-t-il le droit de le lire ?",
        "cannot be read: does it exist, and may the user tocsin read it?"});
    return std::nullopt;
}

std::vector<fs::path> files_under(fs::path const& folder, std::vector<std::string> const& endings, problems& found)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (auto each = fs::recursive_directory_iterator{folder, error}; !error && each != fs::end(each); each.increment(error))
        if (std::find(endings.begin(), endings.end(), each->path().extension()) != endings.end())
            files.push_back(each->path());
    if (error)
        found.emplace_back(
            folder.string(),
            0,
            "",
            bilingual{
                "ne peut pas être lu comme dossier : " + error.message(),
                "cannot be read as a folder: " + error.message()}
        );
    std::sort(files.begin(), files.end());
    return files;
}

/// result::error() gives a copy each time: name it before taking iterators.
void add_problems(problems const& more, problems& found) { found.insert(found.end(), more.begin(), more.end()); }

template <class T>
void take(boost::system::result<T, problems> read, T& into, problems& found)
{
    if (read)
        into = std::move(*read);
    else
        add_problems(read.error(), found);
}

void load_templates(settings const& from, rulebooks& books, problems& found)
{
    std::map<std::string, std::string> files;
    for (auto const& file : files_under(from.templates, {".sms", ".mail"}, found))
        if (auto bytes = bytes_of(file, found))
            files.emplace(fs::relative(file, from.templates).string(), std::move(*bytes));
    if (!files.empty())
        take(rules::template_set::read(files, from.templates.string()), books.templates, found);
    else if (found.empty())
        found.emplace_back(from.templates.string(), 0, "", bilingual{
            "ne contient aucun modèle (JEU/LANGUE/RAISON.sms et .mail)",
            "holds no template (SET/LANGUAGE/PURPOSE.sms and .mail)"});
}

void load_gazetteer(settings const& from, rulebooks& books, problems& found)
{
    auto const communes = bytes_of(from.gazetteer / "communes.tsv", found);
    auto const groups = bytes_of(from.gazetteer / "groups.tsv", found);
    auto const geocodes = bytes_of(from.gazetteer / "geocodes.tsv", found);
    if (!communes || !groups || !geocodes)
        return;
    rules::gazetteer_files files;
    files.communes = *communes;
    files.groups = *groups;
    files.geocodes = *geocodes;
    take(rules::gazetteer::read(files, from.gazetteer.string()), books.places, found);
}

}  // namespace

boost::system::result<rules::rulebook, problems>
load_rules(settings const& from, rules::template_set const& templates, rules::gazetteer const& places)
{
    problems found;
    rules::rulebook book;
    for (auto const& file : files_under(from.rules, {".yaml", ".yml"}, found)) {
        auto const bytes = bytes_of(file, found);
        if (!bytes)
            continue;
        auto read = read_rules(*bytes, file.string(), templates, places);
        if (read)
            book.rules.insert(book.rules.end(), read->rules.begin(), read->rules.end());
        else
            add_problems(read.error(), found);
    }
    for (std::size_t i = 0; i < book.rules.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (book.rules[k].name == book.rules[i].name)
                found.emplace_back(
                    book.rules[i].file,
                    book.rules[i].line,
                    "name",
                    bilingual{
                        "« " + book.rules[i].name + " » est aussi le nom d'une règle de " + book.rules[k].file +
                            " ; donner à chacune le sien",
                        "\"" + book.rules[i].name + "\" is also the name of a rule in " + book.rules[k].file +
                            "; give each its own"}
                );
    if (!found.empty())
        return found;
    return book;
}

boost::system::result<std::shared_ptr<rulebooks const>, problems> load_rulebooks(settings const& from)
{
    problems found;
    auto books = std::make_shared<rulebooks>();
    books->settings = from;
    load_gazetteer(from, *books, found);
    load_templates(from, *books, found);
    if (auto const table = bytes_of(from.holidays, found))
        take(rules::calendar::read(*table, from.holidays.string()), books->days, found);
    if (found.empty())
        take(load_rules(from, books->templates, books->places), books->rules, found);
    if (!found.empty())
        return found;
    return std::shared_ptr<rulebooks const>{std::move(books)};
}

}  // namespace tocsin::dispatcher
