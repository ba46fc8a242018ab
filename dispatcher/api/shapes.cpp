// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/shapes.hpp"

#include "channels/sms/text.hpp"
#include "dispatcher/engine/pacing.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <array>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::array message_states{
    message_state::queued,
    message_state::sending,
    message_state::accepted,
    message_state::delivered,
    message_state::refused,
    message_state::expired,
    message_state::unreachable,
    message_state::cancelled,
    message_state::suppressed};

json::string text(std::string_view value) { return json::string{value}; }

bool is_plain(std::string_view sms)
{
    return channels::sms::measure(sms).written_in == channels::sms::alphabet::gsm7;
}

void set_text(json::object& into, std::string_view key, std::string_view value)
{
    if (!value.empty())
        into[key] = value;
}

void set_instant(json::object& into, std::string_view key, std::optional<wall_time> instant)
{
    if (instant)
        into[key] = format_instant(*instant);
}

json::object message_counts(std::map<message_state, int> const& counts)
{
    json::object shown;
    for (auto const state : message_states) {
        auto const found = counts.find(state);
        shown[to_string(state)] = found == counts.end() ? 0 : found->second;
    }
    return shown;
}

json::array media_json(std::vector<medium> const& media)
{
    json::array list;
    for (auto const each : media)
        list.push_back(text(to_string(each)));
    return list;
}

json::array funnel_steps(preview const& seen)
{
    json::array steps;
    for (auto const& [reason, count] : seen.funnel) {
        json::object step;
        step["reason"] = reason;
        step["count"] = count;
        steps.push_back(std::move(step));
    }
    return steps;
}

json::array text_list(preview const& seen)
{
    json::array list;
    for (auto const& each : seen.texts) {
        json::object one;
        one["purpose"] = text(to_string(each.purpose));
        one["medium"] = text(to_string(each.medium));
        one["language"] = each.language;
        one["subject"] = each.text.subject;
        one["body"] = each.text.body;
        one["parts"] = each.parts;
        if (each.medium == medium::sms)
            one["alphabet"] = is_plain(each.text.body) ? "gsm7" : "ucs2";
        list.push_back(std::move(one));
    }
    return list;
}

json::array leg_list(preview const& seen)
{
    json::array list;
    for (auto const& leg : seen.legs) {
        json::object one;
        one["medium"] = text(to_string(leg.medium));
        one["channel"] = leg.channel;
        one["people"] = leg.people;
        one["parts"] = leg.parts;
        one["cost"] = leg.cost;
        one["seconds"] = leg.duration.count();
        list.push_back(std::move(one));
    }
    return list;
}

json::object course_json(rules::course const& one)
{
    json::object shown;
    shown["yes_share"] = one.share;
    shown["first"] = one.first;
    shown["asked"] = one.asked;
    shown["yes"] = one.yes;
    if (one.filled)
        shown["filled_after_seconds"] = std::chrono::duration_cast<seconds>(*one.filled).count();
    return shown;
}

json::array pace_list(preview const& seen)
{
    json::array list;
    for (auto const& each : seen.paces) {
        json::object one;
        one["pace"] = text(to_string(each.pace));
        one["chosen"] = each.pace == seen.what.request.pace;
        one["few"] = course_json(each.few);
        one["usual"] = course_json(each.usual);
        one["many"] = course_json(each.many);
        list.push_back(std::move(one));
    }
    return list;
}

std::string identity_text(alert_identity const& identity)
{
    return identity.sender + ',' + identity.identifier + ',' + format_instant(identity.sent);
}

json::object escalation_json(escalation const& wanted)
{
    json::object how;
    how["after"] = wanted.after.count();
    how["to"] = text(to_string(wanted.to));
    how["when"] = text(to_string(wanted.when));
    return how;
}

}  // namespace

json::array texts_json(std::vector<std::string> const& list)
{
    json::array made;
    for (auto const& each : list)
        made.push_back(json::string{each});
    return made;
}

json::object alert_json(stored_alert const& alert, wall_time now)
{
    bool const over = alert.standing == alert_standing::active && alert.expires && *alert.expires <= now;
    json::object shown;
    shown["id"] = to_string(alert.id);
    shown["identifier"] = alert.identity.identifier;
    shown["sender"] = alert.identity.sender;
    shown["sent"] = format_instant(alert.identity.sent);
    shown["event"] = alert.event;
    shown["status"] = text(to_string(alert.status));
    shown["kind"] = text(to_string(alert.kind));
    shown["standing"] = over ? json::string{"expired"} : text(to_string(alert.standing));
    shown["received"] = format_instant(alert.received);
    set_instant(shown, "expires", alert.expires);
    shown["origin"] = alert.origin;
    shown["digest"] = alert.digest;
    json::array references;
    for (auto const& each : alert.references)
        references.push_back(json::string{identity_text(each)});
    if (!references.empty())
        shown["references"] = std::move(references);
    return shown;
}

