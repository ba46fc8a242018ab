// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/wire.hpp"

namespace smsc {
namespace {

std::uint32_t number(char const* bytes, std::size_t count)
{
    std::uint32_t read = 0;
    for (std::size_t i = 0; i < count; ++i)
        read = read << 8 | static_cast<unsigned char>(bytes[i]);
    return read;
}

void append_number(std::string& to, std::uint32_t value, int count)
{
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8)
        to += static_cast<char>(value >> shift & 0xff);
}

/// Takes fields from the front; after the first that is not there, everything is empty and `whole` is false.
class fields {
public:
    explicit fields(std::string_view bytes) : rest_(bytes) {}

    std::uint8_t octet()
    {
        auto const one = take(1);
        return one.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(one[0]);
    }

    unsigned two_octets()
    {
        auto const both = take(2);
        return both.empty() ? 0 : number(both.data(), 2);
    }

    /// At most `limit` octets, the closing zero among them.
    std::string_view text(std::size_t limit)
    {
        auto const end = rest_.substr(0, limit).find('\0');
        if (end == std::string_view::npos)
            return fail();
        auto const read = take(end);
        take(1);
        return read;
    }

    std::string_view take(std::size_t count)
    {
        if (count > rest_.size())
            return fail();
        auto const read = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return read;
    }

    bool whole() const { return whole_; }
    bool empty() const { return rest_.empty(); }

private:
    std::string_view fail()
    {
        whole_ = false;
        rest_ = {};
        return {};
    }

    std::string_view rest_;
    bool whole_ = true;
};

/// The user data header, GSM 03.40 9.2.3.24: parts with an 8-bit (00) or a 16-bit (08) reference.
bool take_user_data_header(submission& into)
{
    fields all{into.bytes};
    fields header{all.take(all.octet())};
    if (!all.whole())
        return false;
    while (!header.empty()) {
        auto const kind = header.octet();
        auto const value = header.take(header.octet());
        if (!header.whole())
            return false;
        bool const wide = kind == 0x08 && value.size() == 4;
        if (!wide && !(kind == 0x00 && value.size() == 3))
            continue;
        fields parts{value};
        into.reference = wide ? parts.two_octets() : parts.octet();
        into.parts = parts.octet();
        into.part = parts.octet();
    }
    into.bytes.remove_prefix(std::size_t{1} + static_cast<unsigned char>(into.bytes[0]));
    return true;
}

}  // namespace

header read_header(char const* bytes)
{
    return {number(bytes, 4), number(bytes + 4, 4), number(bytes + 8, 4), number(bytes + 12, 4)};
}

std::optional<bind_request> read_bind(std::string_view body)
{
    fields from{body};
    bind_request read;
    read.system_id = from.text(16);
    read.password = from.text(9);
    read.system_type = from.text(13);
    read.interface_version = from.octet();
    from.take(2);  // addr_ton, addr_npi
    from.text(41);  // address_range
    if (!from.whole())
        return std::nullopt;
    return read;
}

std::optional<submission> read_submission(std::string_view body)
{
    fields from{body};
    submission read;
    from.text(6);  // service_type
    read.source_ton = from.octet();
    read.source_npi = from.octet();
    read.source = from.text(21);
    read.destination_ton = from.octet();
    read.destination_npi = from.octet();
    read.destination = from.text(21);
    read.esm_class = from.octet();
    from.octet();  // protocol_id
    read.priority = from.octet();
    from.text(17);  // schedule_delivery_time
    read.validity = from.text(17);
    read.registered_delivery = from.octet();
    from.octet();  // replace_if_present_flag
    read.data_coding = from.octet();
    from.octet();  // sm_default_msg_id
    read.bytes = from.take(from.octet());
    while (!from.empty()) {
        auto const tag = from.two_octets();
        auto const value = from.take(from.two_octets());
        if (!from.whole())
            return std::nullopt;
        if (tag == 0x0424) {
            read.bytes = value;
            read.payload = true;
        } else if (value.size() == 2 && tag == 0x020c) {
            read.reference = number(value.data(), 2);
        } else if (value.size() == 1 && tag == 0x020e) {
            read.parts = number(value.data(), 1);
        } else if (value.size() == 1 && tag == 0x020f) {
            read.part = number(value.data(), 1);
        }
    }
    bool const headed = (read.esm_class & 0x40) != 0;
    if (!from.whole() || (headed && !take_user_data_header(read)))
        return std::nullopt;
    return read;
}

void append_tlv(std::string& to, std::uint16_t tag, std::string_view value)
{
    append_number(to, tag, 2);
    append_number(to, static_cast<std::uint32_t>(value.size()), 2);
    to += value;
}

void append_header(std::string& to, std::uint32_t command, std::uint32_t status, std::uint32_t sequence)
{
    append_number(to, header_size, 4);
    append_number(to, command, 4);
    append_number(to, status, 4);
    append_number(to, sequence, 4);
}

namespace {

/// Writes the length of a PDU that began at `start` and ends here.
void close_pdu(std::string& to, std::size_t start)
{
    auto const length = static_cast<std::uint32_t>(to.size() - start);
    for (std::size_t i = 0; i < 4; ++i)
        to[start + i] = static_cast<char>(length >> (24 - 8 * i) & 0xff);
}

}  // namespace

void append_response(std::string& to, std::uint32_t command, std::uint32_t status, std::uint32_t sequence, std::string_view id)
{
    auto const start = to.size();
    append_header(to, command | response, status, sequence);
    to += id;
    to += '\0';
    close_pdu(to, start);
}

void append_delivery(std::string& to, std::uint32_t sequence, delivery const& what)
{
    auto const start = to.size();
    append_header(to, deliver_sm, ok, sequence);
    to += '\0';  // service_type
    to += static_cast<char>(what.phone_ton);
    to += static_cast<char>(what.phone_npi);
    to += what.phone;
    to += '\0';
    to += static_cast<char>(what.service_ton);
    to += static_cast<char>(what.service_npi);
    to += what.service;
    to += '\0';
    to += static_cast<char>(what.esm_class);
    to.append(6, '\0');  // protocol_id, priority, schedule, validity, registered_delivery, replace
    to += static_cast<char>(what.data_coding);
    to += '\0';  // sm_default_msg_id
    to += static_cast<char>(what.bytes.size());
    to += what.bytes;
    to += what.optional_parameters;
    close_pdu(to, start);
}

}  // namespace smsc
