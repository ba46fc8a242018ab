// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/deliveries.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>

namespace smsc {
namespace {

constexpr std::uint8_t is_receipt = 0x04;  // esm_class, 5.2.12
constexpr std::uint8_t has_header = 0x40;

/// YYMMDDhhmm, UTC; made once a minute.
std::string const& this_minute()
{
    static std::time_t last = 0;
    static std::string text;
    auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    if (now / 60 != last / 60) {
        last = now;
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        char buffer[16];
        std::strftime(buffer, sizeof buffer, "%y%m%d%H%M", &parts);
        text = buffer;
    }
    return text;
}

/// message_state, 5.2.28.
char state_number(std::string_view state)
{
    if (state == "ENROUTE")
        return 1;
    if (state == "DELIVRD")
        return 2;
    if (state == "EXPIRED")
        return 3;
    if (state == "DELETED")
        return 4;
    if (state == "UNDELIV")
        return 5;
    if (state == "ACCEPTD")
        return 6;
    return state == "REJECTD" ? 8 : 7;
}

/// Appendix B, as most write it.
std::string usual_text(std::string const& id, std::string_view state, std::string_view message)
{
    bool const delivered = state == "DELIVRD";
    bool const failed = state == "UNDELIV" || state == "EXPIRED" || state == "REJECTD" || state == "DELETED";
    std::string text;
    text.reserve(160);
    text += "id:";
    text += id;
    text += delivered ? " sub:001 dlvrd:001 submit date:" : " sub:001 dlvrd:000 submit date:";
    text += this_minute();
    text += " done date:";
    text += this_minute();
    text += " stat:";
    text += state;
    text += failed ? " err:027 text:" : " err:000 text:";
    text += message.substr(0, 20);
    return text;
}

/// Another order, other cases, seconds in the dates, fields left out: what some centres send.
std::string unusual_text(std::string const& id, std::string_view state)
{
    return "Stat:" + std::string{state} + " ID:" + id + " Done Date:" + this_minute() + "00 Submit Date:" + this_minute() + "00 Err:0";
}

delivery between(delivery::kind what, submission const& message, std::string_view to, std::string const& log_id)
{
    delivery made;
    made.what = what;
    made.id = log_id;
    made.phone = to.substr(to.starts_with('+') && message.destination_ton != 0 ? 1 : 0);
    made.phone_ton = message.destination_ton;
    made.phone_npi = message.destination_npi;
    made.service = message.source;
    made.service_ton = message.source_ton;
    made.service_npi = message.source_npi;
    return made;
}

void move_to_payload(delivery& what)
{
    append_tlv(what.optional_parameters, 0x0424, what.bytes);
    what.bytes.clear();
}

delivery receipt(
    fate const& what, submission const& message, std::string_view to, std::string const& log_id, std::string id, char const* state
)
{
    auto made = between(delivery::receipt, message, to, log_id);
    made.esm_class = is_receipt;
    made.story = state;
    if (what.shape == receipt_shape::unusual_text)
        made.bytes = unusual_text(id, state);
    else if (what.shape != receipt_shape::tlvs_only)
        made.bytes = usual_text(id, state, message.bytes);
    bool const tagged = what.shape == receipt_shape::text_and_tlvs || what.shape == receipt_shape::tlvs_only;
    if (tagged) {
        id += '\0';
        append_tlv(made.optional_parameters, 0x001e, id);
        append_tlv(made.optional_parameters, 0x0427, std::string(1, state_number(state)));
    }
    if (what.shape == receipt_shape::in_payload)
        move_to_payload(made);
    return made;
}

/// A long answer as phones send it: 153 septets to a part, each behind a header of six octets.
std::vector<delivery> in_parts(delivery const& whole)
{
    constexpr std::size_t room = 134;  // octets; septets stand one to an octet here, but centres cut by what the air holds
    auto const count = (whole.bytes.size() + room - 1) / room;
    static unsigned char reference = 0;
    ++reference;
    std::vector<delivery> parts;
    for (std::size_t i = 0; i < count; ++i) {
        auto part = whole;
        part.esm_class |= has_header;
        part.bytes = {0x05, 0x00, 0x03, static_cast<char>(reference), static_cast<char>(count), static_cast<char>(i + 1)};
        part.bytes += whole.bytes.substr(i * room, room);
        part.story += " (" + std::to_string(i + 1) + "/" + std::to_string(count) + ")";
        parts.push_back(std::move(part));
    }
    return parts;
}

}  // namespace

std::string written(std::uint64_t id, digits how)
{
    char buffer[24];
    auto const end = std::to_chars(buffer, buffer + sizeof buffer, id, how == digits::decimal ? 10 : 16).ptr;
    std::string text{buffer, end};
    if (how == digits::upper_case)
        std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    return how == digits::padded ? "0000" + text : text;
}

std::vector<delivery> receipts_of(
    fate const& what, submission const& message, std::string_view to, std::string const& id, std::string const& log_id
)
{
    std::vector<delivery> all;
    if (what.strange_receipt_first)
        all.push_back(receipt(what, message, to, log_id + " (a strange id)", "b0bacafe" + id, "DELIVRD"));
    for (auto const* state : what.states)
        all.push_back(receipt(what, message, to, log_id, id, state));
    return all;
}

std::vector<delivery> replies_of(fate const& what, submission const& message, std::string_view to, std::string const& log_id)
{
    std::vector<delivery> all;
    if (what.reply.empty())
        return all;
    auto whole = between(delivery::reply, message, to, log_id);
    whole.data_coding = coding_of(what.reply_spelling);
    whole.bytes = spelled(what.reply, what.reply_spelling);
    whole.story = what.reply;
    if (what.reply_form == reply_shape::in_payload)
        move_to_payload(whole);
    for (int i = 0; i < what.reply_times; ++i) {
        if (what.reply_form == reply_shape::parts || what.reply_form == reply_shape::parts_reversed)
            std::ranges::move(in_parts(whole), std::back_inserter(all));
        else
            all.push_back(whole);
    }
    if (what.reply_form == reply_shape::parts_reversed)
        std::ranges::reverse(all);
    return all;
}

}  // namespace smsc
