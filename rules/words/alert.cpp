// SPDX-License-Identifier: Apache-2.0
#include "rules/words/alert.hpp"

#include "rules/words/spelling.hpp"

namespace tocsin {
namespace {

constexpr std::array<spelling<alert_status>, 5> alert_status_spellings{{
    {alert_status::actual, "Actual"},
    {alert_status::exercise, "Exercise"},
    {alert_status::system, "System"},
    {alert_status::test, "Test"},
    {alert_status::draft, "Draft"},
}};

constexpr std::array<spelling<alert_kind>, 5> alert_kind_spellings{{
    {alert_kind::alert, "Alert"},
    {alert_kind::update, "Update"},
    {alert_kind::cancel, "Cancel"},
    {alert_kind::ack, "Ack"},
    {alert_kind::error, "Error"},
}};

constexpr std::array<spelling<alert_scope>, 3> alert_scope_spellings{{
    {alert_scope::everyone, "Public"},
    {alert_scope::restricted, "Restricted"},
    {alert_scope::addressed, "Private"},
}};

constexpr std::array<spelling<urgency>, 5> urgency_spellings{{
    {urgency::unknown, "Unknown"},
    {urgency::past, "Past"},
    {urgency::future, "Future"},
    {urgency::expected, "Expected"},
    {urgency::immediate, "Immediate"},
}};

constexpr std::array<spelling<severity>, 5> severity_spellings{{
    {severity::unknown, "Unknown"},
    {severity::minor, "Minor"},
    {severity::moderate, "Moderate"},
    {severity::severe, "Severe"},
    {severity::extreme, "Extreme"},
}};

constexpr std::array<spelling<certainty>, 6> certainty_spellings{{
    {certainty::unknown, "Unknown"},
    {certainty::unlikely, "Unlikely"},
    {certainty::possible, "Possible"},
    {certainty::likely, "Likely"},
    {certainty::observed, "Observed"},
    {certainty::likely, "Very Likely"},
}};

}  // namespace

std::string_view to_string(alert_status value) { return spell(alert_status_spellings, value); }
std::optional<alert_status> parse_alert_status(std::string_view text) { return read_spelling(alert_status_spellings, text); }

std::string_view to_string(alert_kind value) { return spell(alert_kind_spellings, value); }
std::optional<alert_kind> parse_alert_kind(std::string_view text) { return read_spelling(alert_kind_spellings, text); }

std::string_view to_string(alert_scope value) { return spell(alert_scope_spellings, value); }
std::optional<alert_scope> parse_alert_scope(std::string_view text) { return read_spelling(alert_scope_spellings, text); }

std::string_view to_string(urgency value) { return spell(urgency_spellings, value); }
std::optional<urgency> parse_urgency(std::string_view text) { return read_spelling(urgency_spellings, text); }

std::string_view to_string(severity value) { return spell(severity_spellings, value); }
std::optional<severity> parse_severity(std::string_view text) { return read_spelling(severity_spellings, text); }

std::string_view to_string(certainty value) { return spell(certainty_spellings, value); }
std::optional<certainty> parse_certainty(std::string_view text) { return read_spelling(certainty_spellings, text); }

}  // namespace tocsin
