// SPDX-License-Identifier: Apache-2.0
// The report of a mobilisation, streamed page by page.
#include "dispatcher/api/civil.hpp"
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/report.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/runtime/zones.hpp"
#include "rules/picture/map.hpp"

namespace tocsin::dispatcher::api {
namespace {

constexpr int rows_at_once = 500;
constexpr int lines_at_once = 250;

class report_stream final : public answer_stream {
public:
    report_stream(historian& past, mobilisation_id which, std::unique_ptr<report_writer> writer)
        : past_(past), which_(which), writer_(std::move(writer))
    {}

    task<stored<std::string>> next() override
    {
        auto piece = writer_->more();
        while (!over_ && piece.empty()) {  // an empty piece is the end, and of some pages nothing is shown
            auto const page = co_await past_.people_of(which_, last_, rows_at_once);
            if (!page)
                co_return page.error();
            for (auto const& person : *page)
                piece += writer_->row(person);
            over_ = static_cast<int>(page->size()) < rows_at_once;
            if (over_)
                piece += writer_->foot();
            else
                last_ = page->back().who.solicitation;
        }
        co_return piece;
    }

private:
    historian& past_;
    mobilisation_id which_;
    std::unique_ptr<report_writer> writer_;
    solicitation_id last_;
    bool over_ = false;
};

task<stored<figures>> count_people(historian& past, mobilisation_id which)
{
    figure_counter counter;
    for (solicitation_id last;;) {
        auto const page = co_await past.people_of(which, last, rows_at_once);
        if (!page)
            co_return page.error();
        for (auto const& person : *page)
            counter.add(person);
        if (static_cast<int>(page->size()) < rows_at_once)
            co_return counter.counted();
        last = page->back().who.solicitation;
    }
}

task<stored<told_figures>> read_journal(store& kept, mobilisation_id which)
{
    journal_counter counter;
    journal_query query;
    query.mobilisation = which;
    query.limit = lines_at_once;
    for (;;) {
        auto const lines = co_await kept.journal(query);
        if (!lines)
            co_return lines.error();
        for (auto const& each : *lines)
            counter.add(each);
        if (static_cast<int>(lines->size()) < lines_at_once)
            co_return counter.counted();
        query.after = lines->back().number;
    }
}

/// Where the confirmed live, as far as the gazetteer knows the zone of then.
void draw_map(report_facts& facts, rules::gazetteer const& places, language in)
{
    auto const& request = facts.what.request;
    auto const spoken = to_string(in);
    facts.zone = rules::picture::said_zone(places, request.zone, spoken);
    auto const zone = places.resolve(request.zone, request.radius_km.value_or(0));
    if (!zone)
        return;
    rules::picture::people_by_commune confirmed;
    for (auto const& [code, people] : facts.counted.confirmed_by_commune)
        confirmed[places.find(code)] += people;
    rules::picture::map_sheet const sheet{places, *zone};
    facts.map = sheet.svg(confirmed, "where", phrase{"Confirmés par commune", "Confirmed by commune"}.in(in), spoken);
    facts.map_words = sheet.in_words(confirmed, spoken);
}

/// Everything but the people one by one.
task<stored<report_facts>> facts_of(api_house& at, mobilisation what, language in)
{
    report_facts facts;
    auto const id = what.id;
    facts.what = std::move(what);
    auto const counts = co_await at.kept.tally_of(id);
    if (!counts)
        co_return counts.error();
    facts.counts = *counts;
    auto const waves = co_await at.kept.waves_of(id);
    if (!waves)
        co_return waves.error();
    facts.waves = *waves;
    auto const sides = co_await at.kept.withdrawals_of(id);
    if (!sides)
        co_return sides.error();
    facts.changed_sides = *sides;
    auto const contacts = co_await at.engine.contacts.refresh();
    if (!contacts)
        co_return contacts.error();
    facts.limits = at.books.settings.contact_budget;
    facts.spread = {at.engine.contacts.counts(), static_cast<int>(at.engine.who.size()), facts.limits};
    auto counted = co_await count_people(at.past, id);
    if (!counted)
        co_return counted.error();
    facts.counted = *std::move(counted);
    auto told = co_await read_journal(at.kept, id);
    if (!told)
        co_return told.error();
    facts.told = *std::move(told);
    for (auto const& [name, channel] : at.routes.channels())
        facts.prices[name] = channel.settings.price;
    facts.written = at.world.wall();
    facts.house = at.books.settings.display_name;
    auto const zone = at.books.settings.timezone;
    facts.local = [zone](wall_time instant) { return civil_text(instant, zone); };
    facts.clock = [zone](wall_time instant) {
        return to_local(instant, zone).value_or(local_time{std::chrono::floor<minutes>(instant.time_since_epoch())});
    };
    draw_map(facts, at.books.places, in);
    co_return facts;
}

task<answer> show_report(api_house& at, request& asked)
{
    auto const format = asked.target.value_of("format").value_or("json");
    auto const part = asked.target.value_of("part").value_or("people");
    if (part != "people" && (part != "corrections" || format != "csv"))
        co_return fail(errors::bad_parameter, asked.language, "part");
    auto const found = co_await captured_mobilisation(at.kept, asked);
    if (!found.what)
        co_return found.refusal(asked.language);
    auto const id = found.what->id;
    report_facts facts;
    if (format != "csv") {
        auto known = co_await facts_of(at, *found.what, asked.language);
        if (!known)
            co_return store_answer(known.error(), asked.language);
        facts = *std::move(known);
    }
    auto const which = part == "people" ? report_part::people : report_part::corrections;
    auto writer = make_report_writer(format, which, std::move(facts), asked.language);
    if (writer == nullptr)
        co_return fail(errors::bad_parameter, asked.language, "format");
    answer told{200, std::string{writer->type()}, writer->head()};
    if (format == "csv") {
        auto const name = to_string(id) + (which == report_part::people ? "" : "-corrections");
        told.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    }
    told.rest = std::make_unique<report_stream>(at.past, id, std::move(writer));
    co_return told;
}

constexpr route report_table[] = {
    {"GET", "/v1/mobilisations/{id}/report", access::staff, body_kind::none, show_report},
};

}  // namespace

std::span<route const> report_routes() { return report_table; }

}  // namespace tocsin::dispatcher::api
