// SPDX-License-Identifier: Apache-2.0
// The report's lists for spreadsheets: who was asked, or whose address is to be corrected.
#include "dispatcher/api/csv.hpp"
#include "dispatcher/api/report_writers.hpp"

#include <fmt/format.h>

namespace tocsin::dispatcher::api {
namespace {

std::string instant_cell(std::optional<wall_time> instant) { return instant ? format_instant(*instant) : std::string{}; }

class people_csv final : public report_writer {
public:
    std::string_view type() const override { return "text/csv; charset=utf-8"; }

    std::string head() override
    {
        return "id,first_name,last_name,commune,medium,state,message,asked,answered,answer,place,eta\r\n";
    }

    std::string row(asked_story const& one) override
    {
        auto const& who = one.who;
        return fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            csv_cell(who.external_id),
            csv_cell(who.first_name),
            csv_cell(who.last_name),
            csv_cell(who.commune),
            to_string(who.medium),
            to_string(who.state),
            to_string(who.message),
            instant_cell(who.asked),
            instant_cell(who.answered),
            csv_cell(who.answer),
            who.place ? std::to_string(*who.place) : "",
            instant_cell(who.eta)
        );
    }

    std::string foot() override { return {}; }
};

/// One line for each address, to be worked through.
class corrections_csv final : public report_writer {
public:
    std::string_view type() const override { return "text/csv; charset=utf-8"; }
    std::string head() override { return "id,first_name,last_name,medium,address,state,code,channel,at\r\n"; }

    std::string row(asked_story const& one) override
    {
        std::string lines;
        for (auto const& each : corrections_of(one))
            lines += fmt::format(
                "{},{},{},{},{},{},{},{},{}\r\n",
                csv_cell(each.external_id),
                csv_cell(each.first_name),
                csv_cell(each.last_name),
                to_string(each.medium),
                csv_cell(each.masked),
                to_string(each.how),
                csv_cell(each.code),
                csv_cell(each.channel),
                instant_cell(each.at)
            );
        return lines;
    }

    std::string foot() override { return {}; }
};

}  // namespace

std::unique_ptr<report_writer> make_csv_report(report_part part)
{
    if (part == report_part::corrections)
        return std::make_unique<corrections_csv>();
    return std::make_unique<people_csv>();
}

}  // namespace tocsin::dispatcher::api
