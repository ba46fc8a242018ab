// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/message.hpp"

#include "dispatcher/intake/feeds/words.hpp"
#include "rules/cap/write.hpp"

#include <algorithm>

namespace tocsin::dispatcher::feeds {
namespace {

/// The instant of a message: what the service says, later in any case than the message before it; in 1970, and in the
/// future, where its clock is no help, it is now.
wall_time sent_at(wall_time said, std::optional<alert_identity> const& last, wall_time now)
{
    auto when = said == wall_time{} || said > now ? now : said;
    if (last)
        when = std::max<wall_time>(when, last->sent + seconds{1});
    return std::chrono::floor<seconds>(when);
}

bool is_older(wall_time said, std::optional<alert_identity> const& last)
{
    return last && said != wall_time{} && std::chrono::floor<seconds>(said) < last->sent;
}

/// "usgs-us7000abcd-20261126T030000Z" → "usgs-us7000abcd-…" again, one instant later.
std::string stem_of(std::string const& identifier)
{
    auto const dash = identifier.rfind('-');
    return dash == std::string::npos ? identifier : identifier.substr(0, dash);
}

document cancel(entry const& listed, feed_item const& before, wall_time now)
{
    alert over;
    over.sender = before.last->sender;
    over.sent = sent_at(*listed.calm, before.last, now);
    over.identifier = stem_of(before.last->identifier) + '-' + compact(over.sent);
    over.status = alert_status::actual;
    over.kind = alert_kind::cancel;
    over.references = {*before.last};
    document made;
    made.bytes = rules::write_cap(over);
    made.becomes.key = listed.key;
    made.becomes.version = listed.version;
    made.becomes.calm = true;
    made.becomes.last = over.identity();
    return made;
}

}  // namespace

std::optional<document> next_message(entry const& listed, feed_item const* before, wall_time now, std::string const& uri)
{
    if (before && before->version == listed.version)
        return std::nullopt;
    auto const last = before ? before->last : std::nullopt;
    bool const over_by_itself = before && before->expires && *before->expires <= now;
    if (listed.calm) {
        bool const was_on = last && !before->calm && !over_by_itself;
        return was_on && !is_older(*listed.calm, last) ? std::optional{cancel(listed, *before, now)} : std::nullopt;
    }
    if (!listed.said || listed.said->infos.empty() || is_older(listed.said->sent, last))
        return std::nullopt;
    auto const expires = listed.said->infos.front().expires;
    if (expires && *expires <= now)
        return std::nullopt;
    auto said = *listed.said;
    said.sent = sent_at(said.sent, last, now);
    said.identifier += '-' + compact(said.sent);
    if (last && !before->calm && !over_by_itself) {
        said.kind = alert_kind::update;
        said.references = {*last};
    }
    document made;
    bool const xml = listed.original.starts_with('<');
    rules::cap_original const original{"as published", xml ? "application/xml" : "application/json", uri, listed.original};
    made.bytes = rules::write_cap(said, original);
    made.becomes.key = listed.key;
    made.becomes.version = listed.version;
    made.becomes.last = said.identity();
    made.becomes.expires = expires;
    return made;
}

}  // namespace tocsin::dispatcher::feeds
