// SPDX-License-Identifier: Apache-2.0
// The register: brought in, looked at, opted out, erased, taken out.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t piece_size = 256 * 1024;
constexpr std::size_t remarks_shown = 10;

request volunteer(std::string const& external_id, std::string method = "GET")
{
    request asked;
    asked.method = std::move(method);
    asked.target = "/v1/volunteers/" + percent_encoded(external_id);
    return asked;
}

/// Hands the file out piece by piece and says how far it is, each whole percent once.
class feeder {
public:
    feeder(session& house, std::FILE* file) : house_(house), file_(file)
    {
        struct stat about {};
        if (::fstat(::fileno(file), &about) == 0 && S_ISREG(about.st_mode))
            size_ = about.st_size;
    }

    std::optional<std::string> next()
    {
        std::string piece(piece_size, '\0');
        piece.resize(std::fread(piece.data(), 1, piece.size(), file_));
        if (piece.empty())
            return std::nullopt;
        sent_ += static_cast<std::int64_t>(piece.size());
        progress();
        return piece;
    }

    void finish()
    {
        if (shown_ >= 0)
            house_.note("\n");
    }

private:
    void progress()
    {
        auto const percent = size_ > 0 ? sent_ * 100 / size_ : 0;
        if (!house_.terminal().asks || size_ <= 0 || percent == shown_)
            return;
        shown_ = percent;
        auto const line = fmt::format("  {} {:3} %{}", bar(sent_, size_, 30), percent, left());
        house_.note('\r' + fit(line, std::max(widest_, columns(line))));  // a shorter one covers what was there
        widest_ = std::max(widest_, columns(line));
    }

    /// As fast as so far; nothing while that says little.
    std::string left() const
    {
        auto const& uptime = house_.terminal().uptime_ms;
        auto const spent = uptime ? uptime() : 0;
        if (spent < 1000 || sent_ >= size_)
            return {};
        return house_.say(phrase::time_left, span(spent * (size_ - sent_) / sent_ / 1000 + 1));
    }

    session& house_;
    std::FILE* file_;
    std::int64_t size_ = 0;
    std::int64_t sent_ = 0;
    std::int64_t shown_ = -1;
    std::size_t widest_ = 0;
};

/// Rejected lines with their reason and the record itself, from the file that was read. Gives how many.
std::optional<std::size_t>
write_rejects(session& house, json::value const& told, std::string const& source, std::string const& target)
{
    struct reject {
        std::int64_t line;
        std::string column;
        std::string reason;
    };
    std::vector<reject> rejects;
    for (auto const& remark : list_of(told, "remarks"))
        if (flag_of(remark, "rejected"))
            rejects.push_back({number_of(remark, "line"), text_of(remark, "column"), text_of(remark, "reason")});
    if (rejects.empty())
        return 0;
    std::stable_sort(rejects.begin(), rejects.end(), [](auto const& a, auto const& b) { return a.line < b.line; });
    std::vector<std::int64_t> lines;
    for (auto const& each : rejects)
        if (lines.empty() || lines.back() != each.line)
            lines.push_back(each.line);
    auto const from = open_to_read(house, source);
    auto const to = open_to_write(house, target);
    if (from == nullptr || to == nullptr)
        return std::nullopt;
    auto const records = records_at(from.get(), lines);
    std::fputs("line,column,reason,record\n", to.get());
    std::size_t at = 0;
    for (auto const& each : rejects) {
        while (lines[at] != each.line)
            ++at;
        auto const row = fmt::format(
            "{},{},{},{}\n", each.line, csv_field(each.column), csv_field(each.reason), csv_field(records[at])
        );
        std::fputs(row.c_str(), to.get());
    }
    return rejects.size();
}

