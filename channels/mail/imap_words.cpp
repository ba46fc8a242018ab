// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/imap_words.hpp"

#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::channels::mail {
namespace {

/// The N of a line that ends with {N}.
std::optional<std::size_t> announced_literal(std::string_view line)
{
    if (!line.ends_with('}'))
        return std::nullopt;
    auto const open = line.rfind('{');
    if (open == line.npos)
        return std::nullopt;
    auto const digits = line.substr(open + 1, line.size() - open - 2);
    std::size_t length = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return length;
}

/// Case is nothing in IMAP's own words.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0)
{
    for (auto i = from; i + word.size() <= text.size(); ++i)
        if (equal_ignoring_case(text.substr(i, word.size()), word))
            return i;
    return text.npos;
}

std::optional<std::uint32_t> number_at(std::string_view text)
{
    std::uint32_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data())
        return std::nullopt;
    return value;
}

}  // namespace

bool imap_response::is(std::string_view kind) const
{
    if (!text.starts_with("* "))
        return false;
    auto rest = std::string_view{text}.substr(2);
    while (!rest.empty() && (is_digit(rest.front()) || rest.front() == ' '))
        rest.remove_prefix(1);
    return equal_ignoring_case(rest.substr(0, kind.size()), kind) && (rest.size() == kind.size() || rest[kind.size()] == ' ');
}

std::optional<imap_response> imap_reader::next()
{
    imap_response response;
    std::size_t at = 0;
    while (!broken_) {
        auto const end = waiting_.find("\r\n", at);
        if (end == std::string::npos) {
            broken_ = waiting_.size() > most_bytes_;
            return std::nullopt;
        }
        auto const line = std::string_view{waiting_}.substr(at, end - at);
        auto const literal = announced_literal(line);
        at = end + 2;
        if (!literal) {
            response.text += line;
            waiting_.erase(0, at);
            return response;
        }
        if (*literal > most_bytes_ || at + *literal > most_bytes_) {
            broken_ = true;
            return std::nullopt;
        }
        if (waiting_.size() < at + *literal)
            return std::nullopt;
        response.text += std::string{line.substr(0, line.rfind('{'))} + "{}";
        response.literals.push_back(waiting_.substr(at, *literal));
        at += *literal;
    }
    return std::nullopt;
}

std::optional<imap_status> completion_of(imap_response const& response, std::string_view tag)
{
    std::string_view rest = response.text;
    if (!rest.starts_with(tag) || rest.size() <= tag.size() || rest[tag.size()] != ' ')
        return std::nullopt;
    rest.remove_prefix(tag.size() + 1);
    auto const word = rest.substr(0, rest.find(' '));
    if (equal_ignoring_case(word, "OK"))
        return imap_status::ok;
    return equal_ignoring_case(word, "NO") ? imap_status::no : imap_status::bad;
}

std::vector<std::uint32_t> found_numbers(imap_response const& response)
{
    std::vector<std::uint32_t> found;
    if (!response.is("SEARCH"))
        return found;
    std::string_view rest = response.text;
    rest.remove_prefix(std::min(rest.size(), std::string_view{"* SEARCH"}.size()));
    while (found.size() < 1'000'000) {
        auto const from = rest.find_first_of("0123456789");
        if (from == rest.npos)
            break;
        rest.remove_prefix(from);
        auto const digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        if (auto const number = number_at(rest.substr(0, digits)))
            found.push_back(*number);
        rest.remove_prefix(digits);
    }
    return found;
}

std::optional<std::uint32_t> number_behind(imap_response const& response, std::string_view word)
{
    std::string_view const text = response.text;
    for (auto at = find_word(text, word); at != text.npos; at = find_word(text, word, at + 1)) {
        auto const end = at + word.size();
        bool const whole = at == 0 || text[at - 1] == '(' || text[at - 1] == '[' || text[at - 1] == ' ';
        if (whole && end < text.size() && text[end] == ' ')
            return number_at(text.substr(end + 1));
    }
    return std::nullopt;
}

std::optional<std::string> body_of(imap_response const& response)
{
    if (!response.is("FETCH"))
        return std::nullopt;
    if (!response.literals.empty())
        return response.literals.front();
    std::string_view rest = response.text;
    auto const body = find_word(rest, "BODY[");
    auto const value = body == rest.npos ? rest.npos : rest.find(' ', body);
    if (value == rest.npos)
        return std::nullopt;
    rest.remove_prefix(value + 1);
    std::string bytes;
    if (!rest.starts_with('"'))
        return equal_ignoring_case(rest.substr(0, 3), "NIL") ? std::optional{bytes} : std::nullopt;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size())
            ++i;
        bytes += rest[i];
    }
    return bytes;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '\r' || c == '\n')
            continue;
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace tocsin::channels::mail
