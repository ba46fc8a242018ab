// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/chooser.hpp"

#include "channels/sms/text.hpp"
#include "dispatcher/engine/plans.hpp"
#include "dispatcher/runtime/zones.hpp"
#include "rules/reply/code.hpp"
#include "rules/words/seeded_bug.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tocsin::dispatcher {
namespace {

/// "18h", "18h30" in French, "18:00" in English; with the day when it is not the same as `now`'s.
std::string spoken_time(wall_time when, wall_time now, std::string_view zone, std::string_view language)
{
    auto const civil = to_local(when, zone);
    auto const today = to_local(now, zone);
    if (!civil || !today)
        return format_instant(when);
    auto const day = std::chrono::floor<std::chrono::days>(*civil);
    auto const minute_of_day = (*civil - day).count();
    auto const hour = std::to_string(minute_of_day / 60);
    auto const minute = minute_of_day % 60;
    auto const two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    bool const french = !language.starts_with("en");
    auto text = french ? hour + "h" + (minute == 0 ? "" : two(minute)) : two(minute_of_day / 60) + ":" + two(minute);
    if (day != std::chrono::floor<std::chrono::days>(*today)) {
        std::chrono::year_month_day const date{day};
        auto const number = two(static_cast<unsigned>(date.day())) + "/" + two(static_cast<unsigned>(date.month()));
        text = (french ? "le " : "on ") + number + (french ? " à " : " at ") + text;
    }
    return text;
}

std::string spoken_zone(rules::gazetteer const& places, std::vector<std::string> const& zone)
{
    std::string text;
    for (std::size_t i = 0; i < zone.size() && i < 3; ++i)
        text += (i == 0 ? "" : ", ") + places.name_of(zone[i]);
    return zone.size() > 3 ? text + ", …" : text;
}

/// Where people come to, when the words name a commune of the zone; otherwise distances count from the zone's middle.
std::optional<geo_point> place_of(rules::gazetteer const& places, std::string const& at, rules::area const& zone)
{
    auto const name = at.substr(0, at.find_first_of(",(;"));
    for (auto const index : places.named(name))
        if (places.at(index).located && (zone.communes.empty() || std::binary_search(zone.communes.begin(), zone.communes.end(), index)))
            return places.at(index).centre;
    return std::nullopt;
}

/// Parts of the longest question over a medium; rates count parts.
int parts_of(std::vector<rendered_text> const& texts, medium over)
{
    int most = 1;
    for (auto const& each : texts)
        if (each.purpose == purpose::ask && each.medium == over)
            most = std::max(most, each.parts);
    return most;
}

/// Every medium that words are needed for: the second one of an escalation too.
std::vector<medium> media_of(mobilisation_request const& request)
{
    auto media = request.media;
    if (request.escalate && std::find(media.begin(), media.end(), request.escalate->to) == media.end())
        media.push_back(request.escalate->to);
    return media;
}

bool by_number(planned_person const& left, planned_person const& right)
{
    return std::pair{left.volunteer, left.medium} < std::pair{right.volunteer, right.medium};
}

/// Some SMS asks what its reader can only answer by replying to it.
bool wants_replies_by_sms(mobilisation_request const& request, std::vector<rendered_text> const& texts)
{
    bool const by_sms = std::find(request.media.begin(), request.media.end(), medium::sms) != request.media.end();
    return by_sms && std::any_of(texts.begin(), texts.end(), [](rendered_text const& each) {
        return each.medium == medium::sms && each.purpose == purpose::ask && !rules::tells_another_way(each.text.body);
    });
}

}  // namespace

chooser::chooser(
    channels::runtime& world,
    store& kept,
    people const& who,
    rulebooks const& books,
    route_table const& routes,
    experience const& learnt,
    contacts& asked_of_late,
    answer_links const& links
)
    : world_(world)
    , store_(kept)
    , people_(who)
    , books_(books)
    , routes_(routes)
    , experience_(learnt)
    , contacts_(asked_of_late)
    , links_(links)
{
}

