// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/poll.hpp"

#include "channels/http_sms/json_fields.hpp"
#include "rules/words/digits.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace tocsin::channels::http_sms {
namespace {

constexpr std::size_t longest_reply_id = 200;
constexpr std::size_t longest_polled_reply = 64 * 1024;
constexpr seconds looks_overlap = hours{3};

bool is_usable_reply_id(std::string const& id) { return !id.empty() && id.size() <= longest_reply_id; }

webhook_request as_call(callback const& how, std::string const& body)
{
    webhook_request call;
    call.method = how.method();
    call.headers.emplace_back("content-type", "application/json");
    call.body = body;
    return call;
}

/// Where all ids are numbers, the smaller one came first.
void put_in_order(std::vector<listed_reply>& list, bool newest_first)
{
    bool const counts = std::all_of(list.begin(), list.end(), [](listed_reply const& each) { return all_digits(each.id); });
    auto const earlier = [](listed_reply const& left, listed_reply const& right) {
        return left.id.size() != right.id.size() ? left.id.size() < right.id.size() : left.id < right.id;
    };
    if (counts)
        std::stable_sort(list.begin(), list.end(), earlier);
    else if (newest_first)
        std::reverse(list.begin(), list.end());
}

}  // namespace

poll_plan poll_plan::read(yaml_map& poll, bool fetches)
{
    poll_plan read;
    read.fetches_ = fetches;
    read.every_ = seconds{poll.whole("every", 1, 3600).value_or(15)};
    read.look_back_ = seconds{poll.whole("look_back", 60, 30 * 24 * 3600).value_or(48 * 3600)};
    read.newest_first_ = poll.truth("newest_first").value_or(false);
    read.each_ = poll.text("each").value_or("");
    if (!read.each_.empty() && read.each_.front() != '/')
        poll.problem("each", "write the JSON pointer of the list, as /results, or \"\" when the whole body is one");
    if (fetches) {
        read.id_ = poll.text("id").value_or("");
        if (!read.id_.empty() && read.id_.front() != '/')
            poll.problem("id", "write the JSON pointer of the id in an entry of the list, as /id, or \"\" when the entry is the id");
    }
    read.reply_ = callback::read_polled(poll, fetches ? std::nullopt : std::optional{read.each_});
    return read;
}

std::optional<std::vector<listed_reply>> poll_plan::list_in(std::string const& body) const
{
    auto const whole = parsed_json(body);
    boost::json::error_code failed;
    auto const* const found = whole ? whole->find_pointer(each_, failed) : nullptr;
    if (found == nullptr || !found->is_array())
        return std::nullopt;
    std::vector<listed_reply> list;
    std::set<std::string> known;
    auto const add = [&list, &known](std::string id, std::optional<inbound_text> text) {
        if (is_usable_reply_id(id) && known.insert(id).second)
            list.emplace_back(std::move(id), std::move(text));
    };
    if (fetches_) {
        for (auto const& each : found->get_array())
            add(text_at(each, id_), std::nullopt);
    } else {
        auto replies = read_call(as_call(reply_, body), reply_, {}).replies;
        for (auto& each : replies) {
            auto id = each.provider_id;
            add(std::move(id), std::move(each));
        }
    }
    put_in_order(list, newest_first_);
    return list;
}

fetched_reply poll_plan::reply_in(std::string const& body, std::string const& id) const
{
    fetched_reply came;
    if (body.size() > longest_polled_reply)
        return came;
    auto news = read_call(as_call(reply_, body), reply_, {});
    came.understood = !news.refusal_status;
    if (news.replies.empty())
        return came;
    came.text = std::move(news.replies.front());
    if (came.text->provider_id.empty())
        came.text->provider_id = id;
    return came;
}

std::string poll_failure(int status)
{
    if (status >= 200 && status <= 299)
        return {};
    auto const code = "HTTP " + std::to_string(status);
    return blames_us(status) ? "the provider does not accept our credentials, or does not give us this right (" + code + ")" : code;
}

wall_time poll_memory::since(wall_time now) const
{
    auto const farthest = now - look_back_;
    return complete_ ? std::max<wall_time>(farthest, std::min(now, *complete_) - looks_overlap) : farthest;
}

bool poll_memory::wants(std::string const& id, mono_time now) const
{
    if (taken_.contains(id))
        return false;
    auto const late = put_off_.find(id);
    return late == put_off_.end() || late->second.until <= now;
}

void poll_memory::put_off(std::string const& id, mono_time now, std::uint64_t chance)
{
    auto& late = put_off_[id];
    late.until = now + late.longer.next(chance);
}

void poll_memory::gone_through(std::vector<listed_reply> const& list, wall_time begun)
{
    std::set<std::string> still_taken;
    std::map<std::string, delay> still_put_off;
    for (auto const& each : list) {
        if (taken_.contains(each.id))
            still_taken.insert(each.id);
        else if (auto late = put_off_.extract(each.id))
            still_put_off.insert(std::move(late));
    }
    if (still_taken.size() == list.size())
        complete_ = begun;
    taken_ = std::move(still_taken);
    put_off_ = std::move(still_put_off);
}

milliseconds poll_pace::after_success(std::uint64_t chance)
{
    after_failure_.reset();
    auto const half = static_cast<std::uint64_t>(every_.count() / 2);
    return every_ - every_ / 4 + milliseconds{static_cast<std::int64_t>(chance % (half + 1))};
}

milliseconds poll_pace::after_failure(std::optional<milliseconds> wish, std::uint64_t chance)
{
    auto const pause = after_failure_.next(chance);
    return std::max(pause, wish.value_or(pause));
}

}  // namespace tocsin::channels::http_sms
