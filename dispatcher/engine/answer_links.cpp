// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/answer_links.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace tocsin::dispatcher {
namespace {

/// 32 that are not taken for one another, as in message names; none has to be encoded in a URL.
constexpr std::string_view link_letters = "abcdefghjkmnpqrstuvwxyz023456789";
constexpr std::size_t number_letters = 8;  // 40 bits: more messages than a house will ever send
constexpr std::size_t digest_letters = 16;
constexpr std::size_t seconds_letters = 8;
constexpr std::size_t chance_letters = 8;
constexpr hours form_life{24};

static_assert(answer_links::blank.size() == number_letters + digest_letters);

std::string in_letters(std::uint64_t number, std::size_t count)
{
    std::string text(count, link_letters[0]);
    for (auto at = count; at > 0; number >>= 5U)
        text[--at] = link_letters[number & 31U];
    return text;
}

std::optional<std::uint64_t> number_from(std::string_view text)
{
    std::uint64_t number = 0;
    for (char const c : text) {
        auto const digit = link_letters.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        number = number << 5U | digit;
    }
    return number;
}

std::string hmac(std::string_view key, std::string_view what)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(what.data());
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, what.size(), out.data(), &size) == nullptr)
        throw std::runtime_error{"OpenSSL cannot make a digest: reinstall libssl3"};
    return {out.begin(), out.begin() + size};
}

bool are_same(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

void replace_all(std::string& in, std::string_view what, std::string_view with)
{
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + with.size()))
        in.replace(at, what.size(), with);
}

}  // namespace

void answer_links::open(channels::secret const& key, std::string public_url)
{
    // A key of its own: what is known of these digests says nothing about whatever else the house's key protects.
    key_ = channels::secret{hmac(key.reveal(), "tocsin answer page 1")};
    address_ = public_url.empty() ? std::string{} : std::move(public_url) + "/r/";
}

std::string answer_links::in_texts() const { return address_.empty() ? std::string{} : address_ + std::string{blank}; }

void answer_links::put_into(message_text& text, message_id which) const
{
    if (key_.reveal().empty())
        return;
    bool const has_link = text.body.find(blank) != std::string::npos || text.html.find(blank) != std::string::npos;
    if (!has_link)
        return;
    auto const token = token_of(which);
    replace_all(text.body, blank, token);
    replace_all(text.html, blank, token);
}

std::string answer_links::token_of(message_id which) const
{
    auto number = in_letters(static_cast<std::uint64_t>(which.value()), number_letters);
    auto const digest = digest_of("link " + number);
    return std::move(number) + digest;
}

std::optional<message_id> answer_links::read(std::string_view token) const
{
    if (key_.reveal().empty() || token.size() != number_letters + digest_letters)
        return std::nullopt;
    auto const number = number_from(token.substr(0, number_letters));
    if (!number || *number == 0 || !are_same(token, token_of(message_id{static_cast<std::int64_t>(*number)})))
        return std::nullopt;
    return message_id{static_cast<std::int64_t>(*number)};
}

std::string answer_links::form_value(message_id which, wall_time now, std::uint64_t chance) const
{
    auto const second = std::chrono::floor<seconds>(now).time_since_epoch().count();
    auto open = in_letters(static_cast<std::uint64_t>(second), seconds_letters) + in_letters(chance, chance_letters);
    auto const digest = digest_of("form " + token_of(which) + ' ' + open);
    return std::move(open) + digest;
}

bool answer_links::is_form_value(std::string_view value, message_id which, wall_time now) const
{
    if (key_.reveal().empty() || value.size() != seconds_letters + chance_letters + digest_letters)
        return false;
    auto const second = number_from(value.substr(0, seconds_letters));
    auto const chance = number_from(value.substr(seconds_letters, chance_letters));
    if (!second || !chance)
        return false;
    wall_time const made{seconds{static_cast<std::int64_t>(*second)}};
    return are_same(value, form_value(which, made, *chance)) && now >= made - minutes{1} && now < made + form_life;
}

std::string answer_links::digest_of(std::string_view what) const
{
    auto const digest = hmac(key_.reveal(), what);
    std::string text;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; text.size() < digest_letters; ++i) {
        bits = bits << 8U | static_cast<unsigned char>(digest[i]);
        if (i % 5 != 4)
            continue;
        text += in_letters(bits, 8);  // five bytes are eight letters
        bits = 0;
    }
    return text;
}

}  // namespace tocsin::dispatcher
