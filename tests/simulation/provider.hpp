// SPDX-License-Identifier: Apache-2.0
// A provider outside the house, with a witness log of its own: what it was really sent, and when. It outlives every life
// of the daemon. Its faults are drawn from the world's seed.
#pragma once

#include "channels/port/channel.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tocsin::simulation {

/// How long what was in flight may still arrive after a stop.
constexpr seconds grace{1};

/// One message as the provider saw it arrive.
struct witnessed {
    mono_time at;
    std::string reference;
    std::string to;
    std::string text;
    wall_time deadline;
    wall_time wall;
};

struct provider_faults {
    double lost_answer = 0;  ///< taken, but the answer never arrives
    double throttle = 0;
    double refuse_for_now = 0;
    double early_receipt = 0;  ///< before the answer to the submission
    double repeated_receipt = 0;
    double no_receipt = 0;
    double undelivered = 0;
    milliseconds slowest{300};
};

/// How a provider fails.
enum class failing {
    not_at_all,
    refuses,
    refuses_late,  ///< after seconds each
    resets,
    drops,  ///< its line at each message, and takes the next line
    silent,
    throttles,
    takes_late,  ///< everything, but its answers are late
    keeps_receipts,
    flickers,
};

/// What comes back from the provider, until somebody durably takes it.
struct callback {
    std::optional<receipt> news;
    std::optional<inbound_text> reply;
};

class provider {
public:
    provider(std::string name, double per_second, std::size_t window, support::virtual_clock& clock, std::uint64_t seed);

    std::string const& name() const { return name_; }
    double per_second() const { return per_second_; }
    std::size_t window() const { return window_; }

    provider_faults faults;
    failing fails = failing::not_at_all;
    std::optional<milliseconds> says_it_took;  ///< of each message; the rest was waiting for a line
    milliseconds longest_pause{120'000};  ///< asked for by one in eight throttling answers
    tocsin::medium medium = medium::sms;
    bool two_way = true;
    std::function<void(mono_time due, callback what)> send_back;  ///< set by the world
    std::function<std::optional<std::string>(std::string const& to)> answer_of;  ///< what that person writes back

    std::vector<witnessed> log;
    std::map<std::string, std::string> reference_of;  ///< the provider's id, as it reports it → our reference
    std::map<std::string, int> lost_answers;  ///< per reference
    std::set<std::string> doubtful;  ///< addresses of messages it said nothing of, taken or not
    std::vector<std::pair<mono_time, mono_time>> pauses;  ///< when it asked for patience, and until when

    /// The house's side of it, for one life.
    std::unique_ptr<channels::channel> adapter(channels::runtime& world);

    double chance();
    std::uint64_t below(std::uint64_t limit);

private:
    friend class provider_adapter;

    std::string name_;
    double per_second_;
    std::size_t window_;
    support::virtual_clock& clock_;
    std::uint64_t dice_;
    int taken_ = 0;
};

}  // namespace tocsin::simulation
