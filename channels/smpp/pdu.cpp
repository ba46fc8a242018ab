// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/pdu.hpp"

#include <algorithm>

namespace tocsin::channels::smpp {
namespace {

// 5.3.2: the tags that are read and written.
constexpr std::uint16_t tag_receipted_message_id = 0x001e;
constexpr std::uint16_t tag_sar_msg_ref_num = 0x020c;
constexpr std::uint16_t tag_sar_total_segments = 0x020e;
constexpr std::uint16_t tag_sar_segment_seqnum = 0x020f;
constexpr std::uint16_t tag_network_error_code = 0x0423;
constexpr std::uint16_t tag_message_payload = 0x0424;
constexpr std::uint16_t tag_message_state = 0x0427;

/// Takes fields off the front; once one runs past the end, everything reads as empty and failed() says so.
class reader {
public:
    explicit reader(octet_view bytes) : left_(bytes) {}

    bool failed() const { return failed_; }
    bool empty() const { return left_.empty(); }

    octet_view take(std::size_t count)
    {
        if (count > left_.size()) {
            failed_ = true;
            left_ = {};
            return {};
        }
        auto const taken = left_.first(count);
        left_ = left_.subspan(count);
        return taken;
    }

    std::uint32_t number(std::size_t width)
    {
        std::uint32_t value = 0;
        for (auto const octet : take(width))
            value = value << 8U | octet;
        return value;
    }

    std::uint8_t octet() { return static_cast<std::uint8_t>(number(1)); }

    /// Up to a NUL, which is taken too.
    std::string_view text()
    {
        auto const end = std::find(left_.begin(), left_.end(), std::uint8_t{0});
        if (end == left_.end()) {
            failed_ = true;
            left_ = {};
            return {};
        }
        auto const found = take(static_cast<std::size_t>(end - left_.begin()));
        take(1);
        return as_text(found);
    }

    address where()
    {
        address read;
        read.ton = octet();
        read.npi = octet();
        read.digits = text();
        return read;
    }

private:
    octet_view left_;
    bool failed_ = false;
};

void put(octets& out, std::uint32_t value, std::size_t width)
{
    for (auto i = width; i-- > 0;)
        out.push_back(static_cast<std::uint8_t>(value >> (8U * i)));
}

/// A C-octet string of at most `most` octets, its NUL included (5.2). An inner NUL would end it for the peer: it ends here.
void put(octets& out, std::string_view text, std::size_t most)
{
    auto const shown = text.substr(0, std::min(text.find('\0'), most - 1));
    out.insert(out.end(), shown.begin(), shown.end());
    out.push_back(0);
}

void put(octets& out, address const& where, std::size_t most)
{
    put(out, where.ton, 1);
    put(out, where.npi, 1);
    put(out, where.digits, most);
}

void put_tag(octets& out, std::uint16_t tag, octet_view value)
{
    put(out, tag, 2);
    put(out, static_cast<std::uint32_t>(value.size()), 2);
    out.insert(out.end(), value.begin(), value.end());
}

void put_tag(octets& out, std::uint16_t tag, std::uint32_t value, std::uint32_t width)
{
    put(out, tag, 2);
    put(out, width, 2);
    put(out, value, width);
}

/// Appends a header now and its length when the body stands.
class open_pdu {
public:
    open_pdu(octets& out, command what, std::uint32_t status, std::uint32_t sequence) : out_(out), start_(out.size())
    {
        put(out, 0, 4);
        put(out, static_cast<std::uint32_t>(what), 4);
        put(out, status, 4);
        put(out, sequence, 4);
    }

    ~open_pdu()
    {
        auto const length = static_cast<std::uint32_t>(out_.size() - start_);
        for (std::size_t i = 0; i < 4; ++i)
            out_[start_ + i] = static_cast<std::uint8_t>(length >> (8U * (3 - i)));
    }

