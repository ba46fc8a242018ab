// SPDX-License-Identifier: Apache-2.0
// Any bytes as PDUs: what is read can be written and read again to the same, and every delivery is a receipt, a text, a piece
// of one, or none of these.
#include "channels/smpp/delivery.hpp"
#include "channels/smpp/pdu.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace tocsin::channels::smpp;

void again(message_pdu const& first)
{
    octets written;
    write_message(written, command::deliver_sm, 1, first);
    auto const framed = first_pdu(written);
    if (written.size() > largest_pdu)
        return;
    auto const read = framed.found == framing::whole ? read_message(framed.body) : std::nullopt;
    if (!read || read->esm_class != first.esm_class || read->data_coding != first.data_coding)
        std::abort();
    // Everything but what the standard has no room for.
    if (first.source.digits.size() <= 20 && !(read->source == first.source))
        std::abort();
}

void bring(message_pdu const& message)
{
    for (auto const alphabet : {default_alphabet::gsm7, default_alphabet::gsm7_packed, default_alphabet::latin1}) {
        auto const read = read_delivery(message, alphabet);
        if (auto const* const news = std::get_if<tocsin::receipt>(&read); news && news->provider_id.empty())
            std::abort();
        if (auto const* const piece = std::get_if<tocsin::channels::text_piece>(&read)) {
            if (piece->number < 1 || piece->number > piece->total || piece->total < 2)
                std::abort();
            auto other = *piece;
            tocsin::channels::kept_pieces all;
            for (other.number = 1; other.number <= other.total; ++other.number)
                all.pieces.push_back(other);
            if (!put_together(all))
                std::abort();
            all.pieces.erase(all.pieces.begin());
            if (put_together(all) || put_together_what_came(all)->text.empty())
                std::abort();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    octet_view left{bytes, size};
    while (true) {
        auto const pdu = first_pdu(left);
        if (pdu.found != framing::whole)
            break;
        if (pdu.header.length > left.size() || pdu.body.size() + header_size != pdu.header.length)
            std::abort();
        if (auto const message = read_message(pdu.body)) {
            again(*message);
            bring(*message);
        }
        if (auto const message = read_data(pdu.body))
            bring(*message);
        read_bind(pdu.body);
        read_text(pdu.body);
        left = left.subspan(pdu.header.length);
    }
    return 0;
}