rules::contact_limits chooser::limits_for(mobilisation_request const& request) const
{
    // Whoever is rehearsed with hears nothing of it.
    if (request.gravity() == gravity::rehearsal)
        return {};
    return request.urgent && !request.exercise ? books_.settings.urgent_contact_budget : books_.settings.contact_budget;
}

task<stored<rules::selection>> chooser::select(mobilisation what, std::optional<rules::exclusion> name_reason) const
{
    std::vector<mobilisation_id> asked_here;
    if (what.id && !is_over(what.state))  // one that is over asks nobody any more: looked at as if it had not been
        asked_here.push_back(what.id);
    if (what.extends && !seeded(bug::wider_call_asks_again))
        asked_here.push_back(*what.extends);
    auto asked = co_await store_.asked_in(std::move(asked_here));
    if (!asked)
        co_return asked.error();
    auto engaged = co_await store_.engaged_elsewhere(what.id, what.request, world_.wall());
    if (!engaged)
        co_return engaged.error();
    auto const counted = co_await contacts_.refresh();
    if (!counted)
        co_return counted.error();
    for (auto* const each : {&*asked, &engaged->said_yes, &engaged->asked, &engaged->to_take})
        std::sort(each->begin(), each->end());

    auto const& request = what.request;
    auto const contacted = contacts_.counts();
    rules::criteria wanted;
    wanted.contacted = &contacted;
    wanted.limits = limits_for(request);
    if (auto zone = books_.places.resolve(request.zone, request.radius_km.value_or(0)))
        wanted.where = std::move(*zone);  // an unsound zone was refused at the door; here it would be nobody
    wanted.place = place_of(books_.places, request.at, wanted.where);
    for (auto const& territory : rules::territories()) {
        auto const from = to_local(request.by, territory.time_zone);
        auto const until = to_local(request.until, territory.time_zone);
        wanted.windows.push_back({from.value_or(local_time{}), until.value_or(local_time{})});
    }
    wanted.days = &books_.days;
    wanted.skills = request.skills;
    if (request.gravity() == gravity::drill)
        wanted.skills.emplace_back(drill_skill);
    for (auto const& [skill, count] : request.roles)
        wanted.roles.push_back(skill);
    if (request.minimum_age > 0) {
        std::chrono::year_month_day const on{std::chrono::floor<std::chrono::days>(request.by)};
        auto date = on - std::chrono::years{request.minimum_age};
        wanted.born_by = date.ok() ? date : date.year() / date.month() / std::chrono::last;
    }
    for (auto const over : request.media)
        if (routes_.pick(over, request.gravity(), request.channels))
            wanted.media.push_back(over);
    wanted.asked_already = std::move(*asked);
    wanted.said_yes_elsewhere = std::move(engaged->said_yes);
    wanted.asked_elsewhere = std::move(engaged->asked);
    wanted.to_take = std::move(engaged->to_take);
    wanted.chance = static_cast<std::uint64_t>(what.id.value()) * 0x9e3779b97f4a7c15U;
    wanted.name = name_reason;
    co_return people_.select(wanted);
}

rules::text_facts chooser::facts_of(mobilisation const& what, std::string const& language) const
{
    auto const& request = what.request;
    rules::text_facts facts;
    facts.instance = books_.settings.display_name;
    facts.event = request.event;
    facts.zone = spoken_zone(books_.places, request.zone);
    facts.at = request.at;
    facts.by = spoken_time(request.by, world_.wall(), books_.settings.timezone, language);
    facts.need = request.need;
    facts.code = rules::reply::code_of(what.id);
    facts.link = links_.in_texts();
    facts.own_text = request.own_text;
    facts.exercise = request.exercise;
    return facts;
}

rendered_text chooser::say(
    mobilisation const& what,
    purpose why,
    medium over,
    rules::text_facts const& facts,
    std::string const& language,
    std::set<std::string>& left_out
) const
{
    using channels::sms::unicode;
    rendered_text text;
    text.purpose = why;
    text.medium = over;
    text.language = language;
    text.text = books_.templates.render(what.request.template_name, why, over, language, facts);
    if (over == medium::sms) {
        auto const shown = channels::sms::fit(text.text.body, what.request.unicode ? unicode::allowed : unicode::refused);
        left_out.insert(shown.left_out.begin(), shown.left_out.end());
        text.text.body = shown.text;
        text.parts = shown.parts;
        if (shown.written_in == channels::sms::alphabet::gsm7 && some_write_latin1(what)) {
            text.text.body = channels::sms::in_latin1_letters(shown.text);
            text.parts = channels::sms::measure(text.text.body).parts;
        }
    }
    return text;
}

