// SPDX-License-Identifier: Apache-2.0
#include "channels/exec/conversation.hpp"

#include "channels/exec/discreet.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tocsin::channels::exec {

namespace json = boost::json;

namespace {

constexpr std::size_t longest_id = 256;
constexpr std::size_t most_given_up = 10'000;
constexpr milliseconds longest_pause = hours{1};

std::string line_of(std::string_view kind, json::value what)
{
    json::object whole;
    whole[kind] = std::move(what);
    return json::serialize(whole) + '\n';
}

/// What cannot be read as asked; the sentence names the key, never what stands there.
struct unreadable {
    std::string why;
};

std::string text_at(json::object const& body, std::string_view key)
{
    auto const* const found = body.if_contains(key);
    if (found == nullptr || found->is_null())
        return {};
    if (auto const* const text = found->if_string())
        return std::string{*text};
    throw unreadable{"\"" + std::string{key} + "\" is no text"};
}

/// An id: text, or the number that many libraries make of it.
std::string id_at(json::object const& body, std::string_view key)
{
    auto const* const found = body.if_contains(key);
    if (found != nullptr && (found->is_int64() || found->is_uint64()))
        return json::serialize(*found);
    auto id = text_at(body, key);
    if (id.size() > longest_id)
        throw unreadable{"\"" + std::string{key} + "\" is longer than 256 bytes"};
    return id;
}

bool truth_at(json::object const& body, std::string_view key)
{
    auto const* const found = body.if_contains(key);
    if (found == nullptr)
        return false;
    if (auto const* const truth = found->if_bool())
        return *truth;
    throw unreadable{"\"" + std::string{key} + "\" is neither true nor false"};
}

std::optional<std::uint64_t> whole_at(json::object const& body, std::string_view key)
{
    auto const* const found = body.if_contains(key);
    if (found == nullptr)
        return std::nullopt;
    boost::system::error_code error;
    auto const number = found->to_number<std::uint64_t>(error);
    if (error)
        throw unreadable{"\"" + std::string{key} + "\" is no whole number"};
    return number;
}

std::uint64_t number_of(json::object const& body)
{
    auto const number = whole_at(body, "n");
    if (!number)
        throw unreadable{"\"n\" is missing: a number of your own, which is acknowledged"};
    return *number;
}

outcome no_answer() { return unknown{"the program's answer cannot be read"}; }

}  // namespace

/// Reads the value of one key of a line; throws `unreadable`.
struct conversation::reader {
    conversation& in;
    json::object const& body;

    happening hello() const
    {
        if (in.is_greeted_)
            return fault{"it said hello a second time"};
        auto const version = whole_at(body, "protocol");
        if (!version || *version != protocol_version)
            return broken{
                "it speaks version " + (version ? std::to_string(*version) : std::string{"?"}) +
                " of the protocol; this Tocsin speaks version " + std::to_string(protocol_version)};
        greeted traits;
        traits.receipts = truth_at(body, "receipts");
        traits.two_way = truth_at(body, "replies");
        traits.idempotent = truth_at(body, "idempotent");
        if (auto const window = whole_at(body, "window"))
            traits.window = std::max<std::size_t>(1, *window);
        in.is_greeted_ = true;
        return traits;
    }

    happening answer(std::string_view kind) const
    {
        auto const reference = text_at(body, "reference");
        if (in.given_up_.erase(reference) > 0)
            return fault{"it answered after the time-out", true};
        if (in.waiting_.erase(reference) == 0)
            return fault{"it answered a message that waits for no answer"};
        try {
            return answered{reference, read_outcome(kind)};
        } catch (unreadable const&) {
            return answered{reference, no_answer()};
        }
    }

    outcome read_outcome(std::string_view kind) const
    {
        if (kind == "accepted")
            return accepted{id_at(body, "id")};
        if (kind == "throttled") {
            auto const pause = whole_at(body, "retry_after_ms");
            if (!pause)
                return throttled{};
            auto const most = static_cast<std::uint64_t>(longest_pause.count());
            return throttled{milliseconds{static_cast<std::int64_t>(std::min(*pause, most))}};
        }
        auto const why = in.discreet(text_at(body, "why"));
        if (kind == "unknown")
            return unknown{why};
        auto const lasts = truth_at(body, "permanent") ? permanence::permanent : permanence::transient;
        return refused{lasts, in.discreet(id_at(body, "code")), why};
    }

