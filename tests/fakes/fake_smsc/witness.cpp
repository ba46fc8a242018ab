// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/witness.hpp"

#include "tests/fakes/fake_smsc/text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace smsc {
namespace {

std::uint64_t microseconds_of(auto since_epoch)
{
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count());
}

void append_escaped(std::string& to, std::string_view text)
{
    for (char const letter : text) {
        if (letter == '"' || letter == '\\') {
            to += '\\';
            to += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(letter));
            to += escaped;
        } else {
            to += letter;
        }
    }
}

}  // namespace

witness::witness(std::string const& file)
{
    if (file.empty())
        return;
    file_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) {
        std::fprintf(stderr, "cannot write %s\n", file.c_str());
        std::exit(2);
    }
}

void witness::begin(std::string_view event, int session)
{
    lines_ += "{\"event\":\"";
    lines_ += event;
    lines_ += '"';
    field("mono_us", microseconds_of(std::chrono::steady_clock::now().time_since_epoch()));
    field("wall_us", microseconds_of(std::chrono::system_clock::now().time_since_epoch()));
    field("session", static_cast<std::uint64_t>(session));
}

void witness::field(std::string_view name, std::string_view text)
{
    lines_ += ",\"";
    lines_ += name;
    lines_ += "\":\"";
    append_escaped(lines_, text);
    lines_ += '"';
}

void witness::field(std::string_view name, std::uint64_t number)
{
    lines_ += ",\"";
    lines_ += name;
    lines_ += "\":";
    lines_ += std::to_string(number);
}

void witness::end() { lines_ += "}\n"; }

void witness::bound(int session, bind_request const& as, std::string_view kind, std::uint32_t status)
{
    if (file_ < 0)
        return;
    begin("bind", session);
    field("kind", kind);
    field("system_id", as.system_id);
    field("system_type", as.system_type);
    field("interface_version", as.interface_version);
    field("status", status);
    end();
}

void witness::submitted(
    int session,
    std::string_view system_id,
    submission const& what,
    std::string_view to,
    std::string_view id,
    std::string_view fate,
    bool taken,
    std::uint32_t status,
    std::size_t unanswered
)
{
    auto const now = std::chrono::steady_clock::now();
    if (seen.submissions++ == 0)
        seen.first_submission = now;
    seen.last_submission = now;
    seen.taken += taken ? 1 : 0;
    seen.most_unanswered = std::max(seen.most_unanswered, unanswered);
    last_second_.push_back(now);
    while (now - last_second_.front() >= std::chrono::seconds{1})
        last_second_.pop_front();
    seen.busiest_second = std::max(seen.busiest_second, last_second_.size());
    if (file_ < 0)
        return;
    begin("submit", session);
    field("system_id", system_id);
    field("id", id);
    field("to", to);
    field("ton", what.destination_ton);
    field("npi", what.destination_npi);
    field("sender", what.source);
    field("sender_ton", what.source_ton);
    field("text", shown(what.bytes, what.data_coding));
    field("data_coding", what.data_coding);
    field("esm_class", what.esm_class);
    field("priority", what.priority);
    field("registered_delivery", what.registered_delivery);
    field("validity", what.validity);
    field("payload", std::uint64_t{what.payload});
    field("octets", what.bytes.size());
    field("reference", what.reference);
    field("part", what.part);
    field("parts", what.parts);
    field("status", status);
    field("unanswered", unanswered);
    field("fate", fate);
    lines_ += taken ? ",\"taken\":true" : ",\"taken\":false";
    end();
}

void witness::acknowledged(int session, delivery const& what, std::uint32_t status)
{
    if (status == ok)
        ++(what.what == delivery::receipt ? seen.receipts_acknowledged : seen.replies_acknowledged);
    seen.last_acknowledgement = std::chrono::steady_clock::now();
    if (file_ < 0)
        return;
    begin("acknowledged", session);
    field("kind", what.what == delivery::receipt ? "receipt" : "reply");
    field("id", what.id);
    field("from", what.phone);
    field("to", what.service);
    field(what.what == delivery::receipt ? "state" : "text", what.story);
    field("tries", static_cast<std::uint64_t>(what.tries));
    field("status", status);
    end();
}

void witness::happened(int session, std::string_view event)
{
    if (file_ < 0)
        return;
    begin(event, session);
    end();
}

void witness::stalled(std::chrono::microseconds how_long)
{
    auto const late = static_cast<std::uint64_t>(how_long.count());
    seen.worst_stall_us = std::max(seen.worst_stall_us, late);
    if (file_ < 0)
        return;
    begin("stalled", 0);
    field("for_us", late);
    end();
}

void witness::flush()
{
    if (lines_.empty())
        return;
    std::string_view rest{lines_};
    while (!rest.empty()) {
        auto const written = ::write(file_, rest.data(), rest.size());
        if (written <= 0)
            std::abort();
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    lines_.clear();
}

std::string witness::summary() const
{
    auto const between = [this](moment last) {
        return seen.submissions == 0 || last < seen.first_submission ? 0 : microseconds_of(last - seen.first_submission);
    };
    std::string text = "{\"event\":\"summary\"";
    auto const add = [&text](char const* name, std::uint64_t value) {
        text += std::string{",\""} + name + "\":" + std::to_string(value);
    };
    add("submissions", seen.submissions);
    add("taken", seen.taken);
    add("over_rate", seen.over_rate);
    add("receipts_acknowledged", seen.receipts_acknowledged);
    add("replies_acknowledged", seen.replies_acknowledged);
    add("deliveries_repeated", seen.deliveries_repeated);
    add("sessions", seen.sessions);
    add("worst_stall_us", seen.worst_stall_us);
    add("busiest_second", seen.busiest_second);
    add("most_unanswered", seen.most_unanswered);
    add("submissions_us", between(seen.last_submission));
    add("acknowledgements_us", between(seen.last_acknowledgement));
    return text + '}';
}

}  // namespace smsc