/// Whichever channel will carry it, the words are those that were shown.
bool chooser::some_write_latin1(mobilisation const& what) const
{
    auto const& all = routes_.channels();
    return std::any_of(all.begin(), all.end(), [&what](auto const& each) {
        return each.second.adapter->traits().latin1 && is_allowed(what.request.channels, each.first);
    });
}

/// The house's own first: that is what the officer reads first.
std::vector<std::string> chooser::languages_of(mobilisation const& what) const
{
    auto languages = books_.templates.languages(what.request.template_name);
    std::stable_partition(languages.begin(), languages.end(), [this](auto const& each) {
        return each == books_.settings.language;
    });
    return languages;
}

std::vector<rendered_text> chooser::texts_for(mobilisation const& what, std::set<std::string>& left_out) const
{
    std::vector<rendered_text> texts;
    for (auto const& language : languages_of(what)) {
        auto const facts = facts_of(what, language);
        for (auto const over : media_of(what.request))
            for (auto const why : rules::all_purposes())
                if (why != purpose::retraction)  // nobody knows yet what will have been wrong
                    texts.push_back(say(what, why, over, facts, language, left_out));
    }
    return texts;
}

frozen_plan chooser::reworded(mobilisation what, frozen_plan plan) const
{
    auto shown = read_preview(plan.preview, what);
    std::set<std::string> left_out;
    shown.texts = texts_for(what, left_out);
    plan.preview = write_preview(shown);
    plan.digest = digest_of(shown, plan.people);
    return plan;
}

std::vector<rendered_text> chooser::correction(mobilisation what, std::string words) const
{
    std::vector<rendered_text> texts;
    std::set<std::string> left_out;
    for (auto const& language : languages_of(what)) {
        auto facts = facts_of(what, language);
        facts.own_text = words;
        for (auto const over : media_of(what.request))
            texts.push_back(say(what, purpose::retraction, over, facts, language, left_out));
    }
    return texts;
}

/// One leg for each channel that carries some of the medium, with the very people it would be handed.
std::vector<preview_leg> chooser::share_out(
    mobilisation const& what, medium over, std::vector<rules::candidate> const& candidates, int parts
) const
{
    auto const carriers = routes_.carriers(over, what.request.gravity(), what.request.channels);
    std::map<std::string, int> people;
    for (auto const& each : candidates)
        if (each.over == over && !carriers.empty())
            ++people[channels::share_of(carriers, static_cast<std::uint64_t>(each.id.value()))->channel];
    std::vector<preview_leg> legs;
    for (auto const& carrier : carriers) {
        auto const& settings = routes_.channels().at(carrier.channel).settings;
        preview_leg leg;
        leg.medium = over;
        leg.channel = carrier.channel;
        leg.people = people[carrier.channel];
        leg.parts = leg.people * parts;
        leg.cost = leg.parts * settings.price;
        leg.duration = seconds{static_cast<std::int64_t>(std::ceil(leg.parts / settings.per_second))};
        if (leg.people > 0)
            legs.push_back(std::move(leg));
    }
    if (!legs.empty())
        return legs;
    preview_leg nobody;  // the medium is shown all the same
    nobody.medium = over;
    nobody.channel = carriers.empty() ? std::string{} : carriers.front().channel;
    legs.push_back(std::move(nobody));
    return legs;
}

std::vector<preview_leg> chooser::legs_of(
    mobilisation const& what, std::vector<rules::candidate> const& people, std::vector<rendered_text> const& texts
) const
{
    std::vector<preview_leg> legs;
    for (auto const over : what.request.media)
        for (auto& leg : share_out(what, over, people, parts_of(texts, over)))
            legs.push_back(std::move(leg));
    return legs;
}

