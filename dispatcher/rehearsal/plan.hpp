// SPDX-License-Identifier: Apache-2.0
// All that a rehearsal is played from, copied out of the house: people without their addresses, channels as names and
// numbers. Nothing in it can reach anybody.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/settings.hpp"
#include "dispatcher/engine/experience.hpp"
#include "dispatcher/store/records.hpp"
#include "rules/wave/crowd.hpp"
#include "rules/words/mobilisation.hpp"
#include "rules/words/volunteer.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tocsin::dispatcher {

/// What a rehearsal knows of a channel. The adapter stays in the house.
struct channel_part {
    channels::channel_settings settings;
    channels::channel_traits traits;
    std::int64_t taken_today = 0;  ///< parts of today's allowance that are gone
};

/// A provider does not answer, from so long after the start and for so long.
struct supposed_outage {
    std::string channel;
    minutes from{0};
    minutes length{0};

    friend bool operator==(supposed_outage const&, supposed_outage const&) = default;
};

/// Shares of yes to suppose instead of what is believed; each run has one of them, even in the logarithm.
struct supposed_share {
    double low = 0;
    double high = 0;

    friend bool operator==(supposed_share const&, supposed_share const&) = default;
};

/// How long it takes until somebody approves what needs an approval, where nothing else is supposed.
inline constexpr minutes usual_approval{10};

/// How often a yes is taken back before people are needed.
struct changed_minds {
    /// Nobody has measured it: an assumption, which weighs as much as so many hours of promises on record.
    static constexpr double supposed_an_hour = 0.03;
    static constexpr double supposed_hours = 100;

    int given = 0;  ///< yes on record, in what is over
    int taken_back = 0;  ///< of these
    double hours = 0;  ///< from each of these to the hour when people were needed

    double an_hour() const { return (supposed_an_hour * supposed_hours + taken_back) / (supposed_hours + hours); }
};

/// Another mobilisation whose messages wait in this house's channels when the rehearsal begins.
struct waiting_call {
    mobilisation_request request;
    std::vector<rendered_text> texts;
    std::map<std::string, int> messages;  ///< channel → that wait there
    std::map<std::string, int> played;  ///< of these, what can leave before people are needed at most
};

/// One order, and what the house knows of it before it begins.
struct rehearsed_order {
    mobilisation_request request;
    std::string rule;  ///< empty when it is an officer's
    rules::real_minutes travel{};  ///< a yes is of use until so long before people are needed
    bool needs_approval = false;
    minutes approval{0};  ///< from the start until it is approved
    int candidates = 0;
    int population = 0;
    std::vector<std::pair<std::string, int>> funnel;  ///< reason → people left out by it
    std::map<std::string, int> holders;  ///< role → candidates who hold it
    std::map<medium, int> reached_over;  ///< candidates by the medium over which they would be asked
    std::vector<medium> without_channel;  ///< media that nothing may carry
    int left_out = 0;  ///< candidates beyond the limit: the last of those who would be asked
};

struct rehearsal_plan {
    wall_time start;
    std::vector<rehearsed_order> orders;  ///< all begin at the start
    std::vector<pace> paces;  ///< played one after the other with the same people; empty: each order's own
    std::vector<volunteer> people;  ///< candidates of any order; names are empty, addresses invented
    /// What people did in the past mobilisation that is replayed, by their place in `people`.
    std::map<std::size_t, heard_person> known;
    std::vector<channel_part> channels;
    std::map<medium, std::vector<channels::route_leg>> routes;
    experience::knowledge learnt;  ///< what the planner starts from
    rules::evidence heard;  ///< what the past mobilisation that is replayed says of everybody
    std::optional<supposed_share> share;
    std::vector<supposed_outage> outages;
    changed_minds minds;
    bool queue_known = false;  ///< it begins about now; otherwise the channels are taken for idle
    std::vector<waiting_call> waiting;
    std::optional<mobilisation_id> replays;
    int runs = 20;
    std::uint64_t seed = 1;

    /// The last instant at which people are needed, of all orders.
    wall_time needed() const;

    /// Past mobilisations that what is believed was learnt from.
    int learnt_from() const { return static_cast<int>(learnt.lessons.size()); }
};

/// An adapter is held by one owner, who cannot be copied: what can be copied holds none.
static_assert(std::is_copy_constructible_v<rehearsal_plan>);
static_assert(!std::is_constructible_v<channel_part, channels::channel&>);

/// How many candidates take part at most: the first of those who would be asked.
inline constexpr std::size_t most_rehearsed = 20'000;

/// How many messages of other mobilisations take part at most.
inline constexpr int most_waiting = 10'000;

/// Share of the messages that do not arrive, as the planner supposes before receipts say otherwise.
inline constexpr double share_lost = 0.05;

/// The addresses of the invented people; no operator and no mail server has them (ITU-T E.164: +999 is not assigned;
/// RFC 2606: .invalid).
phone invented_phone(std::size_t number);
mailbox invented_mailbox(std::size_t number);
/// Whose address it is: the number it was invented with.
std::optional<std::size_t> number_in(std::string_view address);

/// What is believed of everybody on the day.
rules::belief believed_in(rehearsal_plan const& plan, std::string_view time_zone);

}  // namespace tocsin::dispatcher
