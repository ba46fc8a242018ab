// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report_figures.hpp"

#include "dispatcher/api/kept_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_corrections = 10'000;
constexpr std::size_t most_lines = 1000;

bool has_failed(message_state state) { return state == message_state::refused || state == message_state::unreachable; }

bool paid(sent_message const& sent)
{
    return sent.accepted || sent.state == message_state::accepted || sent.state == message_state::delivered;
}

delays delays_of(std::vector<seconds> all)
{
    delays found;
    found.answers = static_cast<int>(all.size());
    if (all.empty())
        return found;
    std::sort(all.begin(), all.end());
    // The least that so large a share of them does not exceed.
    found.median = all[(all.size() + 1) / 2 - 1];
    found.ninety = all[(all.size() * 9 + 9) / 10 - 1];
    return found;
}

/// A list may be as long as the register: its length tells enough.
json::object without_lists(std::string const& what)
{
    boost::system::error_code unreadable;
    auto const read = json::parse(what, unreadable);
    json::object kept;
    if (unreadable || !read.is_object())
        return kept;
    for (auto const& [key, value] : read.as_object())
        if (value.is_array())
            kept[key] = value.get_array().size();
        else if (!value.is_object() && !value.is_null())
            kept[key] = value;
    return kept;
}

bool belongs_in_timeline(std::string_view kind)
{
    for (auto const* each : {"raised", "plan", "assent", "break-glass", "state", "asked", "withdrawn", "changed", "retracted", "corrected"})
        if (kind == each)
            return true;
    return false;
}

}  // namespace

std::vector<correction> corrections_of(asked_story const& person)
{
    std::vector<correction> found;
    for (auto const over : {medium::sms, medium::email}) {
        sent_message const* worst = nullptr;
        bool arrived = false;
        for (auto const& each : person.sent) {
            if (each.medium != over)
                continue;
            arrived = arrived || each.state == message_state::delivered;
            if (has_failed(each.state))
                worst = &each;
        }
        if (worst == nullptr || arrived)
            continue;
        found.push_back({
            person.who.external_id,
            person.who.first_name,
            person.who.last_name,
            over,
            worst->masked,
            worst->channel,
            worst->state,
            worst->code,
            worst->ended,
        });
    }
    return found;
}

void figure_counter::add(asked_story const& person)
{
    ++so_far_.waves[person.wave][person.who.state];
    if (person.who.state == solicitation_state::confirmed)
        ++so_far_.confirmed_by_commune[person.who.commune];
    std::optional<wall_time> left;
    std::optional<wall_time> reached;
    for (auto const& each : person.sent) {
        auto& channel = so_far_.channels[each.channel];
        channel.medium = each.medium;
        ++channel.messages;
        ++channel.states[each.state];
        if (has_failed(each.state) || each.state == message_state::expired)
            ++channel.reasons[{each.state, each.code}];
        if (each.possible_duplicate)
            ++channel.possible_duplicates;
        if (paid(each))
            channel.paid_parts += each.parts;
        if (each.purpose != purpose::ask)
            continue;
        if (each.accepted && (!left || *each.accepted < *left))
            left = each.accepted;
        if (each.state == message_state::delivered && each.ended && (!reached || *each.ended < *reached))
            reached = each.ended;
    }
    if (reached)
        ++delivered_[std::chrono::floor<seconds>(*reached)];
    auto const since = left ? left : person.who.asked;
    if (person.who.answered && since)
        delays_[person.who.medium].push_back(std::max(seconds{0}, std::chrono::floor<seconds>(*person.who.answered - *since)));
    for (auto& each : corrections_of(person))
        if (so_far_.corrections.size() < most_corrections)
            so_far_.corrections.push_back(std::move(each));
        else
            ++so_far_.corrections_left_out;
}

figures figure_counter::counted() const
{
    auto found = so_far_;
    int people = 0;
    for (auto const& [at, more] : delivered_)
        found.delivered.push_back({at, people += more});
    std::vector<seconds> all;
    for (auto const& [over, some] : delays_) {
        found.by_medium[over] = delays_of(some);
        all.insert(all.end(), some.begin(), some.end());
    }
    found.all = delays_of(std::move(all));
    return found;
}

void journal_counter::hold(std::string const& who, bool confirmed, wall_time at)
{
    bool const changed = confirmed ? confirmed_.insert(who).second : confirmed_.erase(who) > 0;
    if (!changed)
        return;
    auto const now = static_cast<int>(confirmed_.size());
    if (!so_far_.confirmed.empty() && so_far_.confirmed.back().at == at)
        so_far_.confirmed.back().count = now;
    else
        so_far_.confirmed.push_back({at, now});
}

void journal_counter::tell(timeline_entry entry)
{
    auto const what = json::parse(entry.what).as_object();
    for (auto& each : so_far_.timeline) {  // a large wave is written in several parts
        auto before = json::parse(each.what).as_object();
        if (entry.kind != "asked" || each.kind != "asked" || text_in(before, "wave") != text_in(what, "wave"))
            continue;
        before["people"] = number_in<std::int64_t>(before, "people") + number_in<std::int64_t>(what, "people");
        each.what = json::serialize(before);
        return;
    }
    so_far_.timeline.push_back(std::move(entry));
}

void journal_counter::add(journal_line const& line)
{
    so_far_.last = journal_head{line.number, line.link};
    auto what = without_lists(line.what);
    if (line.kind == "reply" || line.kind == "moved-up") {
        ++so_far_.answers;
        auto const who = text_in(what, "solicitation");
        auto const state = line.kind == "moved-up" ? std::string{"confirmed"} : text_in(what, "state");
        if (!who.empty() && !state.empty())
            hold(who, state == "confirmed", line.at);
        return;
    }
    if (belongs_in_timeline(line.kind))
        tell({line.at, line.kind, line.by, json::serialize(what)});
    if (so_far_.lines.size() >= most_lines) {
        ++so_far_.left_out;
        return;
    }
    auto shown = line;
    shown.what = json::serialize(what);
    so_far_.lines.push_back(std::move(shown));
}

}  // namespace tocsin::dispatcher::api