task<stored<chooser::sight>> chooser::see(mobilisation what) const
{
    auto const chosen = co_await select(what, std::nullopt);
    if (!chosen)
        co_return chosen.error();
    sight seen;
    auto& shown = seen.shown;
    shown.what = what;
    shown.ready = people_.ready();
    shown.population = chosen->population;
    shown.candidates = static_cast<int>(chosen->candidates.size());
    shown.to_take = chosen->to_take;
    for (std::size_t i = 0; i < chosen->excluded.size(); ++i)
        shown.funnel.emplace_back(to_string(static_cast<rules::exclusion>(i)), chosen->excluded[i]);
    std::set<std::string> left_out;
    shown.texts = texts_for(what, left_out);
    shown.legs = legs_of(what, chosen->candidates, shown.texts);
    shown.one_way = unanswerable(what, shown.texts).value_or("");
    warn(shown, left_out);
    for (auto const& each : chosen->candidates)
        seen.people.push_back({each.id, each.over});
    std::sort(seen.people.begin(), seen.people.end(), by_number);
    shown.digest = digest_of(shown, seen.people);
    co_return seen;
}

/// Until it is agreed to, a plan is one of its channels as well: after a restart others may be set up.
bool chooser::still_holds(mobilisation const& what, frozen_plan const& plan) const
{
    if (what.state != mobilisation_state::proposed)
        return true;
    auto const& request = what.request;
    auto const legs = read_preview(plan.preview, what).legs;
    return std::all_of(legs.begin(), legs.end(), [&](preview_leg const& leg) {
        return leg.people == 0 || routes_.may_carry(leg.medium, request.gravity(), request.channels, leg.channel);
    });
}

task<stored<preview>> chooser::look(mobilisation what) const
{
    bool const to_start = what.state == mobilisation_state::proposed || what.state == mobilisation_state::approved;
    if (what.id && to_start) {
        auto const plan = co_await store_.plan_of(what.id);
        if (!plan)
            co_return plan.error();
        if (*plan && still_holds(what, **plan)) {
            auto shown = read_preview((*plan)->preview, what);
            shown.ready = people_.ready();
            shown.one_way = unanswerable(what, shown.texts).value_or("");  // the channels may have changed since
            shown.digest = (*plan)->digest;
            shown.frozen = (*plan)->at;
            co_return shown;
        }
    }
    auto seen = co_await see(std::move(what));
    if (!seen)
        co_return seen.error();
    co_return std::move(seen->shown);
}

task<stored<frozen_plan>> chooser::freeze(mobilisation what) const
{
    auto const known = co_await store_.plan_of(what.id);
    if (!known)
        co_return known.error();
    if (*known && still_holds(what, **known))
        co_return **known;
    auto const which = what.id;
    auto seen = co_await see(std::move(what));
    if (!seen)
        co_return seen.error();
    frozen_plan plan;
    plan.digest = seen->shown.digest;
    plan.at = world_.wall();
    plan.preview = write_preview(seen->shown);
    plan.people = std::move(seen->people);
    if (*known)
        plan.instead_of = (*known)->digest;
    act who{"tocsind", plan.at};
    co_return co_await store_.freeze_plan(which, std::move(plan), std::move(who));
}

