// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/callback.hpp"

#include "channels/http_sms/encoding.hpp"
#include "channels/http_sms/json_fields.hpp"
#include "channels/http_sms/yaml_regex.hpp"
#include "channels/sms/alphabet.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace tocsin::channels::http_sms {
namespace {

webhook_reading refuse(int status, std::string why)
{
    webhook_reading none;
    none.refusal_status = status;
    none.refusal = std::move(why);
    return none;
}

/// A call may say how its text is written; Kannel hands on UCS-2 as it came.
std::string as_written(std::string const& text, std::string_view charset)
{
    if (charset != "UTF-16BE" && charset != "UCS-2")
        return as_utf8(text);
    std::vector<std::uint8_t> const octets(text.begin(), text.end());
    return sms::from_ucs2(octets);
}

}  // namespace

class call_fields {
public:
    explicit call_fields(webhook_request const& call) : body_(call.body), parameters_(parameters(call.query))
    {
        auto const type = std::find_if(call.headers.begin(), call.headers.end(), [](auto const& header) {
            return header.first == "content-type";
        });
        if (type != call.headers.end() && type->second.find("form-urlencoded") != std::string::npos) {
            auto more = parameters(call.body);
            parameters_.insert(parameters_.end(), more.begin(), more.end());
        } else {
            json_ = parsed_json(call.body);
        }
    }

    /// How many things the call speaks of; one, unless there is a list.
    std::size_t count(std::optional<std::string> const& each) const
    {
        if (!each)
            return 1;
        auto const* const list = list_at(*each);
        return list == nullptr ? 0 : list->is_array() ? list->get_array().size() : 1;
    }

    std::string get(std::string const& field, std::optional<std::string> const& each, std::size_t which) const
    {
        if (field.empty())
            return {};
        if (field == "body")
            return body_;
        if (field.front() != '/') {
            for (auto const& [name, value] : parameters_)
                if (name == field)
                    return value;
            return {};
        }
        auto const* whole = each ? list_at(*each) : json_ ? &*json_ : nullptr;
        if (whole != nullptr && each && whole->is_array())
            whole = which < whole->get_array().size() ? &whole->get_array()[which] : nullptr;
        return whole == nullptr ? std::string{} : text_at(*whole, field);
    }

    bool is_something() const { return json_.has_value() || !parameters_.empty(); }

private:
    boost::json::value const* list_at(std::string const& pointer) const
    {
        boost::json::error_code failed;
        return json_ ? json_->find_pointer(pointer, failed) : nullptr;
    }

    std::string const& body_;
    parameter_list parameters_;
    std::optional<boost::json::value> json_;
};

callback callback::read(yaml_map& map, webhook_kind kind)
{
    callback read;
    read.kind_ = kind;
    std::string const key = kind == webhook_kind::receipts ? "receipts" : "replies";
    if (!map.has(key))
        return read;
    auto node = map.map(key);
    read.wanted_ = true;
    read.method_ = node.text("method").value_or("POST");
    if (read.method_ != "GET" && read.method_ != "POST")
        node.problem("method", "write GET or POST, as the provider calls");
    read.each_ = node.text("each");
    if (read.each_ && !read.each_->empty() && read.each_->front() != '/')
        node.problem("each", "write the JSON pointer of the list, as /results, or \"\" when the whole body is one");
    read.read_common_keys(node);
    read.answer_ = node.text("answer").value_or("");
    read.answer_type_ = node.text("answer_type").value_or("text/plain");
    if (kind == webhook_kind::receipts)
        read.read_receipt_keys(node);
    else
        read.read_reply_keys(node);
    node.finish();
    return read;
}

callback callback::read_polled(yaml_map& poll, std::optional<std::string> each)
{
    callback read;
    read.each_ = std::move(each);
    read.kind_ = webhook_kind::replies;
    read.wanted_ = true;
    poll.require("reply", "where the parts of a reply stand, as reply: {from: /sender, text: /message}");
    if (!poll.has("reply"))
        return read;
    auto node = poll.map("reply");
    read.read_common_keys(node);
    read.read_reply_keys(node);
    if (read.each_ && read.id_.empty())
        node.problem("id", "is missing: a reply is listed again and again, and taken once by its id; write id: /id");
    node.finish();
    return read;
}

void callback::read_common_keys(yaml_map& node)
{
    if (node.has("when")) {
        auto when = node.map("when");
        for (auto const& name : when.keys())
            if (auto pattern = read_regex(when, name))
                when_.emplace_back(name, std::move(*pattern));
    }
    id_ = node.text("id").value_or("");
}

