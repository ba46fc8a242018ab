// SPDX-License-Identifier: Apache-2.0
// A profile's `receipts:` and `replies:`: how a provider's calls are read. Pure, total.
#pragma once

#include "channels/port/webhook.hpp"
#include "channels/yaml.hpp"

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// One call taken apart: a field is a parameter's name (query or form), or a JSON pointer (RFC 6901), or `body`.
class call_fields;

class callback {
public:
    callback() = default;

    /// Problems go to the map's list. Not wanted when there is no such key.
    static callback read(yaml_map& map, webhook_kind kind);

    /// How replies are read that we asked for: the `reply:` of a profile's `poll:`. `each`: where the list of them stands, when
    /// they come together.
    static callback read_polled(yaml_map& poll, std::optional<std::string> each);

    bool wanted() const { return wanted_; }
    bool is_selective() const { return !when_.empty(); }
    std::string const& method() const { return method_; }
    std::string const& answer() const { return answer_; }
    std::string const& answer_type() const { return answer_type_; }

    struct tally {
        std::size_t heard = 0;  ///< things that `when` lets through
        std::size_t understood = 0;  ///< of them, whether they mean anything to us or not
    };

    /// Adds what the call brings.
    void read_news(call_fields const& call, webhook_reading& news, tally& counted) const;

private:
    void read_common_keys(yaml_map& node);
    void read_receipt_keys(yaml_map& node);
    void read_reply_keys(yaml_map& node);
    bool concerns(call_fields const& call, std::size_t which) const;
    std::optional<receipt_verdict> verdict_on(std::string_view status) const;
    bool add_receipt(call_fields const& call, std::size_t which, webhook_reading& news) const;
    bool add_reply(call_fields const& call, std::size_t which, webhook_reading& news) const;

    bool wanted_ = false;
    webhook_kind kind_ = webhook_kind::receipts;
    std::string method_ = "POST";
    std::optional<std::string> each_;  ///< JSON pointer to the list of things; the fields count from each of them
    std::vector<std::pair<std::string, std::regex>> when_;  ///< field and what it must be
    std::string id_;  ///< the provider's id
    std::string reference_;  ///< ours, when it comes back
    std::string status_;
    std::string code_;  ///< more on the status, for people
    std::map<std::string, receipt_verdict, std::less<>> verdicts_;  ///< values of the status, or how they begin; the rest is ignored
    std::string from_;
    std::string to_;
    std::string text_;
    std::string charset_;  ///< what the text is written in: UTF-16BE, or else UTF-8 (Latin-1 where it cannot be UTF-8)
    std::string answer_;  ///< body of the 200
    std::string answer_type_ = "text/plain";
};

/// Reads one call with the callback of its kind, and with the other one as far as that one's `when` claims it: some
/// providers have one address for everything.
webhook_reading read_call(webhook_request const& call, callback const& of_kind, callback const& other);

}  // namespace tocsin::channels::http_sms