    happening receipt() const
    {
        auto const number = number_of(body);
        auto const verdict = parse_receipt_verdict(text_at(body, "verdict"));
        if (!verdict)
            throw unreadable{"\"verdict\" is none of buffered, delivered, undeliverable and expired"};
        tocsin::receipt news{id_at(body, "id"), id_at(body, "reference"), *verdict, in.discreet(id_at(body, "code"))};
        if (news.provider_id.empty() && news.reference.empty())
            throw unreadable{"a receipt needs \"id\" or \"reference\""};
        return receipt_news{number, std::move(news)};
    }

    happening reply() const
    {
        auto const number = number_of(body);
        inbound_text news{text_at(body, "from"), text_at(body, "to"), text_at(body, "text"), id_at(body, "id")};
        if (news.from.empty())
            throw unreadable{"a reply needs \"from\""};
        return reply_news{number, std::move(news)};
    }

    happening any(std::string_view kind) const
    {
        if (kind == "hello")
            return hello();
        if (kind == "receipt")
            return receipt();
        if (kind == "reply")
            return reply();
        if (kind == "accepted" || kind == "refused" || kind == "throttled" || kind == "unknown")
            return answer(kind);
        return fault{"it said something that is not in the protocol"};
    }
};

conversation::conversation(introduction ours) : ours_(std::move(ours)) {}

std::string conversation::hello() const
{
    json::object settings;
    for (auto const& [name, value] : ours_.settings)
        settings[name] = value;
    json::object body;
    body["protocol"] = protocol_version;
    body["channel"] = ours_.channel;
    body["instance"] = ours_.instance;
    body["medium"] = json::string_view{to_string(ours_.medium)};
    body["sender"] = ours_.sender;
    body["window"] = ours_.window;
    body["settings"] = std::move(settings);
    return line_of("hello", std::move(body));
}

std::string conversation::submit(outbound const& message)
{
    waiting_.insert(message.reference);
    given_up_.erase(message.reference);
    json::object body;
    body["reference"] = message.reference;
    body["to"] = message.to;
    if (!message.recipient_name.empty())
        body["name"] = message.recipient_name;
    body["text"] = message.text.body;
    if (!message.text.subject.empty())
        body["subject"] = message.text.subject;
    if (!message.text.html.empty())
        body["html"] = message.text.html;
    body["deadline"] = format_instant(message.deadline);
    body["language"] = message.language;
    return line_of("submit", std::move(body));
}

void conversation::give_up(std::string const& reference)
{
    if (waiting_.erase(reference) == 0)
        return;
    if (given_up_.size() >= most_given_up)
        given_up_.erase(given_up_.begin());
    given_up_.insert(reference);
}

std::string conversation::acknowledge(std::uint64_t number, durability kept)
{
    // What is never kept is not to be said again either.
    return line_of(kept == durability::not_durable ? "again" : "ack", number);
}

std::vector<happening> conversation::hear(std::string_view bytes)
{
    std::vector<happening> came;
    while (!is_broken_ && !bytes.empty()) {
        auto const end = bytes.find('\n');
        partial_ += bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (partial_.size() > longest_line) {
            came.push_back(broken{"it wrote a line of more than 256 KiB"});
        } else if (end != std::string_view::npos) {
            came.push_back(read(partial_));
            partial_.clear();
        }
        is_broken_ = !came.empty() && std::holds_alternative<broken>(came.back());
    }
    return came;
}

happening conversation::read(std::string_view line)
{
    auto const wrong = [this](std::string what) -> happening {
        if (is_greeted_)
            return fault{std::move(what)};
        return broken{"it did not say hello first: " + what};
    };
    boost::system::error_code error;
    auto const parsed = json::parse(line, error);
    auto const* const object = error ? nullptr : parsed.if_object();
    if (object == nullptr || object->size() != 1 || !object->begin()->value().is_object())
        return wrong("it wrote a line that is not one JSON object in another, such as {\"accepted\": {…}}");
    std::string_view const kind{object->begin()->key()};
    if (!is_greeted_ && kind != "hello")
        return wrong("its first line was another");
    try {
        reader const one{*this, object->begin()->value().get_object()};
        return one.any(kind);
    } catch (unreadable const& failure) {
        return wrong("a line of its cannot be read: " + failure.why);
    }
}

std::string conversation::discreet(std::string_view words) const { return exec::discreet(words, ours_.secrets); }

}  // namespace tocsin::channels::exec