void print_import(session& house, json::value const& told)
{
    auto const in = house.in();
    auto const shown = [&](std::string_view key) { return number(number_of(told, key), in); };
    house.print(paragraph(cli::count(in, phrase::import_lines, number_of(told, "lines"), shown("lines"))));
    table lines{{align::right, align::left}};
    auto const line = [&](std::string_view key, phrase what, bool always) {
        if (always || number_of(told, key) > 0)
            lines.row({shown(key), house.say(what)});
    };
    line("added", phrase::import_added, true);
    line("updated", phrase::import_updated, true);
    line("unchanged", phrase::import_unchanged, false);
    line("rejected", phrase::import_rejected, true);
    line("without_mobile", phrase::import_without_mobile, false);
    line("without_consent", phrase::import_without_consent, false);
    line("without_place", phrase::import_without_place, false);
    line("availability_unknown", phrase::import_availability_unknown, false);
    house.print(lines.text(2));
    std::size_t count = 0;
    for (auto const& remark : list_of(told, "remarks")) {
        if (!flag_of(remark, "rejected") || ++count > remarks_shown)
            continue;
        auto const column = text_of(remark, "column");
        house.print(hanging(
            fmt::format("  {} {}: ", house.say(phrase::word_line), number_of(remark, "line")),
            (column.empty() ? "" : column + ": ") + text_of(remark, "reason")
        ));
    }
}

/// A field of the register as people write it.
std::string shown_field(std::string_view field, json::value const& value, session& house)
{
    if (auto const* const flag = value.if_bool())
        return house.say(*flag ? phrase::word_yes : phrase::word_no);
    if (value.is_array())
        return joined(value.get_array());
    if (value.is_number())
        return fmt::format("{:.7g}", value.to_number<double>());
    auto const* const written = value.if_string();
    if (written == nullptr)
        return json::serialize(value);
    std::string const text{std::string_view{*written}};
    bool const is_instant = field == "opted_out" || field == "restricted";
    return is_instant ? moment(text, house.in()) : field == "birth_date" ? day(text, house.in()) : clean(text);
}

json::value without_mark(json::value told, std::string const& rejects_file)
{
    if (auto* const object = told.if_object(); object != nullptr && !rejects_file.empty())
        (*object)["rejects_file"] = rejects_file;
    return told;
}

}  // namespace

exit_status volunteers_import(session& house, arguments const& given)
{
    auto const file = open_to_read(house, given.file);
    if (file == nullptr)
        return exit_status::failed;
    request asked;
    asked.method = "POST";
    asked.target = "/v1/volunteers?format=" + (given.format.empty() ? "detect" : given.format) +
                   (given.dry_run ? "&dry_run=1" : "");
    asked.content_type = "text/csv";
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    feeder feed{house, file.get()};
    auto const reached_now = house.daemon().upload(asked, [&] { return feed.next(); });
    feed.finish();
    auto const came = house.judge(reached_now);
    if (!came.good)
        return came.status;
    auto const target = given.rejects.empty() ? given.file + ".rejects.csv" : given.rejects;
    auto const rejected = write_rejects(house, came.body, given.file, target);
    if (!rejected)
        return exit_status::failed;
    if (house.json())
        house.print_json(without_mark(came.body, *rejected > 0 ? target : ""));
    else
        print_import(house, came.body);
    if (*rejected > 0 && !house.json())
        house.print(paragraph(house.say(phrase::import_rejects_in, target)));
    if (flag_of(came.body, "remarks_cut") && !house.json())
        house.print(paragraph(house.say(phrase::import_cut)));
    if (given.dry_run)
        house.note(house.say(phrase::dry_run_over) + '\n');
    auto const failure = text_of(came.body, "failure");
    if (failure.empty())
        return exit_status::done;
    return house.json() ? exit_status::failed : house.report(exit_status::failed, "import-stopped", failure, "");
}

