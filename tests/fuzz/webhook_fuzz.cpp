// SPDX-License-Identifier: Apache-2.0
// Any bytes as a provider's call, answer or list of replies, to profiles that use every way of reading one: no harm, no news without a name,
// only sound UTF-8 for people, and nothing at all where the signature is wrong.
#include "channels/http_sms/profile.hpp"
#include "channels/sms/unicode.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace tocsin;
using namespace tocsin::channels;

constexpr wall_time now{seconds{1'764'000'000}};

constexpr std::array<char const*, 3> profiles{
    R"y(
request: {url: "http://127.0.0.1/", json: '{"to": "{to}"}'}
success: {json: {/s: "a+"}}
errors: {permanent: [{json: {/messages/0/status: "[0-9]+"}}, {body: "no|never"}], unknown: {status: [500]}}
id: {json: /id, body: "id=([0-9]+)"}
receipts: {each: /results, when: {/t: "r|s"}, id: /id, reference: /ref, status: /s, code: /c, map: {"1": delivered, "*": expired}}
replies: {each: "", when: {/t: m}, from: /from, to: /to, text: /text, id: /id}
poll:
  list: {url: "http://127.0.0.1/in"}
  fetch: {url: "http://127.0.0.1/in/{reply_id}"}
  reply: {from: /sender, text: /message}
)y",
    R"y(
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {id: id, status: status, map: {"1": delivered}}
replies: {from: from, text: text}
poll:
  list: {url: "http://127.0.0.1/in"}
  each: /messages
  reply: {id: /id, from: /from, text: /text, when: {/t: m}}
)y",
    R"y(
variables: {key: secret}
request: {url: "http://127.0.0.1/", form: {to: "{to}"}}
receipts: {id: /id, status: /s, map: {"*": delivered}}
replies: {from: body, text: body}
signature: {header: Authorization, prefix: "Bearer ", key: "{key}", claims: {h: {hash: sha256, of: "{body}{header.x}{parameter.y}"}}, within: 300}
)y"};

void must(bool holds)
{
    if (!holds)
        std::abort();
}

bool is_sound(std::string const& text)
{
    std::string again;
    for (auto const code : sms::code_points(text))
        sms::append_utf8(again, code);
    return again == text;
}

http_sms::profile const& profile_number(std::size_t which)
{
    static auto const all = [] {
        std::array<http_sms::profile, profiles.size()> read;
        for (std::size_t i = 0; i < profiles.size(); ++i) {
            problems found;
            yaml_map map{YAML::Load(profiles[i]), "", "", found};
            read[i] = http_sms::profile::read(map, [](std::string const&) { return std::optional<secret>{}; });
            map.finish();
            must(found.empty());
        }
        return read;
    }();
    return all[which];
}

/// Lines: query, authorization, then the body.
webhook_request call_of(std::uint8_t how, std::string_view rest)
{
    auto const line = [&rest] {
        auto const taken = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
        return std::string{taken};
    };
    webhook_request call;
    call.method = "POST";
    call.path = "/v1/channels/sms/receipts";
    call.query = line();
    call.headers.emplace_back("content-type", (how & 8U) != 0 ? "application/x-www-form-urlencoded" : "application/json");
    call.headers.emplace_back("authorization", "Bearer " + line());
    call.body = std::string{rest};
    return call;
}

void read_as_poll(http_sms::profile const& how, std::string const& body)
{
    if (!how.polls())
        return;
    std::string last;
    for (auto const& each : how.polling().list_in(body).value_or(std::vector<http_sms::listed_reply>{})) {
        must(!each.id.empty() && each.id != last);
        must(!each.whole || (each.whole->provider_id == each.id && !each.whole->from.empty() && is_sound(each.whole->text)));
        last = each.id;
    }
    auto const came = how.polling().reply_in(body, "7");
    must(came.understood || !came.text);
    must(!came.text || (!came.text->from.empty() && !came.text->provider_id.empty() && is_sound(came.text->text)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    if (size == 0)
        return 0;
    std::string_view const rest{reinterpret_cast<char const*>(bytes) + 1, size - 1};
    auto const which = bytes[0] % profiles.size();
    auto const call = call_of(bytes[0], rest);
    auto const kind = (bytes[0] & 4U) != 0 ? webhook_kind::receipts : webhook_kind::replies;
    auto const news = profile_number(which).read_call(kind, call, {"https://t.example.org", now});
    must(!news.refusal_status || (news.receipts.empty() && news.replies.empty()));
    for (auto const& each : news.receipts)
        must(!each.provider_id.empty() || !each.reference.empty());
    for (auto const& each : news.replies)
        must(!each.from.empty() && is_sound(each.text));

    http_sms::http_answer answer;
    answer.status = 200 + bytes[0];
    answer.body = std::string{rest};
    answer.headers.emplace_back("retry-after", call.query);
    auto const came = profile_number(which).read_answer(answer, "04-1", now);
    if (auto const* const yes = std::get_if<accepted>(&came))
        must(!yes->provider_id.empty());
    if (auto const* const slow = std::get_if<throttled>(&came))
        must(!slow->retry_after || (*slow->retry_after >= seconds{0} && *slow->retry_after <= hours{1}));
    read_as_poll(profile_number(which), answer.body);
    return 0;
}
