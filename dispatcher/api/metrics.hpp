// SPDX-License-Identifier: Apache-2.0
// Counts what happens by listening to the log, so that nothing is counted by hand twice.
#pragma once

#include "dispatcher/runtime/events.hpp"
#include "dispatcher/runtime/process_figures.hpp"
#include "dispatcher/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dispatcher::api {

/// Whether the database takes writes, as the log last said; busy: another program holds it.
enum class store_state { ok, full, busy };

std::string_view to_string(store_state value);

/// Stands between the house and its log: everything that is reported passes through and is counted.
class event_counter final : public event_log {
public:
    explicit event_counter(event_log& to) : to_(to) {}

    void report(event const& what, std::initializer_list<field> fields) override;

    /// By the event's id, in its order.
    std::map<std::string_view, std::uint64_t> const& counts() const { return counts_; }
    /// False from a full disk, or a database that another program holds, until it takes writes again.
    bool store_takes_writes() const { return store_ == store_state::ok; }
    store_state store() const { return store_; }

private:
    event_log& to_;
    std::map<std::string_view, std::uint64_t> counts_;
    store_state store_ = store_state::ok;
};

struct channel_gauges {
    bool up = true;
    bool open = false;  ///< its breaker lets nothing but probes through
    bool replaced = false;
    bool unread = false;  ///< replies cannot be fetched
    double pace = 0;  ///< parts a second, now
    std::optional<std::int64_t> parts_left;  ///< of its day; nothing: no limit
};

struct feed_gauges {
    bool up = true;  ///< neither silent nor stale
    int failures = 0;  ///< looks in a row
    std::optional<wall_time> succeeded;
    std::optional<wall_time> changed;
};

/// What /metrics shows, gathered at one moment.
struct gauges {
    std::map<std::string, std::map<message_state, int>> messages;  ///< by channel
    std::map<std::string, channel_gauges> channels;
    std::map<std::string, feed_gauges> feeds;
    std::map<mobilisation_state, int> mobilisations;               ///< that are not over
    std::int64_t inbox = 0;
    std::int64_t volunteers = 0;
    bool ready = false;
    bool held = false;  ///< the journal is not whole, and nobody has accepted that
    std::int64_t journal_lines = 0;
    double loop_delay = 0;  ///< seconds until the thread that does the work came round to us
    double store_delay = 0;  ///< seconds until the database had answered
    process_figures process;
    wall_time started;
};

/// Prometheus text exposition format 0.0.4. Names of channels and feeds are the only words in it.
std::string write_metrics(gauges const& now, event_counter const& counted);

}  // namespace tocsin::dispatcher::api
