// SPDX-License-Identifier: Apache-2.0
// A profile's `poll:`: replies that a provider keeps for us to ask for. How its answers are read, which replies are asked for
// next, and how long to wait: all of it pure. reply_poller.hpp does what is said here.
#pragma once

#include "channels/http_sms/answer.hpp"
#include "channels/http_sms/callback.hpp"
#include "channels/policy/backoff.hpp"
#include "rules/words/message.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::channels::http_sms {

/// One entry of the provider's list: an id to fetch, or the whole reply.
struct listed_reply {
    explicit listed_reply(std::string id, std::optional<inbound_text> whole = std::nullopt) : id(std::move(id)), whole(std::move(whole)) {}

    std::string id;
    std::optional<inbound_text> whole;

    friend bool operator==(listed_reply const&, listed_reply const&) = default;
};

/// A reply that was fetched by its id.
struct fetched_reply {
    fetched_reply() = default;

    bool understood = false;
    std::optional<inbound_text> text;  ///< none although understood: `when` says that it does not concern us
};

class poll_plan {
public:
    poll_plan() = default;

    /// Reads all keys of `poll:` but `list` and `fetch`. Problems go to the map's list. `fetches`: the list only names the replies.
    static poll_plan read(yaml_map& poll, bool fetches);

    seconds every() const { return every_; }
    seconds look_back() const { return look_back_; }

    /// The oldest first, each id once; entries without a usable id are left out. Nothing when the body is no such list.
    std::optional<std::vector<listed_reply>> list_in(std::string const& body) const;

    /// `id`, as the list spells it, becomes the reply's where `reply:` names no other. Total.
    fetched_reply reply_in(std::string const& body, std::string const& id) const;

private:
    seconds every_{15};
    seconds look_back_{hours{48}};
    bool fetches_ = false;
    bool newest_first_ = false;
    std::string each_;  ///< JSON pointer of the list
    std::string id_;  ///< of the id within an entry
    callback reply_;
};

/// What went wrong with an answer, for people; empty for 2xx.
std::string poll_failure(int status);

/// What this run knows of the provider's list. It only saves requests: that a reply counts once is the house's own affair, by
/// the provider's id, also after a restart.
class poll_memory {
public:
    explicit poll_memory(seconds look_back) : look_back_(look_back) {}

    /// From when on replies are asked for. The first look of a run goes back all of `look_back`: whatever came while we were
    /// down is fetched, and what we had already is known by its id. Once everything has been taken, the looks go back
    /// a few hours before the last of those: a provider may list a reply well after the instant that it stamps it with, its
    /// clock may differ from ours, and it may read our instant as a time of its own zone.
    wall_time since(wall_time now) const;

    /// Neither taken in this run nor put off.
    bool wants(std::string const& id, mono_time now) const;

    /// It is durable, or none of our business.
    void taken(std::string id) { taken_.insert(std::move(id)); }

    /// It could not be fetched or read: it is put off, longer each time, and stands in nobody's way.
    void put_off(std::string const& id, mono_time now, std::uint64_t chance);

    /// A list that was asked for at `begun` has been gone through. What it does not hold any more is forgotten: memory is bounded
    /// by one list.
    void gone_through(std::vector<listed_reply> const& list, wall_time begun);

    bool has_put_off() const { return !put_off_.empty(); }
    std::size_t size() const { return taken_.size() + put_off_.size(); }

private:
    struct delay {
        backoff longer{seconds{10}, minutes{5}};
        mono_time until;
    };

    seconds look_back_;
    std::set<std::string> taken_;
    std::map<std::string, delay> put_off_;
    std::optional<wall_time> complete_;  ///< everything that was listed then has been taken
};

/// How long to wait between two looks.
class poll_pace {
public:
    explicit poll_pace(seconds every) : every_(every), after_failure_(every * 2, std::max<seconds>(every * 2, minutes{5})) {}

    /// After a look that was answered: `every`, more or less a quarter, so that several houses do not ask in step.
    milliseconds after_success(std::uint64_t chance);
    /// After one that was not: longer each time, to five minutes; at least what the provider asks for.
    milliseconds after_failure(std::optional<milliseconds> wish, std::uint64_t chance);

private:
    milliseconds every_;
    backoff after_failure_;
};

}  // namespace tocsin::channels::http_sms
