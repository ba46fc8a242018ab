// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/personal.hpp"

#include "dispatcher/store/digest.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tocsin::dispatcher::tables {
namespace {

/// Fields one after the other, each with its length before it (two bytes).
class packing {
public:
    void add(std::string_view field)
    {
        auto const size = static_cast<std::uint16_t>(std::min<std::size_t>(field.size(), UINT16_MAX));
        bytes_ += static_cast<char>(size & 0xffU);
        bytes_ += static_cast<char>(size >> 8U);
        bytes_ += field.substr(0, size);
    }

    void add(double number)
    {
        std::string raw(sizeof number, '\0');
        std::memcpy(raw.data(), &number, sizeof number);
        add(raw);
    }

    std::string const& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

class unpacking {
public:
    explicit unpacking(std::string_view bytes) : rest_(bytes) {}

    std::optional<std::string_view> next()
    {
        if (rest_.size() < 2)
            return std::nullopt;
        auto const size = static_cast<std::size_t>(static_cast<unsigned char>(rest_[0])) |
                          static_cast<std::size_t>(static_cast<unsigned char>(rest_[1])) << 8U;
        if (rest_.size() - 2 < size)
            return std::nullopt;
        auto const field = rest_.substr(2, size);
        rest_.remove_prefix(2 + size);
        return field;
    }

    std::optional<double> number()
    {
        auto const field = next();
        double read = 0;
        if (!field || field->size() != sizeof read)
            return std::nullopt;
        std::memcpy(&read, field->data(), sizeof read);
        return read;
    }

private:
    std::string_view rest_;
};

std::string about_reply(std::string_view channel, wall_time at)
{
    return about_row("reply", std::string{channel} + ' ' + std::to_string(to_millis(at)));
}

}  // namespace

std::string about_row(std::string_view column, std::string_view row)
{
    std::string about{column};
    about += '\0';
    about += row;
    return about;
}

sealed seal_words(vault const& with, std::string_view words, solicitation_id of)
{
    return with.seal(words, about_row("answer", to_string(of)));
}

std::optional<std::string> open_words(vault const& with, sealed const& field, solicitation_id of)
{
    return with.open(field, about_row("answer", to_string(of)));
}

sealed seal_reply(vault const& with, std::string_view text, std::string_view channel, wall_time at)
{
    return with.seal(text, about_reply(channel, at));
}

std::optional<std::string> open_reply(vault const& with, sealed const& field, std::string_view channel, wall_time at)
{
    return with.open(field, about_reply(channel, at));
}

std::string reply_key(vault const& with, std::string_view provider_id, std::string_view channel)
{
    return sha256_of(with.seal(provider_id, about_row("reply", channel)).bytes());
}

sealed seal_personal(vault const& with, volunteer const& who)
{
    packing all;
    all.add(who.first_name);
    all.add(who.last_name);
    all.add(who.birth_date ? format_date(*who.birth_date) : std::string{});
    if (who.position) {
        all.add(who.position->latitude);
        all.add(who.position->longitude);
    }
    return with.seal(all.bytes(), about_row("personal", who.external_id));
}

bool open_personal(vault const& with, sealed const& field, volunteer& who)
{
    auto const plain = with.open(field, about_row("personal", who.external_id));
    if (!plain)
        return false;
    unpacking all{*plain};
    auto const first = all.next();
    auto const last = all.next();
    auto const birth = all.next();
    if (!first || !last || !birth)
        return false;
    who.first_name = *first;
    who.last_name = *last;
    who.birth_date = parse_date(*birth);
    auto const latitude = all.number();
    auto const longitude = all.number();
    if (latitude && longitude)
        who.position = geo_point{*latitude, *longitude};
    return true;
}

}  // namespace tocsin::dispatcher::tables
