// SPDX-License-Identifier: Apache-2.0
// A mobilisation's report in four forms, written piece by piece so that its length does not matter. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/select/contacts.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

/// What the head of a report says.
struct report_facts {
    mobilisation what;
    tally counts;
    std::vector<stored_wave> waves;
    withdrawals changed_sides;
    rules::contact_spread spread;  ///< of the whole register, now
    rules::contact_limits limits;  ///< what is ordinary
    std::string house;                            ///< as people read it
    std::function<std::string(wall_time)> local;  ///< an instant as the house's clocks show it
};

class report_writer {
public:
    virtual ~report_writer() = default;
    virtual std::string_view type() const = 0;
    virtual std::string head() = 0;
    virtual std::string row(report_row const& one) = 0;
    virtual std::string foot() = 0;
};

/// `format` is json, csv, text or html; null for anything else.
std::unique_ptr<report_writer> make_report_writer(std::string_view format, report_facts facts, language in);

/// Text as it may stand in HTML, in attributes too.
std::string html_text(std::string_view text);

}  // namespace tocsin::dispatcher::api
