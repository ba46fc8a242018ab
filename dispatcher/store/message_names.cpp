// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/message_names.hpp"

#include "rules/words/spelling.hpp"

#include <bit>
#include <charconv>

namespace tocsin::dispatcher {
namespace {

constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz023456789";

struct sip_state {
    std::uint64_t v0, v1, v2, v3;

    void round()
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void take(std::uint64_t word)
    {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

/// Forty bits: nobody guesses a name by mail.
std::string check_of(std::array<std::uint64_t, 2> const& key, std::uint64_t number)
{
    auto digest = siphash(key, number);
    std::string check;
    for (int i = 0; i < 8; ++i, digest >>= 5U)
        check += letters[digest & 31U];
    return check;
}

}  // namespace

std::uint64_t siphash(std::array<std::uint64_t, 2> const& key, std::uint64_t word)
{
    sip_state state{
        key[0] ^ 0x736f6d6570736575U, key[1] ^ 0x646f72616e646f6dU, key[0] ^ 0x6c7967656e657261U, key[1] ^ 0x7465646279746573U};
    state.take(word);
    state.take(std::uint64_t{8} << 56U);  // no bytes left, of eight in all
    state.v2 ^= 0xffU;
    for (int i = 0; i < 4; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::string message_names::of(message_id which) const
{
    auto const number = std::to_string(which.value());
    return house_ + '-' + number + '-' + check_of(key_, static_cast<std::uint64_t>(which.value()));
}

std::optional<message_id> message_names::read(std::string_view name) const
{
    if (name.size() <= house_.size() + 1 || !equal_ignoring_case(name.substr(0, house_.size()), house_) || name[house_.size()] != '-')
        return std::nullopt;
    std::int64_t number = 0;
    auto const* const end = name.data() + name.size();
    auto const [after, error] = std::from_chars(name.data() + house_.size() + 1, end, number);
    if (error != std::errc{} || number <= 0 || !equal_ignoring_case(name, of(message_id{number})))
        return std::nullopt;
    return message_id{number};
}

}  // namespace tocsin::dispatcher
