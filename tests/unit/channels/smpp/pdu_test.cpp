// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/pdu.hpp"
#include "tests/unit/channels/smpp/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace tocsin::channels::smpp {
namespace {

octets from_hex(std::string_view hex)
{
    octets bytes;
    std::string digits;
    for (char const c : hex)
        if (c != ' ')
            digits += c;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

/// A bind_transmitter as the specification prints one, byte by byte (3.2.1.1's layout, 2.7's example account).
TEST(Pdu, WritesABindAsTheStandardPrintsIt)
{
    bind_pdu bind;
    bind.system_id = "SMPP3TEST";
    bind.password = "secret08";
    bind.system_type = "SUBMIT1";
    bind.interface_version = 0x00;
    bind.range.ton = 1;
    bind.range.npi = 1;
    octets written;
    write_bind(written, command::bind_transmitter, 1, bind);
    EXPECT_EQ(
        written,
        from_hex("0000002F 00000002 00000000 00000001 534D5050335445535400 7365637265743038 00 5355424D49543100 00 01 01 00")
    );
}

TEST(Pdu, WritesASubmissionFieldByField)
{
    std::string const text = "OUI";
    message_pdu message;
    message.source = {5, 0, "PREF04"};
    message.destination = {1, 1, "33639980001"};
    message.esm_class = 0;
    message.validity = "000000020000000R";
    message.registered_delivery = 1;
    message.text = bytes_of(text);
    octets written;
    write_message(written, command::submit_sm, 7, message);
    EXPECT_EQ(
        written,
        from_hex("00000045 00000004 00000000 00000007 00 0500505245463034 00 0101 3333363339393830303031 00 00 00 00 00"
                 "30303030303030323030303030303052 00 01 00 00 00 03 4F5549")
    );
}

TEST(Pdu, FramesNothingBeforeItIsWhole)
{
    octets stream;
    write_bare(stream, command::enquire_link, 0, 9);
    write_text(stream, command::submit_sm_resp, 0, 10, "a1b2");
    octet_view const whole{stream};
    for (std::size_t length = 0; length < 16; ++length)
        EXPECT_EQ(first_pdu(whole.first(length)).found, framing::incomplete) << length;
    for (std::size_t length = 16; length <= stream.size(); ++length) {
        auto const first = first_pdu(whole.first(length));
        ASSERT_EQ(first.found, framing::whole);
        EXPECT_EQ(first.header.what, command::enquire_link);
        EXPECT_EQ(first.header.sequence, 9U);
        EXPECT_TRUE(first.body.empty());
    }
    auto const second = first_pdu(whole.subspan(16));
    EXPECT_EQ(second.header.what, command::submit_sm_resp);
    EXPECT_EQ(read_text(second.body), "a1b2");
}

TEST(Pdu, CallsLengthsOutsideOfReasonAbsurdBeforeTheRestArrives)
{
    for (auto const* const length : {"00000000", "00000001", "0000000F", "00010001", "7FFFFFFF", "FFFFFFFF", "48545450"})
        EXPECT_EQ(first_pdu(from_hex(length)).found, framing::absurd) << length;
    for (auto const* const length : {"00000010", "00010000"})
        EXPECT_EQ(first_pdu(from_hex(length)).found, framing::incomplete) << length;
}

TEST(Pdu, PassesOverUnknownOptionsAndThoseOfAWrongLength)
{
    std::string const text = "x";
    message_pdu message;
    message.text = bytes_of(text);
    octets written;
    write_message(written, command::deliver_sm, 1, message);
    auto const options = from_hex("1403 0002 ABCD  0427 0002 0205  001E 0003 613100  0427 0001 02  0423 0003 030045");
    written.insert(written.end(), options.begin(), options.end());
    auto const read = read_message(octet_view{written}.subspan(header_size));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->receipted_id, "a1");
    EXPECT_EQ(read->state, 2);
    EXPECT_EQ(read->network_error, 0x030045U);
    EXPECT_FALSE(read->payload);
}

TEST(Pdu, RefusesABodyThatEndsInTheMiddleOfAField)
{
    std::string const text = "Oui, j'arrive";
    message_pdu message;
    message.source = {1, 1, "33639980001"};
    message.destination = {3, 0, "38123"};
    message.text = bytes_of(text);
    octets written;
    write_message(written, command::deliver_sm, 1, message);
    octet_view const body = octet_view{written}.subspan(header_size);
    for (std::size_t length = 0; length < body.size(); ++length)
        EXPECT_FALSE(read_message(body.first(length))) << length;
    EXPECT_TRUE(read_message(body));
}

TEST(Pdu, ForgivesAnIdWithoutItsNul)
{
    std::string const id = "42";
    EXPECT_EQ(read_text(bytes_of(id)), "42");
    EXPECT_EQ(read_text({}), "");
}

TEST(Pdu, CutsStringsAtWhatTheStandardAllows)
{
    std::string const long_one(200, '7');
    message_pdu message;
    message.service_type = message.validity = message.destination.digits = long_one;
    octets written;
    write_message(written, command::submit_sm, 1, message);
    auto const read = read_message(octet_view{written}.subspan(header_size));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->service_type.size(), 5U);
    EXPECT_EQ(read->destination.digits.size(), 20U);
    EXPECT_EQ(read->validity.size(), 16U);
}

