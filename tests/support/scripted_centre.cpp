// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_centre.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace tocsin::support {

using namespace channels::smpp;

scripted_centre::scripted_centre(channels::runtime& world, virtual_net& net, std::uint16_t port)
    : world_(world), serving_(world.executor())
{
    net.listen(port, [this](virtual_net::line stream) {
        auto which = std::make_shared<line>(std::move(stream), world_, ++opened_);
        lines_.push_back(which);
        serving_.spawn(serve(std::move(which)));
    });
}

void scripted_centre::say(octets const& bytes)
{
    auto& newest = *lines_.back();
    newest.out.insert(newest.out.end(), bytes.begin(), bytes.end());
    newest.something.ring();
}

void scripted_centre::hang_up()
{
    serving_.cancel();
    lines_.clear();
}

task<void> scripted_centre::serve(std::shared_ptr<line> which)
{
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (listen(*which) || speak(*which));
    std::erase(lines_, which);
}

task<void> scripted_centre::listen(line& which)
{
    octets in;
    std::vector<std::uint8_t> some(4096);
    while (true) {
        auto const got = co_await which.stream->read_some(some);
        if (!got)
            co_return;
        in.insert(in.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(*got));
        std::size_t read = 0;
        while (true) {
            auto const pdu = first_pdu(octet_view{in}.subspan(read));
            if (pdu.found != framing::whole)
                break;
            heed(which, pdu);
            read += pdu.header.length;
        }
        in.erase(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(read));
        if (!which.out.empty())
            which.something.ring();
    }
}

task<void> scripted_centre::speak(line& which)
{
    octets leaving;
    while (true) {
        co_await which.something.rung();
        leaving.clear();
        leaving.swap(which.out);
        auto const sent = co_await which.stream->write(leaving);
        if (!sent || which.closing)
            co_return;
    }
}

void scripted_centre::heed(line& which, framed const& pdu)
{
    auto const& header = pdu.header;
    auto const what = static_cast<std::uint32_t>(header.what);
    if (what == 1 || what == 2 || what == 9) {
        ++binds;
        auto const status = lines_.size() > most_lines ? 0x05U : bind_status;
        if (answers_binds)
            write_text(which.out, answer_to(header.what), status, header.sequence, "centre");
    } else if (header.what == command::submit_sm) {
        auto const message = read_message(pdu.body).value();
        taken one;
        one.sequence = header.sequence;
        one.id = "a" + std::to_string(++ids_);
        one.to = message.destination.digits;
        one.esm_class = message.esm_class;
        auto const data = message.payload.value_or(message.text);
        one.text.assign(data.begin(), data.end());
        one.line = which.number;
        log.push_back(one);
        if (on_submit)
            on_submit(one, which.out);
        else
            write_text(which.out, command::submit_sm_resp, 0, header.sequence, one.id);
    } else if (header.what == command::deliver_sm_resp) {
        acknowledged.emplace_back(header.sequence, header.status);
    } else if (header.what == command::enquire_link) {
        others.push_back(header);
        if (answers_enquiries)
            write_bare(which.out, command::enquire_link_resp, 0, header.sequence);
    } else if (header.what == command::unbind) {
        ++unbinds;
        if (answers_unbind)
            write_bare(which.out, command::unbind_resp, 0, header.sequence);
    } else {
        others.push_back(header);
    }
}

scripted_centre::octets receipt_for(std::uint32_t sequence, std::string const& id, std::string const& state)
{
    std::string const body = "id:" + id + " sub:001 dlvrd:001 submit date:2611250300 done date:2611250301 stat:" + state + " err:000 text:x";
    message_pdu pdu;
    pdu.source = {1, 1, "33639980001"};
    pdu.destination = {3, 0, "38123"};
    pdu.esm_class = 0x04;
    pdu.text = {reinterpret_cast<std::uint8_t const*>(body.data()), body.size()};
    octets bytes;
    write_message(bytes, command::deliver_sm, sequence, pdu);
    return bytes;
}

scripted_centre::octets reply_from(std::uint32_t sequence, std::string const& from, std::string const& text)
{
    message_pdu pdu;
    pdu.source = {1, 1, from};
    pdu.destination = {3, 0, "38123"};
    pdu.text = {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
    octets bytes;
    write_message(bytes, command::deliver_sm, sequence, pdu);
    return bytes;
}

}  // namespace tocsin::support
