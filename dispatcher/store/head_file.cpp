// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/head_file.hpp"

#include "dispatcher/store/remedy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t record_size = 128;  // within one sector: written whole or not at all
constexpr std::size_t link_size = 64;

}  // namespace

std::string to_string(journal_head const& head) { return std::to_string(head.number) + ' ' + head.link; }

std::optional<journal_head> parse_journal_head(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\0'))
        text.remove_suffix(1);
    journal_head head;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), head.number);
    if (error != std::errc{} || head.number < 0 || end == text.data() + text.size() || (*end != ' ' && *end != ':'))
        return std::nullopt;
    head.link = std::string(end + 1, text.data() + text.size());
    bool const hexadecimal = std::all_of(head.link.begin(), head.link.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    return head.link.size() == link_size && hexadecimal ? std::optional{head} : std::nullopt;
}

head_file::head_file(std::string const& path) : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (descriptor_ < 0)
        throw std::runtime_error{"cannot open " + path + reason_and_remedy(errno)};
    if (auto const before = read())
        kept_ = *before;
}

head_file::~head_file() { ::close(descriptor_); }

std::optional<journal_head> head_file::read() const
{
    std::array<char, record_size> room{};
    auto const size = ::pread(descriptor_, room.data(), room.size(), 0);
    if (size < 0)
        return std::nullopt;
    if (size == 0)
        return journal_head{};
    return parse_journal_head({room.data(), static_cast<std::size_t>(size)});
}

bool head_file::keep(journal_head const& head)
{
    auto text = to_string(head);
    text.resize(record_size - 1, ' ');
    text += '\n';
    if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return false;
    if (::fdatasync(descriptor_) != 0)
        return false;
    kept_ = head;
    return true;
}

}  // namespace tocsin::dispatcher
