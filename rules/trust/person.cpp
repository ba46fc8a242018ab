// SPDX-License-Identifier: Apache-2.0
#include "rules/trust/person.hpp"

namespace tocsin::rules {
namespace {

constexpr std::string_view belongs_to = " for ";
constexpr std::string_view account_number = " (uid ";

}  // namespace

std::string person_of(std::string_view by)
{
    if (auto const at = by.rfind(belongs_to); at != std::string_view::npos)
        return std::string{by.substr(at + belongs_to.size())};
    return std::string{by.substr(0, by.rfind(account_number))};
}

bool is_superuser(std::string_view by) { return by.ends_with(" (uid 0)"); }

std::string client_of_person(std::string_view client, std::string_view person)
{
    if (person.empty())
        return std::string{client};
    return std::string{client} + std::string{belongs_to} + std::string{person};
}

}  // namespace tocsin::rules