json::object mobilisation_json(mobilisation const& what)
{
    json::object shown;
    shown["id"] = to_string(what.id);
    shown["state"] = text(to_string(what.state));
    shown["event"] = what.request.event;
    shown["need"] = what.request.need;
    shown["by"] = format_instant(what.request.by);
    shown["exercise"] = what.request.exercise;
    shown["gravity"] = text(to_string(what.request.gravity()));
    if (what.alert)
        shown["alert"] = to_string(*what.alert);
    set_text(shown, "rule", what.rule);
    shown["origin"] = what.origin;
    shown["created"] = format_instant(what.created);
    set_instant(shown, "started", what.started);
    set_instant(shown, "filled", what.filled);
    set_instant(shown, "ended", what.ended);
    set_text(shown, "approved_by", what.approved_by);
    set_text(shown, "break_glass", what.break_glass);
    set_text(shown, "ended_by", what.ended_by);
    set_text(shown, "end_reason", what.end_reason);
    if (what.extends)
        shown["extends"] = to_string(*what.extends);
    return shown;
}

json::object status_json(mobilisation const& what, tally const& counts, std::vector<stored_wave> const& waves)
{
    auto shown = mobilisation_json(what);
    auto const& request = what.request;
    shown["until"] = format_instant(request.until);
    shown["at"] = request.at;
    shown["zone"] = texts_json(request.zone);
    if (request.radius_km)
        shown["radius_km"] = *request.radius_km;
    shown["media"] = media_json(request.media);
    shown["channels"] = texts_json(request.channels);
    shown["skills"] = texts_json(request.skills);
    shown["pace"] = text(to_string(request.pace));
    shown["template"] = request.template_name;
    shown["minimum_age"] = request.minimum_age;
    if (request.urgent)
        shown["urgent"] = true;
    if (request.budget)
        shown["budget"] = *request.budget;
    if (request.escalate)
        shown["escalate"] = escalation_json(*request.escalate);
    shown["asked"] = counts.asked;
    shown["waiting"] = counts.waiting;
    shown["conditional"] = counts.conditional;
    shown["confirmed"] = counts.confirmed;
    shown["reserve"] = counts.reserve;
    shown["declined"] = counts.declined;
    shown["silent"] = counts.silent;
    shown["unreachable"] = counts.unreachable;
    shown["released"] = counts.released;
    shown["possible_duplicates"] = counts.possible_duplicates;
    shown["orders_lost"] = counts.orders_lost;
    shown["messages"] = message_counts(counts.messages);
    json::object roles;
    for (auto const& [skill, need] : request.roles) {
        auto const found = counts.confirmed_by_role.find(skill);
        json::object role;
        role["need"] = need;
        role["confirmed"] = found == counts.confirmed_by_role.end() ? 0 : found->second;
        roles[skill] = std::move(role);
    }
    shown["roles"] = std::move(roles);
    json::array list;
    for (auto const& wave : waves) {
        json::object one;
        one["id"] = to_string(wave.id);
        one["at"] = format_instant(wave.at);
        one["asked"] = wave.asked;
        one["complete"] = wave.complete;
        if (!wave.decision.empty())
            one["decision"] = json::parse(wave.decision);
        list.push_back(std::move(one));
    }
    shown["waves"] = std::move(list);
    if (!counts.outlook.empty())
        shown["outlook"] = json::parse(counts.outlook);
    return shown;
}

json::object preview_json(preview const& seen, bool needs_approval)
{
    json::object shown;
    auto const& request = seen.what.request;
    if (seen.what.id) {
        shown["id"] = to_string(seen.what.id);
        shown["state"] = text(to_string(seen.what.state));
    }
    shown["event"] = request.event;
    shown["need"] = request.need;
    shown["by"] = format_instant(request.by);
    shown["until"] = format_instant(request.until);
    shown["at"] = request.at;
    shown["zone"] = texts_json(request.zone);
    json::object roles;
    for (auto const& [skill, need] : request.roles)
        roles[skill] = need;
    shown["roles"] = std::move(roles);
    shown["exercise"] = request.exercise;
    shown["gravity"] = text(to_string(request.gravity()));
    shown["ready"] = seen.ready;
    shown["needs_approval"] = needs_approval;
    shown["population"] = seen.population;
    shown["candidates"] = seen.candidates;
    shown["funnel"] = funnel_steps(seen);
    shown["texts"] = text_list(seen);
    shown["legs"] = leg_list(seen);
    shown["cost"] = seen.cost();
    if (request.budget) {
        shown["budget"] = *request.budget;
        shown["cost_at_most"] = seen.cost_at_most();
    }
    if (request.escalate)
        shown["escalate"] = escalation_json(*request.escalate);
    shown["seconds"] = seen.duration().count();
    shown["paces"] = pace_list(seen);
    shown["offers"] = offers_json(seen.offers);
    shown["warnings"] = texts_json(seen.warnings);
    shown["digest"] = seen.digest;
    set_instant(shown, "frozen", seen.frozen);
    return shown;
}

