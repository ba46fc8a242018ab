// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/catalogue.hpp"

#include "dispatcher/cli/catalogue_file.hpp"

#include <algorithm>
#include <bitset>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <libintl.h>
#include <optional>
#include <system_error>

namespace tocsin::cli {
namespace {

constexpr char const* domain = "tocsin";

/// In the build tree and in /usr alike.
std::filesystem::path const& locale_folder()
{
    static auto const folder = [] {
        std::error_code trouble;
        auto const program = std::filesystem::read_symlink("/proc/self/exe", trouble);
        return program.parent_path().parent_path() / "share/locale";
    }();
    return folder;
}

std::filesystem::path file_of(std::filesystem::path const& folder) { return folder / "LC_MESSAGES/tocsin.mo"; }

bool is_broken(std::string_view name)
{
    std::ifstream file{file_of(locale_folder() / name), std::ios::binary};
    return file && !is_whole_catalogue(std::string{std::istreambuf_iterator<char>{file}, {}});
}

/// For "de_AT@x" gettext looks into de_AT@x, de_AT, de@x and de: one that is broken would take the command with it.
bool may_be_read(std::string_view name)
{
    auto const modifier = name.substr(std::min(name.find('@'), name.size()));
    auto const land = name.substr(0, name.size() - modifier.size());
    auto const tongue = land.substr(0, land.find('_'));
    for (auto const& each : {std::string{name}, std::string{land}, std::string{tongue} + std::string{modifier}, std::string{tongue}})
        if (is_broken(each))
            return false;
    return true;
}

/// What LANGUAGE is to say; gettext does without translations at "en", where it finds none.
std::string names_to_read(language in)
{
    std::string names;
    for (auto const& each : names_of(in))
        if (may_be_read(each))
            names += each + ':';
    return names + "en";
}

/// gettext looks into what LANGUAGE lists, in any locale but C; of those only C.UTF-8 is on every system.
void listen(language in)
{
    static std::optional<language> chosen;
    if (chosen == in)
        return;
    if (!chosen) {
        ::bindtextdomain(domain, locale_folder().c_str());
        for (auto const* each : {domain, "libc"})  // "libc" says why a file cannot be read
            ::bind_textdomain_codeset(each, "UTF-8");
        if (std::setlocale(LC_MESSAGES, "C.UTF-8") == nullptr)
            std::setlocale(LC_MESSAGES, "");
    }
    chosen = in;
    ::setenv("LANGUAGE", names_to_read(in).c_str(), 1);
    ::textdomain(domain);  // makes gettext forget what it found before
}

/// As a catalogue has it: msgctxt, EOT, msgid (GNU gettext manual, 11.2.5).
std::string key_of(sentence const& what)
{
    return what.context == nullptr ? std::string{what.one} : std::string{what.context} + '\4' + what.one;
}

using values = std::bitset<10>;

/// The values a pattern names; nothing when fmt would not take it as we hand them out.
std::optional<values> values_of(std::string_view pattern)
{
    values named;
    std::size_t next = 0;
    bool counted = false;
    bool numbered = false;
    for (std::size_t at = 0; (at = pattern.find_first_of("{}", at)) != std::string_view::npos;) {
        auto const rest = pattern.substr(at);
        if (rest.starts_with("{}") && next < named.size()) {
            named.set(next++);
            counted = true;
            at += 2;
        } else if (rest.size() >= 3 && rest[0] == '{' && rest[1] >= '0' && rest[1] <= '9' && rest[2] == '}') {
            named.set(static_cast<std::size_t>(rest[1] - '0'));
            numbered = true;
            at += 3;
        } else {
            return std::nullopt;
        }
    }
    if (counted && numbered)
        return std::nullopt;
    return named;
}

}  // namespace

bool names_the_same_values(std::string_view translated, std::string_view english)
{
    auto const found = values_of(translated);
    return found && found == values_of(english);
}

std::string_view spoken(language in, sentence const& what)
{
    listen(in);
    auto const key = key_of(what);
    char const* const found = ::dcgettext(domain, key.c_str(), LC_MESSAGES);
    return found != key.c_str() && names_the_same_values(found, what.one) ? found : what.one;
}

std::string_view spoken(language in, sentence const& what, std::int64_t how_many)
{
    listen(in);
    auto const number = static_cast<unsigned long>(how_many < 0 ? 0 : how_many);
    auto const key = key_of(what);
    char const* const english = how_many == 1 ? what.one : what.many;
    char const* const found = ::dcngettext(domain, key.c_str(), what.many, number, LC_MESSAGES);
    bool const is_translated = found != key.c_str() && found != what.many;
    return is_translated && names_the_same_values(found, english) ? found : english;
}

std::vector<std::string> languages()
{
    std::vector<std::string> found{"en"};
    std::error_code trouble;
    for (std::filesystem::directory_iterator at{locale_folder(), trouble}, end; !trouble && at != end; at.increment(trouble))
        if (std::filesystem::exists(file_of(at->path()), trouble))
            found.push_back(at->path().filename());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace tocsin::cli