exit_status volunteers_list(session& house, arguments const& given)
{
    json::array found;
    std::string after;
    for (;;) {
        auto const wanted = given.limit - static_cast<int>(found.size());
        request asked;
        asked.target = fmt::format("/v1/volunteers?limit={}&q={}", std::min(wanted, 500), percent_encoded(given.query));
        if (!after.empty())
            asked.target += "&after=" + percent_encoded(after);
        auto const came = house.fetch(asked);
        if (!came.good)
            return came.status;
        for (auto const& each : list_of(came.body, "volunteers"))
            found.push_back(each);
        after = text_of(came.body, "next");
        if (after.empty() || static_cast<int>(found.size()) >= given.limit)
            break;
    }
    if (house.json()) {
        house.print_json(json::object{{"volunteers", std::move(found)}, {"next", after}});
        return exit_status::done;
    }
    table lines{{align::left, align::left, align::left, align::left}};
    for (auto const& each : found)
        lines.row({
            text_of(each, "id"),
            text_of(each, "first_name") + ' ' + text_of(each, "last_name"),
            text_of(each, "postcode"),
            joined(list_of(each, "skills")),
        });
    house.print(lines.empty() ? paragraph(house.say(phrase::no_volunteer)) : lines.text());
    if (!after.empty())
        house.note(paragraph(house.say(phrase::list_goes_on)));
    return exit_status::done;
}

exit_status volunteers_show(session& house, arguments const& given)
{
    auto const came = house.fetch(volunteer(given.id));
    if (!came.good)
        return came.status;
    if (house.json()) {
        house.print_json(came.body);
        return exit_status::done;
    }
    table lines{{align::left, align::left}};
    for (auto const& [key, value] : came.body.is_object() ? came.body.get_object() : json::object{}) {
        if (key == "story" || value.is_null())
            continue;
        lines.row({field_word(key, house.in()), shown_field(key, value, house)});
    }
    house.print(lines.text());
    table story{{align::left, align::left, align::left, align::left, align::left}};
    for (auto const& each : list_of(came.body, "story"))
        story.row({
            moment(text_of(each, "created"), house.in()),
            text_of(each, "mobilisation"),
            text_of(each, "purpose"),
            medium_word(text_of(each, "medium"), house.in()),
            message_word(text_of(each, "state"), house.in()),
        });
    if (!story.empty())
        house.print('\n' + story.text());
    return exit_status::done;
}

exit_status volunteers_opt_out(session& house, arguments const& given)
{
    auto asked = volunteer(given.id, "POST");
    asked.target += "/opt-out";
    if (!given.reason.empty()) {
        asked.body = json::serialize(json::object{{"proof", given.reason}});
        asked.content_type = "application/json";
    }
    auto const came = house.fetch(asked);
    if (!came.good)
        return came.status;
    if (house.json())
        house.print_json(came.body);
    else
        house.print(paragraph(house.say(phrase::opted_out, given.id)));
    return exit_status::done;
}

exit_status volunteers_erase(session& house, arguments const& given)
{
    if (!given.yes)
        if (auto const end = house.unless_confirmed(house.say(phrase::ask_erase, given.id), phrase::nothing_erased))
            return *end;
    auto const came = house.fetch(volunteer(given.id, "DELETE"));
    if (!came.good)
        return came.status;
    if (house.json())
        house.print_json(came.body);
    else
        house.print(paragraph(house.say(phrase::erased, given.id)));
    return exit_status::done;
}

exit_status volunteers_export(session& house, arguments const& given)
{
    if (!given.id.empty())
        return volunteers_export_one(house, given.id, given.file);
    open_file to;
    if (!given.file.empty() && given.file != "-") {
        to = open_to_write(house, given.file);
        if (to == nullptr)
            return exit_status::failed;
    }
    bool kept = true;
    request asked;
    asked.target = "/v1/volunteers/export";
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    auto const came = house.daemon().download(asked, [&](std::string_view piece) {
        if (to == nullptr)
            house.print(piece);
        else
            kept = kept && std::fwrite(piece.data(), 1, piece.size(), to.get()) == piece.size();
    });
    if (!came || !came->is_good())
        return house.judge(came).status;
    if (to == nullptr)
        return exit_status::done;
    if (!kept || std::fflush(to.get()) != 0)
        return house.report(exit_status::failed, "file", house.say(phrase::file_full, given.file), "");
    house.note(paragraph(house.say(phrase::exported, given.file)));
    return exit_status::done;
}

}  // namespace tocsin::cli
