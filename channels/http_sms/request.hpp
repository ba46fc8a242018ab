// SPDX-License-Identifier: Apache-2.0
// A profile's `request:`, `limits:`, `choose:` and `computed:`: how a message is asked for. Pure: the time and chance it needs are
// among the values of the message.
#pragma once

#include "channels/http_sms/recipe.hpp"
#include "rules/words/time.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// The placeholders that every message fills; a profile's variables add more. `timestamp` is in seconds since 1970,
/// `nonce` 32 hexadecimal digits of chance.
enum class field : std::size_t {
    to, to_digits, text, reference, sender, receipt_url, reply_url, validity_seconds, validity_minutes, alphabet,
    data_coding, timestamp, nonce,
};

constexpr std::array<std::string_view, 13> message_placeholders{
    "to", "to_digits", "text", "reference", "sender", "receipt_url", "reply_url", "validity_seconds", "validity_minutes",
    "alphabet", "data_coding", "timestamp", "nonce"};

/// The values of one message, by field.
struct message_values {
    std::string& operator[](field which) { return values[static_cast<std::size_t>(which)]; }
    std::array<std::string, message_placeholders.size()> values;
};

struct http_request {
    std::string method;
    std::string url;  ///< query included
    std::vector<std::string> headers;
    std::string body;
};

class request_writer {
public:
    /// Problems go to the map's list.
    static request_writer read(yaml_map& map, std::vector<variable> const& variables, credential_source const& credentials);

    http_request write(message_values message) const;

    /// The least validity that it can write; none when no request says how long a message is valid.
    seconds shortest_validity() const { return shortest_validity_; }

private:
    struct choice {
        std::size_t by = 0;  ///< slot whose value decides
        std::map<std::string, std::string, std::less<>> values;  ///< "*": any other
    };

    /// How long a message may be valid with this provider.
    struct limit {
        std::size_t of = 0;  ///< slot: validity_seconds or validity_minutes
        long long least = 1;
        long long most = 0;
    };

    using fields = std::vector<std::pair<std::string, pattern>>;

    void read_limits(yaml_map& map);
    void read_choices(yaml_map& map, vocabulary& names);
    std::vector<std::pair<std::string, recipe>> read_computed(yaml_map& map, vocabulary& names);
    void read_request(yaml_map& map, credential_source const& credentials, vocabulary& early, vocabulary& all);
    seconds least_written() const;
    void check_json(yaml_map& request, std::size_t slots) const;
    void append(std::string& out, fields const& list, std::vector<std::string> const& values) const;
    std::string body_of(std::vector<std::string> const& values) const;

    std::string method_ = "POST";
    pattern url_;
    fields query_;  ///< names and values percent-encoded
    fields form_;  ///< so too
    fields headers_;  ///< name with its ": "
    pattern json_;
    bool has_json_ = false;
    bool skip_empty_ = false;
    std::vector<limit> limits_;
    seconds shortest_validity_{0};
    std::vector<choice> choices_;  ///< their slots follow the message's
    std::vector<recipe> computed_;  ///< their slots follow the choices' and method, url, body
};

}  // namespace tocsin::channels::http_sms