json::object funnel_json(preview const& seen)
{
    json::object shown;
    shown["ready"] = seen.ready;
    shown["population"] = seen.population;
    shown["candidates"] = seen.candidates;
    shown["funnel"] = funnel_steps(seen);
    return shown;
}

json::object report_row_json(report_row const& row)
{
    json::object shown;
    shown["id"] = row.external_id;
    shown["first_name"] = row.first_name;
    shown["last_name"] = row.last_name;
    shown["commune"] = row.commune;
    shown["medium"] = text(to_string(row.medium));
    shown["state"] = text(to_string(row.state));
    shown["message"] = text(to_string(row.message));
    set_instant(shown, "asked", row.asked);
    set_instant(shown, "answered", row.answered);
    set_text(shown, "answer", row.answer);
    if (row.place)
        shown["place"] = *row.place;
    set_instant(shown, "eta", row.eta);
    return shown;
}

json::object person_json(volunteer const& who)
{
    json::object shown;
    shown["id"] = who.external_id;
    shown["first_name"] = who.first_name;
    shown["last_name"] = who.last_name;
    shown["commune"] = who.commune;
    shown["postcode"] = who.postcode;
    return shown;
}

json::object volunteer_json(volunteer const& who)
{
    auto shown = person_json(who);
    shown["language"] = who.language;
    if (who.birth_date)
        shown["birth_date"] = format_date(*who.birth_date);
    if (who.mobile)
        shown["mobile"] = who.mobile->e164();
    if (who.email)
        shown["email"] = who.email->address();
    if (who.position) {
        shown["latitude"] = who.position->latitude;
        shown["longitude"] = who.position->longitude;
    }
    if (who.radius_km)
        shown["radius_km"] = *who.radius_km;
    shown["skills"] = texts_json(who.skills);
    shown["availability"] = who.availability;
    shown["consent_sms"] = who.consent_sms;
    shown["consent_email"] = who.consent_email;
    shown["drill"] = who.drill;
    set_instant(shown, "opted_out", who.opted_out);
    set_instant(shown, "restricted", who.restricted);
    return shown;
}

json::object story_json(message_story const& told)
{
    json::object shown;
    shown["id"] = to_string(told.id);
    shown["mobilisation"] = to_string(told.mobilisation);
    shown["purpose"] = text(to_string(told.purpose));
    shown["medium"] = text(to_string(told.medium));
    shown["channel"] = told.channel;
    shown["state"] = text(to_string(told.state));
    shown["attempts"] = told.attempts;
    shown["possible_duplicate"] = told.possible_duplicate;
    shown["doubtful"] = told.doubtful;
    shown["created"] = format_instant(told.created);
    set_instant(shown, "accepted", told.accepted);
    set_instant(shown, "ended", told.ended);
    return shown;
}

json::object import_json(import_report const& report, language in)
{
    json::object shown;
    shown["lines"] = report.lines;
    shown["rejected"] = report.rejected;
    shown["added"] = report.counts.added;
    shown["updated"] = report.counts.updated;
    shown["unchanged"] = report.counts.unchanged;
    shown["without_mobile"] = report.without_mobile;
    shown["without_consent"] = report.without_consent;
    shown["without_place"] = report.without_place;
    shown["availability_unknown"] = report.availability_unknown;
    json::array remarks;
    remarks.reserve(report.remarks.size());
    for (auto const& each : report.remarks) {
        json::object one;
        one["line"] = each.line;
        one["rejected"] = each.rejected;
        one["column"] = each.column;
        one["reason"] = each.reason.in(to_string(in));
        remarks.push_back(std::move(one));
    }
    shown["remarks"] = std::move(remarks);
    shown["remarks_cut"] = report.remarks_cut;
    set_text(shown, "failure", report.failure.in(to_string(in)));
    return shown;
}

json::object reply_json(reply_result const& result)
{
    json::object shown;
    shown["id"] = to_string(result.id);
    shown["seen_before"] = result.seen_before;
    if (result.mobilisation)
        shown["mobilisation"] = to_string(*result.mobilisation);
    if (result.state)
        shown["state"] = text(to_string(*result.state));
    if (result.place)
        shown["place"] = *result.place;
    shown["meaning"] = text(to_string(result.meaning));
    shown["conditional"] = result.conditional;
    set_instant(shown, "eta", result.eta);
    shown["needs_a_person"] = result.needs_a_person;
    shown["filled_now"] = result.filled_now;
    return shown;
}