void chooser::warn(preview& seen, std::set<std::string> const& left_out) const
{
    bool const french = !std::string_view{books_.settings.language}.starts_with("en");
    auto say = [&](std::string fr, std::string en) { seen.warnings.push_back(french ? std::move(fr) : std::move(en)); };
    auto const& request = seen.what.request;
    if (!seen.ready)
        say("Le registre est encore en cours de lecture : ces nombres vont augmenter.",
            "The register is still being read: these numbers will grow.");
    for (auto const& leg : seen.legs)
        if (leg.channel.empty())
            say("Aucun canal ne peut porter ce moyen : " + std::string{to_string(leg.medium)} +
                    (request.gravity() == gravity::rehearsal ? " (un exercice ne passe que par un canal sandbox)." : "."),
                "No channel may carry this medium: " + std::string{to_string(leg.medium)} +
                    (request.gravity() == gravity::rehearsal ? " (an exercise only goes through a sandbox channel)." : "."));
    warn_of_one_way(seen);
    warn_of_quota(seen);
    std::string strange;
    for (auto const& character : left_out)
        strange += (strange.empty() ? "" : ", ") + character;
    if (!strange.empty())
        say("Ces caractères n'ont pas de forme simple et ne paraîtront pas dans les SMS : " + strange + ".",
            "These characters have no plain form and will not show in the SMS: " + strange + ".");
    if (request.escalate && !routes_.pick(request.escalate->to, request.gravity(), request.channels))
        say("Aucun canal ne peut porter la relance : " + std::string{to_string(request.escalate->to)} + ".",
            "No channel may carry the second question: " + std::string{to_string(request.escalate->to)} + ".");
    if (seen.ready && seen.candidates < request.need)
        say("Il y a moins de candidats que de places : élargissez la zone ou le rayon.",
            "There are fewer candidates than places: widen the zone or the radius.");
    if (seen.to_take > 0)
        say("Parmi ces candidats, " + std::to_string(seen.to_take) +
                " attendent une mobilisation moins urgente : s'il faut les solliciter, cette demande-là leur sera retirée avec des excuses.",
            "Of these candidates, " + std::to_string(seen.to_take) +
                " were asked by a less urgent mobilisation: if they have to be asked, that request is taken back with an apology.");
    if (request.pace != pace::all)
        say("Rythme « " + std::string{to_string(request.pace)} +
                " » : par vagues, selon les réponses. Ces nombres et ce coût sont un maximum.",
            "Pace \"" + std::string{to_string(request.pace)} +
                "\": in waves, as the answers come. These numbers and this cost are the most.");
}

/// Providers' own words: a name as sender (PREF04) is one-way, and a text that asks for a reply has no place on it.
std::optional<std::string>
chooser::unanswerable(mobilisation const& what, std::vector<rendered_text> const& texts) const
{
    auto const& request = what.request;
    if (!wants_replies_by_sms(request, texts))
        return std::nullopt;
    auto const able = routes_.carriers(medium::sms, request.gravity(), request.channels);
    auto const silent = std::find_if(able.begin(), able.end(), [&](channels::route_leg const& leg) {
        return leg.tier == able.front().tier && is_one_way(routes_.channels().at(leg.channel));
    });
    return silent == able.end() ? std::nullopt : std::optional{silent->channel};
}

std::optional<std::string> chooser::unanswerable(mobilisation const& what) const
{
    std::set<std::string> left_out;
    return unanswerable(what, texts_for(what, left_out));
}

/// Whoever is asked over a one-way sender answers by the way that the text tells.
void chooser::warn_of_one_way(preview& seen) const
{
    bool const french = !std::string_view{books_.settings.language}.starts_with("en");
    for (auto const& leg : seen.legs) {
        auto const through = routes_.channels().find(leg.channel);
        if (!seen.one_way.empty() || through == routes_.channels().end() || !is_one_way(through->second))
            continue;
        seen.warnings.push_back(
            french ? "Le canal " + leg.channel + " est à sens unique : on ne peut répondre à ses SMS que par le moyen que le texte indique."
                   : "The channel " + leg.channel + " is one-way: its SMS are answered only by the way that the text tells."
        );
    }
    auto const& request = seen.what.request;
    if (!seen.one_way.empty() || !wants_replies_by_sms(request, seen.texts))
        return;
    for (auto const& leg : routes_.set_up_for(medium::sms, request.gravity(), request.channels))
        if (is_one_way(routes_.channels().at(leg.channel)))
            seen.warnings.push_back(
                french ? "Si le canal de secours " + leg.channel +
                             " doit prendre le relais, ceux qu'il sollicite ne pourront pas répondre : il est à sens unique. "
                             "Mettez {{link}} dans le texte, ou choisissez les canaux (--channel)."
                       : "Should the backup channel " + leg.channel +
                             " have to take over, those it asks cannot answer: it is one-way. Put {{link}} into the text, or "
                             "choose the channels (--channel)."
            );
}

