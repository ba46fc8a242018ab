// SPDX-License-Identifier: Apache-2.0
// Every error of the API: a stable code, what went wrong, what to do. Nothing of the request is ever repeated in it, as
// requests hold addresses.
#pragma once

#include "dispatcher/api/exchange.hpp"

#include <boost/json/fwd.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::api {

struct error {
    std::string_view code;
    int status;
    phrase what;
    phrase advice;
};

namespace errors {

extern error const bad_request;
extern error const unauthorized;
extern error const signature_refused;
extern error const nonce_used;
extern error const forbidden;
extern error const socket_only;
extern error const not_found;
extern error const method_not_allowed;
extern error const too_slow;
extern error const too_large;
extern error const header_too_large;
extern error const bad_order;
extern error const bad_json;
extern error const bad_address;
extern error const bad_parameter;
extern error const not_an_alert;
extern error const conflict;
extern error const key_reused;
extern error const request_running;
extern error const too_many_requests;
extern error const name_taken;
extern error const wrong_state;
extern error const plan_changed;
extern error const own_request;
extern error const superuser;
extern error const confirmation_needed;
extern error const one_way_sender;
extern error const store_unavailable;
extern error const store_rejected;
extern error const unfinished;
extern error const register_loading;
extern error const rehearsal_running;
extern error const nothing_to_rehearse;
extern error const webhook_refused;
extern error const stopping;
extern error const internal;

/// All of them, as the API's description lists them.
std::span<error const* const> all();

}  // namespace errors

/// One thing that is wrong with one field, in the caller's language.
struct field_problem {
    field_problem() = default;

    field_problem(std::string where, std::string what, std::string advice)
        : where(std::move(where)), what(std::move(what)), advice(std::move(advice))
    {}

    std::string where;
    std::string what;
    std::string advice;

    friend bool operator==(field_problem const&, field_problem const&) = default;
};

/// Problem details (RFC 9457): {type, title, status, detail} and our own members code, where, do, problems. `where` names
/// a parameter or field, never a value. `type` is /errors/CODE on this server, which explains it.
answer fail(error const& what, language in, std::string_view where = {});

/// {code, what, where, do}: for an answer that is none but tells of one to come, or explains one.
boost::json::object error_json(error const& what, language in, std::string_view where = {});

/// The same with a sentence of its own, which holds no personal data; and with a status of its own, for callers that
/// understand others.
answer fail_because(
    error const& what, language in, std::string why, std::string_view where = {}, std::optional<int> status = std::nullopt
);

/// The same with every problem at once.
answer fail_with(error const& what, language in, std::vector<field_problem> const& problems);

}  // namespace tocsin::dispatcher::api
