// SPDX-License-Identifier: Apache-2.0
// The seam to what the law gives people, and what it makes a house forget: everything that is kept about one person, their
// restriction, their opting in again, and the end of what is kept for a time. As store.hpp: every function waits until its
// work is committed.
#pragma once

#include "dispatcher/store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// One request to somebody, with what they answered.
struct kept_request {
    solicitation_id id;
    mobilisation_id mobilisation;
    wall_time asked;
    tocsin::medium medium = medium::sms;
    solicitation_state state = solicitation_state::asked;
    std::optional<wall_time> answered;
    std::string answer;  ///< their words
    std::optional<wall_time> eta;
};

/// One message to somebody, with its words.
struct kept_message {
    message_id id;
    mobilisation_id mobilisation;
    tocsin::purpose purpose = purpose::ask;
    tocsin::medium medium = medium::sms;
    std::string channel;
    std::string address;
    message_state state = message_state::queued;
    std::optional<wall_time> accepted;
    std::string subject;
    std::string body;
};

struct kept_reply {
    reply_id id;
    std::string channel;
    std::string address;
    std::string text;
    std::string meaning;
    wall_time received;
};

/// Everything that is kept about one person (GDPR, article 15), but for the lines of the journal that name their number.
struct kept_person {
    volunteer who;
    std::optional<wall_time> restricted;
    std::vector<std::string> former_addresses;
    std::vector<kept_request> requests;
    std::vector<kept_message> messages;
    std::vector<kept_reply> replies;
};

/// How far a purge has come.
struct purge_step {
    std::optional<mobilisation_id> mobilisation;  ///< nothing: there is nothing left to do
    int rows = 0;  ///< that lost what they held
    bool complete = false;  ///< of this mobilisation
};

class rights_store {
public:
    virtual ~rights_store() = default;

    virtual task<stored<std::optional<kept_person>>> everything_about(volunteer_id which) = 0;

    /// Restricted (article 18): kept, and neither asked nor written to, until it is lifted. What they had promised is given
    /// back. Gives the person as they are now; nothing when there is none.
    virtual task<stored<std::optional<volunteer>>> restrict_person(volunteer_id which, bool restricted, std::string reason, act who) = 0;

    /// Takes their opt-out back. `proof`: how they asked for it, for the journal. Gives the person as they are now.
    virtual task<stored<std::optional<volunteer>>> opt_in(volunteer_id which, std::string proof, act who) = 0;

    /// Forgets up to `limit` rows of what people said about one mobilisation that ended before `before`.
    virtual task<stored<purge_step>> purge_answers(wall_time before, int limit, wall_time now) = 0;
    /// The same for how each message was delivered: attempts, codes, what providers call it, and addresses people no longer have.
    virtual task<stored<purge_step>> purge_deliveries(wall_time before, int limit, wall_time now) = 0;
    /// Up to `limit` replies from before, with the addresses they came from, of those mobilisations and about nothing.
    /// Returns how many.
    virtual task<stored<int>> purge_replies(wall_time before, int limit, wall_time now) = 0;
    /// Pieces of texts from before, and addresses that nobody can answer from any more. Returns how many.
    virtual task<stored<int>> purge_strays(wall_time before) = 0;
};

}  // namespace tocsin::dispatcher
