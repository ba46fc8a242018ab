// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/sessions.hpp"

#include "dispatcher/store/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api::board {

bool sessions::is_over(session const& one) const
{
    auto const now = world_.mono();
    return now - one.used > idle || now - one.begun > longest || (one.who.account && one.who.account->is_revoked());
}

std::string sessions::begin(visitor who)
{
    std::erase_if(open_, [this](auto const& each) { return is_over(each.second); });
    if (open_.size() >= most)
        open_.erase(std::min_element(open_.begin(), open_.end(), [](auto const& a, auto const& b) { return a.second.used < b.second.used; }));
    std::string value;
    for (int i = 0; i < 4; ++i)
        value += fmt::format("{:016x}", world_.random());
    auto const now = world_.mono();
    open_[sha256_of(value)] = session{std::move(who), now, now};
    return value;
}

std::optional<visitor> sessions::find(std::string_view cookie)
{
    auto const found = cookie.empty() ? open_.end() : open_.find(sha256_of(cookie));
    if (found == open_.end())
        return std::nullopt;
    if (is_over(found->second)) {
        open_.erase(found);
        return std::nullopt;
    }
    found->second.used = world_.mono();
    return found->second.who;
}

void sessions::end(std::string_view cookie) { open_.erase(sha256_of(cookie)); }

bool attempts::take(rates& of, std::string const& whose, mono_time now)
{
    constexpr int a_minute = 20;
    constexpr std::size_t most_remembered = 10'000;
    if (of.size() >= most_remembered)
        of.clear();
    return !of.try_emplace(whose, a_minute).first->second.take(now);
}

bool attempts::may_guess(std::string const& from, mono_time now) { return take(by_neighbourhood_, from, now) && !all_.take(now); }

bool attempts::may_enter(std::string const& who, mono_time now) { return take(by_client_, who, now); }

}  // namespace tocsin::dispatcher::api::board
