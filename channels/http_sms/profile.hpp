// SPDX-License-Identifier: Apache-2.0
// A provider described in YAML: how a message is asked for, how its answers, receipts and replies are read. Pure; adding
// a provider is adding a file to config/gateways/ (docs/http-gateways.md).
#pragma once

#include "channels/http_sms/answer.hpp"
#include "channels/http_sms/callback.hpp"
#include "channels/http_sms/poll.hpp"
#include "channels/http_sms/request.hpp"
#include "channels/http_sms/signature.hpp"

#include <string>
#include <utility>

namespace tocsin::channels::http_sms {

class profile {
public:
    /// Reads the channel's map, the profile it names already merged in. Problems go to the map's list.
    static profile read(yaml_map& map, credential_source const& credentials);

    http_request request_for(message_values message) const { return request_.write(std::move(message)); }

    bool speaks_of(field which) const { return request_.speaks_of(which); }

    /// The least time that the provider can be told to keep a message for; none where it cannot be told.
    seconds shortest_validity() const { return request_.shortest_validity(); }

    /// See answer_reader.
    outcome read_answer(http_answer const& answer, std::string const& own_reference, wall_time now) const
    {
        return answers_.read_answer(answer, own_reference, now);
    }

    /// The channel's own token has been checked by then; here the provider's signature is, where it signs.
    webhook_reading read_call(webhook_kind kind, webhook_request const& call, call_context const& around) const;

    /// Whether replies are asked for: then, how they are.
    bool polls() const { return request_.lists(); }
    poll_plan const& polling() const { return polling_; }
    http_request list_request(message_values of) const { return request_.list(std::move(of)); }
    http_request fetch_request(message_values of) const { return request_.fetch(std::move(of)); }
    std::optional<milliseconds> retry_after(http_answer const& answer, wall_time now) const { return answers_.retry_after(answer, now); }

    bool has_receipts() const { return receipts_.wanted(); }
    bool has_replies() const { return replies_.wanted(); }

private:
    void read_poll(yaml_map& map, std::vector<variable> const& variables, credential_source const& credentials);

    request_writer request_;
    answer_reader answers_;
    signature_check signature_;
    callback receipts_;
    callback replies_;
    poll_plan polling_;
};

}  // namespace tocsin::channels::http_sms