void callback::read_receipt_keys(yaml_map& node)
{
    reference_ = node.text("reference").value_or("");
    node.require("status", "the field that tells what became of the message");
    status_ = node.text("status").value_or("");
    code_ = node.text("code").value_or("");
    node.require("map", "what its values mean, as map: {\"1\": delivered, \"2\": undeliverable}");
    auto verdicts = node.map("map");
    for (auto const& value : verdicts.keys()) {
        auto const word = verdicts.text(value).value_or("");
        if (auto const verdict = parse_receipt_verdict(word))
            verdicts_.emplace(value, *verdict);
        else
            verdicts.problem(value, "write buffered, delivered, undeliverable or expired");
    }
    if (id_.empty() && reference_.empty())
        node.problem("id", "a receipt needs the provider's id or our reference");
}

void callback::read_reply_keys(yaml_map& node)
{
    node.require("from", "the field with the sender");
    from_ = node.text("from").value_or("");
    node.require("text", "the field with the text");
    text_ = node.text("text").value_or("");
    to_ = node.text("to").value_or("");
    charset_ = node.text("charset").value_or("");
}

bool callback::concerns(call_fields const& call, std::size_t which) const
{
    return std::all_of(when_.begin(), when_.end(), [&](auto const& expected) {
        auto const value = call.get(expected.first, each_, which);
        return value.size() <= 200 && std::regex_match(value, expected.second);
    });
}

void callback::read_news(call_fields const& call, webhook_reading& news, tally& counted) const
{
    for (std::size_t which = 0; which < call.count(each_); ++which) {
        if (!concerns(call, which))
            continue;
        ++counted.heard;
        bool const is_sound = kind_ == webhook_kind::receipts ? add_receipt(call, which, news) : add_reply(call, which, news);
        counted.understood += is_sound ? 1 : 0;
    }
}

/// The word itself, else the longest beginning that is written with a star after it.
std::optional<receipt_verdict> callback::verdict_on(std::string_view status) const
{
    if (auto const exact = verdicts_.find(status); exact != verdicts_.end())
        return exact->second;
    for (auto length = status.size() + 1; length-- > 0;)
        if (auto const begins = verdicts_.find(std::string{status.substr(0, length)} + '*'); begins != verdicts_.end())
            return begins->second;
    return std::nullopt;
}

bool callback::add_receipt(call_fields const& call, std::size_t which, webhook_reading& news) const
{
    auto const status = call.get(status_, each_, which);
    auto id = call.get(id_, each_, which);
    auto reference = call.get(reference_, each_, which);
    if (status.empty() || (id.empty() && reference.empty()))
        return false;
    auto const verdict = verdict_on(status);
    if (!verdict)
        return true;
    auto const more = call.get(code_, each_, which);
    auto code = more.empty() || more.size() > 100 ? status : status + ' ' + as_utf8(more);
    news.receipts.emplace_back(std::move(id), std::move(reference), *verdict, std::move(code));
    return true;
}

bool callback::add_reply(call_fields const& call, std::size_t which, webhook_reading& news) const
{
    auto from = call.get(from_, each_, which);
    if (from.empty())
        return false;
    auto text = as_written(call.get(text_, each_, which), call.get(charset_, each_, which));
    news.replies.emplace_back(std::move(from), call.get(to_, each_, which), std::move(text), call.get(id_, each_, which));
    return true;
}

webhook_reading read_call(webhook_request const& call, callback const& of_kind, callback const& other)
{
    if (!of_kind.wanted())
        return refuse(404, "this channel's profile reads no such call");
    if (call.method != of_kind.method())
        return refuse(405, "this call comes with " + of_kind.method());
    call_fields const fields{call};
    webhook_reading news;
    callback::tally counted;
    of_kind.read_news(fields, news, counted);
    if (other.wanted() && other.is_selective() && call.method == other.method())
        other.read_news(fields, news, counted);
    // One thing that cannot be understood must not have the sound ones sent again for ever; what `when` leaves out is
    // none of our business, but has to be something.
    bool const is_news = counted.heard > 0 ? counted.understood > 0 : of_kind.is_selective() && fields.is_something();
    if (!is_news)
        return refuse(400, "nothing in the call names a message with its status, or a sender");
    news.answer = of_kind.answer();
    news.answer_type = of_kind.answer_type();
    return news;
}

}  // namespace tocsin::channels::http_sms
