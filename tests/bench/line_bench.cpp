// SPDX-License-Identifier: Apache-2.0
// From the trigger to the first message with a million volunteers on record.
#include "dispatcher/engine/house.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <unistd.h>

#include <filesystem>
#include <optional>

namespace {

using namespace tocsin;
using namespace tocsin::dispatcher;
namespace asio = boost::asio;

std::uint64_t dice = 4;

std::uint64_t below(std::uint64_t limit)
{
    std::uint64_t mixed = (dice += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return (mixed ^ (mixed >> 31U)) % limit;
}

/// Takes everything at once and notes when the first came.
class counting_channel final : public channels::channel {
public:
    explicit counting_channel(channels::runtime& world) : world_(world)
    {
        traits_.medium = medium::email;
        traits_.window = 64;
    }

    channels::channel_traits const& traits() const override { return traits_; }

    task<channels::outcome> submit(channels::outbound) override
    {
        if (!first)
            first = world_.mono();
        channels::accepted yes;
        co_return channels::outcome{std::move(yes)};
    }

    task<void> run(channels::inbox&) override
    {
        while (true)
            co_await world_.sleep_until(world_.mono() + hours{1});
    }

    std::optional<mono_time> first;

private:
    channels::runtime& world_;
    channels::channel_traits traits_;
};

std::string alert_bytes(int number, wall_time sent)
{
    return "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>bench-" + std::to_string(number) +
           "</identifier><sender>bench@example.org</sender><sent>" + format_instant(sent) +
           "</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Met</category>"
           "<event>Banc d'essai</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>"
           "<area><areaDesc>04</areaDesc><geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info></alert>";
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    int const population = quick ? 20'000 : 1'000'000;
    auto const folder = std::filesystem::temp_directory_path() / ("tocsin-bench." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    bench::figures out;

    asio::io_context loop;
    auto const world = make_asio_runtime(loop.get_executor());
    auto books = std::make_shared<rulebooks>(*support::shipped_rulebooks());
    rules::rule rule;
    rule.name = "banc";
    rule.when.event = {"Banc*"};
    rule.then.action = rules::rule_action::launch;
    rule.then.need = 100'000;
    rule.then.alert_area = true;
    rule.then.media = {medium::email};
    rule.then.pace = pace::all;
    rule.then.max_recipients = 1'000'000;
    books->rules.rules = {rule};

    auto const fill = [&](sqlite_store& kept, int people, std::string const& departement) -> task<void> {
        auto const inside = books->places.in_departement(departement);
        std::vector<volunteer> batch;
        for (int i = 1; i <= people; ++i) {
            volunteer who;
            who.external_id = "b" + std::to_string(i);
            who.email = mailbox::parse("b" + std::to_string(i) + "@example.org");
            who.consent_email = true;
            who.commune = departement.empty() ? books->places.at(static_cast<rules::commune_index>(below(books->places.communes().size()))).code
                                              : books->places.at(inside[below(inside.size())]).code;
            batch.push_back(std::move(who));
            if (batch.size() == 5000 || i == people) {
                auto full = std::move(batch);
                batch.clear();
                co_await kept.import_volunteers(std::move(full), dispatcher::act{});
            }
        }
    };
    auto const options_for = [&](std::string const& name) {
        sqlite_options options;
        options.key = channels::secret{std::string(32, 'k')};
        options.path = (folder / name).string();
        options.house_number = 1;
        return options;
    };
    auto const run_to_end = [&](task<void> what) {
        asio::co_spawn(loop, std::move(what), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
        });
        loop.restart();
        loop.run();
    };

    {  // Trigger to first message.
        auto const kept = open_store(*world, options_for("trigger.db"));
        std::printf("  (filling the register with %d people)\n", population);
        run_to_end(fill(*kept, population, ""));
        std::map<std::string, wired_channel> channels;
        wired_channel wired;
        wired.settings.name = "mail";
        wired.settings.medium = medium::email;
        wired.settings.per_second = 1000;
        auto counting = std::make_unique<counting_channel>(*world);
        auto& seen = *counting;
        wired.adapter = std::move(counting);
        channels.emplace("mail", std::move(wired));
        route_table routes{std::move(channels), {{medium::email, channels::in_order({"mail"})}}};
        event_recorder log;
        house whole{*world, *kept, *books, routes, log};
        std::vector<double> times;
        auto const play = [&]() -> task<void> {
            whole.start();
            while (!whole.who.ready())
                co_await world->sleep_until(world->mono() + milliseconds{20});
            co_await world->sleep_until(world->mono() + seconds{2});
            for (int i = 0; i < 5; ++i) {
                seen.first.reset();
                principal const source{"bench", role::source, true};
                auto const begin = world->mono();
                auto const said = co_await whole.proposals.raise(alert_bytes(i, world->wall()), source);
                while (!seen.first)
                    co_await world->sleep_until(world->mono() + milliseconds{1});
                times.push_back(static_cast<double>((*seen.first - begin).count()) / 1000);
                auto const open = co_await kept->mobilisations(false, 10);
                for (auto const& each : *open)
                    co_await whole.decisions.decide(each.id, decision::cancel, source, "");
                co_await world->sleep_until(world->mono() + seconds{1});
            }
            whole.stop();
        };
        run_to_end(play());
        std::sort(times.begin(), times.end());
        out.add("people on record", population, "");
        out.add("trigger to first message", times[times.size() / 2], "ms (goal 250)");
    }
    std::filesystem::remove_all(folder);
    out.write(count, words);
    return 0;
}
