// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/commit_count.hpp"

#include "dispatcher/store/remedy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t count_size = 32;  // within one sector
constexpr auto put_count =
    "INSERT INTO house (key, value) VALUES ('commits', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1";
constexpr auto select_count = "SELECT CAST(value AS INTEGER) FROM house WHERE key = 'commits'";

}  // namespace

std::optional<std::int64_t> parse_commit_count(std::string text)
{
    std::int64_t count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    text.erase(0, static_cast<std::size_t>(end - text.data()));
    bool const whole = !text.empty() && text.find_first_not_of(" \n") == std::string::npos;
    return error == std::errc{} && count >= 0 && whole ? std::optional{count} : std::nullopt;
}

commit_count::commit_count(std::string const& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (descriptor_ < 0)
        throw std::runtime_error{"cannot open " + path + reason_and_remedy(errno)};
}

commit_count::~commit_count() { ::close(descriptor_); }

std::optional<std::int64_t> commit_count::read() const
{
    std::array<char, count_size> room{};
    auto const size = ::pread(descriptor_, room.data(), room.size(), 0);
    return parse_commit_count({room.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
}

void commit_count::keep(std::int64_t count)
{
    auto text = std::to_string(count);
    text.resize(count_size - 1, ' ');
    text += '\n';
    [[maybe_unused]] auto const written = ::pwrite(descriptor_, text.data(), text.size(), 0);
}

namespace tables {

void count_commits(database& db, std::int64_t so_many) { db.execute(put_count, so_many); }

std::int64_t commits_counted(database& db)
{
    auto row = db.query(select_count);
    return row.next() ? row.integer(0) : 0;
}

std::optional<journal_finding> commits_lost(database& db, std::int64_t made)
{
    auto const there = commits_counted(db);
    if (made <= there)
        return std::nullopt;
    journal_finding lost;
    lost.defect = journal_defect::cut;
    lost.about = std::to_string(made - there) + " commits";
    return lost;
}

}  // namespace tables
}  // namespace tocsin::dispatcher
