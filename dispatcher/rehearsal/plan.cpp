// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/rehearsal/plan.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace tocsin::dispatcher {
namespace {

constexpr std::string_view before_number = "+9990";
constexpr std::string_view mail_domain = "@rehearsal.invalid";

std::string digits(std::size_t number)
{
    char text[16];
    std::snprintf(text, sizeof text, "%09zu", number % 1'000'000'000);
    return text;
}

}  // namespace

phone invented_phone(std::size_t number) { return *phone::from_e164(std::string{before_number} + digits(number)); }

mailbox invented_mailbox(std::size_t number) { return *mailbox::parse('p' + digits(number) + std::string{mail_domain}); }

std::optional<std::size_t> number_in(std::string_view address)
{
    if (address.starts_with(before_number))
        address.remove_prefix(before_number.size());
    else if (address.starts_with('p') && address.ends_with(mail_domain))
        address = address.substr(1, address.size() - 1 - mail_domain.size());
    else
        return std::nullopt;
    std::size_t number = 0;
    auto const [end, error] = std::from_chars(address.data(), address.data() + address.size(), number);
    if (error != std::errc{} || end != address.data() + address.size())
        return std::nullopt;
    return number;
}

wall_time rehearsal_plan::needed() const
{
    auto latest = start;
    for (auto const& each : orders)
        latest = std::max(latest, each.request.by);
    return latest;
}

rules::belief believed_in(rehearsal_plan const& plan, std::string_view time_zone)
{
    auto const before = plan.learnt.at(plan.start, time_zone);
    auto heard = plan.heard;
    heard.curves = before.curves;
    return {before.prior, heard};
}

}  // namespace tocsin::dispatcher
