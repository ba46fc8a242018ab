// SPDX-License-Identifier: Apache-2.0
// In which language the command line speaks: any that has a catalogue (po/), and English, which needs none.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

/// The languages somebody reads, best first, as gettext names them: "fr", "de_AT:de". What none of them can say is said
/// in English, and after "en" nothing else is looked into.
class language {
public:
    static language const fr;
    static language const en;

    /// Names that are none, and what does not fit, are left out; nothing left is English.
    explicit constexpr language(std::string_view names)
    {
        while (!names.empty() && !is_english()) {
            auto const end = std::min(names.find(':'), names.size());
            append(names.substr(0, end));
            names.remove_prefix(std::min(end + 1, names.size()));
        }
    }

    /// "de_AT:de".
    constexpr std::string_view names() const { return {names_.data(), size_}; }

    bool operator==(language const&) const = default;

private:
    constexpr bool is_english() const { return names().ends_with(":en") || names() == "en"; }

    /// A locale's name without its encoding, which is ours to say: sr_RS.UTF-8@latin.
    constexpr void append(std::string_view locale)
    {
        auto const modifier = locale.substr(std::min(locale.find('@'), locale.size()));
        auto name = locale.substr(0, locale.find_first_of(".@"));
        if (name == "C" || name == "POSIX" || name.starts_with("en_"))
            name = "en";
        if (name.size() < 2 || !is_word(name) || !is_word(modifier.substr(modifier.empty() ? 0 : 1)))
            return;
        if (size_ + 1 + name.size() + modifier.size() > names_.size())
            return;
        if (size_ > 0)
            names_[size_++] = ':';
        for (auto const part : {name, name == "en" ? std::string_view{} : modifier})
            for (char const c : part)
                names_[size_++] = c;
    }

    static constexpr bool is_word(std::string_view text)
    {
        return std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        });
    }

    std::array<char, 63> names_{};
    unsigned char size_ = 0;
};

inline constexpr language language::fr{"fr"};
inline constexpr language language::en{"en"};

/// "de-AT, de;q=0.9, en;q=0.8": what the daemon is asked to speak (RFC 9110 section 12.5.4).
std::string accept_language(language value);

/// "de_AT:de" → "de_AT", "de".
std::vector<std::string> names_of(language value);

/// "de_AT:de" → "de", "de", "en": where to look in what the daemon sends in several languages.
std::vector<std::string> primary_tags(language value);

using environment = std::function<std::optional<std::string>(std::string const& name)>;

/// What the terminal is set to: LC_ALL, then LC_MESSAGES, then LANG (POSIX.1-2017 section 8.2); before them, as gettext
/// has it, LANGUAGE ("de:fr"), unless they say C. French when none names a language: neither does C, nor C.UTF-8.
language language_of(environment const& variables);

}  // namespace tocsin::cli
