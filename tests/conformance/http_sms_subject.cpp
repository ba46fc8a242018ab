// SPDX-License-Identifier: Apache-2.0
// http_sms against tests/fakes/fake_gateway; what the gateway calls back goes through a door to the adapter's reader.
#include "tests/conformance/callback_door.hpp"
#include "tests/conformance/subject.hpp"

#include <boost/json/parse.hpp>

#include <fstream>

namespace tocsin::conformance {
namespace {

namespace fs = std::filesystem;

class http_sms_subject final : public subject {
public:
    explicit http_sms_subject(surroundings const& around) : log_(around.folder / "seen.jsonl"), door_(around.world, around.above)
    {
        auto const calls = "http://127.0.0.1:" + std::to_string(door_.port()) + "/v1/channels/gateway/";
        auto const token = "?token=" + secrets().front();
        gateway_ = std::make_unique<integration::program>(
            std::vector<std::string>{
                TOCSIN_FAKE_GATEWAY, "--log", log_.string(), "--receipts-url", calls + "receipts" + token, "--replies-url",
                calls + "replies" + token},
            around.folder / "gateway.log",
            integration::program::output::listened_to
        );
        auto const port = gateway_->read_line().substr(5);
        std::ofstream{around.folder / "token"} << secrets().front();
        fs::permissions(around.folder / "token", fs::perms::owner_read);
        adapter_ = configured(
            around.world,
            R"(
name: gateway
type: http_sms
medium: sms
rate: {per_second: 100}
timeout: )" +
                std::to_string(around.answers_within.count()) + R"(
sender: "38123"
callback_token: {credential: token}
callback_url: "http://127.0.0.1:1"
request:
  url: "http://127.0.0.1:)" +
                port + R"(/"
  json: '{"to": "{to}", "text": "{text}", "reference": "{reference}", "sender": "{sender}"}'
success: {status: [202]}
id: {json: /id}
receipts: {id: /id, reference: /reference, status: /status, map: {delivered: delivered, undelivered: undeliverable, buffered: buffered}}
replies: {id: /id, from: /from, to: /to, text: /text}
)",
            around.folder
        );
        door_.open(*adapter_);
    }

    channels::channel& adapter() override { return *adapter_; }

    std::optional<std::string> address(fate what, int n) override
    {
        return number_with_fate(what == fate::garbage ? 83 : *fate_digits(what), n);
    }

    std::vector<witnessed> seen() override
    {
        std::vector<witnessed> all;
        for (auto const& line : integration::lines_of(log_)) {
            auto const one = boost::json::parse(line);
            auto const text = [&one](char const* key) { return std::string{one.at(key).as_string()}; };
            all.push_back({text("reference"), text("to"), text("text"), text("id")});
        }
        return all;
    }

    std::optional<int> acknowledged() override { return door_.acknowledged(); }

    bool go_away() override
    {
        gateway_->stop();
        return true;
    }

    bool says_when_to_retry() override { return true; }
    std::vector<std::string> secrets() override { return {"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}; }

private:
    fs::path log_;
    std::unique_ptr<channels::channel> adapter_;  // outlives the door, which reads calls with it
    callback_door door_;
    std::unique_ptr<integration::program> gateway_;
};

}  // namespace

std::unique_ptr<subject> make_http_sms(surroundings const& around) { return std::make_unique<http_sms_subject>(around); }

}  // namespace tocsin::conformance
