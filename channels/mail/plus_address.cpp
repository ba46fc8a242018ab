// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/plus_address.hpp"

#include "rules/words/spelling.hpp"

#include <algorithm>

namespace tocsin::channels::mail {
namespace {

constexpr std::string_view bounce_mark = "bounce-";

bool is_reference(std::string_view text)
{
    return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

}  // namespace

plus_addresses::plus_addresses(std::string address, std::string delimiter)
    : address_(std::move(address)), has_tags_(!delimiter.empty())
{
    for (auto& c : address_)
        c = ascii_lower(c);
    auto const at = std::min(address_.rfind('@'), address_.size());
    local_ = address_.substr(0, at) + delimiter;
    domain_ = address_.substr(at);
}

std::string plus_addresses::tagged(std::string_view reference, sort_of_address sort) const
{
    if (!has_tags_)
        return address_;
    auto tag = std::string{sort == sort_of_address::for_bounces ? bounce_mark : ""} + std::string{reference};
    for (auto& c : tag)
        c = ascii_lower(c);  // servers may change a local part's case on the way
    return local_ + tag + domain_;
}

tie plus_addresses::read(entity const& mail) const
{
    tie found;
    for (auto const* name : {"delivered-to", "x-original-to", "envelope-to", "to", "cc"})
        for (auto const& [field, value] : mail.fields)
            if (field == name)
                for (auto const& address : addresses_in(value))
                    if (read_address(address, found))
                        return found;
    found.reference = reference_in(mail.field("in-reply-to"));
    if (found.reference.empty())
        found.reference = reference_in(mail.field("references"));
    return found;
}

bool plus_addresses::read_address(std::string_view address, tie& into) const
{
    if (!has_tags_ || !address.starts_with(local_) || !address.ends_with(domain_) ||
        address.size() <= local_.size() + domain_.size())
        return false;
    auto tag = address.substr(local_.size(), address.size() - local_.size() - domain_.size());
    bool const bounces = tag.starts_with(bounce_mark);
    if (bounces)
        tag.remove_prefix(bounce_mark.size());
    if (!is_reference(tag))
        return false;
    into.reference = tag;
    into.came_to = bounces ? sort_of_address::for_bounces : sort_of_address::for_answers;
    return true;
}

/// The last one of ours: References: names the oldest first.
std::string plus_addresses::reference_in(std::string_view message_ids) const
{
    std::string found;
    for (auto const& id : addresses_in(message_ids))
        if (id.ends_with(domain_) && is_reference(std::string_view{id}.substr(0, id.size() - domain_.size())))
            found = id.substr(0, id.size() - domain_.size());
    return found;
}

}  // namespace tocsin::channels::mail
