// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/receipt_text.hpp"

#include "rules/words/spelling.hpp"

#include <array>

namespace tocsin::channels::smpp {
namespace {

// Appendix B's abbreviations first. UNKNOWN is a state in which the centre cannot say: it is no proof of anything.
// ACCEPTD is "read manually on behalf of the subscriber" in Appendix B, but sent in practice for "taken by the network": not
// a delivery either way.
constexpr auto words = std::to_array<spelling<receipt_verdict>>({
    {receipt_verdict::delivered, "DELIVRD"},
    {receipt_verdict::delivered, "DELIVERED"},
    {receipt_verdict::delivered, "DELIVERD"},
    {receipt_verdict::expired, "EXPIRED"},
    {receipt_verdict::undeliverable, "DELETED"},
    {receipt_verdict::undeliverable, "UNDELIV"},
    {receipt_verdict::undeliverable, "UNDELIVERABLE"},
    {receipt_verdict::undeliverable, "UNDELIVERED"},
    {receipt_verdict::undeliverable, "REJECTD"},
    {receipt_verdict::undeliverable, "REJECTED"},
    {receipt_verdict::undeliverable, "FAILED"},
    {receipt_verdict::undeliverable, "SKIPPED"},
    {receipt_verdict::buffered, "ACCEPTD"},
    {receipt_verdict::buffered, "ACCEPTED"},
    {receipt_verdict::buffered, "ENROUTE"},
    {receipt_verdict::buffered, "BUFFERED"},
    {receipt_verdict::buffered, "SCHEDULED"},
    {receipt_verdict::buffered, "UNKNOWN"},
});

// 5.2.28, table 5-15; 0 and 9 are SMPP 5.0's SCHEDULED and SKIPPED.
constexpr auto states = std::to_array<std::string_view>(
    {"SCHEDULED", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED"}
);

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

/// Where `name` begins, followed by ':' or '=', not inside another word ("done date" holds no "id").
std::size_t find_field(std::string_view body, std::string_view name, std::size_t& value)
{
    for (std::size_t at = 0; at + name.size() < body.size(); ++at) {
        if (at > 0 && !is_blank(body[at - 1]) && body[at - 1] != ';' && body[at - 1] != ',')
            continue;
        if (!equal_ignoring_case(body.substr(at, name.size()), name))
            continue;
        auto after = at + name.size();
        while (after < body.size() && body[after] == ' ')
            ++after;
        if (after >= body.size() || (body[after] != ':' && body[after] != '='))
            continue;
        value = after + 1;
        return at;
    }
    return std::string_view::npos;
}

std::string field(std::string_view body, std::string_view name)
{
    std::size_t at = 0;
    if (find_field(body, name, at) == std::string_view::npos)
        return {};
    while (at < body.size() && body[at] == ' ')
        ++at;
    auto end = at;
    while (end < body.size() && !is_blank(body[end]) && body[end] != ';' && body[end] != ',')
        ++end;
    auto const value = body.substr(at, end - at);
    // "sub: dlvrd:001": the next field stands where a value should.
    return value.find(':') == std::string_view::npos ? std::string{value} : std::string{};
}

}  // namespace

std::optional<receipt_verdict> verdict_of_word(std::string_view word) { return read_spelling(words, word); }

std::optional<receipt_verdict> verdict_of_state(std::uint8_t state)
{
    return state < states.size() ? verdict_of_word(states[state]) : std::nullopt;
}

std::string word_of_state(std::uint8_t state)
{
    return state < states.size() ? std::string{states[state]} : "STATE " + std::to_string(state);
}

receipt_text read_receipt_text(std::string_view body)
{
    std::size_t value = 0;
    // What was said to the person may hold anything, even "stat:DELIVRD".
    auto const fields = body.substr(0, find_field(body, "text", value));
    receipt_text read;
    read.id = field(fields, "id");
    read.state = field(fields, "stat");
    if (read.state.empty())
        read.state = field(fields, "status");
    read.verdict = verdict_of_word(read.state);
    read.error = field(fields, "err");
    return read;
}

}  // namespace tocsin::channels::smpp