std::string some_text(std::size_t most)
{
    auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    text.resize(std::min(text.size(), most));
    return text;
}

RC_GTEST_PROP(Pdu, ReadsWhatItWrote, ())
{
    auto const service = some_text(5);
    auto const from = some_text(20);
    auto const to = some_text(20);
    auto const validity = some_text(16);
    auto const id = some_text(64);
    auto text = *rc::gen::arbitrary<octets>();
    text.resize(std::min<std::size_t>(text.size(), 254));
    auto const payload = *rc::gen::arbitrary<octets>();
    message_pdu message;
    message.service_type = service;
    message.source = {*rc::gen::arbitrary<std::uint8_t>(), *rc::gen::arbitrary<std::uint8_t>(), from};
    message.destination = {1, 1, to};
    message.validity = validity;
    message.esm_class = *rc::gen::arbitrary<std::uint8_t>();
    message.data_coding = *rc::gen::arbitrary<std::uint8_t>();
    message.text = text;
    if (*rc::gen::arbitrary<bool>())
        message.payload = payload;
    if (*rc::gen::arbitrary<bool>())
        message.receipted_id = id;
    message.part_reference = *rc::gen::arbitrary<std::uint16_t>();
    message.part = *rc::gen::arbitrary<std::uint8_t>();
    auto const sequence = *rc::gen::inRange<std::uint32_t>(1, largest_sequence);

    octets written;
    write_message(written, command::deliver_sm, sequence, message);
    auto const framed = first_pdu(written);
    RC_ASSERT(framed.found == framing::whole);
    RC_ASSERT(framed.header.sequence == sequence);
    RC_ASSERT(framed.header.length == written.size());
    auto const read = read_message(framed.body);
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->service_type == message.service_type);
    RC_ASSERT(read->source == message.source);
    RC_ASSERT(read->destination == message.destination);
    RC_ASSERT(read->validity == message.validity);
    RC_ASSERT(read->esm_class == message.esm_class);
    RC_ASSERT(read->data_coding == message.data_coding);
    RC_ASSERT(std::equal(read->text.begin(), read->text.end(), text.begin(), text.end()));
    RC_ASSERT(read->payload.has_value() == message.payload.has_value());
    if (read->payload)
        RC_ASSERT(std::equal(read->payload->begin(), read->payload->end(), payload.begin(), payload.end()));
    RC_ASSERT(read->receipted_id == message.receipted_id);
    RC_ASSERT(read->part_reference == message.part_reference);
    RC_ASSERT(read->part == message.part);
}

RC_GTEST_PROP(Pdu, ReadsAnyBytesWithoutHarm, (octets bytes))
{
    first_pdu(bytes);
    read_message(bytes);
    read_bind(bytes);
    read_text(bytes);
}

}  // namespace
}  // namespace tocsin::channels::smpp
