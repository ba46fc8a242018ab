// SPDX-License-Identifier: Apache-2.0
#include "channels/registry.hpp"
#include "dispatcher/settings/settings.hpp"
#include "rules/words/problem.hpp"
#include "tests/conformance/subject.hpp"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

namespace tocsin::conformance {

std::unique_ptr<subject> make_exec(surroundings const&);
std::unique_ptr<subject> make_http_sms(surroundings const&);
std::unique_ptr<subject> make_sandbox(surroundings const&);
std::unique_ptr<subject> make_smpp(surroundings const&);
std::unique_ptr<subject> make_smtp(surroundings const&);

std::vector<subject_maker> all_subjects()
{
    return {
        {"exec", make_exec},
        {"http_sms", make_http_sms},
        {"sandbox", make_sandbox},
        {"smpp", make_smpp},
        {"smtp", make_smtp},
    };
}

std::unique_ptr<channels::channel>
configured(integration::live_world& world, std::string const& yaml, std::filesystem::path const& folder)
{
    channels::surroundings const around{*world.runtime, dispatcher::credentials_in(folder), "", {}, "conformance"};
    auto built = channels::build_channel(YAML::Load(yaml), "channel.yaml", around);
    if (!built)
        throw std::runtime_error{to_string(built.error().front())};
    return std::move(built->adapter);
}

std::string number_with_fate(int digits, int n)
{
    return "+3363998" + std::to_string(10 + n) + (digits < 10 ? "0" : "") + std::to_string(digits);
}

std::optional<int> fate_digits(fate what)
{
    switch (what) {
    case fate::taken: return 0;
    case fate::answered: return 90;
    case fate::throttled: return 70;
    case fate::refused_for_now: return 71;
    case fate::refused_for_good: return 72;
    case fate::silent: return 73;
    case fate::cut_off: return 75;
    case fate::garbage: return 60;
    }
    return std::nullopt;
}

}  // namespace tocsin::conformance
