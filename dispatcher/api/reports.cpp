// SPDX-License-Identifier: Apache-2.0
// The report of a mobilisation, streamed page by page.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/report.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/runtime/zones.hpp"

#include <fmt/format.h>

namespace tocsin::dispatcher::api {
namespace {

constexpr int rows_at_once = 500;

/// "24/11/2026 18:00": what clocks of the house show.
std::string civil_text(wall_time instant, std::string const& zone)
{
    auto const civil = to_local(instant, zone);
    if (!civil)
        return format_instant(instant);
    auto const day = std::chrono::floor<std::chrono::days>(*civil);
    std::chrono::year_month_day const date{day};
    auto const minute = (*civil - day).count();
    return fmt::format(
        "{:02}/{:02}/{} {:02}:{:02}",
        static_cast<unsigned>(date.day()),
        static_cast<unsigned>(date.month()),
        static_cast<int>(date.year()),
        minute / 60,
        minute % 60
    );
}

class report_stream final : public answer_stream {
public:
    report_stream(store& kept, mobilisation_id which, std::unique_ptr<report_writer> writer)
        : kept_(kept), which_(which), writer_(std::move(writer))
    {}

    task<stored<std::string>> next() override
    {
        if (over_)
            co_return std::string{};
        auto const rows = co_await kept_.report_of(which_, last_, rows_at_once);
        if (!rows)
            co_return rows.error();
        std::string piece;
        for (auto const& row : *rows)
            piece += writer_->row(row);
        if (static_cast<int>(rows->size()) < rows_at_once) {
            over_ = true;
            piece += writer_->foot();
        } else {
            last_ = rows->back().solicitation;
        }
        co_return piece;
    }

private:
    store& kept_;
    mobilisation_id which_;
    std::unique_ptr<report_writer> writer_;
    solicitation_id last_;
    bool over_ = false;
};

task<answer> show_report(api_house& at, request& asked)
{
    auto const format = asked.target.value_of("format").value_or("json");
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    report_facts facts;
    facts.what = *found.what;
    auto const counts = co_await at.kept.tally_of(facts.what.id);
    if (!counts)
        co_return store_answer(counts.error(), asked.language);
    facts.counts = *counts;
    auto const waves = co_await at.kept.waves_of(facts.what.id);
    if (!waves)
        co_return store_answer(waves.error(), asked.language);
    facts.waves = *waves;
    auto const sides = co_await at.kept.withdrawals_of(facts.what.id);
    if (!sides)
        co_return store_answer(sides.error(), asked.language);
    facts.changed_sides = *sides;
    auto const counted = co_await at.engine.contacts.refresh();
    if (!counted)
        co_return store_answer(counted.error(), asked.language);
    facts.limits = at.books.settings.contact_budget;
    facts.spread = {at.engine.contacts.counts(), static_cast<int>(at.engine.who.size()), facts.limits};
    facts.house = at.books.settings.display_name;
    facts.local = [zone = at.books.settings.timezone](wall_time instant) { return civil_text(instant, zone); };
    auto const id = facts.what.id;
    auto writer = make_report_writer(format, std::move(facts), asked.language);
    if (writer == nullptr)
        co_return fail(errors::bad_parameter, asked.language, "format");
    answer told{200, std::string{writer->type()}, writer->head()};
    if (format == "csv")
        told.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + to_string(id) + ".csv\"");
    told.rest = std::make_unique<report_stream>(at.kept, id, std::move(writer));
    co_return told;
}

constexpr route table[] = {
    {"GET", "/v1/mobilisations/{id}/report", access::staff, body_kind::none, show_report},
};

}  // namespace

std::span<route const> report_routes() { return table; }

}  // namespace tocsin::dispatcher::api
