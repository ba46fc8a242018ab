// SPDX-License-Identifier: Apache-2.0
// An officer's order as JSON → a mobilisation's request, or everything that is wrong with it at once. Pure.
#pragma once

#include "dispatcher/intake/when.hpp"
#include "rules/words/mobilisation.hpp"

#include <boost/system/result.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// One thing that is wrong with one field of an order, in the officer's language. Values are not repeated.
class order_problem {
public:
    order_problem() = default;

    order_problem(std::string field, std::string what, std::string instead)
        : field_(std::move(field)), what_(std::move(what)), instead_(std::move(instead))
    {}

    std::string const& field() const { return field_; }
    std::string const& what() const { return what_; }
    std::string const& instead() const { return instead_; }  ///< what to write

private:
    std::string field_;
    std::string what_;
    std::string instead_;
};

using order_problems = std::vector<order_problem>;

[[noreturn]] void throw_exception_from_error(order_problems const& found, boost::source_location const& where);

struct order_context {
    wall_time now;
    civil_clock clock;
    /// Why a zone expression cannot be used; nothing when it can.
    std::function<std::optional<std::string>(std::string const& zone)> zone_problem;
    std::vector<std::string> templates;
    /// What the SMS of a set of templates say, to see whether they need more than the GSM alphabet.
    std::function<std::vector<std::string>(std::string const& set)> sms_texts;
    std::map<std::string, medium> channels;
    std::vector<medium> media;  ///< that have a route, in the order people are asked over them
    minutes default_duration{240};
    std::optional<int> default_budget;  ///< most people one mobilisation asks
    bool french = true;        ///< the language of the problems
    bool place_needed = true;  ///< false for a funnel, which tells nobody where to come
};

struct staff_order {
    mobilisation_request request;
    std::string digest;  ///< of the preview that the officer was shown; empty: of none
    bool approve = true;  ///< false: leave it proposed for somebody else to approve
};

/// Reads the `order` of docs/openapi.yaml. Unknown fields are problems. All problems come at once, in a stated order.
boost::system::result<staff_order, order_problems> read_order(std::string_view json, order_context const& given);

}  // namespace tocsin::dispatcher
