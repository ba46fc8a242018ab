// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/records.hpp"

namespace tocsin::dispatcher {

std::string_view to_string(assent_to_what value)
{
    switch (value) {
    case assent_to_what::start: return "start";
    case assent_to_what::resume: return "resume";
    }
    return "?";
}

std::string_view to_string(journal_defect value)
{
    switch (value) {
    case journal_defect::altered: return "altered";
    case journal_defect::missing: return "missing";
    case journal_defect::cut: return "cut";
    case journal_defect::other_history: return "other-history";
    case journal_defect::unexplained: return "unexplained";
    case journal_defect::damaged: return "damaged";
    }
    return "?";
}

std::optional<journal_defect> parse_journal_defect(std::string_view text)
{
    using enum journal_defect;
    for (auto const each : {altered, missing, cut, other_history, unexplained, damaged})
        if (to_string(each) == text)
            return each;
    return std::nullopt;
}

std::string_view to_string(alert_standing value)
{
    switch (value) {
    case alert_standing::active: return "active";
    case alert_standing::superseded: return "superseded";
    case alert_standing::cancelled: return "cancelled";
    case alert_standing::logged: return "logged";
    }
    return "?";
}

}  // namespace tocsin::dispatcher