    open_pdu(open_pdu const&) = delete;
    open_pdu& operator=(open_pdu const&) = delete;

private:
    octets& out_;
    std::size_t start_;
};

/// 5.3.1: optional parameters until the end; unknown ones, and those of a wrong length, are passed over (3.3: "ignored").
void read_options(reader& from, message_pdu& into)
{
    while (!from.empty() && !from.failed()) {
        auto const tag = static_cast<std::uint16_t>(from.number(2));
        auto const value = from.take(from.number(2));
        if (from.failed())
            return;
        reader inside{value};
        if (tag == tag_message_payload)
            into.payload = value;
        else if (tag == tag_receipted_message_id)
            into.receipted_id = read_text(value);
        else if (tag == tag_message_state && value.size() == 1)
            into.state = inside.octet();
        else if (tag == tag_network_error_code && value.size() == 3)
            into.network_error = inside.number(3);
        else if (tag == tag_sar_msg_ref_num && value.size() == 2)
            into.part_reference = static_cast<std::uint16_t>(inside.number(2));
        else if (tag == tag_sar_total_segments && value.size() == 1)
            into.parts = inside.octet();
        else if (tag == tag_sar_segment_seqnum && value.size() == 1)
            into.part = inside.octet();
    }
}

void put_options(octets& out, message_pdu const& message)
{
    if (message.receipted_id) {
        put(out, tag_receipted_message_id, 2);
        put(out, static_cast<std::uint32_t>(std::min<std::size_t>(message.receipted_id->size(), 64) + 1), 2);
        put(out, *message.receipted_id, 65);
    }
    if (message.part_reference)
        put_tag(out, tag_sar_msg_ref_num, *message.part_reference, 2);
    if (message.parts)
        put_tag(out, tag_sar_total_segments, *message.parts, 1);
    if (message.part)
        put_tag(out, tag_sar_segment_seqnum, *message.part, 1);
    if (message.network_error)
        put_tag(out, tag_network_error_code, *message.network_error, 3);
    if (message.state)
        put_tag(out, tag_message_state, *message.state, 1);
    if (message.payload)
        put_tag(out, tag_message_payload, message.payload->first(std::min<std::size_t>(message.payload->size(), 0xffff)));
}

}  // namespace

framed first_pdu(octet_view bytes)
{
    framed result;
    if (bytes.size() < 4)
        return result;
    reader front{bytes};
    auto& header = result.header;
    header.length = front.number(4);
    if (header.length < header_size || header.length > largest_pdu) {
        result.found = framing::absurd;
        return result;
    }
    if (bytes.size() < header.length)
        return result;
    header.what = static_cast<command>(front.number(4));
    header.status = front.number(4);
    header.sequence = front.number(4);
    result.body = bytes.subspan(header_size, header.length - header_size);
    result.found = framing::whole;
    return result;
}

std::optional<message_pdu> read_message(octet_view body)
{
    reader from{body};
    message_pdu read;
    read.service_type = from.text();
    read.source = from.where();
    read.destination = from.where();
    read.esm_class = from.octet();
    read.protocol_id = from.octet();
    read.priority = from.octet();
    read.schedule = from.text();
    read.validity = from.text();
    read.registered_delivery = from.octet();
    read.replace = from.octet();
    read.data_coding = from.octet();
    read.default_message = from.octet();
    read.text = from.take(from.octet());
    if (!from.failed())
        read_options(from, read);
    return from.failed() ? std::nullopt : std::optional{read};
}

std::optional<message_pdu> read_data(octet_view body)
{
    reader from{body};
    message_pdu read;
    read.service_type = from.text();
    read.source = from.where();
    read.destination = from.where();
    read.esm_class = from.octet();
    read.registered_delivery = from.octet();
    read.data_coding = from.octet();
    if (!from.failed())
        read_options(from, read);
    return from.failed() ? std::nullopt : std::optional{read};
}

void write_message(octets& out, command what, std::uint32_t sequence, message_pdu const& message)
{
    open_pdu const pdu{out, what, 0, sequence};
    put(out, message.service_type, 6);
    put(out, message.source, 21);
    put(out, message.destination, 21);
    put(out, message.esm_class, 1);
    put(out, message.protocol_id, 1);
    put(out, message.priority, 1);
    put(out, message.schedule, 17);
    put(out, message.validity, 17);
    put(out, message.registered_delivery, 1);
    put(out, message.replace, 1);
    put(out, message.data_coding, 1);
    put(out, message.default_message, 1);
    auto const text = message.text.first(std::min<std::size_t>(message.text.size(), 254));
    put(out, static_cast<std::uint32_t>(text.size()), 1);
    out.insert(out.end(), text.begin(), text.end());
    put_options(out, message);
}

std::optional<bind_pdu> read_bind(octet_view body)
{
    reader from{body};
    bind_pdu read;
    read.system_id = from.text();
    read.password = from.text();
    read.system_type = from.text();
    read.interface_version = from.octet();
    read.range = from.where();
    return from.failed() ? std::nullopt : std::optional{read};
}

void write_bind(octets& out, command what, std::uint32_t sequence, bind_pdu const& bind)
{
    open_pdu const pdu{out, what, 0, sequence};
    put(out, bind.system_id, 16);
    put(out, bind.password, 9);
    put(out, bind.system_type, 13);
    put(out, bind.interface_version, 1);
    put(out, bind.range, 41);
}

std::string_view read_text(octet_view body)
{
    auto const whole = as_text(body);
    return whole.substr(0, whole.find('\0'));
}

void write_text(octets& out, command what, std::uint32_t status, std::uint32_t sequence, std::string_view text)
{
    open_pdu const pdu{out, what, status, sequence};
    put(out, text, 65);
}

void write_bare(octets& out, command what, std::uint32_t status, std::uint32_t sequence)
{
    open_pdu const pdu{out, what, status, sequence};
}

void renumber(octets& out, std::size_t at, std::uint32_t sequence)
{
    for (std::size_t i = 0; i < 4; ++i)
        out[at + 12 + i] = static_cast<std::uint8_t>(sequence >> (8U * (3 - i)));
}

}  // namespace tocsin::channels::smpp
