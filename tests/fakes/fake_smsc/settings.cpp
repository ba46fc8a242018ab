// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/settings.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

namespace smsc {
namespace {

constexpr char how_to_call[] =
    "usage: fake_smsc (--log FILE | --quiet-log) [--port N] [--system-id ID] [--password WORD]\n"
    "       [--certificate PEM --key PEM] [--answer-ms N] [--receipt-ms N] [--receipt-spread-ms N] [--reply-ms N]\n"
    "       [--late-ms N] [--resend-ms N] [--enquire-ms N] [--max-per-second N] [--delivery-window N]\n"
    "       [--receipts-twice-percent N] [--count-ids-from N] [--seed N] [--no-receipts] [--every-number-works]\n";

[[noreturn]] void usage(std::string const& why)
{
    std::fprintf(stderr, "%s\n%s", why.c_str(), how_to_call);
    std::exit(2);
}

[[noreturn]] void help()
{
    std::fputs(how_to_call, stdout);
    std::exit(0);
}

std::uint64_t number(std::string const& name, std::string const& value)
{
    char* end = nullptr;
    auto const read = std::strtoull(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0')
        usage(name + " wants a number");
    return read;
}

}  // namespace

settings read_settings(int count, char** words)
{
    settings read;
    bool quiet = false;
    std::map<std::string, std::function<void()>> const flags{
        {"--help", help},
        {"--quiet-log", [&] { quiet = true; }},
        {"--no-receipts", [&] { read.receipts = false; }},
        {"--every-number-works", [&] { read.every_number_works = true; }},
    };
    std::map<std::string, std::string*> const texts{
        {"--log", &read.log},
        {"--system-id", &read.system_id},
        {"--password", &read.password},
        {"--certificate", &read.certificate},
        {"--key", &read.key},
    };
    std::map<std::string, std::chrono::milliseconds*> const durations{
        {"--answer-ms", &read.answer_delay},
        {"--receipt-ms", &read.receipt_delay},
        {"--receipt-spread-ms", &read.receipt_spread},
        {"--reply-ms", &read.reply_delay},
        {"--late-ms", &read.late},
        {"--resend-ms", &read.resend},
        {"--enquire-ms", &read.enquire},
    };
    std::map<std::string, unsigned*> const numbers{
        {"--max-per-second", &read.max_per_second},
        {"--delivery-window", &read.delivery_window},
        {"--receipts-twice-percent", &read.receipts_twice_percent},
        {"--count-ids-from", &read.count_ids_from},
    };
    for (int i = 1; i < count; ++i) {
        std::string const name = words[i];
        if (auto const flag = flags.find(name); flag != flags.end()) {
            flag->second();
            continue;
        }
        if (i + 1 == count)
            usage(name + " is unknown, or lacks its value");
        std::string const value = words[++i];
        if (auto const text = texts.find(name); text != texts.end())
            *text->second = value;
        else if (auto const duration = durations.find(name); duration != durations.end())
            *duration->second = std::chrono::milliseconds{number(name, value)};
        else if (auto const plain = numbers.find(name); plain != numbers.end())
            *plain->second = static_cast<unsigned>(number(name, value));
        else if (name == "--port")
            read.port = static_cast<unsigned short>(number(name, value));
        else if (name == "--seed")
            read.seed = number(name, value);
        else
            usage("unknown option " + name);
    }
    if (read.log.empty() != quiet)
        usage("one of --log and --quiet-log is needed");
    if (read.certificate.empty() != read.key.empty())
        usage("--certificate and --key go together");
    return read;
}

}  // namespace smsc
