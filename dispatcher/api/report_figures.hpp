// SPDX-License-Identifier: Apache-2.0
// What a mobilisation came to, counted person by person and line by line of the journal: pages go in, figures come out. Its
// size follows the number of answers, channels and waves, not of the people asked. Pure.
#pragma once

#include "dispatcher/store/past.hpp"
#include "rules/picture/curve.hpp"

#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::api {

struct channel_figures {
    tocsin::medium medium = medium::sms;
    int messages = 0;
    std::map<message_state, int> states;
    std::map<std::pair<message_state, std::string>, int> reasons;  ///< of those that did not arrive: state and the provider's code
    int possible_duplicates = 0;
    int paid_parts = 0;  ///< of the messages that the provider took
};

/// From when the first question was taken by a provider to the answer that counts.
struct delays {
    int answers = 0;
    seconds median{};
    seconds ninety{};  ///< nine of ten came within
};

/// An address that the registry should have another of, or none.
struct correction {
    std::string external_id;
    std::string first_name;
    std::string last_name;
    tocsin::medium medium = medium::sms;
    std::string masked;
    std::string channel;
    message_state how = message_state::refused;  ///< or unreachable
    std::string code;
    std::optional<wall_time> at;
};

/// Nothing was delivered to the address, and a message was refused for good or came back. One for each medium at most.
std::vector<correction> corrections_of(asked_story const& person);

struct figures {
    std::map<std::string, channel_figures> channels;
    std::map<wave_id, std::map<solicitation_state, int>> waves;
    delays all;
    std::map<medium, delays> by_medium;
    std::vector<rules::picture::count_since> delivered;  ///< people whom a question reached
    std::map<std::string, int> confirmed_by_commune;
    std::vector<correction> corrections;
    int corrections_left_out = 0;  ///< beyond the first 10,000
};

class figure_counter {
public:
    void add(asked_story const& person);
    figures counted() const;

private:
    figures so_far_;
    std::map<medium, std::vector<seconds>> delays_;
    std::map<wall_time, int> delivered_;
};

struct timeline_entry {
    wall_time at;
    std::string kind;  ///< the journal's
    std::string by;
    std::string what;  ///< a JSON object without lists: how many stands for them
};

/// What the journal tells of a mobilisation.
struct told_figures {
    std::vector<timeline_entry> timeline;  ///< what was decided; a wave is one entry
    std::vector<rules::picture::count_since> confirmed;
    std::vector<journal_line> lines;  ///< all but the answers, `what` without lists
    int answers = 0;  ///< lines that tell of answers
    int left_out = 0;  ///< other lines beyond the first 1,000
    std::optional<journal_head> last;
};

class journal_counter {
public:
    /// In the order of their numbers.
    void add(journal_line const& line);
    told_figures counted() const { return so_far_; }

private:
    void hold(std::string const& who, bool confirmed, wall_time at);
    void tell(timeline_entry entry);

    told_figures so_far_;
    std::unordered_set<std::string> confirmed_;  // only ever counted
};

}  // namespace tocsin::dispatcher::api