/// What a channel may not send any more today goes through another of its route, or waits for midnight.
void chooser::warn_of_quota(preview& seen) const
{
    bool const french = !std::string_view{books_.settings.language}.starts_with("en");
    auto const today = day_in(world_.wall(), books_.settings.timezone);
    for (auto const& leg : seen.legs) {
        auto const through = routes_.channels().find(leg.channel);
        if (through == routes_.channels().end())
            continue;
        auto const& used = through->second.today;
        auto const left = channels::parts_left(through->second.settings.day, used.day == today ? used.taken - used.in_hand : 0);
        if (!left || *left >= leg.parts)
            continue;
        auto const may = std::to_string(*left);
        auto const wants = std::to_string(leg.parts);
        seen.warnings.push_back(
            french ? "Le canal " + leg.channel + " ne peut plus envoyer que " + may + " parties aujourd'hui sur " + wants +
                         " : le reste passera par un autre canal de sa route, ou attendra minuit."
                   : "The channel " + leg.channel + " may send only " + may + " of " + wants +
                         " parts today: the rest goes through another channel of its route, or waits for midnight."
        );
    }
}

task<stored<std::vector<volunteer_id>>> chooser::names(mobilisation what, std::string reason) const
{
    auto const which = rules::parse_exclusion(reason);
    auto chosen = co_await select(std::move(what), which);
    if (!chosen)
        co_return chosen.error();
    if (which)
        co_return std::move(chosen->named);
    std::vector<volunteer_id> people;
    for (auto const& each : chosen->candidates)
        people.push_back(each.id);
    co_return people;
}

task<stored<chooser::plan>> chooser::choose(mobilisation what) const
{
    auto agreed = co_await freeze(what);
    if (!agreed)
        co_return agreed.error();
    co_return co_await gather(std::move(what), std::move(*agreed));
}

task<stored<chooser::plan>> chooser::gather(mobilisation what, std::optional<frozen_plan> agreed) const
{
    auto chosen = co_await select(what, std::nullopt);
    if (!chosen)
        co_return chosen.error();
    // Whoever came since was not in what was agreed to; whoever went is not asked either.
    if (agreed)
        std::erase_if(chosen->candidates, [&agreed](rules::candidate const& each) {
            return !std::binary_search(
                agreed->people.begin(), agreed->people.end(), planned_person{each.id, each.over}, by_number
            );
        });
    plan made;
    made.candidates = static_cast<int>(chosen->candidates.size());
    std::set<std::string> left_out;  // the preview has said so
    made.texts = agreed ? read_preview(agreed->preview, what).texts : texts_for(what, left_out);
    boost::json::object funnel{{"population", chosen->population}, {"candidates", made.candidates}};
    for (std::size_t i = 0; i < chosen->excluded.size(); ++i)
        funnel[to_string(static_cast<rules::exclusion>(i))] = chosen->excluded[i];
    made.funnel = boost::json::serialize(funnel);
    // Who carries a medium is the same for all: looked up once, a million people are spread over them.
    std::map<medium, std::vector<channels::route_leg>> carriers;
    std::map<std::string, wired_channel const*> carrying;
    for (auto const over : what.request.media) {
        carriers[over] = routes_.carriers(over, what.request.gravity(), what.request.channels);
        for (auto const& leg : carriers[over])
            carrying[leg.channel] = &routes_.channels().at(leg.channel);
    }
    std::map<std::string, double> rates;
    for (auto const& each : chosen->candidates) {
        auto const* const through =
            channels::share_of(carriers[each.over], static_cast<std::uint64_t>(each.id.value()));
        if (!through)
            continue;
        auto const& settings = carrying.at(through->channel)->settings;
        if (!rates.contains(settings.name))
            rates[settings.name] = 60 * settings.per_second / parts_of(made.texts, each.over);
        asked_person one;
        one.volunteer = each.id;
        one.medium = each.over;
        one.channel = &settings.name;
        one.roles = each.roles;
        one.distance_km = each.distance_km;
        made.people.push_back(one);
    }
    // Nobody left to ask: what is queued leaves at the pace of all that carry it.
    if (rates.empty())
        for (auto const& [name, channel] : carrying)
            rates[name] = 60 * channel->settings.per_second;
    for (auto const& [name, rate] : rates)
        made.a_minute += rate;
    co_return made;
}

}  // namespace tocsin::dispatcher
