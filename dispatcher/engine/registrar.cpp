// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/registrar.hpp"

#include "rules/csv.hpp"
#include "rules/roster.hpp"

#include <deque>
#include <optional>
#include <utility>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t batch_size = 1000;
constexpr std::size_t most_remarks = 100'000;

rules::place_lookup lookup_in(rules::gazetteer const& places)
{
    auto const codes = [&places](std::vector<rules::commune_index> const& found) {
        std::vector<std::string> list;
        for (auto const index : found)
            list.push_back(places.at(index).code);
        return list;
    };
    rules::place_lookup lookup;
    lookup.by_code = [&places](std::string_view code) {
        auto const index = places.find(code);
        return index == rules::no_commune ? std::string{} : places.at(index).code;
    };
    lookup.by_postcode = [&places, codes](std::string_view postcode) { return codes(places.with_postcode(postcode)); };
    lookup.by_name = [&places, codes](std::string_view name) { return codes(places.named(name)); };
    return lookup;
}

bool is_platform_header(roster_format format) { return format == roster_format::jeveuxaider; }

class run_of_import final : public registrar::import_run {
public:
    run_of_import(
        store& kept,
        people& who,
        rulebooks const& books,
        event_log& log,
        std::string language,
        roster_format format,
        bool dry,
        act by
    )
        : store_(kept)
        , people_(who)
        , books_(books)
        , log_(log)
        , language_(std::move(language))
        , format_(format)
        , dry_run_(dry)
        , who_(std::move(by))
        , csv_([this](rules::csv_record record) { take(std::move(record)); })
    {
    }

    task<bool> feed(std::string bytes) override
    {
        csv_.feed(bytes);
        while (report_.failure.empty() && batch_.size() >= batch_size)
            co_await write();
        co_return report_.failure.empty();
    }

    task<import_report> finish() override
    {
        csv_.finish();
        while (report_.failure.empty() && !batch_.empty())
            co_await write();
        if (!reader_ && report_.failure.empty())
            report_.failure = bilingual{
                "le fichier est vide : sa première ligne doit nommer les colonnes",
                "the file is empty: its first line must name the columns"};
        if (!dry_run_ && people_.ready())
            people_.settle();
        log_.report(
            events::import_done,
            {{"lines", report_.lines},
             {"added", report_.counts.added},
             {"updated", report_.counts.updated},
             {"rejected", report_.rejected},
             {"dry_run", dry_run_ ? 1 : 0}}
        );
        co_return std::move(report_);
    }

private:
    void remark(int line, bool rejected, std::string column, bilingual reason)
    {
        if (report_.remarks.size() >= most_remarks) {
            report_.remarks_cut = true;
            return;
        }
        import_remark said;
        said.line = line;
        said.rejected = rejected;
        said.column = std::move(column);
        said.reason = std::move(reason);
        report_.remarks.push_back(std::move(said));
    }

    void take(rules::csv_record record)
    {
        if (!report_.failure.empty())
            return;
        if (!reader_)
            return header(record);
        ++report_.lines;
        if (!record.defect.empty()) {
            ++report_.rejected;
            return remark(record.line, true, "", record.defect);
        }
        auto line = reader_->read(record.fields);
        if (!line.who)
            ++report_.rejected;
        for (auto& each : line.remarks)
            remark(record.line, !line.who, std::move(each.column), std::move(each.reason));
        if (line.who)
            keep(std::move(*line.who));
    }

    void header(rules::csv_record const& record)
    {
        auto read = rules::roster_reader::from_header(record.fields, lookup_in(books_.places), language_);
        if (!read)
            report_.failure = read.error();
        else if (is_platform_header(format_) && !read->is_platform_export())
            report_.failure = bilingual{
                "les colonnes ne sont pas celles de l'export de JeVeuxAider ; employer --format csv",
                "the columns are not those of JeVeuxAider's export; use --format csv"};
        else
            reader_ = std::move(*read);
    }

    void keep(volunteer who)
    {
        report_.without_mobile += who.mobile_takes_sms ? 0 : 1;
        report_.without_consent += who.consent_sms || who.consent_email ? 0 : 1;
        report_.without_place += who.commune.empty() && !who.position ? 1 : 0;
        report_.availability_unknown += who.availability.empty() ? 1 : 0;
        batch_.push_back(std::move(who));
    }

    task<void> write()
    {
        std::vector<volunteer> some;
        while (!batch_.empty() && some.size() < batch_size) {
            some.push_back(std::move(batch_.front()));
            batch_.pop_front();
        }
        if (dry_run_)
            co_return;
        auto const written = co_await store_.import_volunteers(std::move(some), who_);
        if (!written) {
            report_.failure =
                written.error().failure() == store_failure::full
                    ? bilingual{"le disque est plein ; libérer de la place et importer à nouveau le fichier", "the disk is full; free some space and import the file again"}
                    : bilingual{
                          "la base de données ne l'a pas pris : " + written.error().why(),
                          "the database did not take it: " + written.error().why()};
            co_return;
        }
        report_.counts.added += written->added;
        report_.counts.updated += written->updated;
        report_.counts.unchanged += written->unchanged;
        people_.put(written->changed);
    }

    store& store_;
    people& people_;
    rulebooks const& books_;
    event_log& log_;
    std::string language_;
    roster_format format_;
    bool dry_run_;
    act who_;
    rules::csv_reader csv_;
    std::optional<rules::roster_reader> reader_;
    std::deque<volunteer> batch_;
    import_report report_;
};

}  // namespace

registrar::registrar(
    store& kept,
    people& who,
    rulebooks const& books,
    bells& ring,
    event_log& log,
    std::string default_language
)
    : store_(kept)
    , people_(who)
    , books_(books)
    , ring_(ring)
    , log_(log)
    , default_language_(std::move(default_language))
{
}

std::unique_ptr<registrar::import_run> registrar::begin(roster_format format, bool dry_run, act who)
{
    return std::make_unique<run_of_import>(store_, people_, books_, log_, default_language_, format, dry_run, std::move(who));
}

task<stored<bool>> registrar::erase(std::string external_id, act by)
{
    auto const who = co_await store_.find_volunteer(std::move(external_id));
    if (!who)
        co_return who.error();
    if (!*who)
        co_return false;
    auto const id = (*who)->id;
    auto const gone = co_await store_.erase_volunteer(id, std::move(by));
    if (!gone)
        co_return gone;
    people_.erase(id);
    ring_.ring_all();  // a place they held may have been handed on
    co_return gone;
}

}  // namespace tocsin::dispatcher
