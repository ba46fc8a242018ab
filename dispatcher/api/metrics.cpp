// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/metrics.hpp"

#include <fmt/format.h>

namespace tocsin::dispatcher::api {
namespace {

class exposition {
public:
    void family(std::string_view name, std::string_view type, std::string_view help)
    {
        name_ = name;
        text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    }

    /// One gauge of every feed that has it.
    template <class Value>
    void feeds(std::string_view name, std::string_view help, std::map<std::string, feed_gauges> const& all, Value value)
    {
        family(name, "gauge", help);
        for (auto const& [feed, is] : all)
            if (auto const shown = value(is))
                text_ += fmt::format("{}{{feed=\"{}\"}} {}\n", name_, feed, *shown);
    }

    /// One gauge of every channel that has it.
    template <class Value>
    void channels(
        std::string_view name, std::string_view help, std::map<std::string, channel_gauges> const& all, Value value
    )
    {
        family(name, "gauge", help);
        for (auto const& [channel, is] : all)
            if (auto const shown = value(is))
                text_ += fmt::format("{}{{channel=\"{}\"}} {}\n", name_, channel, *shown);
    }

    template <class Value>
    void sample(std::string_view labels, Value value)
    {
        text_ +=
            labels.empty() ? fmt::format("{} {}\n", name_, value) : fmt::format("{}{{{}}} {}\n", name_, labels, value);
    }

    /// A family of one.
    template <class Value>
    void single(std::string_view name, std::string_view type, std::string_view help, Value value)
    {
        family(name, type, help);
        sample("", value);
    }

