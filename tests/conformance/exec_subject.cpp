// SPDX-License-Identifier: Apache-2.0
// exec against tests/fakes/exec_child.py, which is the program and the witness.
#include "tests/conformance/subject.hpp"
#include "where.hpp"

#include <boost/json/object.hpp>

#include <csignal>
#include <fstream>

namespace tocsin::conformance {
namespace {

namespace fs = std::filesystem;

class exec_subject final : public subject {
public:
    explicit exec_subject(surroundings const& around) : log_(around.folder / "seen.jsonl"), script_(around.folder / "child.py")
    {
        fs::copy_file(TOCSIN_SOURCE_DIR "/tests/fakes/exec_child.py", script_);
        std::ofstream{around.folder / "account"} << secrets().front();
        fs::permissions(around.folder / "account", fs::perms::owner_read);
        adapter_ = configured(
            around.world,
            "{name: child, type: exec, medium: sms, rate: {per_second: 100}, timeout: " +
                std::to_string(around.answers_within.count()) + ", grace: 1, window: 8, command: [/usr/bin/env, python3, " +
                script_.string() + ", " + log_.string() +
                "], settings: {account: {credential: account}}}",
            around.folder
        );
    }

    channels::channel& adapter() override { return *adapter_; }

    std::optional<std::string> address(fate what, int n) override { return number_with_fate(*fate_digits(what), n); }

    std::vector<witnessed> seen() override
    {
        std::vector<witnessed> all;
        for (auto const& one : lines("submit")) {
            auto const text = [&one](char const* key) { return std::string{one.at(key).as_string()}; };
            all.push_back({text("reference"), text("to"), text("text"), "E-" + text("reference")});
        }
        return all;
    }

    std::optional<int> acknowledged() override { return static_cast<int>(lines("acknowledged").size()); }

    bool go_away() override
    {
        fs::rename(script_, fs::path{script_}.replace_extension("away"));
        ::kill(static_cast<pid_t>(lines("start").back().at("pid").as_int64()), SIGKILL);
        return true;
    }

    std::optional<int> open_lines() override
    {
        int alive = 0;
        for (auto const& each : lines("start"))
            alive += ::kill(static_cast<pid_t>(each.at("pid").as_int64()), 0) == 0 ? 1 : 0;
        return alive;
    }

    bool says_when_to_retry() override { return true; }
    std::vector<std::string> secrets() override { return {"opensesame-4711"}; }

private:
    std::vector<boost::json::object> lines(std::string_view event) const { return integration::events_of(log_, event); }

    fs::path log_;
    fs::path script_;
    std::unique_ptr<channels::channel> adapter_;
};

}  // namespace

std::unique_ptr<subject> make_exec(surroundings const& around) { return std::make_unique<exec_subject>(around); }

}  // namespace tocsin::conformance
