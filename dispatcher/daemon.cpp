// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/daemon.hpp"

#include "channels/port/errands.hpp"
#include "channels/registry.hpp"
#include "channels/sender_note.hpp"
#include "dispatcher/api/board/room.hpp"
#include "dispatcher/api/house.hpp"
#include "dispatcher/api/reception.hpp"
#include "dispatcher/api/routes.hpp"
#include "dispatcher/api/server.hpp"
#include "dispatcher/engine/house.hpp"
#include "dispatcher/engine/renewal.hpp"
#include "dispatcher/engine/retention.hpp"
#include "dispatcher/intake/feeds/registry.hpp"
#include "dispatcher/intake/signatures.hpp"
#include "dispatcher/runtime/asio_runtime.hpp"
#include "dispatcher/runtime/log.hpp"
#include "dispatcher/runtime/service.hpp"
#include "dispatcher/store/restore.hpp"
#include "dispatcher/settings/outside.hpp"
#include "dispatcher/store/sqlite_store.hpp"
#include "dispatcher/subscribers/herald.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <yaml-cpp/yaml.h>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

namespace asio = boost::asio;

constexpr seconds drain_time{5};
constexpr seconds room_look{2};
constexpr seconds quiet_look{60};
constexpr milliseconds rehearsal_look{200};  // between two looks whether a rehearsal is over

/// What systemd hands over; for a check at a terminal, the folder that systemd takes it from.
std::optional<std::filesystem::path> credentials_for(std::filesystem::path const& file)
{
    if (auto const* const folder = std::getenv("CREDENTIALS_DIRECTORY"))
        return folder;
    auto beside = file.parent_path() / "credentials";
    std::error_code none;
    return std::filesystem::is_directory(beside, none) ? std::optional{std::move(beside)} : std::nullopt;
}

/// What the configuration file comes to.
struct parts {
    configuration config;
    std::shared_ptr<rulebooks const> books;
    std::map<std::string, wired_channel> channels;
    std::vector<feeds::plan> feeds;
    outside_settings outside;
};

void append(problems& to, problems const& more) { to.insert(to.end(), more.begin(), more.end()); }

/// What one channel alone cannot know: an account has one rate, whoever names it.
void check_accounts(parts const& made, std::filesystem::path const& file, problems& found)
{
    std::map<std::string, double> rates;
    for (auto const& [name, node] : made.config.channels) {
        auto const channel = made.channels.find(name);
        if (channel == made.channels.end() || channel->second.settings.account.empty())
            continue;
        auto const& settings = channel->second.settings;
        auto const [known, first] = rates.emplace(settings.account, settings.account_per_second);
        if (!first && known->second != settings.account_per_second)
            found.emplace_back(
                file.string(), node->Mark().line + 1, "provider.per_second",
                "account \"" + settings.account + "\" has another rate at an earlier channel; write the same one for both"
            );
    }
}

/// What will hardly do, though nothing is wrong with it.
problems notes_on(parts const& made, std::filesystem::path const& file)
{
    problems notes;
    for (auto const& [name, node] : made.config.channels) {
        auto const& channel = made.channels.at(name);
        auto const& settings = channel.settings;
        bool const texts_people = settings.medium == medium::sms && channel.adapter->traits().reach == channels::reach::real;
        auto said = texts_people && settings.sender ? channels::note_on_sender(*settings.sender) : std::nullopt;
        if (!said)
            continue;
        auto const written = (*node)["sender"];
        int const line = (written ? written.Mark() : node->Mark()).line + 1;
        notes.emplace_back(file.string(), line, "sender", *std::move(said));
    }
    return notes;
}

