// SPDX-License-Identifier: Apache-2.0
// How one mobilisation stands, all of one instant and in one turn of the writer: what the situation board looks at, several
// times a second. Nothing is read when nothing was written since the last look, and nothing of a person's but their number.
#pragma once

#include "dispatcher/store/store.hpp"
#include "rules/picture/curve.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class writer;

/// Somebody who has a place.
struct expected_person {
    solicitation_id solicitation;
    volunteer_id who;
    int place = 0;
    std::optional<wall_time> eta;  ///< when they mean to be there, as they said

    friend bool operator==(expected_person const&, expected_person const&) = default;
};

struct sight_query {
    mobilisation_id which;
    std::int64_t seen = -1;  ///< `writes` of the last look; -1: none
    int people = 300;
    int replies = 30;
};

struct sight {
    std::int64_t writes = 0;  ///< rows the store has changed in its life
    bool same = false;        ///< nothing was written since: all below is empty
    std::vector<mobilisation> open;     ///< newest first
    std::optional<mobilisation> what;
    tally counts;
    std::vector<expected_person> coming;  ///< by place, the first of them
    std::map<std::string, int> confirmed_by_commune;
    std::vector<rules::picture::count_since> asked;
    std::vector<rules::picture::count_since> confirmed;  ///< of those confirmed now, since when
    std::vector<inbox_entry> inbox;  ///< oldest first, of all mobilisations
    int waiting_replies = 0;         ///< all of them
    std::map<std::string, std::map<message_state, int>> outbox;  ///< by channel
};

class lookout {
public:
    virtual ~lookout() = default;
    /// Waits as the store does; cancelling is safe, here and below.
    virtual task<stored<sight>> look(sight_query asked) = 0;
    /// People whom the question reached, by the minute. Reads a row for each of those asked: not for every look.
    virtual task<stored<std::vector<rules::picture::count_since>>> delivered_of(mobilisation_id which) = 0;
};

std::unique_ptr<lookout> make_lookout(writer& through);

}  // namespace tocsin::dispatcher