json::object inbox_json(inbox_entry const& entry)
{
    json::object shown;
    shown["id"] = to_string(entry.id);
    shown["channel"] = entry.channel;
    shown["from"] = entry.address;
    shown["text"] = entry.text;
    shown["why"] = entry.why;
    shown["received"] = format_instant(entry.received);
    set_instant(shown, "eta", entry.eta);
    if (entry.mobilisation)
        shown["mobilisation"] = to_string(*entry.mobilisation);
    return shown;
}

json::object
channel_json(wired_channel const& channel, std::map<message_state, int> const& messages, route_table const& routes)
{
    auto const& traits = channel.adapter->traits();
    json::object shown;
    shown["name"] = channel.settings.name;
    shown["type"] = channel.settings.type;
    shown["medium"] = text(to_string(channel.settings.medium));
    shown["link"] = channel.link == channels::link_state::up ? "up" : "down";
    if (channel.link == channels::link_state::down)
        shown["link_reason"] = channel.link_reason;
    shown["reach"] = traits.reach == channels::reach::sandbox ? "sandbox" : "real";
    shown["per_second"] = channel.settings.per_second;
    shown["pace"] = channel.pace->per_second();
    shown["breaker"] = text(to_string(channel.breaker.state()));
    if (auto const& ails = channel.breaker.found())
        shown["ails"] = text(to_string(ails->what));
    if (channel.unread)
        shown["replies_unread"] = json::object{{"since", format_instant(channel.unread->since)}, {"why", channel.unread->why}};
    shown["replaced"] = routes.has_left(channel.settings.name);
    if (auto const left = channels::parts_left(channel.settings.day, channel.today.taken))
        shown["parts_left"] = *left + channel.today.in_hand;
    shown["price"] = channel.settings.price;
    shown["window"] = traits.window;
    shown["two_way"] = traits.two_way;
    shown["receipts"] = traits.receipts;
    shown["idempotent"] = traits.idempotent;
    shown["traffic"] = traits.traffic == channels::traffic_class::marketing ? "marketing" : "alert";
    shown["messages"] = message_counts(messages);
    return shown;
}

json::object switch_json(switch_entry const& entry)
{
    json::object shown;
    shown["at"] = format_instant(entry.at);
    shown["medium"] = text(to_string(entry.medium));
    shown["kind"] = text(to_string(entry.what.kind));
    shown["channel"] = entry.what.channel;
    shown["others"] = texts_json(entry.what.others);
    shown["reason"] = entry.what.reason;
    shown["messages"] = entry.messages;
    return shown;
}

json::array troubles_json(route_table const& routes)
{
    json::array list;
    for (auto const& [name, channel] : routes.channels()) {
        auto const& ails = channel.breaker.found();
        bool const replaced = routes.has_left(name);
        if (channel.unread)
            list.push_back(json::object{{"name", name}, {"reason", "replies-unread"}, {"replaced", false}});
        if (!ails && !replaced && !channel.today.exhausted)
            continue;
        json::object one;
        one["name"] = name;
        one["reason"] = ails ? text(to_string(ails->what)) : channel.today.exhausted ? "quota" : "recovering";
        one["replaced"] = replaced;
        list.push_back(std::move(one));
    }
    return list;
}

json::object outcome_json(std::string_view channel, channels::outcome const& came)
{
    json::object shown;
    shown["channel"] = channel;
    struct writer {
        json::object& shown;

        void operator()(channels::unknown const& it) const
        {
            shown["outcome"] = "unknown";
            set_text(shown, "reason", it.why);
        }
        void operator()(channels::accepted const& it) const
        {
            shown["outcome"] = "accepted";
            set_text(shown, "provider_id", it.provider_id);
        }
        void operator()(channels::refused const& it) const
        {
            shown["outcome"] = "refused";
            set_text(shown, "reason", it.code.empty() ? it.why : it.code + ": " + it.why);
        }
        void operator()(channels::throttled const&) const { shown["outcome"] = "throttled"; }
    };
    std::visit(writer{shown}, came);
    return shown;
}

json::object problems_json(problems const& found, language in)
{
    json::array list;
    for (auto const& each : found) {
        json::object one;
        one["file"] = each.file;
        if (each.line > 0)
            one["line"] = each.line;
        set_text(one, "key", each.key);
        one["what"] = each.in(to_string(in));
        list.push_back(std::move(one));
    }
    json::object shown;
    shown["problems"] = std::move(list);
    return shown;
}

}  // namespace tocsin::dispatcher::api
