// SPDX-License-Identifier: Apache-2.0
// The daemon's database in a file of ours: whole under its name, or not there.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <unistd.h>

namespace tocsin::cli {
namespace {

bool make_durable(std::FILE* file) { return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0; }

}  // namespace

exit_status backup(session& house, arguments const& given)
{
    auto const part = given.file + ".part";
    auto to = open_to_write(house, part);
    if (to == nullptr)
        return exit_status::failed;
    std::uint64_t bytes = 0;
    bool kept = true;
    request asked;
    asked.method = "POST";
    asked.target = "/v1/backup";
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    bool const watched = house.terminal().asks && !house.json();
    if (watched)
        house.note(house.say(phrase::backup_waits) + '\n');
    std::uint64_t told = 0;
    auto const came = house.daemon().download(asked, [&](std::string_view piece) {
        bytes += piece.size();
        kept = kept && std::fwrite(piece.data(), 1, piece.size(), to.get()) == piece.size();
        if (!watched || bytes / 1'000'000 == told)
            return;
        told = bytes / 1'000'000;
        house.note("\r  " + house.say(phrase::backup_progress, number(static_cast<std::int64_t>(told), house.in())));
    });
    if (told > 0)
        house.note('\r' + std::string(40, ' ') + '\r');
    auto end = exit_status::done;
    if (!came || !came->is_good())
        end = house.judge(came).status;
    else if (!kept || !make_durable(to.get()) || std::rename(part.c_str(), given.file.c_str()) != 0)
        end = house.report(exit_status::failed, "file", house.say(phrase::file_full, given.file), "");
    if (end != exit_status::done) {
        std::remove(part.c_str());
        return end;
    }
    if (house.json())
        house.print_json(boost::json::object{{"file", given.file}, {"bytes", bytes}});
    else
        house.print(house.say(phrase::backup_kept, given.file, fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6)) + '\n');
    return end;
}

}  // namespace tocsin::cli
