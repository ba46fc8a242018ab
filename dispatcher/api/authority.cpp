// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/authority.hpp"

#include "rules/words/spelling.hpp"

#include <array>
#include <pwd.h>

namespace tocsin::dispatcher::api {
namespace {

/// The token of a header; empty when there is none. The scheme's name has no case (RFC 9110 section 11.1).
std::string_view token_in(std::string_view authorization)
{
    constexpr std::string_view scheme = "Bearer ";
    if (authorization.size() <= scheme.size() || !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return {};
    auto token = authorization.substr(scheme.size());
    while (token.starts_with(' '))
        token.remove_prefix(1);
    return token;
}

std::string user_name(unsigned uid)
{
    std::array<char, 4096> room{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, room.data(), room.size(), &found) != 0 || found == nullptr)
        return "?";
    return found->pw_name;
}

}  // namespace

std::optional<principal> authority::bearer(std::string_view authorization) const
{
    auto const guess = token_in(authorization);
    api_token const* known = nullptr;
    for (auto const& each : tokens_)  // all of them, whichever fits
        if (each.token.matches(guess))
            known = &each;
    if (known == nullptr)
        return std::nullopt;
    return principal{known->name, known->role, known->may_launch};
}

void authority::recognise(request& head, wall_time now) const
{
    if (head.peer) {  // the kernel's word is enough; a token there would only confuse
        head.by = head.peer;
        return;
    }
    auto const shown = head.header("authorization");
    if (names_signature_scheme(shown)) {
        auto claim = read_signature_claim(shown);
        bool const timely = claim && claim->at > now - signature_window && claim->at < now + signature_window;
        if (timely && clients_ != nullptr)
            head.account = clients_->by_signature(claim->client);
        if (head.account)
            head.claim = std::move(claim);
    } else if (!shown.empty()) {
        head.by = bearer(shown);
        if (!head.by && clients_ != nullptr)
            head.account = clients_->by_token(token_in(shown));
    } else if (!head.certificate_names.empty() && clients_ != nullptr) {
        head.account = clients_->by_certificate(head.certificate_names);
    }
    if (head.account)
        head.by = head.account->who();
}

principal socket_principal(unsigned uid)
{
    return principal{user_name(uid) + " (uid " + std::to_string(uid) + ")", role::staff, true};
}

bool may_pass(access wanted, std::optional<principal> const& who, bool over_the_socket)
{
    switch (wanted) {
    case access::open:
    case access::webhook:
        return true;
    case access::source:
        return who.has_value();
    case access::staff:
        return who && who->is_staff();
    case access::house:
        return who && who->is_staff() && over_the_socket;
    }
    return false;
}

}  // namespace tocsin::dispatcher::api
