// SPDX-License-Identifier: Apache-2.0
// The sandbox has no outside: whatever is handed over is written to a file, which is the witness.
#include "tests/conformance/subject.hpp"

#include <boost/json/parse.hpp>

namespace tocsin::conformance {
namespace {

class sandbox_subject final : public subject {
public:
    explicit sandbox_subject(surroundings const& around)
        : folder_(around.folder)
        , adapter_(configured(
              around.world,
              "{name: dry, type: sandbox, medium: sms, rate: {per_second: 100}, directory: " + folder_.string() +
                  ", people: {yes: 1, no: 0, stop: 0, odd: 0, undelivered: 0, speed: 10000}}"
          ))
    {
    }

    channels::channel& adapter() override { return *adapter_; }

    std::optional<std::string> address(fate what, int n) override
    {
        if (what == fate::taken || what == fate::answered)
            return number_with_fate(0, n);
        return std::nullopt;
    }

    std::vector<witnessed> seen() override
    {
        std::vector<witnessed> all;
        for (auto const& line : integration::lines_of(folder_ / "sent.jsonl")) {
            auto const one = boost::json::parse(line);
            auto const text = [&one](char const* key) { return std::string{one.at(key).as_string()}; };
            all.push_back({text("id"), text("address"), text("text"), text("id")});
        }
        return all;
    }

private:
    std::filesystem::path folder_;
    std::unique_ptr<channels::channel> adapter_;
};

}  // namespace

std::unique_ptr<subject> make_sandbox(surroundings const& around) { return std::make_unique<sandbox_subject>(around); }

}  // namespace tocsin::conformance
