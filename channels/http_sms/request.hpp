// SPDX-License-Identifier: Apache-2.0
// A profile's `request:`, `limits:`, `choose:` and `computed:`: how a message is asked for; and the requests of its `poll:`, by which
// replies are. Pure: the time and chance it needs are among the values of the message.
#pragma once

#include "channels/http_sms/recipe.hpp"
#include "rules/words/time.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
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

/// What a request for replies may speak of besides: from when on (RFC 3339; seconds since 1970), and which of them.
enum class poll_field : std::size_t { since, since_seconds, reply_id };

constexpr std::array<std::string_view, 3> poll_placeholders{"since", "since_seconds", "reply_id"};

/// The values of one request, by field: of a message, or of a look for replies.
struct message_values {
    std::string& operator[](field which) { return values[static_cast<std::size_t>(which)]; }
    std::string& operator[](poll_field which) { return values[message_placeholders.size() + static_cast<std::size_t>(which)]; }
    std::array<std::string, message_placeholders.size() + poll_placeholders.size()> values;
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

    /// The requests of `poll:`, once what they share with a message's is known.
    void read_poll(yaml_map& poll, std::vector<variable> const& variables, credential_source const& credentials);

    http_request write(message_values message) const { return write(message_, std::move(message)); }

    /// `poll:` asks for a list of the replies; `fetch` for one of them, where the list only names them.
    bool lists() const { return list_.has_value(); }
    bool fetches() const { return fetch_.has_value(); }
    http_request list(message_values of) const { return write(*list_, std::move(of)); }
    http_request fetch(message_values of) const { return write(*fetch_, std::move(of)); }

    /// Whether any request needs this value: the others need not be made.
    bool speaks_of(field which) const { return spoken_of_.contains(static_cast<std::size_t>(which)); }

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

    /// One request, as it stands in the file.
    struct wording {
        std::string method;
        pattern url;
        fields query;  ///< names and values percent-encoded
        fields form;  ///< so too
        fields headers;
        pattern json;
        bool has_json = false;
        bool skip_empty = false;
    };

    void read_limits(yaml_map& map);
    void read_choices(yaml_map& map, vocabulary& names);
    std::vector<std::pair<std::string, recipe>> read_computed(yaml_map& map, vocabulary& names);
    wording read_wording(
        yaml_map& request, std::string const& usual_method, credential_source const& credentials, vocabulary& early, vocabulary& all
    ) const;
    static std::set<std::size_t> slots_of(wording const& how);
    void note_slots();
    seconds least_written() const;
    http_request write(wording const& how, message_values message) const;
    static void append(std::string& out, fields const& list, bool skip_empty, std::vector<std::string> const& values);
    static std::string body_of(wording const& how, std::vector<std::string> const& values);

    std::vector<std::string> names_;  ///< by slot
    wording message_;
    std::optional<wording> list_;
    std::optional<wording> fetch_;
    std::vector<limit> limits_;
    seconds shortest_validity_{0};
    std::set<std::size_t> spoken_of_;
    std::vector<choice> choices_;  ///< their slots follow the message's
    std::vector<recipe> computed_;  ///< their slots follow the choices' and method, url, body
};

}  // namespace tocsin::channels::http_sms