    std::string take() { return std::move(text_); }

private:
    std::string name_;
    std::string text_;
};

/// The events that have a counter under a name of their own: what alarms are built on.
struct named_event {
    event const* what;
    std::string_view name;
    std::string_view labels;
    std::string_view help;
};

constexpr named_event named_events[] = {
    {&events::alert_accepted,
     "tocsin_alerts_total",
     "outcome=\"accepted\"",
     "Alerts that came in, by what became of them"},
    {&events::alert_repeated, "tocsin_alerts_total", "outcome=\"repeated\"", ""},
    {&events::alert_refused, "tocsin_alerts_total", "outcome=\"refused\"", ""},
    {&events::alert_held, "tocsin_alerts_total", "outcome=\"held\"", ""},
    {&events::store_full, "tocsin_store_failures_total", "kind=\"full\"", "Times the database could not write"},
    {&events::store_failed, "tocsin_store_failures_total", "kind=\"unknown\"", ""},
    {&events::store_busy, "tocsin_store_failures_total", "kind=\"busy\"", ""},
    {&events::store_rejected, "tocsin_store_failures_total", "kind=\"rejected\"", ""},
    {&events::webhook_refused, "tocsin_webhooks_refused_total", "", "Calls of providers that were not accepted"},
    {&events::channel_left, "tocsin_channel_switches_total", "kind=\"leave\"", "Switches between channels"},
    {&events::channel_taken_back, "tocsin_channel_switches_total", "kind=\"take-back\"", ""},
    {&events::feed_document_refused, "tocsin_feed_documents_refused_total", "", "Things listed by feeds that were no alerts"},
    {&events::opted_out, "tocsin_opt_outs_total", "", "Addresses that asked not to be contacted again"},
};

void write_events(exposition& out, event_counter const& counted)
{
    std::string_view family;
    for (auto const& each : named_events) {
        if (each.name != family)
            out.family(each.name, "counter", each.help);
        family = each.name;
        auto const found = counted.counts().find(each.what->id);
        out.sample(each.labels, found == counted.counts().end() ? 0 : static_cast<std::int64_t>(found->second));
    }
    out.family("tocsin_events_total", "counter", "Lines of the log, by the event's id");
    for (auto const& [id, count] : counted.counts())
        out.sample(fmt::format("id=\"{}\"", id), static_cast<std::int64_t>(count));
}

void write_process(exposition& out, gauges const& now)
{
    auto const& is = now.process;
    out.single(
        "process_start_time_seconds", "gauge", "When the process began, in seconds since 1970", to_millis(now.started) / 1000
    );
    out.single("process_cpu_seconds_total", "counter", "Time on the processors, in seconds", is.cpu_seconds);
    out.single("process_resident_memory_bytes", "gauge", "Memory that is really there", is.resident_bytes);
    out.single("process_open_fds", "gauge", "Descriptors in use", is.open_descriptors);
    out.single("process_max_fds", "gauge", "Descriptors it may use", is.most_descriptors);
}

}  // namespace

std::string_view to_string(store_state value)
{
    switch (value) {
    case store_state::ok: return "ok";
    case store_state::full: return "full";
    case store_state::busy: return "busy";
    }
    return "?";
}

void event_counter::report(event const& what, std::initializer_list<field> fields)
{
    ++counts_[what.id];
    if (what.id == events::store_full.id)
        store_ = store_state::full;
    else if (what.id == events::store_busy.id)
        store_ = store_state::busy;
    else if (what.id == events::store_recovered.id)
        store_ = store_state::ok;
    to_.report(what, fields);
}

std::string write_metrics(gauges const& now, event_counter const& counted)
{
    exposition out;
    out.family("tocsin_ready", "gauge", "1 when everything it takes to mobilise is there");
    out.sample("", now.ready ? 1 : 0);
    out.family("tocsin_volunteers", "gauge", "Volunteers in the register");
    out.sample("", now.volunteers);
    out.family("tocsin_mobilisations", "gauge", "Mobilisations that are not over, by state");
    for (auto const state :
         {mobilisation_state::proposed,
          mobilisation_state::approved,
          mobilisation_state::running,
          mobilisation_state::paused,
          mobilisation_state::filled}) {
        auto const found = now.mobilisations.find(state);
        out.sample(fmt::format("state=\"{}\"", to_string(state)), found == now.mobilisations.end() ? 0 : found->second);
    }
    out.family("tocsin_messages", "gauge", "Messages on record, by channel and state");
    for (auto const& [channel, states] : now.messages)
        for (auto const& [state, count] : states)
            out.sample(fmt::format("channel=\"{}\",state=\"{}\"", channel, to_string(state)), count);
    out.channels("tocsin_channel_up", "1 while the channel's link is up", now.channels, [](auto const& is) {
        return std::optional{is.up ? 1 : 0};
    });
    out.channels(
        "tocsin_channel_breaker_open", "1 while nothing but probes goes through the channel", now.channels,
        [](auto const& is) { return std::optional{is.open ? 1 : 0}; }
    );
    out.channels(
        "tocsin_channel_replaced", "1 while other channels carry its messages", now.channels,
        [](auto const& is) { return std::optional{is.replaced ? 1 : 0}; }
    );
    out.channels(
        "tocsin_channel_replies_unread", "1 while replies cannot be fetched from where they lie", now.channels,
        [](auto const& is) { return std::optional{is.unread ? 1 : 0}; }
    );
    out.channels(
        "tocsin_channel_pace", "Message parts a second that the channel may send now", now.channels,
        [](auto const& is) { return std::optional{is.pace}; }
    );
    out.channels(
        "tocsin_channel_parts_left", "Message parts left of the channel's day, where it has a limit", now.channels,
        [](auto const& is) { return is.parts_left; }
    );
    auto const instant = [](std::optional<wall_time> when) {
        return when ? std::optional{to_millis(*when) / 1000} : std::nullopt;
    };
    out.feeds("tocsin_feed_up", "0 while the feed is silent or stale for too long", now.feeds, [](auto const& is) {
        return std::optional{is.up ? 1 : 0};
    });
    out.feeds("tocsin_feed_failures", "Looks at the feed that failed in a row", now.feeds, [](auto const& is) {
        return std::optional{is.failures};
    });
    out.feeds(
        "tocsin_feed_last_success_timestamp_seconds", "When the feed last answered as it should, in seconds since 1970", now.feeds,
        [&instant](auto const& is) { return instant(is.succeeded); }
    );
    out.feeds(
        "tocsin_feed_last_change_timestamp_seconds", "When what the feed publishes last changed, in seconds since 1970", now.feeds,
        [&instant](auto const& is) { return instant(is.changed); }
    );
    out.single("tocsin_inbox", "gauge", "Replies that wait for a person", now.inbox);
    out.single(
        "tocsin_journal_held", "gauge", "1 while nothing is sent because the journal is not whole", now.held ? 1 : 0
    );
    out.single("tocsin_journal_lines", "gauge", "Lines of the journal", now.journal_lines);
    out.single(
        "tocsin_loop_delay_seconds", "gauge", "How long this request waited for the thread that does the work", now.loop_delay
    );
    out.single("tocsin_store_delay_seconds", "gauge", "How long the database took to answer this request", now.store_delay);
    write_events(out, counted);
    write_process(out, now);
    return out.take();
}

}  // namespace tocsin::dispatcher::api
