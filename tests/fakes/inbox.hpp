// SPDX-License-Identifier: Apache-2.0
// Replies that a provider keeps for its customer to ask for, as OVHcloud's own description of its API has it
// (eu.api.ovh.com/1.0/sms.json): GET …/incoming gives ids, as numbers, of those created from `creationDatetime.from` on and up
// to `creationDatetime.to`; GET …/incoming/{id} gives one. Written without a look at the adapter.
#pragma once

#include "tests/fakes/dialects.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace fake {

class inbox {
public:
    /// What the first requests for the list, and for a reply, get instead of an answer, in this order: a status, `garbage` (200),
    /// `silent`, or `ok` (the answer).
    inbox(std::string const& list_troubles, std::string const& reply_troubles);

    /// From `then` on it is there, said to have been created at `created` (both in seconds since 1970). Gives its id.
    std::string put(message const& about, std::string const& text, long long then, long long created, int times = 1);

    struct answer {
        reply_to_submission said;
        std::string asked;  ///< `list` or an id
        std::size_t listed = 0;
        bool silent = false;
    };

    /// Nothing when the request is none of the inbox's.
    std::optional<answer> asked(http_request const& request, long long now);

private:
    struct entry {
        long long id = 0;
        std::string sender;
        std::string text;
        long long then = 0;
        long long created = 0;
        int times = 1;
    };

    reply_to_submission list(std::string const& target, long long now, std::size_t& listed) const;
    reply_to_submission one(std::string const& id, long long now) const;

    std::vector<entry> entries_;
    std::deque<std::string> list_troubles_;
    std::deque<std::string> reply_troubles_;
};

}  // namespace fake
