// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/engine/replies.hpp"

#include "dispatcher/runtime/zones.hpp"
#include "dispatcher/store/own_request.hpp"
#include "rules/numbering.hpp"

namespace tocsin::dispatcher {
namespace {

/// For the rest of a text that came in pieces.
constexpr minutes pieces_wait{10};

/// Providers write a sender as 33639980001, +33639980001 or "Lou <lou@example.org>".
std::string normal_address(std::string const& from)
{
    auto text = from;
    auto const open = text.rfind('<');
    auto const close = text.rfind('>');
    if (open != std::string::npos && close != std::string::npos && open < close)
        text = text.substr(open + 1, close - open - 1);
    if (auto const address = mailbox::parse(text))
        return address->address();
    if (auto const number = rules::parse_phone(text, "FR"))
        return number->number.e164();
    if (auto const number = rules::parse_phone('+' + text, "FR"))
        return number->number.e164();
    return text;
}

}  // namespace

replies::replies(channels::runtime& world, store& kept, people& who, bells& ring, event_log& log, std::string timezone, rules::gazetteer const& places)
    : world_(world), store_(kept), people_(who), ring_(ring), log_(log), timezone_(std::move(timezone)), places_(places)
{
}

task<stored<reply_result>> replies::receive(std::string channel, inbound_text text)
{
    return take(std::move(channel), std::move(text), std::nullopt);
}

task<stored<reply_result>> replies::receive_from_page(inbound_text text, std::optional<wall_time> eta)
{
    return take(std::string{answer_page_channel}, std::move(text), eta);
}

task<stored<reply_result>> replies::take(std::string channel, inbound_text text, std::optional<wall_time> eta)
{
    reply_record record;
    record.channel = channel;
    record.address = normal_address(text.from);
    record.automatic = text.automatic;
    record.text = std::move(text);
    record.at = world_.wall();
    record.instant_of = clock_at(record.at);
    record.places_near = [&places = places_](std::string const& commune) { return places.names_around(commune); };
    if (eta)
        record.instant_of = [instant = *eta](rules::reply::arrival const&) { return instant; };
    auto const address = record.address;
    auto taken = co_await store_.take_reply(std::move(record));
    if (!taken || taken->seen_before)
        co_return taken;
    if (taken->meaning == reply_meaning::stop) {
        people_.opt_out(taken->opted_out);
        log_.report(events::opted_out, {{"channel", channel}, {"address", mask_address(address)}});
    }
    if (taken->needs_a_person)
        log_.report(events::reply_needs_person, {{"reply", to_string(taken->id)}, {"channel", channel}});
    if (taken->filled_now && taken->mobilisation)
        log_.report(events::need_filled, {{"mobilisation", to_string(*taken->mobilisation)}});
    ring_.ring_all();
    co_return taken;
}

/// "dans 2h" counts from when it came; "18h" is the next one on the house's clocks.
std::function<wall_time(rules::reply::arrival const&)> replies::clock_at(wall_time said) const
{
    return [zone = timezone_, said](rules::reply::arrival const& what) {
        auto const here = to_local(said, zone);
        return what.on_the_clock && here ? to_wall(rules::reply::when_meant(what, *here), zone) : said + what.at;
    };
}

task<stored<channels::kept_pieces>> replies::keep_piece(std::string channel, channels::text_piece piece)
{
    return store_.keep_piece(std::move(channel), std::move(piece), world_.wall());
}

task<stored<std::vector<channels::kept_pieces>>> replies::overdue_pieces(std::string channel)
{
    return store_.pieces_before(std::move(channel), world_.wall() - pieces_wait);
}

task<stored<int>> replies::forget_pieces(std::string channel, std::string set)
{
    return store_.forget_pieces(std::move(channel), std::move(set));
}

task<stored<int>> replies::opt_out(std::string address, act who)
{
    auto const normal = normal_address(address);
    auto const gone = co_await store_.opt_out(normal, std::move(who));
    if (!gone)
        co_return gone.error();
    people_.opt_out(*gone);
    ring_.ring_all();  // a place they held may have been handed on
    log_.report(events::opted_out, {{"channel", "staff"}, {"address", mask_address(normal)}});
    co_return static_cast<int>(gone->size());
}

}  // namespace tocsin::dispatcher
