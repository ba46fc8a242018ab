// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/files.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <istream>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

constexpr std::size_t longest_record = 64 * 1024;

void report_file(session& house, phrase what, std::string const& name, int error)
{
    house.report(exit_status::failed, "file", house.say(what, name, std::strerror(error)), "");
}

}  // namespace

open_file open_to_read(session& house, std::string const& name)
{
    open_file file{std::fopen(name.c_str(), "rbe")};
    struct stat about {};
    if (file == nullptr)
        report_file(house, phrase::file_unreadable, name, errno);
    else if (::fstat(::fileno(file.get()), &about) == 0 && S_ISDIR(about.st_mode)) {
        report_file(house, phrase::file_unreadable, name, EISDIR);
        file.reset();
    }
    return file;
}

open_file open_to_write(session& house, std::string const& name)
{
    int const descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        return open_file{::fdopen(descriptor, "wb")};
    report_file(house, phrase::file_unwritable, name, errno);
    return nullptr;
}

std::optional<std::string> read_whole(session& house, std::string const& name, std::size_t limit)
{
    std::string content;
    std::array<char, 16 * 1024> piece{};
    if (name == "-") {
        auto& in = house.terminal().in;
        while (content.size() <= limit && (in.read(piece.data(), piece.size()), in.gcount() > 0))
            content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    } else {
        auto const file = open_to_read(house, name);
        if (file == nullptr)
            return std::nullopt;
        for (std::size_t count = 1; count > 0 && content.size() <= limit;) {
            count = std::fread(piece.data(), 1, piece.size(), file.get());
            content.append(piece.data(), count);
        }
    }
    if (content.size() <= limit)
        return content;
    house.report(exit_status::failed, "file-too-large", house.say(phrase::file_too_large, name, limit / 1024), "");
    return std::nullopt;
}

std::vector<std::string> records_at(std::FILE* file, std::vector<std::int64_t> const& lines)
{
    std::vector<std::string> found(lines.size());
    std::int64_t line = 1;
    std::size_t next = 0;  // of `lines`: the first that has not begun
    std::string* taking = nullptr;
    bool quoted = false;
    for (int c = 0; next < lines.size() || taking != nullptr;) {
        if (taking == nullptr && next < lines.size() && line >= lines[next]) {
            taking = &found[next++];
            quoted = false;
        }
        if (c = ::getc_unlocked(file); c == EOF)
            break;
        if (c == '\n')
            ++line;
        if (taking == nullptr)
            continue;
        if (c == '"')
            quoted = !quoted;
        bool const next_begins = next < lines.size() && line >= lines[next];
        if (c == '\n' && (!quoted || next_begins || taking->size() >= longest_record)) {
            if (taking->ends_with('\r'))
                taking->pop_back();
            taking = nullptr;
        } else if (taking->size() < longest_record) {
            *taking += static_cast<char>(c);
        }
    }
    return found;
}

std::string csv_field(std::string_view text)
{
    std::string field;
    if (!text.empty() && std::string_view{"=+-@\t"}.find(text.front()) != std::string_view::npos)
        field += '\'';
    field += text;
    if (field.find_first_of(",;\"\r\n") == std::string::npos)
        return field;
    std::string quoted = "\"";
    for (char const c : field)
        quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + '"';
}

}  // namespace tocsin::cli
