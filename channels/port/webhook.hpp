// SPDX-License-Identifier: Apache-2.0
// How a provider's HTTP call-back is read. Pure: bytes in, news out. The API floor makes the news durable and answers.
#pragma once

#include "rules/words/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::channels {

enum class webhook_kind { receipts, replies };

/// One HTTP request as it came.
struct webhook_request {
    webhook_request() = default;

    std::string method;  ///< upper case
    std::string path;
    std::string query;  ///< undecoded, without '?'
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
};

/// The news, or why there is none. `refusal` set: nothing was understood or allowed, answer that status.
struct webhook_reading {
    webhook_reading() = default;

    std::vector<receipt> receipts;
    std::vector<inbound_text> replies;
    std::optional<int> refusal_status;  ///< 401, 405, 400
    std::string refusal;  ///< one sentence for the provider's engineer; never an address or a secret
    std::string answer_type = "text/plain";
    std::string answer;  ///< body of the 2xx, once the news is durable
};

class webhook_reader {
public:
    virtual ~webhook_reader() = default;
    virtual webhook_reading read(webhook_kind kind, webhook_request const& request) const = 0;
};

}  // namespace tocsin::channels
