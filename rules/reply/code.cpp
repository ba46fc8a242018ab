// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/code.hpp"

#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>

namespace tocsin::rules::reply {
namespace {

// Without A, E, O, U, Y, N, which are words or answers (unaccented "a 18h" is everywhere), and I, L, Q, which look alike.
constexpr std::string_view letters = "BCDFGHJKMPRSTVWXZ";
constexpr std::string_view figures = "23456789";

bool is_code_letter(char c) { return letters.find(static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c)) != std::string_view::npos; }

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return ascii_lower(c); });
    return text;
}

/// What stands before or after a code that was glued to it, when it is an answer.
bool is_answer(std::string_view word)
{
    constexpr auto answers = std::to_array<std::string_view>({"oui", "non", "yes", "no", "ok"});
    return std::find(answers.begin(), answers.end(), word) != answers.end();
}

}  // namespace

std::string code_of(mobilisation_id which)
{
    auto const number = static_cast<std::uint64_t>(which.value());
    auto const digits = number * 27 % 64;  // 27 adds three to either digit: neighbours share none
    return {letters[number % letters.size()], figures[digits / 8], figures[digits % 8]};
}

std::vector<coded_word> mark_codes(std::vector<std::string> const& words, std::span<std::string const> issued)
{
    std::vector<coded_word> marked;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto const& word = words[i];
        bool found = false;
        auto const names_it = [&words, i](std::string const& wanted) { return i + 1 < words.size() && words[i + 1] == wanted; };
        if (word == "code" && std::any_of(issued.begin(), issued.end(), [&](auto const& code) { return names_it(lower(code)); }))
            continue;
        for (auto const& code : issued) {
            auto const wanted = lower(code);
            if (word == wanted || (i + 1 < words.size() && word + words[i + 1] == wanted)) {
                i += word == wanted ? 0U : 1U;
                marked.push_back({wanted, code});
                found = true;
            } else if (word.ends_with(wanted) && is_answer(std::string_view{word}.substr(0, word.size() - wanted.size()))) {
                marked.push_back({word.substr(0, word.size() - wanted.size()), ""});
                marked.push_back({wanted, code});
                found = true;
            } else if (word.starts_with(wanted) && is_answer(std::string_view{word}.substr(wanted.size()))) {
                marked.push_back({wanted, code});
                marked.push_back({word.substr(wanted.size()), ""});
                found = true;
            }
            if (found)
                break;
        }
        if (!found)
            marked.push_back({word, ""});
    }
    return marked;
}

bool looks_like_code(std::string_view word)
{
    return word.size() >= 2 && word.size() <= 3 && is_code_letter(word[0]) && std::all_of(word.begin() + 1, word.end(), is_digit);
}

}  // namespace tocsin::rules::reply
