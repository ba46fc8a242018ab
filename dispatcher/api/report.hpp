// SPDX-License-Identifier: Apache-2.0
// A mobilisation's report in four forms, written piece by piece so that its length does not matter. Pure.
#pragma once

#include "dispatcher/api/language.hpp"
#include "dispatcher/api/report_figures.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/select/contacts.hpp"

#include <functional>
#include <map>
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
    figures counted;
    told_figures told;
    std::map<std::string, double> prices;  ///< euros a part, of the channels there are today
    std::string zone;  ///< as people say it
    std::string map;  ///< an SVG; empty: none
    std::string map_words;  ///< the same in words
    wall_time written;
    std::string house;                            ///< as people read it
    std::function<std::string(wall_time)> local;  ///< an instant as the house's clocks show it
    std::function<local_time(wall_time)> clock;  ///< the same, to reckon with
};

/// `people`: whoever was asked. `corrections`: whose address should be corrected, alone.
enum class report_part { people, corrections };

class report_writer {
public:
    virtual ~report_writer() = default;
    virtual std::string_view type() const = 0;
    virtual std::string head() = 0;
    /// What else stands before the people and would hold the loop if it were written at once: the next piece; empty: that is all.
    virtual std::string more() { return {}; }
    virtual std::string row(asked_story const& one) = 0;
    virtual std::string foot() = 0;
};

/// `format` is json, csv, text or html; null for anything else. Only CSV comes in parts; the others hold everything.
std::unique_ptr<report_writer>
make_report_writer(std::string_view format, report_part part, report_facts facts, language in);

}  // namespace tocsin::dispatcher::api