boost::system::result<parts, problems> build(std::filesystem::path const& file, channels::runtime& world)
{
    auto config = load_settings(file, credentials_for(file));
    if (!config)
        return config.error();
    parts made;
    made.config = std::move(*config);
    auto const& settings = made.config.settings;
    problems found;
    auto books = load_rulebooks(settings);
    if (books)
        made.books = *books;
    else
        append(found, books.error());

    channels::surroundings const around{
        world, credentials_in(settings.credentials), settings.http.public_url, settings.gateways, settings.instance};
    for (auto const& [name, node] : made.config.channels) {
        auto built = channels::build_channel(*node, file.string(), around);
        if (!built) {
            append(found, built.error());
            continue;
        }
        wired_channel wired;
        wired.settings = std::move(built->settings);
        wired.adapter = std::move(built->adapter);
        made.channels.emplace(wired.settings.name, std::move(wired));
    }
    check_accounts(made, file, found);
    if (auto feeds = feeds::load_feeds(made.config, made.books ? &made.books->places : nullptr))
        made.feeds = std::move(*feeds);
    else
        append(found, feeds.error());
    if (auto outside = load_outside(settings))
        made.outside = std::move(*outside);
    else
        append(found, outside.error());
    if (!found.empty())
        return found;
    return made;
}

/// The house's key. A file of it that was made for nothing does not stay: it would stand where the lost one belongs.
class house_key {
public:
    house_key(settings const& of, std::function<std::uint64_t()> const& chance)
    {
        if (auto given = key_from(of.database_key.reveal())) {
            value_ = *std::move(given);
            return;
        }
        auto const file = of.database.string() + ".key";
        if (!std::filesystem::exists(file))
            made_ = file;
        value_ = key_in(file, chance);
    }

    ~house_key()
    {
        std::error_code none;
        if (!made_.empty() && !kept_)
            std::filesystem::remove(made_, none);
    }

    house_key(house_key const&) = delete;
    house_key& operator=(house_key const&) = delete;

    channels::secret const& value() const { return value_; }
    void keep() { kept_ = true; }

private:
    channels::secret value_;
    std::filesystem::path made_;
    bool kept_ = false;
};

class daemon {
public:
    explicit daemon(std::filesystem::path file)
        : file_(std::move(file))
        , world_(make_asio_runtime(loop_.get_executor()))
        , lines_(make_line_log(STDOUT_FILENO, level::info, std::getenv("JOURNAL_STREAM") ? line_style::journal : line_style::plain))
        , log_(*lines_)
    {
    }

    int run()
    {
        auto built = build(file_, *world_);
        if (!built) {
            for (auto const& each : built.error())
                std::fprintf(stderr, "%s\n", to_string(each).c_str());
            return 1;
        }
        open(std::move(*built));
        asio::co_spawn(loop_, live(), [](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);  // a bug: end, and let the next start recover
        });
        loop_.run();
        return 0;
    }

