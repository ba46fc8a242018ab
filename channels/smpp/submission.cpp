// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/submission.hpp"

#include "channels/sms/alphabet.hpp"
#include "channels/sms/parts.hpp"
#include "channels/sms/text.hpp"
#include "rules/words/digits.hpp"

#include <algorithm>
#include <array>

namespace tocsin::channels::smpp {
namespace {

constexpr std::uint8_t esm_user_data_header = 0x40;  // 5.2.12
constexpr std::uint8_t receipt_on_any_outcome = 0x01;  // 5.2.17
constexpr milliseconds longest_validity = hours{24 * 30};
constexpr std::size_t texts_remembered = 8;

/// TS 23.040, 9.2.3.24.1: length 5, element 0, length 3, reference, total, number.
std::array<std::uint8_t, 6> concatenation_header(std::uint8_t reference, std::size_t total, std::size_t number)
{
    return {5, 0, 3, reference, static_cast<std::uint8_t>(total), static_cast<std::uint8_t>(number)};
}

/// `fill_bits`: so that septets begin on a septet's border after a header (only where they are packed).
encoded_text::part encode_part(std::string_view text, sms::alphabet written_in, smpp_settings const& settings, int fill_bits)
{
    if (written_in == sms::alphabet::gsm7) {
        if (settings.alphabet == default_alphabet::latin1) {
            if (auto bytes = sms::to_latin1(text))
                return {std::move(*bytes), settings.default_coding};
        } else if (auto septets = sms::to_gsm7(text)) {
            bool const packed = settings.alphabet == default_alphabet::gsm7_packed;
            return {packed ? sms::pack_septets(*septets, fill_bits) : std::move(*septets), settings.default_coding};
        }
    }
    return {sms::to_ucs2(text), settings.ucs2_coding};
}

/// As the centre's own alphabet can write it, in no more parts than were announced: never in UCS-2, which nobody asked for.
std::string as_the_centre_writes(sms::fitted const& measured, smpp_settings const& settings)
{
    bool const lacks = settings.alphabet == default_alphabet::latin1 && measured.written_in == sms::alphabet::gsm7;
    if (!lacks)
        return measured.text;
    auto spelt_out = sms::in_latin1_letters(measured.text);
    return sms::measure(spelt_out).parts > measured.parts ? sms::in_latin1_letters(measured.text, "E") : spelt_out;
}

std::string two_digits(std::array<std::int64_t, 6> const& fields)
{
    std::string written;
    for (auto const each : fields) {
        written += static_cast<char>('0' + each / 10);
        written += static_cast<char>('0' + each % 10);
    }
    return written;
}

std::string_view digits_of(std::string_view number) { return number.starts_with('+') ? number.substr(1) : number; }

address address_of(std::string_view number, numbering how)
{
    address made;
    made.ton = how.ton;
    made.npi = how.npi;
    made.digits = digits_of(number);
    return made;
}

}  // namespace

octet_view composed::part(std::size_t number) const
{
    auto const end = number + 1 < starts.size() ? starts[number + 1] : bytes.size();
    return octet_view{bytes}.subspan(starts[number], end - starts[number]);
}

std::string relative_validity(milliseconds left)
{
    auto const clamped = std::clamp<milliseconds>(left, seconds{1}, longest_validity);
    auto const total = std::chrono::floor<seconds>(clamped).count();
    return two_digits({0, 0, total / 86'400, total / 3'600 % 24, total / 60 % 60, total % 60}) + "000R";
}

std::string absolute_validity(wall_time end)
{
    auto const day = std::chrono::floor<std::chrono::days>(end);
    std::chrono::year_month_day const date{day};
    auto const time = std::chrono::floor<seconds>(end - day).count();
    return two_digits(
               {static_cast<int>(date.year()) % 100, static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                time / 3'600, time / 60 % 60, time % 60}
           ) +
           "000+";
}

numbering numbering_of(std::string_view sender)
{
    if (sender.starts_with('+'))
        return {1, 1};
    bool const digits = !sender.empty() && all_digits(sender);
    if (!digits)
        return {5, 0};
    return sender.size() <= 8 ? numbering{3, 0} : numbering{1, 1};
}

encoded_text encode(std::string_view text, smpp_settings const& settings)
{
    auto const measured = sms::measure(text);
    auto const written = as_the_centre_writes(measured, settings);
    auto const parts = sms::split(written, measured.written_in);
    encoded_text made;
    if (parts.size() <= 1 || settings.long_ones == long_texts::payload) {
        made.in_payload = parts.size() > 1;
        made.parts.push_back(encode_part(written, measured.written_in, settings, 0));
        return made;
    }
    // Six octets of header are 48 bits; the septets begin at the 49th.
    int const fill_bits = settings.long_ones == long_texts::udh ? 1 : 0;
    for (auto const& part : parts)
        made.parts.push_back(encode_part(part, measured.written_in, settings, fill_bits));
    return made;
}

bool can_leave(encoded_text const& text)
{
    constexpr std::size_t other_fields = 1'024;
    return text.parts.size() <= 255 && text.parts.front().bytes.size() <= largest_pdu - other_fields;
}

encoded_text const& text_encoder::encoded(std::string const& text)
{
    auto const known = std::find_if(known_.begin(), known_.end(), [&text](auto const& each) { return each.first == text; });
    if (known != known_.end())
        return known->second;
    if (known_.size() == texts_remembered)
        known_.pop_back();
    known_.emplace_front(text, encode(text, settings_));
    return known_.front().second;
}

void compose(
    composed& into,
    outbound const& message,
    encoded_text const& text,
    smpp_settings const& settings,
    wall_time now,
    std::uint8_t reference
)
{
    into.bytes.clear();
    into.starts.clear();
    message_pdu pdu;
    pdu.service_type = settings.service_type;
    pdu.source = address_of(settings.sender, settings.source.value_or(numbering_of(settings.sender)));
    pdu.destination = address_of(message.to, settings.destination.value_or(numbering{1, 1}));
    auto const validity = settings.validity == validity_form::relative ? relative_validity(message.deadline - now)
                                                                       : absolute_validity(message.deadline);
    pdu.validity = validity;
    pdu.registered_delivery = settings.receipts ? receipt_on_any_outcome : 0;

    auto const total = text.parts.size();
    octets data;
    for (std::size_t i = 0; i < total; ++i) {
        auto const& part = text.parts[i];
        pdu.data_coding = part.coding;
        pdu.text = part.bytes;
        if (text.in_payload) {
            pdu.text = {};
            pdu.payload = part.bytes;
        } else if (total > 1 && settings.long_ones == long_texts::udh) {
            auto const header = concatenation_header(reference, total, i + 1);
            data.assign(header.begin(), header.end());
            data.insert(data.end(), part.bytes.begin(), part.bytes.end());
            pdu.esm_class = esm_user_data_header;
            pdu.text = data;
        } else if (total > 1) {
            pdu.part_reference = reference;
            pdu.parts = static_cast<std::uint8_t>(total);
            pdu.part = static_cast<std::uint8_t>(i + 1);
        }
        into.starts.push_back(into.bytes.size());
        write_message(into.bytes, command::submit_sm, 0, pdu);
    }
}

outcome outcome_of_parts(std::vector<outcome> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    accepted whole;
    std::size_t taken = 0;
    outcome const* first_no = nullptr;
    outcome const* uncertain = nullptr;
    for (auto const& each : parts) {
        if (auto const* const yes = std::get_if<accepted>(&each)) {
            ++taken;
            whole.part_ids.push_back(yes->provider_id);
        } else if (std::holds_alternative<unknown>(each)) {
            uncertain = &each;
        } else if (auto const* const no = std::get_if<refused>(&each); no && no->permanence == permanence::permanent) {
            return *no;
        } else {
            first_no = &each;
        }
    }
    if (taken == parts.size()) {
        whole.provider_id = whole.part_ids.front();
        return whole;
    }
    if (uncertain)
        return *uncertain;
    if (taken > 0 || !first_no)
        return unknown{"some parts were taken, others were not"};
    return *first_no;
}

}  // namespace tocsin::channels::smpp
