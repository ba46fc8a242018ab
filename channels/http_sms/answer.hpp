// SPDX-License-Identifier: Apache-2.0
// A profile's `success:`, `errors:`, `id:` and `retry_after:`: what a provider's answer means. Pure.
#pragma once

#include "channels/port/outcome.hpp"
#include "channels/yaml.hpp"
#include "rules/words/time.hpp"

#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

struct http_answer {
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
};

/// Statuses that say our credentials or our configuration are wrong: no request will fare better.
constexpr bool blames_us(int status) { return status == 401 || status == 403 || status == 407; }

/// `ours`: of our account, not of the message; no request will fare better until somebody mends it.
enum class meaning { accepted, transient, permanent, ours, throttled, unknown };

class answer_reader {
public:
    /// Problems go to the map's list.
    static answer_reader read(yaml_map& map);

    /// `own_reference` is the id where the provider gives none. The profile's errors come first, in its order, then its
    /// success. Where it does not say: 2xx accepted; 400, 404, 410, 413 and 422 speak of the message and are permanent; 429 is throttled;
    /// 502 and 504 leave open whether the message was taken, as does a 2xx that is no success; the rest (a wrong password,
    /// a redirection, a server in trouble) speaks of us or of them, and may be mended.
    outcome read_answer(http_answer const& answer, std::string const& own_reference, wall_time now) const;

    /// How long the provider wants to be left alone: seconds or an HTTP-date (RFC 9110, 10.2.3); never more than an hour.
    std::optional<milliseconds> retry_after(http_answer const& answer, wall_time now) const;

private:
    /// The first line that fits an answer says what it means.
    struct rule {
        std::vector<int> status;  ///< any of these; empty: any
        std::optional<std::regex> body;
        std::vector<std::pair<std::string, std::regex>> fields;  ///< JSON pointer, and what stands there: all of them
        http_sms::meaning meaning = meaning::transient;
    };

    void read_rules(yaml_map& map, std::string const& key, meaning what);
    meaning meaning_of(http_answer const& answer) const;
    std::string id_in(http_answer const& answer) const;

    std::vector<rule> rules_;
    bool has_success_ = false;
    std::string id_pointer_;
    std::optional<std::regex> id_pattern_;
    std::string id_header_;
    std::string retry_header_ = "retry-after";
};

}  // namespace tocsin::channels::http_sms
