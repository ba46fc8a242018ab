// SPDX-License-Identifier: Apache-2.0
// A provider described in YAML: how a message is asked for, how its answers, receipts and replies are read. Pure.
#pragma once

#include "channels/port/outcome.hpp"
#include "channels/port/secret.hpp"
#include "channels/port/webhook.hpp"
#include "channels/yaml.hpp"

#include <array>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// What {placeholders} stand for in one request.
using values = std::map<std::string, std::string, std::less<>>;

/// The placeholders that every message fills; a profile's `variables` add more.
constexpr std::array<std::string_view, 11> message_placeholders{
    "to", "to_digits", "text", "reference", "sender", "receipt_url", "reply_url", "validity_seconds", "validity_minutes",
    "alphabet", "data_coding"};

struct http_request {
    std::string method;
    std::string url;  ///< query included
    std::vector<std::string> headers;
    std::string body;
};

struct http_answer {
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
};

enum class meaning { accepted, transient, permanent, throttled };

/// The first line that fits an answer says what it means.
struct answer_rule {
    std::vector<int> status;  ///< any of these; empty: any
    std::optional<std::regex> body;
    http_sms::meaning meaning = meaning::transient;
};

/// How one kind of call-back is read. A field is a parameter's name (query or form), or a JSON pointer (RFC 6901).
struct callback {
    bool wanted = false;
    std::string method = "POST";
    std::string id;  ///< the provider's id
    std::string reference;  ///< ours, when it comes back
    std::string status;
    std::map<std::string, receipt_verdict> verdicts;  ///< values of `status`; others are ignored
    std::string from;
    std::string to;
    std::string text;
    std::string answer;  ///< body of the 200
};

class profile {
public:
    /// Reads the channel's map, the profile it names already merged in. Problems go to the map's list.
    static profile read(yaml_map& map, credential_source const& credentials);

    http_request request_for(values const& message) const;

    /// What the provider's answer means; `own_reference` is the id where it gives none. Where the profile does not say:
    /// 2xx accepted; 400, 404, 410, 413 and 422 speak of the message and are permanent; 429 is throttled; the rest
    /// (a wrong password, a redirection, a server in trouble) speaks of us or of them, and may be mended.
    outcome read_answer(http_answer const& answer, std::string const& own_reference) const;

    /// The channel's own token has been checked by then.
    webhook_reading read_call(webhook_kind kind, webhook_request const& call) const;

    bool has_receipts() const { return receipts_.wanted; }
    bool has_replies() const { return replies_.wanted; }

private:
    void read_request(yaml_map& map, credential_source const& credentials);
    void check_placeholders(yaml_map& request) const;
    void read_answers(yaml_map& map);
    values all_values(values const& message) const;
    static callback read_callback(yaml_map& map, std::string const& key, bool receipts);

    std::string method_ = "POST";
    std::string url_;
    std::vector<std::pair<std::string, std::string>> query_;
    std::vector<std::pair<std::string, std::string>> form_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::string json_;
    values variables_;

    std::vector<answer_rule> answers_;
    std::string id_pointer_;
    std::optional<std::regex> id_pattern_;
    std::string id_header_;
    callback receipts_;
    callback replies_;
};

/// application/x-www-form-urlencoded (WHATWG URL, section 5), blanks as %20.
std::string percent_encoded(std::string_view text);
std::string percent_decoded(std::string_view text);
/// The parameters of a query or a form, decoded, in order.
std::vector<std::pair<std::string, std::string>> parameters(std::string_view text);

}  // namespace tocsin::channels::http_sms
