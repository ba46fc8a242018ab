// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/profile.hpp"

namespace tocsin::channels::http_sms {

profile profile::read(yaml_map& map, credential_source const& credentials)
{
    profile read;
    auto const variables = read_variables(map, credentials);
    read.request_ = request_writer::read(map, variables, credentials);
    read.answers_ = answer_reader::read(map);
    read.signature_ = signature_check::read(map, variables);
    read.receipts_ = callback::read(map, webhook_kind::receipts);
    read.replies_ = callback::read(map, webhook_kind::replies);
    read.read_poll(map, variables, credentials);
    return read;
}

void profile::read_poll(yaml_map& map, std::vector<variable> const& variables, credential_source const& credentials)
{
    if (!map.has("poll"))
        return;
    if (map.is_text("poll")) {
        if (map.truth("poll").value_or(false))
            map.problem("poll", "write how replies are asked for, as the profile ovh does, or `no` for not at all");
        return;
    }
    auto poll = map.map("poll");
    poll.require("list", "how replies are listed, as list: {url: \"https://api.example.org/incoming\", query: {from: \"{since}\"}}");
    request_.read_poll(poll, variables, credentials);
    polling_ = poll_plan::read(poll, request_.fetches());
    poll.finish();
}

webhook_reading profile::read_call(webhook_kind kind, webhook_request const& call, call_context const& around) const
{
    if (auto why = signature_.objection(call, around)) {
        webhook_reading none;
        none.refusal_status = 401;
        none.refusal = std::move(*why);
        return none;
    }
    bool const of_receipts = kind == webhook_kind::receipts;
    return http_sms::read_call(call, of_receipts ? receipts_ : replies_, of_receipts ? replies_ : receipts_);
}

}  // namespace tocsin::channels::http_sms
