// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/delivery.hpp"

#include "channels/sms/alphabet.hpp"
#include "channels/smpp/receipt_text.hpp"

#include <algorithm>

namespace tocsin::channels::smpp {
namespace {

// 5.2.12, bits 5 to 2: the type of message.
constexpr std::uint8_t type_bits = 0x3c;
constexpr std::uint8_t type_receipt = 0x04;
constexpr std::uint8_t type_intermediate = 0x20;
constexpr std::uint8_t user_data_header = 0x40;

bool is_receipt(message_pdu const& pdu)
{
    auto const type = pdu.esm_class & type_bits;
    return type == type_receipt || type == type_intermediate || (pdu.receipted_id && pdu.state);
}

constexpr std::size_t longest_id = 64;  // 5.2.23: 65 octets, the last of them zero
constexpr std::size_t longest_word = 40;

/// What a person may read in a log: printable, and not long.
std::string tamed(std::string_view text, std::size_t longest = longest_word)
{
    std::string shown;
    for (char const c : text.substr(0, longest))
        shown += c >= ' ' && c <= '~' ? c : '?';
    return shown;
}

delivery read_receipt(message_pdu const& pdu)
{
    auto const by_state = pdu.state ? verdict_of_state(*pdu.state) : std::nullopt;
    auto const id = pdu.receipted_id.value_or("");
    if (!id.empty() && by_state == receipt_verdict::delivered)
        return receipt{tamed(id, longest_id), "", *by_state, word_of_state(*pdu.state)};  // the text would say no more
    receipt news;
    auto const told = read_receipt_text(as_text(pdu.payload.value_or(pdu.text)));
    news.provider_id = tamed(id.empty() ? told.id : id, longest_id);
    if (news.provider_id.empty())
        return not_understood{"a receipt without an id"};
    // A word that nobody knows proves nothing: the message stays where it is.
    news.verdict = by_state ? *by_state : told.verdict.value_or(receipt_verdict::buffered);
    news.code = tamed(told.state.empty() && pdu.state ? word_of_state(*pdu.state) : told.state);
    if (!told.error.empty())
        news.code += " err " + tamed(told.error);
    else if (pdu.network_error)
        news.code += " network " + std::to_string(*pdu.network_error >> 16U) + '/' + std::to_string(*pdu.network_error & 0xffffU);
    return news;
}

/// 5.2.19 and TS 23.038, section 4: what the octets are written in. Nothing: data for a machine.
std::optional<default_alphabet> seven_bits_or_latin1(std::uint8_t coding, default_alphabet by_default)
{
    if ((coding & 0xf0U) == 0xf0U)  // data coding / message class
        return (coding & 4U) == 0 ? std::optional{by_default} : std::nullopt;
    switch (coding) {
    case 0x00: return by_default;
    case 0x01: return default_alphabet::latin1;  // IA5: ASCII, which Latin-1 holds
    case 0x03: return default_alphabet::latin1;
    case 0x02:
    case 0x04: return std::nullopt;
    default: return (coding & 0xccU) == 0 ? std::optional{by_default} : std::optional{default_alphabet::latin1};
    }
}

bool is_ucs2(std::uint8_t coding) { return coding == 0x08 || ((coding & 0xccU) == 0x08 && coding >= 0x10); }

/// One part's text as decode() takes it, septets unpacked.
struct user_data {
    sms::alphabet written_in = sms::alphabet::gsm7;
    octets bytes;
};

user_data read_user_data(octet_view bytes, std::uint8_t coding, default_alphabet by_default, std::size_t header_octets)
{
    user_data read;
    if (is_ucs2(coding)) {
        read.written_in = sms::alphabet::ucs2;
        read.bytes.assign(bytes.begin(), bytes.end());
        return read;
    }
    auto const what = seven_bits_or_latin1(coding, by_default).value_or(default_alphabet::latin1);
    if (what == default_alphabet::gsm7_packed) {
        auto const fill = static_cast<int>((7 - header_octets * 8 % 7) % 7);
        auto const bits = bytes.size() * 8 - std::min<std::size_t>(bytes.size() * 8, static_cast<std::size_t>(fill));
        read.bytes = sms::unpack_septets(bytes, bits / 7, fill);
        // Seven spare bits of zero are a filler, not an '@' (23.038, 6.1.2.3.1).
        if (bits % 7 == 0 && !read.bytes.empty() && read.bytes.back() == 0)
            read.bytes.pop_back();
        return read;
    }
    read.written_in = what == default_alphabet::latin1 ? sms::alphabet::latin1 : sms::alphabet::gsm7;
    read.bytes.assign(bytes.begin(), bytes.end());
    return read;
}

struct place_in_row {
    unsigned reference = 0;
    int total = 1;
    int number = 1;
};

std::optional<place_in_row> sane(place_in_row row)
{
    return row.total >= 2 && row.number >= 1 && row.number <= row.total ? std::optional{row} : std::nullopt;
}

/// TS 23.040, 9.2.3.24: elements of the header; 0 and 8 speak of concatenation.
std::optional<place_in_row> read_header(octet_view header)
{
    while (header.size() >= 2) {
        auto const element = header[0];
        auto const length = header[1];
        auto const value = header.subspan(2).first(std::min<std::size_t>(length, header.size() - 2));
        if (element == 0 && value.size() == 3)
            return sane({value[0], value[1], value[2]});
        if (element == 8 && value.size() == 4)
            return sane({static_cast<unsigned>(value[0] << 8U | value[1]), value[2], value[3]});
        header = header.subspan(2 + value.size());
    }
    return std::nullopt;
}

std::string number_of(address const& where)
{
    bool const is_international = where.ton == 1 && !where.digits.empty() && where.digits.front() != '+';
    return (is_international ? "+" : "") + std::string{where.digits};
}

delivery read_text_of_person(message_pdu const& pdu, default_alphabet alphabet)
{
    auto bytes = pdu.payload.value_or(pdu.text);
    std::size_t header_octets = 0;
    std::optional<place_in_row> row;
    if ((pdu.esm_class & user_data_header) != 0 && !bytes.empty()) {
        header_octets = std::min<std::size_t>(bytes[0] + 1U, bytes.size());
        row = read_header(bytes.subspan(1, header_octets - 1));
        bytes = bytes.subspan(header_octets);
    }
    if (!row && pdu.part_reference && pdu.parts && pdu.part)
        row = sane({*pdu.part_reference, *pdu.parts, *pdu.part});
    auto data = read_user_data(bytes, pdu.data_coding, alphabet, header_octets);
    auto from = number_of(pdu.source);
    auto to = std::string{pdu.destination.digits};
    if (!row)
        return inbound_text{std::move(from), std::move(to), sms::decode(data.written_in, data.bytes), ""};
    text_piece piece;
    piece.from = std::move(from);
    piece.to = std::move(to);
    piece.reference = std::to_string(row->reference);
    piece.total = row->total;
    piece.number = row->number;
    // The first octet says what the rest is written in.
    piece.body = static_cast<char>('0' + static_cast<int>(data.written_in));
    piece.body.append(data.bytes.begin(), data.bytes.end());
    return piece;
}

}  // namespace

delivery read_delivery(message_pdu const& pdu, default_alphabet alphabet)
{
    return is_receipt(pdu) ? read_receipt(pdu) : read_text_of_person(pdu, alphabet);
}

std::optional<inbound_text> put_together(kept_pieces const& kept)
{
    bool const whole = !kept.pieces.empty() && static_cast<int>(kept.pieces.size()) == kept.pieces.front().total;
    return whole ? put_together_what_came(kept) : std::nullopt;
}

std::optional<inbound_text> put_together_what_came(kept_pieces const& kept)
{
    auto const& pieces = kept.pieces;
    if (pieces.empty())
        return std::nullopt;
    inbound_text text{pieces.front().from, pieces.front().to, "", kept.set};
    octets bytes;
    auto written_in = sms::alphabet::gsm7;
    auto const flush = [&] {
        text.text += sms::decode(written_in, bytes);
        bytes.clear();
    };
    bool gap = false;
    for (int number = 1; number <= pieces.front().total; ++number) {
        auto const found = std::find_if(pieces.begin(), pieces.end(), [number](auto const& each) { return each.number == number; });
        if (found == pieces.end() || found->body.empty()) {
            flush();
            text.text += gap ? "" : "[…]";
            gap = true;
            continue;
        }
        gap = false;
        // Phones cut characters in two, so neighbours in one alphabet are read as one.
        auto const this_one = static_cast<sms::alphabet>(found->body.front() - '0');
        if (this_one != written_in)
            flush();
        written_in = this_one;
        bytes.insert(bytes.end(), found->body.begin() + 1, found->body.end());
    }
    flush();
    return text;
}

}  // namespace tocsin::channels::smpp