private:
    void open(parts made)
    {
        settings_ = std::move(made.config.settings);
        books_ = std::make_shared<rulebooks>(*made.books);
        written_ = keys_written_in(file_);
        sqlite_options options;
        options.path = settings_.database.string();
        options.head = settings_.database.string() + ".head";
        options.house_number = world_->random();
        options.house_key = {world_->random(), world_->random()};
        options.told.failed = [this](store_error const& error) { hear_of(error); };
        options.told.recovered = [this] {
            log_.report(events::store_recovered, {});
            if (house_)
                house_->ring.ring_all();  // what could not be written is tried at once, not at the next look
        };
        auto const chance = [this] { return world_->random(); };
        house_key key{settings_, chance};
        options.key = key.value();
        service_.extend_timeout(hours{1});  // an older database may have a long way to this schema
        store_ = open_store(*world_, std::move(options));
        key.keep();
        routes_ = std::make_unique<route_table>(std::move(made.channels), settings_.routes);
        house_ = std::make_unique<house>(*world_, *store_, *books_, *routes_, log_);
        thinking_ = std::make_unique<channels::errands>(*world_);
        house_->proposals.think_by([this](std::function<void()> work) { return thinking_->run(std::move(work)); });
        signatures_ = std::make_unique<signature_desk>(*world_, signature_program());
        house_->proposals.verify_signatures_by([this](std::string document, std::string certificate) {
            return signatures_->signed_part(std::move(document), std::move(certificate));
        });
        auto raise = [this](std::string bytes, principal by) { return house_->proposals.raise(std::move(bytes), std::move(by)); };
        house_->links.open(key.value(), settings_.http.answer_page ? settings_.http.public_url : std::string{});
        clients_ = std::make_unique<api::client_book>(
            *world_, store_->outside(), sealing{key.value(), chance}
        );
        feeds_ = std::make_unique<feeds::desk>(*world_, *store_, std::move(raise), log_, std::move(made.feeds));
        api_ = std::make_unique<api::api_house>(
            *world_, *store_, store_->tales(), store_->past(), store_->outside(), store_->rights(), *clients_, *house_, *books_, *routes_, *feeds_, log_,
            [file = file_] { return check(file).wrong; }
        );
        api_->board = std::make_shared<api::board::room>(
            *world_, *store_, store_->sights(), *books_, *routes_, api::authority{settings_.http.tokens, clients_.get()},
            made.outside.proxy
        );
        house_->audit.inspect_with([this] { return api_->inspector.look(); });
        retention_ = std::make_unique<retention>(*world_, store_->rights(), *books_, log_);
        herald_ = std::make_unique<herald>(
            *world_, *store_, store_->outside(), log_, settings_.instance, made.outside.webhooks
        );
        desk_ = std::make_unique<api::reception>(*api_, api::authority{settings_.http.tokens, clients_.get()}, api::all_routes());
        doors_ = std::make_unique<api::server>(*world_, *desk_, api::server_limits{});
        if (made.outside.tls)
            doors_->speak_tls(*made.outside.tls);
        for (int const socket : service_.take_sockets())
            doors_->take_over(socket);
        if (!doors_->has_socket())
            doors_->open_socket(settings_.socket);
        if (!doors_->has_tcp() && !settings_.http.listen.empty())
            doors_->open_tcp(settings_.http.listen);
    }

    void hear_of(store_error const& error)
    {
        switch (error.failure()) {
        case store_failure::full:
            return log_.report(events::store_full, {{"why", error.why()}});
        case store_failure::busy:
            return log_.report(events::store_busy, {{"why", error.why()}});
        case store_failure::rejected:
            return log_.report(events::store_rejected, {{"why", error.why()}});
        case store_failure::unknown:
        case store_failure::corrupt:
            break;
        }
        // Nobody can say what is on disk: stop at once, before anybody is answered; the next start reads it.
        log_.report(events::store_failed, {{"why", error.why()}});
        std::_Exit(1);
    }

    /// A house where nothing happens would never hear that there is room again; nor, before it is needed, that its disk takes
    /// nothing any more.
    task<void> look_for_room()
    {
        for (auto quiet = world_->mono();;) {
            co_await world_->sleep_until(world_->mono() + room_look);
            if (log_.store_takes_writes() && world_->mono() < quiet + quiet_look)
                continue;
            quiet = world_->mono();
            co_await store_->try_to_write();
        }
    }

    task<void> live()
    {
        asio::signal_set signals{loop_, SIGTERM, SIGINT};
        channels::task_group own{loop_.get_executor()};
        own.spawn(keep_alive(*world_, service_));
        own.spawn(reload_when_asked());
        own.spawn(look_for_room());
        own.spawn(api::forget_rehearsals(*api_));
        co_await write_start();
        co_await know_clients();
        own.spawn(retention_->run());
        house_->start();
        feeds_->start();
        herald_->start();
        doors_->start();
        log_.report(
            events::daemon_started,
            {{"instance", settings_.instance}, {"socket", settings_.socket.string()}, {"port", doors_->tcp_port()}}
        );
        service_.ready("ready");
        co_await signals.async_wait(asio::use_awaitable);
        log_.report(events::daemon_stopping, {});
        service_.stopping();
        // Doors first, then what is on the wire, then the steps; what is not answered in time stays recorded as in flight
        // for the next life, which may have to send it again.
        feeds_->stop();
        api_->board->screens.close();
        co_await doors_->stop(world_->mono() + drain_time);
        co_await api_->board->screens.join();
        co_await feeds_->join();
        co_await house_->drain(world_->mono() + drain_time);
        house_->stop();
        co_await house_->join();
        herald_->stop();
        co_await herald_->join();
        own.cancel();
        co_await own.join();
        loop_.stop();
    }

    task<void> reload_when_asked()
    {
        asio::signal_set asked{loop_, SIGHUP};
        for (;;) {
            co_await asked.async_wait(asio::use_awaitable);
            service_.reloading();
            while (api_->rehearsals.playing() || house_->proposals.is_thinking())  // on threads that read the books
                co_await world_->sleep_until(world_->mono() + rehearsal_look);
            reload();
            service_.ready("ready");
        }
    }

    /// All of it or nothing. What is only read at the start is checked too, so that the next start does not find it.
    void reload()
    {
        auto const next = build(file_, *world_);
        auto found = next ? taken_away(*books_, *next->books) : next.error();
        if (!found.empty()) {
            auto const& first = found.front();
            log_.report(events::settings_refused, {{"problems", found.size()}, {"first", to_string(first)}});
            return;
        }
        former_.push_back(renew(*books_, *next->books));
        std::string waiting;
        for (auto const& key : waiting_for_restart(written_, keys_written_in(file_)))
            waiting += (waiting.empty() ? "" : " ") + key;
        log_.report(
            events::settings_renewed,
            {{"rules", books_->rules.rules.size()}, {"templates", books_->templates.names().size()}, {"after_restart", waiting}}
        );
    }

    /// On record before anything is done. A store that cannot take it stops the daemon, or takes it when there is room.
    task<void> write_start()
    {
        journal_note start;
        start.kind = "started";
        start.who = {"tocsind", world_->wall()};
        start.what = "{\"process\":" + std::to_string(::getpid()) + "}";
        co_await store_->note(std::move(start));
    }

    task<void> know_clients()
    {
        while (true) {
            auto const known = co_await clients_->load();
            if (known)
                break;
            co_await world_->sleep_until(world_->mono() + seconds{1});
        }
    }

    std::filesystem::path file_;
    asio::io_context loop_{1};
    std::unique_ptr<channels::runtime> world_;
    std::unique_ptr<event_log> lines_;
    api::event_counter log_;
    service service_;
    settings settings_;
    std::shared_ptr<rulebooks> books_;
    written_keys written_;  // the configuration's, at the start
    std::vector<std::shared_ptr<rulebooks const>> former_;  // tasks may hold references into them
    std::unique_ptr<sqlite_store> store_;
    std::unique_ptr<route_table> routes_;
    std::unique_ptr<house> house_;
    std::unique_ptr<channels::errands> thinking_;  ///< ends before what it thinks about: the books, the house
    std::unique_ptr<signature_desk> signatures_;
    std::unique_ptr<feeds::desk> feeds_;
    std::unique_ptr<api::client_book> clients_;
    std::unique_ptr<herald> herald_;
    std::unique_ptr<retention> retention_;
    std::unique_ptr<api::api_house> api_;
    std::unique_ptr<api::reception> desk_;
    std::unique_ptr<api::server> doors_;
};

}  // namespace

