// SPDX-License-Identifier: Apache-2.0
// From the trigger to the first message with a million volunteers on record; and the outbox against the same statements
// in a bare SQLite loop, both with every state durable (WAL, synchronous=FULL).
#include "dispatcher/engine/house.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <sqlite3.h>

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

/// The statements of a claim and of its outcome on the store's own tables, with nothing around them.
double bare_rows_a_second(std::filesystem::path const& file, int rows)
{
    sqlite3* db = nullptr;
    sqlite3_open(file.c_str(), &db);
    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
    auto prepared = [db](char const* sql) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
        return statement;
    };
    auto* select = prepared("SELECT id FROM message WHERE channel = 'mail' AND state = 'queued' AND mobilisation = 1 AND lane = 1 "
                            "ORDER BY due, id LIMIT 512");
    auto* sending = prepared("UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = ?1");
    auto* attempt = prepared("INSERT INTO attempt (message, number, channel, started) VALUES (?1, 1, 'mail', 1)");
    auto* facts = prepared("SELECT state, attempts, possible_duplicate, due, deadline, channel, purpose FROM message WHERE id = ?1");
    auto* ended = prepared("UPDATE attempt SET ended = 1, outcome = 'accepted' WHERE id = (SELECT max(id) FROM attempt WHERE message = ?1)");
    auto* accepted = prepared("UPDATE message SET state = 'accepted', accepted = 1 WHERE id = ?1");
    auto step = [](sqlite3_stmt* statement, std::int64_t id) {
        sqlite3_bind_int64(statement, 1, id);
        while (sqlite3_step(statement) == SQLITE_ROW) {
        }
        sqlite3_reset(statement);
    };
    int done = 0;
    auto const begin = std::chrono::steady_clock::now();
    while (done < rows) {
        std::vector<std::int64_t> ids;
        sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        while (sqlite3_step(select) == SQLITE_ROW)
            ids.push_back(sqlite3_column_int64(select, 0));
        sqlite3_reset(select);
        for (auto const id : ids) {
            step(sending, id);
            step(attempt, id);
        }
        sqlite3_exec(db, "COMMIT; BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        for (auto const id : ids) {
            step(facts, id);
            step(ended, id);
            step(accepted, id);
        }
        sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
        done += static_cast<int>(ids.size());
        if (ids.empty())
            break;
    }
    auto const seconds_taken = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (auto* each : {select, sending, attempt, facts, ended, accepted})
        sqlite3_finalize(each);
    sqlite3_close(db);
    return done / seconds_taken;
}

}  // namespace

int main(int count, char** words)
{
    bool const quick = bench::has_flag(count, words, "--quick");
    int const population = quick ? 20'000 : 1'000'000;
    int const outbox_rows = quick ? 2'000 : 100'000;
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
                co_await kept.import_volunteers(std::move(full));
            }
        }
    };
    auto const options_for = [&](std::string const& name) {
        sqlite_options options;
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
        route_table routes{std::move(channels), {{medium::email, {"mail"}}}};
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
    {  // The outbox.
        auto const queue = [&](sqlite_store& kept) -> task<void> {
            mobilisation wanted;
            wanted.state = mobilisation_state::approved;
            wanted.request.need = 1'000'000;
            wanted.request.by = world->wall() + hours{3};
            wanted.request.until = wanted.request.by + hours{3};
            auto const made = co_await kept.create_mobilisation(wanted, "");
            static std::string const channel = "mail";
            wave_id wave;
            for (int from = 1; from <= outbox_rows; from += 5000) {
                wave_record part;
                part.mobilisation = made->id;
                part.wave = wave;
                part.at = world->wall();
                part.deadline = wanted.request.by;
                rendered_text text;
                text.medium = medium::email;
                text.language = "fr";
                part.texts = {text};
                for (int i = from; i < std::min(from + 5000, outbox_rows + 1); ++i) {
                    asked_person one;
                    one.volunteer = volunteer_id{i};
                    one.medium = medium::email;
                    one.channel = &channel;
                    part.people.push_back(one);
                }
                auto const written = co_await kept.open_wave(std::move(part));
                wave = written->wave;
            }
        };
        double ours = 0;
        {
            auto const kept = open_store(*world, options_for("ours.db"));
            run_to_end(fill(*kept, outbox_rows, "04"));
            run_to_end(queue(*kept));
            std::filesystem::remove(folder / "bare.db");
            auto const drain = [&]() -> task<void> {
                auto const begin = world->mono();
                int done = 0;
                auto turn = std::make_shared<channel_turn>();
                do {
                    turn->channel = "mail";
                    turn->limit = 512;
                    turn->now = world->wall();
                    auto const taken = co_await kept->take_turn(turn);
                    turn = std::make_shared<channel_turn>();
                    for (auto const& message : taken->claimed.messages) {
                        outcome_record record;
                        record.message = message.id;
                        record.outcome = channels::accepted{};
                        record.at = world->wall();
                        turn->outcomes.push_back(std::move(record));
                    }
                    done += static_cast<int>(turn->outcomes.size());
                } while (!turn->outcomes.empty());
                ours = done / (static_cast<double>((world->mono() - begin).count()) / 1e6);
            };
            run_to_end(drain());
        }
        {
            auto const kept = open_store(*world, options_for("bare.db"));
            run_to_end(fill(*kept, outbox_rows, "04"));
            run_to_end(queue(*kept));
        }
        double const bare = bare_rows_a_second(folder / "bare.db", outbox_rows);
        out.add("outbox: claimed, submitted, accepted", ours, "messages/s");
        out.add("the same statements, bare SQLite", bare, "messages/s");
        out.add("outbox / bare", ours / bare, "x");
    }
    std::filesystem::remove_all(folder);
    out.write(count, words);
    return 0;
}
