// SPDX-License-Identifier: Apache-2.0
// smpp against tests/fakes/fake_smsc.
#include "tests/conformance/subject.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <fstream>

namespace tocsin::conformance {
namespace {

namespace fs = std::filesystem;

class smpp_subject final : public subject {
public:
    explicit smpp_subject(surroundings const& around)
        : log_(around.folder / "seen.jsonl")
        , centre_(
              {TOCSIN_FAKE_SMSC, "--log", log_.string(), "--system-id", "tocsin", "--password", secrets().front(), "--resend-ms", "300"},
              around.folder / "centre.log",
              integration::program::output::listened_to
          )
    {
        std::ofstream{around.folder / "password"} << secrets().front();
        fs::permissions(around.folder / "password", fs::perms::owner_read);
        adapter_ = configured(
            around.world,
            "{name: centre, type: smpp, medium: sms, rate: {per_second: 100}, host: 127.0.0.1, system_id: tocsin, window: 8, "
            "sender: \"38123\", password: {credential: password}, timeouts: {answer: " +
                std::to_string(around.answers_within.count()) + ", reconnect_first: 1, goodbye: 1}, port: " +
                centre_.read_line().substr(5) + "}",
            around.folder
        );
    }

    channels::channel& adapter() override { return *adapter_; }

    std::optional<std::string> address(fate what, int n) override
    {
        // 71, a full queue, is a throttle in SMPP.
        return number_with_fate(what == fate::refused_for_now ? 76 : *fate_digits(what), n);
    }

    std::vector<witnessed> seen() override
    {
        std::vector<witnessed> all;
        for (auto const& one : lines("submit")) {
            auto const text = [&one](char const* key) { return std::string{one.at(key).as_string()}; };
            if (auto const* const part = one.if_contains("part"); part != nullptr && part->as_int64() > 1)
                all.back().text += text("text");  // one line, so the parts follow each other
            else
                all.push_back({"", text("to"), text("text"), text("id")});
        }
        return all;
    }

    std::optional<int> acknowledged() override
    {
        auto const all = lines("acknowledged");
        return static_cast<int>(std::count_if(all.begin(), all.end(), [](auto const& each) { return each.at("status").as_int64() == 0; }));
    }

    bool go_away() override
    {
        centre_.stop();
        return true;
    }

    std::optional<int> open_lines() override
    {
        auto const ended = lines("closed").size() + lines("hung-up").size();
        return static_cast<int>(lines("connected").size()) - static_cast<int>(ended);
    }

    bool carries_references() override { return false; }
    std::vector<std::string> secrets() override { return {"s3samSMS"}; }

private:
    std::vector<boost::json::object> lines(std::string_view event) const { return integration::events_of(log_, event); }

    fs::path log_;
    integration::program centre_;
    std::unique_ptr<channels::channel> adapter_;
};

}  // namespace

std::unique_ptr<subject> make_smpp(surroundings const& around) { return std::make_unique<smpp_subject>(around); }

}  // namespace tocsin::conformance
