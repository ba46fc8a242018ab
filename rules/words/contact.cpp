// SPDX-License-Identifier: Apache-2.0
#include "rules/words/contact.hpp"

#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::array<spelling<medium>, 2> medium_spellings{{
    {medium::sms, "sms"},
    {medium::email, "email"},
}};

bool is_alphanumeric(char c) { return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'); }

/// RFC 5322 section 3.2.3 atext.
bool is_atom_character(char c)
{
    return is_alphanumeric(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view local)
{
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.')
        return false;
    for (std::size_t i = 0; i < local.size(); ++i)
        if (!is_atom_character(local[i]) && !(local[i] == '.' && local[i - 1] != '.'))
            return false;
    return true;
}

bool is_domain(std::string_view domain)
{
    if (domain.size() < 3 || domain.size() > 253 || domain.find('.') == std::string_view::npos)
        return false;
    while (true) {
        auto const dot = domain.find('.');
        auto const label = domain.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
            return false;
        if (!std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; }))
            return false;
        if (dot == std::string_view::npos)
            return !all_digits(label);
        domain.remove_prefix(dot + 1);
    }
}

}  // namespace

std::string_view to_string(medium which) { return spell(medium_spellings, which); }

std::optional<medium> parse_medium(std::string_view text) { return read_spelling(medium_spellings, text); }

std::optional<phone> phone::from_e164(std::string_view text)
{
    if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0')
        return std::nullopt;
    if (!std::all_of(text.begin() + 1, text.end(), is_digit))
        return std::nullopt;
    return phone{std::string{text}};
}

std::string phone::masked() const { return e164_.substr(0, 5) + "****" + e164_.substr(e164_.size() - 2); }

std::optional<mailbox> mailbox::parse(std::string_view text)
{
    if (text.size() > 254)
        return std::nullopt;
    auto const at = text.rfind('@');
    if (at == std::string_view::npos || !is_dot_string(text.substr(0, at)) || !is_domain(text.substr(at + 1)))
        return std::nullopt;
    std::string address{text};
    std::transform(address.begin(), address.end(), address.begin(), ascii_lower);
    return mailbox{std::move(address)};
}

std::string mailbox::masked() const
{
    return address_.substr(0, 1) + "****" + address_.substr(address_.rfind('@'));
}

std::string mask_address(std::string_view text)
{
    if (auto const number = phone::from_e164(text))
        return number->masked();
    if (auto const address = mailbox::parse(text))
        return address->masked();
    return text.empty() ? "" : "****";
}

}  // namespace tocsin
