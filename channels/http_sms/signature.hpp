// SPDX-License-Identifier: Apache-2.0
// A profile's `signature:`: whether a call really comes from the provider. Described by its building blocks (a hash or an
// HMAC over some of the call, or a JSON Web Token), never by a provider's name. Pure.
#pragma once

#include "channels/http_sms/recipe.hpp"
#include "channels/port/webhook.hpp"
#include "rules/words/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// What a reader knows besides the call itself.
struct call_context {
    std::string_view public_url;  ///< how the provider reaches us: what stands before the call's path
    wall_time now;
};

class signature_check {
public:
    /// Problems go to the map's list. Nothing to check when there is no such key.
    static signature_check read(yaml_map& map, std::vector<variable> const& variables);

    /// Nothing when the call is genuine and fresh; else one sentence for the provider's engineer. Compares in constant time.
    std::optional<std::string> objection(webhook_request const& call, call_context const& around) const;

    explicit operator bool() const { return checks_; }

private:
    std::optional<std::string> objection_to_token(std::string_view token, std::vector<std::string> const& values, wall_time now) const;
    bool is_stale(std::string const& instant, wall_time now) const;

    bool checks_ = false;
    std::string header_;  ///< lower case
    std::string parameter_;  ///< of the query, instead
    std::string prefix_;
    recipe expected_;
    bool is_token_ = false;  ///< JSON Web Token: expected_ holds its hash and key
    std::vector<std::pair<std::string, recipe>> claims_;
    pattern time_;
    std::optional<seconds> within_;
    std::vector<std::string> names_;  ///< of the values, by slot
};

}  // namespace tocsin::channels::http_sms
