// SPDX-License-Identifier: Apache-2.0
// Any bytes from a program that is a channel: read without harm, in the same way however they are cut; an answer only to
// what was asked, once; no fault repeats what was said.
#include "channels/exec/conversation.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace tocsin;
using namespace tocsin::channels::exec;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

constexpr std::string_view telltale = "639980001";

conversation begun(bool greeted)
{
    introduction ours;
    ours.secrets.emplace_back("hunter2");
    conversation talk{std::move(ours)};
    if (greeted)
        talk.hear("{\"hello\": {\"protocol\": 1, \"receipts\": true, \"replies\": true}}\n");
    for (auto const* reference : {"a", "b"})
        talk.submit(channels::outbound{reference, "+33639980001", "", message_text{"", "OUI ?", ""}, wall_time{}, "fr"});
    talk.submit(channels::outbound{"late", "+33639980002", "", message_text{"", "OUI ?", ""}, wall_time{}, "fr"});
    talk.give_up("late");
    return talk;
}

std::vector<happening> heard(std::string_view bytes, bool greeted, std::size_t piece)
{
    auto talk = begun(greeted);
    std::vector<happening> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        for (auto& each : talk.hear(bytes.substr(at, piece)))
            all.push_back(std::move(each));
    return all;
}

void keeps_to_itself(std::string const& words)
{
    must(words.find(telltale) == std::string::npos && words.find("hunter2") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const text{reinterpret_cast<char const*>(bytes), size};
    for (bool const greeted : {false, true}) {
        auto const whole = heard(text, greeted, std::max<std::size_t>(1, size));
        auto const cut = heard(text, greeted, 7);
        must(whole.size() == cut.size());
        int answers = 0;
        for (std::size_t i = 0; i < whole.size(); ++i) {
            must(whole[i].index() == cut[i].index());
            must(!std::holds_alternative<broken>(whole[i]) || i + 1 == whole.size());
            if (auto const* const fault_of = std::get_if<fault>(&whole[i]))
                keeps_to_itself(fault_of->what);
            if (auto const* const answer = std::get_if<answered>(&whole[i])) {
                must(answer->reference == "a" || answer->reference == "b");
                ++answers;
                if (auto const* const no = std::get_if<channels::refused>(&answer->what)) {
                    keeps_to_itself(no->why);
                    keeps_to_itself(no->code);
                }
            }
        }
        must(answers <= 2);
    }
    return 0;
}
