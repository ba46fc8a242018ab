// SPDX-License-Identifier: Apache-2.0
// What the suite must know of an adapter: how it is built against its fake, and what the fake saw. One for each adapter, in
// a file of its own; subjects.cpp names them. docs/adding-a-channel.md tells how to write one.
#pragma once

#include "channels/port/channel.hpp"
#include "tests/conformance/kept_news.hpp"
#include "tests/integration/channels/live_world.hpp"
#include "tests/integration/channels/program.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace tocsin::conformance {

/// What becomes of a message, by its address.
enum class fate {
    taken,
    answered,  ///< taken, and the person writes back
    throttled,  ///< the first time
    refused_for_now,  ///< at least the first time
    refused_for_good,
    silent,  ///< taken, and never answered
    cut_off,  ///< taken, and the line drops instead of an answer
    garbage,  ///< something that is no answer at all; the first time
};

constexpr fate every_fate[] = {fate::taken,           fate::answered,         fate::throttled, fate::refused_for_now,
                               fate::refused_for_good, fate::silent,           fate::cut_off,   fate::garbage};

/// One try to hand a message over, as the fake wrote it down.
struct witnessed {
    std::string reference;  ///< ours; empty where the protocol has no place for it
    std::string to;
    std::string text;
    std::string id;  ///< given in the answer; empty where the protocol has none
};

/// What the suite calls the world of one case; it outlives the subject.
struct surroundings {
    integration::live_world& world;
    kept_news& above;  ///< for fakes that bring their news to a door of ours instead of the adapter's link
    std::filesystem::path folder;
    seconds answers_within;  ///< how long the adapter is to wait for an answer
};

class subject {
public:
    virtual ~subject() = default;

    /// Built as the configuration builds it.
    virtual channels::channel& adapter() = 0;
    /// The n-th address (n below 10) that meets this fate; nothing when medium or fake do not know such a thing.
    virtual std::optional<std::string> address(fate what, int n) = 0;
    /// The fake's own log, in order.
    virtual std::vector<witnessed> seen() = 0;
    /// Whether that log names the address. For who looks again and again, where to read what was written costs more.
    virtual bool has_seen(std::string const& to)
    {
        auto const all = seen();
        return std::any_of(all.begin(), all.end(), [&to](witnessed const& each) { return each.to == to; });
    }
    /// How many receipts and replies the fake knows to be acknowledged; nothing when it gives none.
    virtual std::optional<int> acknowledged() { return std::nullopt; }
    /// From now on nobody is there. False when that cannot be, as with a file.
    virtual bool go_away() { return false; }
    /// How many lines or programs of ours the fake holds; nothing where there is no such thing.
    virtual std::optional<int> open_lines() { return std::nullopt; }
    /// Whether our reference travels with the message: SMPP 3.4 has no field for it.
    virtual bool carries_references() { return true; }
    /// Whether a fate that has `retry_after` is told so by this protocol.
    virtual bool says_when_to_retry() { return false; }
    /// What must not be read in any word of the adapter's.
    virtual std::vector<std::string> secrets() { return {}; }
};

struct subject_maker {
    std::string name;
    std::function<std::unique_ptr<subject>(surroundings const&)> make;
};

inline std::ostream& operator<<(std::ostream& out, subject_maker const& of) { return out << of.name; }

/// Every adapter. A new one is a line in subjects.cpp.
std::vector<subject_maker> all_subjects();

/// One entry of `channels:`, as the daemon reads it. Credentials are files in `folder`. Throws what is wrong with it.
std::unique_ptr<channels::channel>
configured(integration::live_world& world, std::string const& yaml, std::filesystem::path const& folder = {});

/// A number whose last two digits are its fate, as the fakes know them; `n` makes it another one.
std::string number_with_fate(int digits, int n);
/// What the fakes for SMS agree on.
std::optional<int> fate_digits(fate what);

}  // namespace tocsin::conformance