findings check(std::filesystem::path const& file)
{
    asio::io_context loop;
    auto const world = make_asio_runtime(loop.get_executor());
    auto const built = build(file, *world);
    return built ? findings{{}, notes_on(*built, file)} : findings{built.error()};
}

int restore(std::filesystem::path const& file, std::filesystem::path const& backup)
{
    auto const config = load_settings(file, credentials_for(file));
    if (!config) {
        for (auto const& each : config.error())
            std::fprintf(stderr, "%s\n", to_string(each).c_str());
        return 1;
    }
    try {
        asio::io_context loop;
        auto const world = make_asio_runtime(loop.get_executor());
        house_key key{config->settings, [&world] { return world->random(); }};
        int const status = restore_file(config->settings.database, backup, key.value());
        if (status == 0)
            key.keep();
        return status;
    } catch (std::runtime_error const& failure) {
        std::fprintf(stderr, "tocsind: %s\n", failure.what());
        return 1;
    }
}

int run(std::filesystem::path const& file)
{
    ::prctl(PR_SET_DUMPABLE, 0);  // a core file would hold addresses
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return daemon{file}.run();
    } catch (std::runtime_error const& failure) {
        std::fprintf(stderr, "tocsind: %s\n", failure.what());
        return 1;
    }
}

}  // namespace tocsin::dispatcher
