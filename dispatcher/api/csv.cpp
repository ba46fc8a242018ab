// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/csv.hpp"

#include "rules/words/listed.hpp"

#include <fmt/format.h>

namespace tocsin::dispatcher::api {
namespace {

/// Our own numbers are no formulas, whatever their sign.
std::string number(std::optional<double> value) { return value ? fmt::format("{}", *value) : std::string{}; }

char const* yes_or_no(bool value) { return value ? "yes" : "no"; }

}  // namespace

std::string csv_cell(std::string_view text)
{
    constexpr std::string_view starts_formula{"=+-@\t\r\0", 7};
    std::string cell;
    if (!text.empty() && starts_formula.find(text.front()) != std::string_view::npos)
        cell += '\'';
    cell += text;
    if (cell.find_first_of(",;\"\r\n") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (char const c : cell) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string register_header()
{
    return "id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,"
           "skills,"
           "availability,consent_sms,consent_email,drill\r\n";
}

std::string register_row(volunteer const& who)
{
    std::optional<double> const latitude = who.position ? std::optional{who.position->latitude} : std::nullopt;
    std::optional<double> const longitude = who.position ? std::optional{who.position->longitude} : std::nullopt;
    return fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
        csv_cell(who.external_id),
        csv_cell(who.first_name),
        csv_cell(who.last_name),
        csv_cell(who.language),
        who.birth_date ? format_date(*who.birth_date) : "",
        who.mobile ? csv_cell(who.mobile->e164()) : "",
        who.email ? csv_cell(who.email->address()) : "",
        csv_cell(who.postcode),
        csv_cell(who.commune),
        number(latitude),
        number(longitude),
        number(who.radius_km),
        csv_cell(listed(who.skills, "|")),
        csv_cell(who.availability),
        yes_or_no(who.consent_sms),
        yes_or_no(who.consent_email),
        yes_or_no(who.drill)
    );
}

}  // namespace tocsin::dispatcher::api
